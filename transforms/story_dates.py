"""What a story proves of its documents: the day an undated page was written, and which page a translation was made from."""

import polars as pl

#: Siblings' days may differ by this much when they are to date an undated page.
MAX_SPREAD_DAYS = 3


def story_anchors(docs: pl.DataFrame) -> pl.DataFrame:
    """Docs (doc, story, origin, anchor_date, anchor_basis) with the days of undated documents, where their siblings agree.

    Documents of one origin decide before the rest of the story; the commonest day wins, then the earliest.
    """
    dated = docs
    for group in ("origin", "story"):
        days = (
            docs.filter(pl.col("anchor_date").is_not_null())
            .group_by(group, "anchor_date")
            .agg(n=pl.len())
            .sort(group, "n", "anchor_date", descending=[False, True, False])
            .group_by(group, maintain_order=True)
            .agg(proved=pl.col("anchor_date").first(), spread=(pl.col("anchor_date").max() - pl.col("anchor_date").min()).dt.total_days())
            .filter(pl.col("spread") <= MAX_SPREAD_DAYS)
        )
        told = dated.join(days.select(group, "proved"), on=group, how="left", maintain_order="left")
        undated = pl.col("anchor_date").is_null() & pl.col("proved").is_not_null()
        dated = told.with_columns(
            anchor_basis=pl.when(undated).then(pl.lit("inferred_story")).otherwise("anchor_basis"),
            anchor_date=pl.coalesce("anchor_date", "proved"),
        ).drop("proved")
    return dated


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
