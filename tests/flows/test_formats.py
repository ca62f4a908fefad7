"""Every format the world hands over: the same texts come out of each, and what is wrong with one is said in words."""

import bz2
import gzip
import hashlib
import io
import lzma
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.ingest import read_batches
from flows.inputs.opening import COMPRESSIONS
from flows.inputs.sources import find_files
from tests.flows.reading import ROWS, TEXTS, as_parquet, read, reasons


def as_arrow(table: pa.Table, *, stream: bool) -> bytes:
    sink = io.BytesIO()
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


WRITERS: dict[str, Callable[[pa.Table], bytes]] = {
    "a.parquet": as_parquet,
    "a.arrow": lambda table: as_arrow(table, stream=False),
    "a.feather": lambda table: as_arrow(table, stream=True),
    "a.jsonl": lambda table: b"\n".join(orjson.dumps(row) for row in table.to_pylist()),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_table_of_texts_reads_alike(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(WRITERS[name](pa.table(ROWS)))
    found = read(tmp_path, columns=(("published_at", "date"),)).records
    assert found["text"].to_list() == TEXTS
    assert found["url"].to_list() == ROWS["url"]
    assert found["language"].to_list() == ["ko", "ja", "ru"]
    assert found["published_at"].to_list() == [datetime(2026, 3, 1, 0, 30, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC), None]
    assert found["external_id"].to_list() == [f"{name}#{n}" for n in (1, 2, 3)]


def test_columns_of_other_names_and_types(tmp_path: Path) -> None:
    table = pa.table({
        "id": [7, 8, 9],
        "body": pa.array(TEXTS).dictionary_encode(),
        "on": pa.array([date(2026, 3, 1)] * 3),
        "seen": pa.array([1_772_324_999_000_000_001] * 3, pa.timestamp("ns", "UTC")),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet")
    assert reasons(read(tmp_path)) == ["no_text_column"]
    for column, moment in (("on", datetime(2026, 3, 1, tzinfo=UTC)), ("seen", datetime(2026, 3, 1, 0, 29, 59, tzinfo=UTC))):
        found = read(tmp_path, columns=(("text", "body"), ("published_at", column))).records
        assert found["text"].to_list() == TEXTS
        assert found["external_id"].to_list() == ["7", "8", "9"]
        assert found["published_at"].to_list() == [moment] * 3


def test_the_day_of_a_crawl_is_no_publication_time(tmp_path: Path) -> None:
    pq.write_table(pa.table(ROWS), tmp_path / "a.parquet")
    assert read(tmp_path).records["published_at"].null_count() == 1
    pq.write_table(pa.table(ROWS | {"dump": ["CC-MAIN-2025-51"] * 3}), tmp_path / "a.parquet")
    assert read(tmp_path).records["published_at"].null_count() == 3


def test_rows_that_are_no_text_are_refused_one_by_one(tmp_path: Path) -> None:
    odd = pa.array([None, b"   ", "\N{CJK UNIFIED IDEOGRAPH-5E02}".encode() * 400 + b"\xff\xff", TEXTS[0].encode("cp949")], pa.binary())
    pq.write_table(pa.table({"text": odd}), tmp_path / "a.parquet")
    batch = read(tmp_path)
    assert reasons(batch)[:2] == ["no_text", "empty"]
    assert batch.records["text"].to_list()[-1] == TEXTS[0]
    assert len(batch.refused) + len(batch.records) == 4


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.warc", "a.wet.gz", "a.zip", "a.tar", "a.tgz", "a.jsonl.zst", "a.txt.xz"])
@given(junk=st.binary(max_size=300))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_crash_a_reader(tmp_path: Path, name: str, junk: bytes) -> None:
    heads = {".parquet": b"PAR1", ".arrow": b"ARROW1", ".warc": b"WARC/1.0\r\n", ".zip": b"PK\x03\x04", ".zst": b"\x28\xb5\x2f\xfd"}
    (tmp_path / name).write_bytes(heads.get(Path(name).suffix, b"") + junk)
    for batch in read_batches(find_files([tmp_path])[0]):
        assert batch.refused["detail"].str.len_chars().min() or batch.records.height


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_a_packed_file_is_read_to_its_last_byte_or_refused(tmp_path: Path, suffix: str) -> None:
    pack = {".gz": gzip.compress, ".zst": zstandard.compress, ".bz2": bz2.compress, ".xz": lzma.compress}[suffix]
    two = [pack(TEXTS[0].encode()), pack(TEXTS[1].encode())]
    file = tmp_path / f"a.txt{suffix}"
    file.write_bytes(b"".join(two))
    assert read(file).records["text"].to_list() == [TEXTS[0] + TEXTS[1]]
    file.write_bytes(b"".join(two)[:-9])
    assert reasons(read(file)) == ["broken_archive"]


def warc(kind: str, pages: list[tuple[str, bytes, str, str]]) -> bytes:
    """A WARC file of (address, body, content type, status)."""
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True)
    for url, body, content_type, status in pages:
        headers = StatusAndHeaders(status, [("Content-Type", content_type), ("Content-Encoding", "gzip")], protocol="HTTP/1.1")
        packed = {"http_headers": headers, "payload": io.BytesIO(gzip.compress(body))}
        plain = {"warc_content_type": content_type, "payload": io.BytesIO(body)}
        writer.write_record(writer.create_warc_record(url, kind, **(packed if kind == "response" else plain)))
    return sink.getvalue()


def test_pages_of_warc_and_texts_of_wet(tmp_path: Path) -> None:
    pages = [(f"https://paper.example/{n}", text.encode(), "text/plain", "200 OK") for n, text in enumerate(TEXTS)]
    others = [
        ("https://paper.example/x", b"gone", "text/plain", "404 Not Found"),
        ("https://paper.example/y", b"..", "image/png", "200 OK"),
    ]
    (tmp_path / "a.warc.gz").write_bytes(warc("response", pages + others))
    (tmp_path / "b.warc.wet.gz").write_bytes(warc("conversion", pages))
    batch = read(tmp_path)
    assert batch.records["text"].to_list() == TEXTS * 2
    assert batch.records["url"].to_list() == [page[0] for page in pages] * 2
    assert batch.records["published_at"].null_count() == 6
    assert batch.records["external_id"].str.starts_with("urn:uuid:").all()
    assert batch.refused["detail"].to_list() == ["records that are no pages: 1 of HTTP status 404, 1 of type image/png"]
    (tmp_path / "a.warc.gz").write_bytes(warc("response", pages)[:-30])
    cut = read(tmp_path / "a.warc.gz")
    assert cut.records["text"].to_list() == TEXTS[:2]
    assert set(reasons(cut)) == {"broken_archive"}  # of the record that is cut, and of the file


def test_a_manifest_lists_what_must_be_there(tmp_path: Path) -> None:
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "night").mkdir()
    good = hashlib.sha256(TEXTS[0].encode()).hexdigest()
    lines = ["# delivered at night", f"{good}  0.txt", f"{good} *1.txt", "2.txt", "", "lost.txt", "../outside.txt", "page.odd"]
    (tmp_path / "page.odd").write_text("x")
    (tmp_path / "n.manifest").write_text("\n".join(lines), encoding="utf-8")
    batch = read(tmp_path / "n.manifest")
    assert batch.records["external_id"].to_list() == ["0.txt", "2.txt"]
    assert reasons(batch) == ["wrong_hash", "unreadable", "odd_path", "unknown_kind"]
    assert find_files([tmp_path])[1] == 2  # met in a folder, a manifest is passed over: what it lists lies there too


def test_links_pipes_and_odd_names_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "deep.txt").write_text(TEXTS[0], encoding="utf-8")
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self.txt").symlink_to(tmp_path / "a" / "self.txt")
    (tmp_path / "elsewhere.txt").symlink_to(tmp_path / "a" / "b" / "deep.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(TEXTS[1], encoding="utf-8")
    batch = read(tmp_path)
    assert batch.records["external_id"].to_list() == ["caf\\xe9.txt", "elsewhere.txt", "a/b/deep.txt"]
    assert sorted(reasons(batch)) == ["not_a_file", "unreadable"]


def test_what_was_read_from_parquet_is_not_read_into_memory_at_once(tmp_path: Path) -> None:
    pl.DataFrame({"text": [TEXTS[0] * 200] * 4_000}).write_parquet(tmp_path / "a.parquet")
    batches = list(read_batches(find_files([tmp_path])[0], batch_bytes=1_000_000))
    assert sum(batch.records.height for batch in batches) == 4_000
    assert len(batches) > 10
