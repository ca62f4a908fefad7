"""What the surroundings decide: whose dollar, over what time, and what is counted."""

from itertools import product

import polars as pl

from schemas.reference.amounts import AmountsReference
from transforms.amount_lexicon import cased
from transforms.amount_pattern import alternatives
from transforms.spans import Texts

#: How far a word for repetition, or a link to a duration, may reach.
REACH = 24
WIDEST_LINK = 26
SPACE = r"[ \u00a0]?"


def with_currency(rows: pl.DataFrame, languages: pl.Series, defaults: pl.DataFrame) -> pl.DataFrame:
    """Money with its ISO 4217 code and `unit_basis`; money whose family no row resolves is left out.

    In order: the country in the expression itself (explicit), the language of the segment, the last resort (both inferred).
    """
    given = rows.with_columns(language=languages.gather(rows["unit_index"]))
    by_country = defaults.filter(pl.col("country").is_not_null()).select("family", "country", by_country="currency")
    by_language = defaults.filter(pl.col("language").is_not_null()).select("family", "language", by_language="currency")
    else_ = defaults.filter(pl.col("country").is_null() & pl.col("language").is_null()).select("family", by_family="currency")
    found = (
        given.join(by_country, on=["family", "country"], how="left", validate="m:1", maintain_order="left")
        .join(by_language, on=["family", "language"], how="left", validate="m:1", maintain_order="left")
        .join(else_, on="family", how="left", validate="m:1", maintain_order="left")
    )
    inferred = pl.col("family").is_not_null() & pl.col("by_country").is_null()
    unit = pl.coalesce("unit", "by_country", "by_language", "by_family")
    basis = pl.when(inferred).then(pl.lit("inferred")).otherwise(pl.lit("explicit"))
    named = found.with_columns(unit=unit, unit_basis=basis)
    return named.filter((pl.col("kind") != "money") | pl.col("unit").is_not_null()).drop(
        "family", "country", "language", "by_country", "by_language", "by_family"
    )


def _forms(rows: pl.DataFrame) -> dict[str, str]:
    return {variant: row["period"] for row in rows.iter_rows(named=True) for form in row["forms"].split("|") for variant in cased(form)}


def _approximations(ref: AmountsReference) -> set[str]:
    before = ref.qualifiers.filter((pl.col("place") == "before") & (pl.col("qualifier") != "negative"))
    return {variant for forms in before["forms"] for form in forms.split("|") for variant in cased(form)}


def period_links(ref: AmountsReference) -> frozenset[str]:
    """What may stand between a sum and the time it runs over: `over the next`, `간 총`; with or without a word for `about`."""
    links = {variant for forms in ref.marks.filter(role="period_link")["forms"] for form in forms.split("|") for variant in cased(form)}
    return frozenset((link + about).replace(" ", "") for link, about in product(links | {""}, _approximations(ref) | {""}))


def with_periods(rows: pl.DataFrame, texts: Texts, dates: pl.DataFrame, ref: AmountsReference, links: frozenset[str]) -> pl.DataFrame:
    """Money with `period`: repetition said beside it (a year, 연간), else a duration that a link word joins to it (over five years)."""
    after, before = (_forms(ref.periods.filter(place=place)) for place in ("after", "before"))
    text = texts.strings.gather(rows["unit_index"])
    room = pl.min_horizontal(pl.col("start"), pl.lit(REACH))
    windows = rows.select("kind", "start", "end").with_columns(text=text).select(
        "kind", right=pl.col("text").str.slice(pl.col("end"), REACH), left=pl.col("text").str.slice(pl.col("start") - room, room)
    )  # fmt: skip
    ends = r"(?:[^A-Za-zА-Яа-я]|$)"
    about = f"(?:{alternatives(_approximations(ref))})?"
    found = windows.select(
        "kind",
        right=pl.col("right")
        .str.extract(f"^{SPACE}({alternatives(after)}){ends}")
        .replace_strict(after, default=None, return_dtype=pl.String),
        left=pl.col("left")
        .str.extract(rf"(?:^|[^\pL\pN])({alternatives(before)}){SPACE}{about}{SPACE}$")
        .replace_strict(before, default=None, return_dtype=pl.String),
    )
    said = found.select(pl.when(kind="money").then(pl.coalesce("right", "left")))["right"]
    return rows.with_columns(period=pl.coalesce(said, _durations(rows, texts, dates, links)))


def _durations(rows: pl.DataFrame, texts: Texts, dates: pl.DataFrame, links: frozenset[str]) -> pl.Series:
    """The duration nearest to each sum, where nothing but a link stands between."""
    spans = dates.filter(pl.col("timex_type") == "DURATION", pl.col("value").str.contains(r"^P\d+[YMWD]$"))
    spans = spans.select(unit_index=pl.col("unit").cast(pl.UInt32), from_char=pl.col("start"), to_char=pl.col("end"), value="value")
    near = rows.with_row_index("order").filter(pl.col("kind") == "money").select("order", "unit_index", "start", "end")
    past = near.select("order", "unit_index", "start").join(spans, on="unit_index").filter(
        (pl.col("start") - pl.col("to_char")).is_between(0, WIDEST_LINK)
    ).select("order", "unit_index", "value", low="to_char", high="start")  # fmt: skip
    coming = near.select("order", "unit_index", "end").join(spans, on="unit_index").filter(
        (pl.col("from_char") - pl.col("end")).is_between(0, WIDEST_LINK)
    ).select("order", "unit_index", "value", low="end", high="from_char")  # fmt: skip
    both = pl.concat([past, coming])
    gap = pl.col("text").str.slice(pl.col("low"), pl.col("high") - pl.col("low")).str.replace_all(r"\s", "")
    held = both.with_columns(text=texts.strings.gather(both["unit_index"])).filter(gap.is_in(list(links)))
    nearest = held.sort(pl.col("high") - pl.col("low"), "order", "low").unique("order", keep="first", maintain_order=True)
    order = pl.DataFrame({"order": range(rows.height)}, schema={"order": pl.UInt32})
    return order.join(nearest.select("order", "value"), on="order", how="left", maintain_order="left")["value"]


def with_objects(rows: pl.DataFrame, texts: Texts, languages: pl.Series, patterns: pl.DataFrame) -> pl.DataFrame:
    """Counts with `object_text`, what is counted as written; a number alone is a count only where it names what it counts."""
    text = texts.strings.gather(rows["unit_index"])
    windows = rows.with_columns(text=text, language=languages.gather(rows["unit_index"])).with_columns(
        right=pl.col("text").str.slice(pl.col("end"), REACH * 2)
    )
    wanted = pl.lit(None, pl.String)
    for row in patterns.iter_rows(named=True):
        kind = {"bare": "bare", "unit": "count"}[row["role"]]
        here = (pl.col("language") == row["lang"]) & (pl.col("kind") == kind)
        wanted = pl.when(here).then(pl.col("right").str.extract(row["pattern"])).otherwise(wanted)
    found = windows.with_columns(object_text=wanted)
    named = pl.col("kind").replace("bare", "count")
    return (
        found.filter((pl.col("kind") != "bare") | pl.col("object_text").is_not_null())
        .with_columns(kind=named)
        .drop("text", "language", "right")
    )
