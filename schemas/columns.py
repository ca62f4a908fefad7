"""Columns shared by name: one place for the meaning, unit and check of each kind of column.

Every builder returns a `pandera.Field`; `description` ends up in the DuckDB comment and in the README's data dictionary,
`unit` beside it. Offsets are Unicode code points of `documents.text`, half open.
"""

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

from schemas.contract import Contract

Money = Annotated[pl.Decimal, 38, 6]
Rate = Annotated[pl.Decimal, 38, 10]
Instant = Annotated[pl.Datetime, "us", "UTC"]

#: ids are lower-case hex of content hashes, Wikidata QIDs, or `nl-` names for entities Wikidata does not know.
ID_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z_-]*$"
#: BCP 47, with `und` where the text is too short to tell.
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
ISO_CURRENCY_PATTERN = r"^[A-Z]{3}$"
#: ISO 8601 durations.
DURATION_PATTERN = r"^P(\d+(\.\d+)?[YMWD])*(T(\d+(\.\d+)?[HMS])+)?$"


def key(description: str, *, nullable: bool = False) -> Any:
    """An identifier, or a reference to one."""
    return pa.Field(nullable=nullable, description=description, str_matches=ID_PATTERN, metadata={"unit": "id"})


def text(description: str, *, nullable: bool = False, unit: str = "text") -> Any:
    """Free text; never empty where it is required."""
    checks: dict[str, Any] = {} if nullable else {"str_length": {"min_value": 1}}
    return pa.Field(nullable=nullable, description=description, metadata={"unit": unit}, **checks)


def one_of(words: Sequence[str], description: str, *, nullable: bool = False) -> Any:
    """A word of a closed vocabulary."""
    listed = f"{description} One of: {', '.join(words)}."
    return pa.Field(nullable=nullable, description=listed, isin=list(words), metadata={"unit": "word"})


def pattern(regex: str, description: str, *, unit: str, nullable: bool = True) -> Any:
    """Text of one written form, such as a language tag or an ISO code."""
    return pa.Field(nullable=nullable, description=description, str_matches=regex, metadata={"unit": unit})


def number(description: str, *, unit: str, nullable: bool = False, **bounds: Any) -> Any:
    """A number with its unit and bounds (`ge`, `gt`, `le`, `lt`)."""
    return pa.Field(nullable=nullable, description=description, metadata={"unit": unit}, **bounds)


def count(description: str) -> Any:
    """How many; never negative."""
    return number(description, unit="count", ge=0)


def flag(description: str, *, nullable: bool = False) -> Any:
    """True or false; null where the question does not arise."""
    return pa.Field(nullable=nullable, description=description, isin=[True, False], metadata={"unit": "boolean"})


def moment(description: str, *, nullable: bool = False) -> Any:
    """A point in time, UTC."""
    return pa.Field(nullable=nullable, description=description, metadata={"unit": "UTC timestamp"})


def day(description: str, *, nullable: bool = True) -> Any:
    """A calendar day."""
    return pa.Field(nullable=nullable, description=description, metadata={"unit": "ISO 8601 date"})


def start_char(of: str = "the span", *, nullable: bool = False) -> Any:
    """Where a span starts."""
    return number(f"Start of {of} in documents.text, inclusive.", unit="code points", ge=0, nullable=nullable)


def end_char(of: str = "the span", *, nullable: bool = False) -> Any:
    """Where a span ends."""
    return number(f"End of {of} in documents.text, exclusive.", unit="code points", gt=0, nullable=nullable)


def surface() -> Any:
    """The characters of a span."""
    return text("The exact characters: documents.text[start_char:end_char].")


def language(description: str, *, nullable: bool = False) -> Any:
    """A BCP 47 language tag."""
    return pattern(LANGUAGE_PATTERN, description, unit="BCP 47", nullable=nullable)


class Table(pa.DataFrameModel):
    """Base of every table: exactly these columns, key unique (`Config.unique`)."""

    class Config:
        """No other column, and metadata so that the dictionary can be printed."""

        strict = True
        unique: list[str] = []
        metadata: dict[str, str] = {}

    @classmethod
    @cache
    def contract(cls) -> Contract:
        """The model compiled to Polars, once a process."""
        return Contract.of(cls.to_schema())

    @classmethod
    def empty(cls, *_: Any) -> Any:
        """A frame without rows, with the columns and types of the model."""
        return pl.DataFrame(schema=cls.contract().types)

    @classmethod
    def proved(cls, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame, every check of the model proved; raises what Pandera says of one that breaks them."""
        return frame if cls.contract().passes(frame) else cls.validate(frame)


class SpanTable(Table):
    """Base of every table whose rows point at characters of one segment of one document."""

    doc_id: str = key("The document: documents.doc_id.")
    segment_id: str = key("The segment the span lies in: segments.segment_id.")
    start_char: pl.Int32 = start_char()
    end_char: pl.Int32 = end_char()
    surface: str = surface()

    @pa.dataframe_check
    @classmethod
    def starts_before_it_ends(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """A span holds one character or more."""
        return data.lazyframe.select(pl.col("start_char") < pl.col("end_char"))
