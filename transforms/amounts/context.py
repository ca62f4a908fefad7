"""Over what time a sum runs: repetition said beside it, or a duration that a link joins to it."""

from dataclasses import dataclass
from itertools import product

import polars as pl

from schemas.reference.amounts import AmountsReference
from transforms.amounts.codes import Around, is_among
from transforms.amounts.lexicon import cased
from transforms.amounts.pattern import alternatives
from transforms.lanes import WHOLE_TEXTS, on_lane

#: How far a word for repetition, or a link to a duration, may reach.
REACH = 24
WIDEST_LINK = 26
SPACE = r"[ \u00a0]?"


@dataclass(frozen=True)
class ContextWords:
    """Words beside amounts, compiled once: repetition after and before a sum, and what may link a sum to the time it runs over."""

    after: dict[str, str]
    before: dict[str, str]
    after_pattern: str
    before_pattern: str
    links: frozenset[str]

    @classmethod
    def of(cls, ref: AmountsReference) -> "ContextWords":
        """Links with or without a word for `about` after them, spaces left out: `overthenext`, `간총`."""
        after, before = (_forms(ref.periods.filter(place=place)) for place in ("after", "before"))
        about = _approximations(ref)
        marks = {variant for forms in ref.marks.filter(role="period_link")["forms"] for form in forms.split("|") for variant in cased(form)}
        return cls(
            after,
            before,
            rf"^{SPACE}({alternatives(after)})(?:[^A-Za-zА-Яа-я]|$)",
            _before_pattern(before, about, ref.marks),
            frozenset((link + word).replace(" ", "") for link, word in product(marks | {""}, about | {""})),
        )


def _before_pattern(before: dict[str, str], about: set[str], marks: pl.DataFrame) -> str:
    """Repetition right before a sum: words of one character, and of scripts with spaces, stand alone; others after no numeral."""
    bars = "".join(form for forms in marks.filter(role="period_bar")["forms"] for form in forms.split("|"))
    joined = {form for form in before if len(form) > 1 and "\u3005" <= form[-1] <= "\u9fff"}
    alone, glued = alternatives(before.keys() - joined), alternatives(joined)
    word = rf"(?:(?:^|[^\pL\pN])(?P<alone>{alone})|(?:^|[^\pN{bars}])(?P<glued>{glued}))"
    return rf"{word}{SPACE}(?:{alternatives(about)})?{SPACE}$"


def _forms(rows: pl.DataFrame) -> dict[str, str]:
    return {variant: row["period"] for row in rows.iter_rows(named=True) for form in row["forms"].split("|") for variant in cased(form)}


def _approximations(ref: AmountsReference) -> set[str]:
    before = ref.qualifiers.filter((pl.col("place") == "before") & (pl.col("qualifier") != "negative"))
    return {variant for forms in before["forms"] for form in forms.split("|") for variant in cased(form)}


def with_periods(rows: pl.DataFrame, around: Around, dates: pl.DataFrame, words: ContextWords) -> pl.DataFrame:
    """Money with `period`: repetition said beside it (a year, 연간), else a duration that a link word joins to it (over five years)."""
    money = rows.with_row_index("order").filter(pl.col("kind") == "money").select("order", "unit_index", "start", "end")
    right, left = around.after(money["unit_index"], money["end"], REACH), around.before(money["unit_index"], money["start"], REACH)
    found = {
        "right": on_lane(WHOLE_TEXTS, right.str.extract, words.after_pattern),
        **{name: on_lane(WHOLE_TEXTS, left.str.extract, words.before_pattern, group) for group, name in ((1, "alone"), (2, "glued"))},
    }
    said = pl.DataFrame(found).select(
        right=pl.col("right").replace_strict(words.after, default=None, return_dtype=pl.String),
        left=pl.coalesce("alone", "glued").replace_strict(words.before, default=None, return_dtype=pl.String),
    )
    repeated = money.select("order").with_columns(said.select(repeated=pl.coalesce("right", "left")))
    joined = repeated.join(_durations(money, around, dates, words.links), on="order", how="left", maintain_order="left", validate="1:1")
    periods = joined.select("order", period=pl.coalesce("repeated", "value"))
    return rows.with_row_index("order").join(periods, on="order", how="left", maintain_order="left", validate="1:1").drop("order")


def _durations(money: pl.DataFrame, around: Around, dates: pl.DataFrame, links: frozenset[str]) -> pl.DataFrame:
    """order, value: the duration nearest to each sum, where nothing but a link stands between."""
    spans = dates.filter(pl.col("timex_type") == "DURATION", pl.col("value").str.contains(r"^P\d+[YMWD]$"))
    spans = spans.select(unit_index=pl.col("unit").cast(pl.UInt32), from_char=pl.col("start"), to_char=pl.col("end"), value="value")
    beside = money.join(spans, on="unit_index", maintain_order="left_right")
    is_past = (pl.col("start") - pl.col("to_char")).is_between(0, WIDEST_LINK)
    is_coming = (pl.col("from_char") - pl.col("end")).is_between(0, WIDEST_LINK)
    near = beside.filter(is_past | is_coming).select(
        "order", "unit_index", "value",
        low=pl.when(is_past).then("to_char").otherwise("end"), high=pl.when(is_past).then("start").otherwise("from_char"),
    )  # fmt: skip
    gap = around.between(near["unit_index"], near["low"], near["high"])
    held = near.filter(is_among(gap, links))
    return (
        held.sort(pl.col("high") - pl.col("low"), "order", "low")
        .unique("order", keep="first", maintain_order=True)
        .select("order", "value")
    )
