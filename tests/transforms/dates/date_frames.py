"""Frames for tests of dates: documents of one segment each."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl


def one_document(texts: pl.Series, languages: pl.Series, published: Sequence[datetime | None]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(documents, segments): every text a document of one body segment."""
    ids = [f"d{at}" for at in range(len(texts))]
    return published_documents(ids, published), lines(
        [(doc, text, "body", True, lang) for doc, text, lang in zip(ids, texts, languages, strict=True)]
    )


def published_documents(ids: Sequence[str], published: Sequence[datetime | None], offset: int | None = None) -> pl.DataFrame:
    """Documents as the reader of dates takes them, all declared `offset` minutes ahead of UTC."""
    return pl.DataFrame({"doc_id": ids, "published_at": pl.Series(list(published), dtype=pl.Datetime("us", "UTC"))}).with_columns(
        published_offset=pl.lit(offset, dtype=pl.Int32)
    )


def lines(rows: Sequence[tuple[str, str, str, bool, str | None]]) -> pl.DataFrame:
    """Segments from (doc_id, text, role, is_main, language), one after the other with a line end between."""
    schema = {"doc_id": pl.String, "text": pl.String, "role": pl.String, "is_main": pl.Boolean, "language": pl.String}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row").with_columns(length=pl.col("text").str.len_chars().cast(pl.Int32))
    start = (pl.col("length") + 1).cum_sum().over("doc_id") - pl.col("length") - 1
    return frame.select(
        segment_id=pl.format("s{}", pl.int_range(pl.len())),
        doc_id="doc_id",
        ordinal=pl.int_range(pl.len(), dtype=pl.Int32).over("doc_id"),
        role="role",
        is_main="is_main",
        language="language",
        start_char=start.cast(pl.Int32),
        end_char=(start + pl.col("length")).cast(pl.Int32),
        duplicate_of=pl.lit(None, dtype=pl.String),
        anchor_date=pl.lit(None, dtype=pl.Date),
        text="text",
    )
