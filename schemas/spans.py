"""What stands in the text: amounts, dates, quotes, and what could not be read."""

import pandera.polars as pa
import polars as pl

from schemas import columns as c
from schemas.documents import ANCHOR_BASES

AMOUNT_KINDS = ("money", "percent", "count", "quantity")
QUALIFIERS = ("exact", "approx", "at_least", "at_most", "more_than", "less_than", "range")
UNIT_BASES = ("explicit", "inferred")
TIMEX_TYPES = ("DATE", "TIME", "DURATION", "SET")
PRECISIONS = ("time", "day", "week", "month", "quarter", "half", "season", "year", "decade", "century", "duration")


class Amounts(c.SpanTable):
    """One row per sum of money, percentage, count or quantity read in the text."""

    amount_id: str = c.key("Hash of document, offsets and kind.")
    kind: str = c.one_of(AMOUNT_KINDS, "What is measured.")
    value: c.Money = c.number("The number, fully scaled: 3조 is 3000000000000.", unit="units of `unit`")
    value_high: c.Money = c.number("Upper end of a range.", unit="units of `unit`", nullable=True)
    unit: str = c.text("ISO 4217 for money; % or pp for percent; UCUM or a plain noun else.", nullable=True, unit="code")
    unit_basis: str = c.one_of(UNIT_BASES, "Whether the text names the unit or the context decides it.")
    qualifier: str = c.one_of(QUALIFIERS, "How exactly the text means the number.")
    object_text: str = c.text("What is counted, as written.", nullable=True)
    period: str = c.pattern(c.DURATION_PATTERN, "Time over which the amount runs or repeats.", unit="ISO 8601 duration")
    usd_value: c.Money = c.number("value in US dollars at fx_rate.", unit="USD", nullable=True)
    fx_rate: c.Rate = c.number("US dollars for one unit.", unit="USD per unit", nullable=True, gt=0)
    fx_date: pl.Date = c.day("Day of the rate.")
    fx_source: str = c.text("Where the rate comes from, or why there is none.", nullable=True)
    equivalent_of: str = c.key("The same sum in another currency, in the same passage: amounts.amount_id.", nullable=True)
    implied_fx: c.Rate = c.number("Implied rate: units of the weaker currency for one of the stronger.", unit="ratio", nullable=True, ge=1)
    fx_ok: bool = c.flag("Whether implied_fx fits the history within what rounding allows.", nullable=True)

    class Config(c.Table.Config):
        """Key."""

        unique = ["amount_id"]

    @pa.dataframe_check
    @classmethod
    def money_has_iso_4217_unit(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """Money has an ISO 4217 code."""
        known = pl.col("unit").str.contains(c.ISO_CURRENCY_PATTERN).fill_null(value=False)
        return data.lazyframe.select((pl.col("kind") != "money") | known)

    @pa.dataframe_check
    @classmethod
    def percent_has_percent_unit(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """A percentage is `%`; percentage points are told apart by `pp`."""
        return data.lazyframe.select((pl.col("kind") != "percent") | pl.col("unit").is_in(["%", "pp"]).fill_null(value=False))

    @pa.dataframe_check
    @classmethod
    def ranges_rise(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """The upper end is not below the lower one."""
        return data.lazyframe.select((pl.col("value_high") >= pl.col("value")).fill_null(value=True))

    @pa.dataframe_check
    @classmethod
    def usd_has_rate_date_and_source(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """usd_value is null or has rate, date and source."""
        proof = pl.all_horizontal(pl.col("fx_rate", "fx_date", "fx_source").is_not_null())
        return data.lazyframe.select(pl.col("usd_value").is_null() | proof)


class Dates(c.SpanTable):
    """One row per date, time, duration or repetition read in the text."""

    date_id: str = c.key("Hash of document, offsets and type.")
    timex_type: str = c.one_of(TIMEX_TYPES, "TIMEX3 type.")
    value: str = c.text("TIMEX3 value; XXXX stands for a year nothing proves.", unit="TIMEX3")
    start_date: pl.Date = c.day("First day; null while unresolved and for durations.")
    end_date: pl.Date = c.day("Last day, inclusive.")
    precision: str = c.one_of(PRECISIONS, "How fine the expression is.")
    anchor_date: pl.Date = c.day("The day it was counted from, where one was needed.")
    anchor_basis: str = c.one_of(ANCHOR_BASES, "What proves the value: metadata and inferred_* the anchor, stated the words themselves.")
    weekday_ok: bool = c.flag("Whether a weekday named beside the date agrees with it.", nullable=True)

    class Config(c.Table.Config):
        """Key."""

        unique = ["date_id"]

    @pa.dataframe_check
    @classmethod
    def unresolved_has_no_days(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """XXXX-12-20 has no start or end."""
        bare = pl.col("start_date").is_null() & pl.col("end_date").is_null()
        return data.lazyframe.select(~pl.col("value").str.starts_with("XXXX") | bare)


class Quotes(c.SpanTable):
    """One row per quotation."""

    quote_id: str = c.key("Hash of document and offsets.")
    speaker_entity_id: str = c.key("Who says it: entities.entity_id.", nullable=True)
    verb: str = c.text("The reporting verb, as written.", nullable=True)

    class Config(c.Table.Config):
        """Key."""

        unique = ["quote_id"]


class Unread(c.SpanTable):
    """Text of the article that holds a number or a date word which no row explains."""

    unread_id: str = c.key("Hash of document and offsets.")
    reason_code: str = c.text("Why it could not be read.", unit="code")

    class Config(c.Table.Config):
        """Key."""

        unique = ["unread_id"]
