"""What a story proves of its documents: the day an undated page was written, and which page a translation was made from."""

import polars as pl

#: Siblings within this many days tell of one day; they must be so many times as many as the rest (follow-ups, look-backs).
MAX_SPREAD_DAYS, MAJORITY = 3, 2


def story_anchors(docs: pl.DataFrame) -> pl.DataFrame:
    """Docs (doc, story, origin, anchor_date, anchor_basis) with the days of undated documents, where their siblings agree.

    Documents of one origin decide before the rest of the story; the commonest day wins, then the earliest.
    """
    dated = docs
    for group in ("origin", "story"):
        told = dated.join(_proved(docs, group), on=group, how="left", validate="m:1", maintain_order="left")
        undated = pl.col("anchor_date").is_null() & pl.col("proved").is_not_null()
        dated = told.with_columns(
            anchor_basis=pl.when(undated).then(pl.lit("inferred_story")).otherwise("anchor_basis"),
            anchor_date=pl.coalesce("anchor_date", "proved"),
        ).drop("proved")
    return dated


def _proved(docs: pl.DataFrame, group: str) -> pl.DataFrame:
    """The day the dated documents of each group agree on: group, proved."""
    days = (
        docs.filter(pl.col("anchor_date").is_not_null())
        .group_by(group, "anchor_date")
        .agg(n=pl.len().cast(pl.Int64))
        .sort(group, "n", "anchor_date", descending=[False, True, False])
    )
    near = (pl.col("anchor_date") - pl.col("anchor_date").first()).dt.total_days().abs() <= MAX_SPREAD_DAYS
    return (
        days.group_by(group, maintain_order=True)
        .agg(proved=pl.col("anchor_date").first(), near=pl.col("n").filter(near).sum(), far=pl.col("n").filter(~near).sum())
        .filter(pl.col("near") >= MAJORITY * pl.col("far"))
        .select(group, "proved")
    )


def originals(docs: pl.DataFrame, twins: pl.DataFrame) -> pl.DataFrame:
    """doc, original: the earliest page another one is a translation of; only where both say when they were published."""
    both = pl.concat([twins.select("a", "b"), twins.select(a="b", b="a")])
    when = docs.select("doc", "published_at")
    return (
        both.join(when.rename({"doc": "a", "published_at": "at_a"}), on="a")
        .join(when.rename({"doc": "b", "published_at": "at_b"}), on="b")
        .filter(pl.col("at_b") < pl.col("at_a"))
        .sort("a", "at_b", "b")
        .unique("a", keep="first", maintain_order=True)
        .select(doc="a", original="b")
    )
