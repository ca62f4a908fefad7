"""Sums that are parts of a larger one a page tells beside them: figures that add up to it exactly."""

import polars as pl

#: How many parts a sum is looked for in, and how far from it (code points of the page) the last of them may stand.
FEWEST_PARTS, MOST_PARTS, NEAR_CHARS = 2, 5, 2500


def whole_sums(money: pl.DataFrame) -> pl.DataFrame:
    """story, sum, whole: a sum of a story and the larger one that it is a part of (numbers of sums).

    `money` (doc_id, story, start_char, sum, value, unit, equivalent_of): figures of pages. Of one page and currency, the figures just
    before or after the whole add up to it, to the last digit: two or more chance figures do not.
    """
    told = money.filter((pl.col("value") > 0) & pl.col("equivalent_of").is_null())
    ordered = told.select("doc_id", "unit", "story", "sum", "value", at="start_char").sort("doc_id", "unit", "at")
    ordered = ordered.with_columns(page=pl.struct("doc_id", "unit").rle_id()).drop("doc_id", "unit")
    found = [pl.DataFrame(schema={"story": ordered.schema["story"], "sum": pl.Int64, "whole": pl.Int64})]
    for parts in range(FEWEST_PARTS, MOST_PARTS + 1):
        for way in (-1, 1):
            steps = [way * step for step in range(1, parts + 1)]
            added = pl.sum_horizontal(pl.col("value").shift(step) for step in steps)
            complete = pl.col("page") == pl.col("page").shift(steps[-1])
            near = (pl.col("at") - pl.col("at").shift(steps[-1])).abs() <= NEAR_CHARS
            wholes = ordered.select(pl.arg_where((added == pl.col("value")) & complete & near)).to_series().cast(pl.Int64)
            found += [ordered[wholes].select("story", sum=ordered["sum"][wholes - step], whole="sum") for step in steps]
    return pl.concat(found).drop_nulls().filter(pl.col("sum") != pl.col("whole")).unique().sort("story", "sum", "whole")


def told_parts(mentions: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """story, sum, whole (see whole_sums) of parts that words tell: such a mention's trigger is its figure (transforms.events.shares)."""
    is_share = pl.col("trigger_start_char") == pl.col("amount_start")
    shares = mentions.filter(is_share).select("mention", "doc_id", "story", "sum", "value", "unit", at="amount_start").drop_nulls("sum")
    figures = money.filter(pl.col("equivalent_of").is_null()).select("doc_id", "unit", "value", whole="sum", at="start_char")
    # the parts told before one are not its whole
    whole = figures.join(shares, on=["doc_id", "at"], how="anti").rename({"value": "larger", "at": "before"})
    met = shares.join(whole, on=["doc_id", "unit"]).filter((pl.col("larger") > pl.col("value")) & (pl.col("before") < pl.col("at")))
    nearest = met.sort("mention", "before", descending=[False, True]).unique("mention", keep="first", maintain_order=True)
    return nearest.filter(pl.col("sum") != pl.col("whole")).select("story", "sum", "whole").unique()


def part_of(events: pl.DataFrame, wholes: pl.DataFrame) -> pl.DataFrame:
    """event_id, part_of: the event whose sum this one's is a part of; `events` (event_id, story, sum, n_documents), `wholes` (whole_sums).

    Of several events of that sum the one more pages tell.
    """
    dealt = events.drop_nulls("sum")
    larger = dealt.select("story", whole="sum", part_of="event_id", told="n_documents")
    met = dealt.select("event_id", "story", "sum").join(wholes, on=["story", "sum"]).join(larger, on=["story", "whole"])
    return (
        met.sort("event_id", "told", "part_of", descending=[False, True, False])
        .unique("event_id", keep="first", maintain_order=True)
        .select("event_id", "part_of")
    )
