"""Texts read by the amounts reader alone: one text a document, every segment an article's own."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from flows.paths import REFERENCE
from flows.reference import _bundle, load_rates
from schemas.reference import AmountsReference
from transforms.amounts.reader import AmountsRead, AmountsReader, read_amounts
from transforms.spans import Texts

NO_DATES = pl.DataFrame(schema={"unit": pl.UInt32, "start": pl.Int32, "end": pl.Int32, "timex_type": pl.String, "value": pl.String})
SEGMENT = {"segment_id": pl.String, "doc_id": pl.String, "is_main": pl.Boolean, "language": pl.String, "start_char": pl.Int32}


@cache
def reader() -> AmountsReader:
    """The reader of the project's own reference data."""
    return AmountsReader.of(_bundle(AmountsReference, REFERENCE))


@cache
def rates() -> pl.DataFrame:
    """The European Central Bank's history."""
    return load_rates()


def read(  # noqa: PLR0913, PLR0917  what a text may come with
    texts: list[str],
    language: str = "en",
    dates: pl.DataFrame = NO_DATES,
    day: date | None = None,
    doc_ids: list[str] | None = None,
    using: AmountsReader | None = None,
    **document: Any,
) -> AmountsRead:
    """Each text is a segment of its own document, or of the documents named; `document` sets columns of all documents
    (`told_language` the language they declare).
    """
    rows = range(len(texts))
    ids = doc_ids or [f"d{k}" for k in rows]
    segments = pl.DataFrame(
        {
            "segment_id": [f"s{k}" for k in rows],
            "doc_id": ids,
            "is_main": [True for _ in rows],
            "language": [language for _ in rows],
            "start_char": [1000 * k for k in rows],
        },
        schema=SEGMENT,
    )
    documents = segments.select("doc_id", "language", anchor_date=pl.lit(day, pl.Date)).unique(maintain_order=True)
    told = documents.with_columns(**{name.removeprefix("told_"): pl.lit(value) for name, value in document.items()})
    return read_amounts(Texts.of(pl.Series(texts, dtype=pl.String)), segments, told, dates, using or reader(), rates())


def without(**tables: pl.DataFrame) -> AmountsReader:
    """A reader whose reference has these tables instead."""
    return AmountsReader.of(replace(reader().ref, **tables))


def rows_of(found: AmountsRead) -> list[tuple[object, ...]]:
    """surface, kind, value, unit of each amount."""
    return found.amounts.select("surface", "kind", "value", "unit").rows()


def one(found: AmountsRead) -> dict[str, object]:
    """The only amount."""
    assert found.amounts.height == 1, found.amounts["surface"].to_list()
    return found.amounts.row(0, named=True)
