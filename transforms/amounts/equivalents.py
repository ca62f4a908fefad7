"""One sum told in two currencies: `2兆円(約127億ドル)`. The twin points at the first, with the rate it implies."""

from itertools import product

import polars as pl

from schemas.reference.amounts import AmountsReference
from transforms.amounts.codes import Around, is_among
from transforms.amounts.fx import rates_of
from transforms.amounts.lexicon import cased

RATE_DIGITS = 10
RATE = pl.Decimal(38, RATE_DIGITS)
#: A page may convert at any rate of the weeks before it.
HISTORY_DAYS = 31
#: What a publisher's own rate may lie beyond the history.
SLACK = 0.02
WIDEST_GAP = 24
#: Which history a pair of twins is held against.
PAIR = ["weak_unit", "strong_unit", "anchor_date"]


def links_of(ref: AmountsReference) -> frozenset[str]:
    """Everything that may stand between twins, spaces left out: a link and, perhaps, a word for `about`."""
    before = ref.qualifiers.filter((pl.col("place") == "before") & (pl.col("qualifier") != "negative"))["forms"]
    words = {variant for forms in before for form in forms.split("|") for variant in cased(form)} | {""}
    return frozenset((link + word).replace(" ", "") for link, word in product(ref.equivalent_links["link"], words))


def _rounding(value: pl.Expr) -> pl.Expr:
    """Half a unit of the last digit that is not zero, as a share of the value: what rounding hides.

    >>> pl.select(_rounding(pl.lit("190000000000").cast(pl.Decimal(38, 6)))).item().__round__(3)
    0.026
    """
    digits = value.cast(pl.String).str.replace(".", "", literal=True).str.strip_chars("0")
    return 0.5 / digits.cast(pl.Float64)


def with_equivalents(rows: pl.DataFrame, around: Around, links: frozenset[str], rates: pl.DataFrame) -> pl.DataFrame:
    """Rows with equivalent_of, implied_fx (units of the weaker currency for one of the stronger) and fx_ok (null without day or rate)."""
    money = rows.filter(pl.col("kind") == "money").sort("unit_index", "start", "end")
    pairs = money.select(
        "amount_id", "unit_index", "start", "unit", "value", "anchor_date",
        other=pl.col("amount_id").shift(1), other_unit=pl.col("unit").shift(1), other_value=pl.col("value").shift(1),
        other_end=pl.col("end").shift(1), same=pl.col("unit_index") == pl.col("unit_index").shift(1),
    ).filter(
        pl.col("same") & (pl.col("unit") != pl.col("other_unit")) & ((pl.col("start") - pl.col("other_end")).is_between(1, WIDEST_GAP))
        & (pl.col("value") > 0) & (pl.col("other_value") > 0)
    )  # fmt: skip
    gap = around.between(pairs["unit_index"], pairs["other_end"], pairs["start"])
    held = pairs.filter(is_among(gap, links)).with_columns(_as_quoted())
    linked = held.join(_history(held, rates), on=PAIR, how="left", nulls_equal=True, maintain_order="left", validate="m:1")
    frame = linked.select("amount_id", pl.col("other").alias("equivalent_of"), implied_fx=_implied(linked), fx_ok=_fits())
    told = rows.select(equivalent_of="amount_id", first="qualifier")
    linked_rows = rows.join(frame, on="amount_id", how="left", validate="m:1", maintain_order="left").join(
        told, on="equivalent_of", how="left", validate="m:1", maintain_order="left"
    )
    inherits = (pl.col("qualifier") == "exact") & pl.col("first").is_in(["exact", "range"]).not_()
    return linked_rows.with_columns(qualifier=pl.when(inherits).then("first").otherwise("qualifier")).drop("first")


def _as_quoted() -> list[pl.Expr]:
    """weak, weak_unit, strong, strong_unit: a rate is quoted in the currency that the sum takes more of, whichever is told first."""
    more = pl.col("value") >= pl.col("other_value")
    return [
        pl.when(more).then("value").otherwise("other_value").alias("weak"),
        pl.when(more).then("unit").otherwise("other_unit").alias("weak_unit"),
        pl.when(more).then("other_value").otherwise("value").alias("strong"),
        pl.when(more).then("other_unit").otherwise("unit").alias("strong_unit"),
    ]


def _history(held: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    """Lowest and highest cross rate (units of the weaker currency for one of the stronger) of the weeks before each day."""
    days = held.select(PAIR).unique().drop_nulls("anchor_date")
    asked = days.with_columns(date=pl.date_ranges(pl.col("anchor_date").dt.offset_by(f"-{HISTORY_DAYS}d"), "anchor_date")).explode("date")
    wanted = pl.col("currency").is_in(pl.concat([days["weak_unit"], days["strong_unit"]]).unique().implode())
    near = rates_of(rates, days["anchor_date"], HISTORY_DAYS)
    told = near.lazy().filter(wanted).select("date", "currency", rate=pl.col("usd").cast(pl.Float64)).collect()
    sides = [told.rename({"currency": f"{side}_unit", "rate": side}) for side in ("weak", "strong")]
    both = asked.join(sides[0], on=["weak_unit", "date"]).join(sides[1], on=["strong_unit", "date"])
    cross = pl.col("strong") / pl.col("weak")
    return both.group_by(PAIR).agg(lowest=cross.min(), highest=cross.max())


def _implied(held: pl.DataFrame) -> pl.Series:
    """Units of the weaker currency for one of the stronger."""
    pairs = zip(held["weak"], held["strong"], strict=True)
    return pl.Series([round(weak / strong, RATE_DIGITS) for weak, strong in pairs], dtype=RATE)


def _fits() -> pl.Expr:
    """Whether the implied rate lies in the band that rounding of the two figures and the weeks' rates allow; null without history."""
    hidden = pl.sum_horizontal(_rounding(pl.col(side)) for side in ("weak", "strong")) + SLACK
    implied = pl.col("weak").cast(pl.Float64) / pl.col("strong").cast(pl.Float64)
    return implied.is_between(pl.col("lowest") * (1 - hidden), pl.col("highest") * (1 + hidden))
