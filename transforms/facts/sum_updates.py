"""Sums that a later page raises: it tells the new figure and names the old one beside it."""

import polars as pl

from transforms.stories.grouping import WINDOW_DAYS

#: A sum is told as raised up to this factor; beyond it the two are a part and its whole, or two sums.
MOST_RAISED = 1.6


def raised_sums(mentions: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """story, sum, raised: a sum of a story and the larger one that took its place.

    `mentions` (doc_id, story, start_char, end_char, sum, value, unit) tell sums in sentences; `money` (doc_id, story, start_char, sum,
    value, unit, anchor_date) are all figures. The sentence that tells the new sum names the old one, and the new one is first told
    more than WINDOW_DAYS after the old. Only larger sums: a smaller one beside another may be a part of it.
    """
    first = money.group_by("story", "sum").agg(first_day=pl.col("anchor_date").min())
    told = mentions.drop_nulls("sum").select("doc_id", "story", "start_char", "end_char", "value", "unit", raised="sum")
    beside = told.join(money.select("doc_id", "unit", "sum", old="value", at="start_char"), on=["doc_id", "unit"])
    old, new = pl.col("old").cast(pl.Float64), pl.col("value").cast(pl.Float64)
    inside = (pl.col("at") >= pl.col("start_char")) & (pl.col("at") < pl.col("end_char"))
    larger = (pl.col("sum") != pl.col("raised")) & (new > old) & (new <= MOST_RAISED * old)
    pairs = beside.filter(inside & larger).select("story", "sum", "raised").unique()
    dated = pairs.join(first, on=["story", "sum"]).join(first.rename({"sum": "raised", "first_day": "raised_day"}), on=["story", "raised"])
    later = (pl.col("raised_day") - pl.col("first_day")).dt.total_days() > WINDOW_DAYS
    return dated.filter(later.fill_null(value=False)).select("story", "sum", "raised").sort("story", "sum", "raised")
