"""Sums that a later page raises: it tells the new figure and names the old one beside it."""

import polars as pl

from transforms.stories.grouping import WINDOW_DAYS

#: A sum is told as raised up to this factor; beyond it the two are a part and its whole, or two sums.
MOST_RAISED = 1.6


def raised_sums(mentions: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """story, sum, raised: a sum of a story and the larger one that took its place.

    `mentions` (doc_id, story, start_char, end_char, sum, value, unit) tell sums in sentences; `money` (doc_id, story, start_char, sum,
    value, unit, anchor_date) are all figures. The sentence that tells one of the two names the other, and the new one is first told
    more than WINDOW_DAYS after the old. Only larger sums: a smaller one beside another may be a part of it.
    """
    first = money.group_by("story", "sum").agg(first_day=pl.col("anchor_date").min())
    told = mentions.drop_nulls("sum").select("doc_id", "story", "start_char", "end_char", "value", "unit", "sum")
    beside = told.join(money.select("doc_id", "unit", other="sum", figure="value", at="start_char"), on=["doc_id", "unit"])
    inside = (pl.col("at") >= pl.col("start_char")) & (pl.col("at") < pl.col("end_char")) & (pl.col("sum") != pl.col("other"))
    one, figure = pl.col("value").cast(pl.Float64), pl.col("figure").cast(pl.Float64)
    near = pl.max_horizontal(one, figure) <= MOST_RAISED * pl.min_horizontal(one, figure)
    grown = one > figure
    pairs = beside.filter(inside & near & (one != figure)).select(
        "story", sum=pl.when(grown).then("other").otherwise("sum"), raised=pl.when(grown).then("sum").otherwise("other")
    )
    dated = pairs.unique().join(first, on=["story", "sum"])
    dated = dated.join(first.rename({"sum": "raised", "first_day": "raised_day"}), on=["story", "raised"])
    later = (pl.col("raised_day") - pl.col("first_day")).dt.total_days() > WINDOW_DAYS
    return dated.filter(later.fill_null(value=False)).select("story", "sum", "raised").sort("story", "sum", "raised")


def own_days(told: pl.DataFrame, money: pl.DataFrame, raised: pl.DataFrame) -> list[pl.Series]:
    """date_start, date_end of mentions `told`: a page that raises a sum tells the day of that, not the day the old one was promised."""
    beside = money.select("doc_id", "story", raised="sum").unique().join(raised, on=["story", "raised"]).select("doc_id", "sum").unique()
    old = told.select("doc_id", "sum").join(
        beside.with_columns(old=pl.lit(value=True)), on=["doc_id", "sum"], how="left", maintain_order="left"
    )
    return [told[name].set(old["old"].fill_null(value=False), None) for name in ("date_start", "date_end")]


def replaced_sums(pairs: pl.DataFrame) -> pl.DataFrame:
    """event_id, sum: sums of events that later pages tell anew (pairs: conflicts.event_conflicts)."""
    updates = pairs.filter((pl.col("property") == "amount") & (pl.col("relation") == "supersedes") & (pl.col("sum") != pl.col("sum_b")))
    a_is_newer = pl.coalesce(pl.col("newer") == "a", pl.col("told") > pl.col("told_b"))
    older = pl.when(a_is_newer).then("sum_b").otherwise("sum")
    return updates.select("event_id", sum=older).drop_nulls().unique()
