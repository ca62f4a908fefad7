"""Sums of money told in several ways: how exactly a figure is written, and which figures of a story are one sum."""

import numpy as np
import polars as pl

from transforms.clusters import UInt64s, components, neighbour_pairs
from transforms.ids import text_marks
from transforms.stories.keys import row_keys

#: A rounded figure stands for no more than this much of itself either way: 2 trillion is not 2.3 trillion rounded.
MAX_ROUNDING = 0.05
#: Rates of exchange on a page are its own: two currencies agree within this.
RATE_SLACK = 0.04
#: Width of the bands (natural logarithm) in which partners are looked for.
BAND = 0.12
REACH = 20


def half_unit(value: pl.Expr) -> pl.Expr:
    """Half of the last digit a figure is written to, as far as its own zeros tell, bounded by MAX_ROUNDING.

    >>> pl.select(half_unit(pl.lit("1240000000").cast(pl.Decimal(38, 6)))).item()
    5000000.0
    """
    written = value.cast(pl.Decimal(38, 6)).cast(pl.String).str.replace(".", "", literal=True)
    zeros = written.str.len_chars().cast(pl.Int64) - written.str.strip_chars_end("0").str.len_chars().cast(pl.Int64) - 6
    return pl.min_horizontal(0.5 * pl.lit(10.0).pow(zeros), value.cast(pl.Float64).abs() * MAX_ROUNDING)


def rounds_to(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Whether two figures of one unit agree within the rounding of the coarser.

    >>> pl.select(rounds_to(pl.lit("1.24").cast(pl.Decimal(38, 6)), pl.lit("1.2").cast(pl.Decimal(38, 6)))).item()
    True
    """
    gap = (one.cast(pl.Float64) - other.cast(pl.Float64)).abs()
    return gap <= pl.max_horizontal(half_unit(one), half_unit(other)) * (1 + 1e-9)


def dollars() -> pl.Expr:
    """The sum in US dollars, where it is one or a rate is known."""
    return pl.coalesce("usd_value", pl.when(pl.col("unit") == "USD").then("value")).cast(pl.Float64)


def same_dollars(one: str, other: str) -> pl.Expr:
    """Whether two sums in dollars agree within what rates differ and figures are rounded."""
    larger = pl.max_horizontal(one, other)
    return (pl.col(one) - pl.col(other)).abs() <= larger * (RATE_SLACK + MAX_ROUNDING / 2)


def sum_classes(amounts: pl.DataFrame) -> pl.DataFrame:
    """amount_id, sum (a number made of the first figure): figures of one story that are one sum.

    Of amounts (amount_id, story, value, unit, usd_value, equivalent_of). The same figure, the same rounded, the same converted by a
    page or by the day's rate.
    """
    figures = (
        amounts.group_by("story", "unit", "value")
        .agg(usd=dollars().median())
        .sort("story", "unit", "value")
        .with_row_index("sum")
        .with_columns(pl.col("sum").cast(pl.Int64))
    )
    numbered = amounts.join(figures, on=["story", "unit", "value"], validate="m:1").select("amount_id", "equivalent_of", "sum")
    twins = numbered.drop_nulls("equivalent_of").join(numbered.select("amount_id", b="sum"), left_on="equivalent_of", right_on="amount_id")
    marks = row_keys(text_marks(figures["unit"]), figures["value"])
    near = _near(figures, marks.to_numpy())
    left = np.concatenate([twins["sum"].to_numpy(), near["a"].to_numpy()])
    right = np.concatenate([twins["b"].to_numpy(), near["b"].to_numpy()])
    first = pl.Series(components(figures.height, left, right))
    return (
        numbered.select("amount_id", sum=marks.reinterpret(signed=True)[first[numbered["sum"]]])
        if numbered.height
        else numbered.select("amount_id", "sum")
    )


def _near(figures: pl.DataFrame, marks: UInt64s) -> pl.DataFrame:
    """Pairs (a, b) of figures of a story that agree within rounding, or within rates; `marks` order those of a crowded band."""
    unit = figures.with_columns(unit=text_marks(figures["unit"]))
    rulers = []
    for ruler in (0, 1):
        at = {"value": (pl.col("value").cast(pl.Float64).log() / BAND), "usd": (pl.col("usd").log() / BAND)}
        place = {name: (number + ruler / 2).floor() for name, number in at.items()}
        which = pl.lit(ruler, dtype=pl.Int64)
        rulers += [
            unit.filter(pl.col("value") > 0).select("sum", "story", "unit", place=place["value"], ruler=which),
            unit.filter(pl.col("usd") > 0).select("sum", "story", unit=pl.lit(0, dtype=pl.Int64), place=place["usd"], ruler=which),
        ]
    keys = pl.concat(rulers)
    pairs = neighbour_pairs(row_keys(*keys.select("story", "unit", "place", "ruler").get_columns()), keys["sum"], REACH, marks=marks)
    one, other = figures[pairs["a"]], figures[pairs["b"]]
    both = pl.DataFrame({
        "a": pairs["a"], "b": pairs["b"], "unit": one["unit"], "value": one["value"], "usd": one["usd"],
        "unit_b": other["unit"], "value_b": other["value"], "usd_b": other["usd"],
    })  # fmt: skip
    same_unit = pl.col("unit") == pl.col("unit_b")
    agree = pl.when(same_unit).then(rounds_to(pl.col("value"), pl.col("value_b"))).otherwise(same_dollars("usd", "usd_b"))
    return both.filter(agree.fill_null(value=False)).select("a", "b")


def sum_words(value: pl.Expr, unit: pl.Expr) -> pl.Expr:
    """A sum as a reader says it.

    >>> pl.select(sum_words(pl.lit("3000000000000").cast(pl.Decimal(38, 6)), pl.lit("JPY"))).item()
    '3 trillion JPY'
    """
    number = value.cast(pl.Float64)
    said = pl.format("{}", _trimmed(number))
    for power, word in ((1e6, "million"), (1e9, "billion"), (1e12, "trillion")):
        said = pl.when(number >= power).then(pl.format("{} {}", _trimmed(number / power), pl.lit(word))).otherwise(said)
    return pl.concat_str([said, unit.fill_null("")], separator=" ").str.strip_chars_end(" ")


def _trimmed(number: pl.Expr) -> pl.Expr:
    return number.round(3).cast(pl.String).str.strip_suffix(".0")
