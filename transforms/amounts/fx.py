"""Amounts of money in US dollars, at the rate of the document's day."""

import polars as pl

MONEY, RATE = pl.Decimal(38, 6), pl.Decimal(38, 10)
#: A rate of at most this many days before the day is used: weekends and holidays have none.
OLDEST_RATE_DAYS = 7
#: Larger sums times a rate would not fit.
LARGEST = 10**20
DOLLAR = "USD"


def rates_of(rates: pl.DataFrame, days: pl.Series, before: int) -> pl.DataFrame:
    """The rates of these days and so many before the first: of a batch a few thousand of the 230,000, which all would be sorted anew."""
    first, last = pl.lit(days.min(), pl.Date).dt.offset_by(f"-{before}d"), pl.lit(days.max(), pl.Date)
    return rates.filter(pl.col("date").is_between(first, last))


def with_dollars(rows: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    """Rows (kind, unit, value, anchor_date) with usd_value, fx_rate, fx_date and fx_source, which says why where there is no rate.

    Args:
        rows: amounts, any kind; `anchor_date` may be null.
        rates: date, currency, usd (US dollars for one unit), source.
    """
    asked = rows.with_row_index("order")
    money = asked.filter(pl.col("kind") == "money").select("order", "unit", "value", "anchor_date")
    dated = money.drop_nulls("anchor_date").sort("anchor_date")
    known = (
        rates_of(rates, dated["anchor_date"], OLDEST_RATE_DAYS)
        .select(unit="currency", fx_date="date", fx_rate="usd", fx_source="source")
        .sort("fx_date")
    )
    found = dated.join_asof(
        known,
        left_on="anchor_date",
        right_on="fx_date",
        by="unit",
        strategy="backward",
        tolerance=f"{OLDEST_RATE_DAYS}d",
        check_sortedness=False,
    ).select("order", "fx_date", "fx_rate", "fx_source")
    joined = money.join(found, on="order", how="left", maintain_order="left")
    why = (
        pl.when(pl.col("anchor_date").is_null())
        .then(pl.lit("no anchor date"))
        .when(pl.col("fx_rate").is_null())
        .then(pl.format("no rate for {}", pl.col("unit")))
        .when(pl.col("value").abs() >= LARGEST)
        .then(pl.lit("too large to convert"))
    )
    usable = why.is_null()
    dollars = joined.with_columns(why=why).select(
        "order",
        usd_value=pl.when(usable).then((pl.when(usable).then(pl.col("value")) * pl.col("fx_rate")).cast(MONEY)),
        fx_rate=pl.when(usable).then(pl.col("fx_rate")).cast(RATE),
        fx_date=pl.when(usable).then(pl.col("fx_date")),
        fx_source=pl.coalesce("why", "fx_source"),
    )
    return asked.join(dollars, on="order", how="left", maintain_order="left").drop("order")
