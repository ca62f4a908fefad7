"""Raw files -> Arrow tables, one row a text, in batches of bounded size; nothing is interpreted."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from hashlib import sha256

import polars as pl

from flows.inputs.files import LINES_KINDS, TEXT_KINDS, SourceFile
from flows.inputs.readers import read_file
from flows.inputs.records import Record, Refused
from schemas.columns import LANGUAGE_PATTERN
from transforms.ids import text_id

#: Text of one batch, in bytes: large enough for the scans to be at speed, small enough to keep memory flat.
BATCH_BYTES = 12_000_000
#: Below this, a batch costs more by being there than by its text.
LEAST_BATCH_BYTES = 1_000_000
#: News text shrinks to about a third, its JSON lines more.
COMPRESSION = 4
#: Files whose size is about that of their text.
PLAIN_KINDS = TEXT_KINDS + LINES_KINDS

RAW_SCHEMA = pl.Schema(
    [
        ("doc_id", pl.String),
        ("title", pl.String),
        ("language", pl.String),
        ("published_at", pl.Datetime("us", "UTC")),
        ("published_offset", pl.Int32),
        ("publisher", pl.String),
        ("url", pl.String),
        ("text", pl.String),
        ("encoding", pl.String),
        ("source_uri", pl.String),
        ("external_id", pl.String),
        ("raw_sha256", pl.String),
    ]
)
REFUSED_SCHEMA = pl.Schema([(name, pl.String) for name in ("quarantine_id", "source_uri", "stage", "reason_code", "detail", "excerpt")])


@dataclass(frozen=True)
class RawBatch:
    """Texts as received (`RAW_SCHEMA`) and what was refused beside them (`REFUSED_SCHEMA`)."""

    records: pl.DataFrame
    refused: pl.DataFrame


@lru_cache(maxsize=1024)
def language_tag(declared: str | None) -> str | None:
    """A declared language as BCP 47; what is no tag is not declared.

    >>> language_tag("zh_cn"), language_tag("pt-BR"), language_tag("Korean")
    ('zh-Hans', 'pt-BR', None)
    """
    parts = re.split("[-_]", (declared or "").strip())
    script = {"CN": "Hans", "SG": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}
    if parts[0].lower() == "zh" and len(parts) > 1:
        parts = ["zh", script.get(parts[1].upper(), parts[1].title())]
    tag = "-".join([parts[0].lower(), *(p.upper() if len(p) == 2 else p.title() for p in parts[1:])])  # noqa: PLR2004  a region
    return tag if re.match(LANGUAGE_PATTERN, tag) else None


def _row(record: Record) -> tuple[object, ...]:
    declared, text = record.declared, record.decoded.text
    published: datetime | None = declared.get("published_at")
    offset: int | None = declared.get("published_offset")
    language = language_tag(declared.get("language"))
    # as declared: one moment on two clocks may be two days, so it is two documents whichever is read first
    clock = timezone(timedelta(minutes=offset)) if offset else UTC
    doc_id = text_id(text, published.astimezone(clock).isoformat() if published else None, language)
    return (
        doc_id, declared.get("title"), language, published, offset, declared.get("source"), declared.get("url"), text,
        record.decoded.encoding, record.source_uri, record.external_id, record.raw_sha256,
    )  # fmt: skip


def _refusal(refused: Refused) -> tuple[str, ...]:
    digest = sha256(refused.excerpt.encode("utf-8", "replace")).hexdigest()
    key = text_id("refused", refused.source_uri, refused.reason_code, digest)
    return key, refused.source_uri, "ingest", refused.reason_code, refused.detail, refused.excerpt


def _batch(rows: list[tuple[object, ...]], refused: list[tuple[str, ...]]) -> RawBatch:
    return RawBatch(_frame(rows, RAW_SCHEMA), _frame(refused, REFUSED_SCHEMA))


def _frame(rows: Sequence[tuple[object, ...]], schema: pl.Schema) -> pl.DataFrame:
    """A frame column by column: twice as fast as row by row."""
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema)


def read_batches(files: list[SourceFile], batch_bytes: int = BATCH_BYTES) -> Iterator[RawBatch]:
    """Every record of the files, in order, in batches of about `batch_bytes` of text."""
    rows: list[tuple[object, ...]] = []
    refused: list[tuple[str, ...]] = []
    held = 0
    for file in files:
        for found in read_file(file):
            if isinstance(found, Refused):
                refused.append(_refusal(found))
                continue
            rows.append(_row(found))
            held += len(found.decoded.text.encode())
            if held >= batch_bytes:
                yield _batch(rows, refused)
                rows, refused, held = [], [], 0
    if rows or refused:
        yield _batch(rows, refused)


def raw_bytes(files: Iterable[SourceFile]) -> int:
    """About how many bytes of text the files hold."""
    return sum(file.n_bytes * (1 if file.relative.endswith(PLAIN_KINDS) else COMPRESSION) for file in files)


def even_batch_bytes(files: Iterable[SourceFile], workers: int) -> int:
    """Size of batches that leaves no worker idle at the end: as many rounds of equal batches as it takes.

    >>> even_batch_bytes([SourceFile("/a.txt", "a.txt", 40_000_000)], 2)
    10000000
    """
    total = raw_bytes(files)
    rounds = max(1, math.ceil(total / (workers * BATCH_BYTES)))
    return min(BATCH_BYTES, max(LEAST_BATCH_BYTES, math.ceil(total / rounds / workers)))
