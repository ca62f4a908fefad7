"""Texts that the tests write in every format, and how they read them back."""

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.ingest import RawBatch, read_batches
from flows.inputs.sources import find_files

TEXTS = [
    "서울시는 월요일 새 도서관 건립에 약 250억 원을 들이겠다고 밝혔다.",
    "県は月曜日、新しい図書館の建設に約25億円を充てると発表した。",
    "Мэрия в понедельник сообщила, что направит около 250 млн рублей.",
]
ROWS = {
    "text": TEXTS,
    "url": [f"https://paper.example/{n}" for n in range(3)],
    "date": ["2026-03-01T00:30:00Z", "2026-03-02", None],
    "language": ["ko", "ja", "ru"],
}


def read(*sources: str | Path, columns: tuple[tuple[str, str], ...] = ()) -> RawBatch:
    (batch,) = read_batches(find_files(sources, columns)[0])
    return batch


def reasons(batch: RawBatch) -> list[str]:
    return batch.refused["reason_code"].to_list()


def as_parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()
