"""Anchors that are proved: the day the relative dates of a document, and of each of its segments, are counted from.

In this order: the declared publication time (metadata); a full date on a line of its own at the top of the article, or in the
article's web address, be it only a link below it, where the article itself names that day without a year (stated);
a weekday and a day without year that belong together in the article and fit one year only, among the years next to one the page
states (inferred_document). Else nothing: today is never an anchor. A teaser is of another day than the page: only the one full date it
states itself counts for it, never the article's.
"""

from collections.abc import Iterable
from datetime import date, time

import polars as pl

from transforms.dates.days import valid
from transforms.dates.forms import Form

#: A date line stands among the first lines of the article, is short, and says little besides the date.
DATE_LINE_RANK, DATE_LINE_CHARS, DATE_LINE_SHARE = 10, 80, 0.25
#: Code points between a weekday and a day that say one thing; paragraphs of an article that tell what is new.
BESIDE_CHARS, OPENING_RANK = 30, 3
FEATURES = pl.Schema({"form": pl.UInt32, "full": pl.Date, "month": pl.Int8, "day": pl.Int8, "weekday": pl.Int8, "year": pl.Int32})


def form_features(forms: Iterable[Form]) -> pl.DataFrame:
    """What each form tells about the anchor: a full date, a month and day without year, a bare weekday, a stated year.

    "Today, 24 July" tells what "24 July" does.
    """
    rows = []
    for index, form in enumerate(forms):
        f = dict(form.fields) if form.kind == "date" else {}
        beside = ("rel", "same", "beside") if "beside" in f else ()
        f = {k: v for k, v in f.items() if k not in ("t", "ap", *beside)}
        plain = {k: v for k, v in f.items() if isinstance(v, int)} if all(isinstance(v, int) for v in f.values()) else {}
        full = valid(plain["y"], plain["m"], plain["d"]) if {"y", "m", "d"} <= set(plain) else None
        bare_day = set(plain) <= {"m", "d", "wd"} and {"m", "d"} <= set(plain)
        rows.append(
            (
                index,
                full,
                plain["m"] if bare_day else None,
                plain["d"] if bare_day else None,
                plain["wd"] if "wd" in plain and (set(plain) == {"wd"} or bare_day) else None,
                plain.get("y"),
            )
        )
    return pl.DataFrame(rows, schema=FEATURES, orient="row")


def anchored(found: pl.DataFrame, forms: list[Form], segments: pl.DataFrame, documents: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(segments with anchor_date, documents with anchor_date and anchor_basis).

    `found` has a row per date: unit, start, end and `form`, an index into `forms`.
    """
    place = segments.select("doc_id", "is_main", "role", chars=pl.col("end_char") - pl.col("start_char")).with_row_index("unit")
    place = place.with_columns(rank=pl.col("is_main").cum_sum().over("doc_id"))
    told = found.select("unit", "start", "end", "form", "in_address").join(
        form_features(forms), on="form", how="left", maintain_order="left"
    )
    told = told.filter(pl.any_horizontal(pl.col("full", "month", "weekday", "year").is_not_null()))
    told = told.join(place, on="unit", how="left", maintain_order="left")
    days = (
        documents.select("doc_id", metadata=local_time().dt.date())
        .join(stated(told), on="doc_id", how="left", maintain_order="left")
        .join(inferred(told), on="doc_id", how="left", maintain_order="left")
    )
    proofs = (("metadata", "metadata"), ("stated", "stated"), ("inferred", "inferred_document"))
    basis = pl.coalesce(*(pl.when(pl.col(column).is_not_null()).then(pl.lit(name)) for column, name in proofs), pl.lit("unknown"))
    documents = documents.with_columns(
        anchor_date=days.select(pl.coalesce("metadata", "stated", "inferred")).to_series(), anchor_basis=days.select(basis).to_series()
    )
    return with_segment_anchors(told, segments, documents), documents


def local_time() -> pl.Expr:
    """The time of publication by the clock that declared it: an early morning's news is not of the day before, as UTC has it."""
    return pl.col("published_at").dt.replace_time_zone(None) + pl.duration(minutes=pl.col("published_offset").fill_null(0))


def clock() -> pl.Expr:
    """The declared time of a document; midnight is a day without a time."""
    declared = (pl.col("anchor_basis") == "metadata") & (local_time().dt.time() != time(0))
    return pl.when(declared).then(local_time())


def stated(told: pl.DataFrame) -> pl.DataFrame:
    """doc_id, stated: the first full date that is a line of its own at the top of the article, else the one in its web address."""
    short = (pl.col("end") - pl.col("start")) >= DATE_LINE_SHARE * pl.col("chars")
    line = (pl.col("role") == "dateline") | ((pl.col("chars") <= DATE_LINE_CHARS) & short & (pl.col("role") != "title"))
    full = told.filter(pl.col("full").is_not_null())
    top = full.filter(pl.col("is_main") & (pl.col("rank") <= DATE_LINE_RANK) & line & ~pl.col("in_address"))
    named = top.group_by("doc_id", maintain_order=True).agg(stated=pl.col("full").first())
    own = only_day(full.filter(pl.col("in_address") & pl.col("is_main")))
    days = told.filter(pl.col("is_main") & pl.col("month").is_not_null()).select("doc_id", "month", "day")
    month, day = pl.col("full").dt.month(), pl.col("full").dt.day()
    links = full.filter(pl.col("in_address") & ~pl.col("is_main")).with_columns(month=month, day=day)
    linked = only_day(links.join(days, on=["doc_id", "month", "day"], how="semi"))
    return pl.concat([named, own, linked]).unique("doc_id", keep="first", maintain_order=True)


def only_day(told: pl.DataFrame) -> pl.DataFrame:
    """doc_id, stated: the one full date of each document that has only one here."""
    days = told.group_by("doc_id", maintain_order=True).agg(days=pl.col("full").unique())
    return days.filter(pl.col("days").list.len() == 1).select("doc_id", stated=pl.col("days").list.first())


def inferred(told: pl.DataFrame) -> pl.DataFrame:
    """doc_id, inferred: the day that a weekday and a day without year of the article name together.

    Of any weekday and any day of a page some fit by chance: they must stand in one expression, else beside each other, else be the only
    ones in the first paragraphs.
    """
    main = told.filter("is_main").select("doc_id", "unit", "start", "end", "rank", "month", "day", "weekday")
    whole = main.filter(pl.col("month").is_not_null() & pl.col("weekday").is_not_null())
    days, weekdays = (main.filter(pl.col(kind).is_not_null()) for kind in ("month", "weekday"))
    met = days.drop("weekday", "rank").join(weekdays.select("unit", "weekday", at="start", to="end"), on="unit")
    beside = met.filter(pl.max_horizontal(pl.col("at") - pl.col("end"), pl.col("start") - pl.col("to")) <= BESIDE_CHARS)
    opening = main.filter(pl.col("rank") <= OPENING_RANK).group_by("doc_id", maintain_order=True).agg(
        weekdays=pl.col("weekday").drop_nulls().unique(), days=pl.struct("month", "day").filter(pl.col("month").is_not_null()).unique()
    )  # fmt: skip
    alone = opening.filter((pl.col("weekdays").list.len() == 1) & (pl.col("days").list.len() == 1))
    first = alone.select("doc_id", pl.col("days").list.first().struct.unnest(), weekday=pl.col("weekdays").list.first())
    ways = [part.select("doc_id", "month", "day", "weekday", way=pl.lit(way)) for way, part in enumerate((whole, beside, first))]
    named = pl.concat(ways).unique(maintain_order=True).filter(pl.col("way") == pl.col("way").min().over("doc_id"))
    years = told.group_by("doc_id").agg(sure=pl.col("full").drop_nulls().dt.year().unique(), named=pl.col("year").drop_nulls().unique())
    both = named.group_by("doc_id", maintain_order=True).agg("month", "day", "weekday").join(years, on="doc_id", validate="1:1")
    rows = [
        (doc_id, fitting(list(zip(months, days, weekdays, strict=True)), sure or named))
        for doc_id, months, days, weekdays, sure, named in both.select("doc_id", "month", "day", "weekday", "sure", "named").iter_rows()
    ]
    return pl.DataFrame(rows, schema={"doc_id": pl.String, "inferred": pl.Date}, orient="row").drop_nulls()


def fitting(days: list[tuple[int, int, int]], years: list[int]) -> date | None:
    """The one day among these (month, day, ISO weekday) that there is in a year next to a stated one; None unless it is one.

    A weekday comes back to a date after five years or more, so three neighbouring years hold it once at most. What lies long before the
    latest year stated is told of the past: no article is older than what it tells.

    >>> fitting([(12, 20, 6)], [2026])
    datetime.date(2025, 12, 20)
    >>> fitting([(12, 20, 6)], []) is None, fitting([(12, 30, 1)], [1986, 2006]) is None
    (True, True)
    """
    near = {year + step for year in years for step in (-1, 0, 1)}
    fit = {at for year in near for month, day, weekday in days if (at := valid(year, month, day)) and at.isoweekday() == weekday}
    day = fit.pop() if len(fit) == 1 else None
    return day if day and day.year >= max(years) - 1 else None


def with_segment_anchors(told: pl.DataFrame, segments: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Segments with anchor_date: the document's for its own segments, else the one full date the segment itself states."""
    own = told.filter(~pl.col("is_main") & pl.col("full").is_not_null()).group_by("unit").agg(days=pl.col("full").unique())
    own = own.filter(pl.col("days").list.len() == 1).select("unit", own=pl.col("days").list.first())
    at = (
        segments.select("doc_id", "is_main")
        .with_row_index("unit")
        .join(documents.select("doc_id", "anchor_date"), on="doc_id", how="left", maintain_order="left")
        .join(own, on="unit", how="left", maintain_order="left")
    )
    return segments.with_columns(anchor_date=at.select(pl.when("is_main").then("anchor_date").otherwise("own")).to_series())
