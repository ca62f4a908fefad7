"""What a story proves of its documents: the day an undated page was written, and which page a translation was made from."""

import polars as pl

from transforms.stories.corpus import Corpus

#: Siblings within this many days tell of one day; they must be so many times as many as the rest (follow-ups, look-backs).
MAX_SPREAD_DAYS, MAJORITY = 3, 2


def story_anchors(docs: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """Docs (doc, doc_id, story, origin, anchor_date, anchor_basis) with the days of undated documents, where their siblings agree.

    Documents of one origin decide before the rest of the story; the commonest day wins, then the earliest. A page that tells a day
    and month of its own, at most MAX_SPREAD_DAYS from there, only takes the year.
    """
    own = _own_days(docs, corpus)
    dated = docs
    for group in ("origin", "story"):
        told = dated.join(_proved(docs, group), on=group, how="left", validate="m:1", maintain_order="left")
        told = told.join(_nearest(told, own), on="doc", how="left", validate="1:1", maintain_order="left")
        undated = pl.col("anchor_date").is_null() & pl.col("proved").is_not_null()
        dated = told.with_columns(
            anchor_basis=pl.when(undated).then(pl.lit("inferred_story")).otherwise("anchor_basis"),
            anchor_date=pl.coalesce("anchor_date", "own_day", "proved"),
        ).drop("proved", "own_day")
    return dated


def _own_days(docs: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """doc, start_char, month_day: days without a year that undated documents tell themselves."""
    main = corpus.segments.filter("is_main").select("segment_id")
    bare = corpus.dates.filter(pl.col("value").str.contains(r"^XXXX-\d\d-\d\d$")).join(main, on="segment_id")
    undated = docs.filter(pl.col("anchor_date").is_null()).select("doc", "doc_id")
    return bare.join(undated, on="doc_id").select("doc", "start_char", month_day=pl.col("value").str.slice(5))


def _nearest(told: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """doc, own_day: the first of its own days that stands near the day its siblings prove, in that day's year or across New Year."""
    met = own.join(told.filter(pl.col("anchor_date").is_null()).select("doc", "proved").drop_nulls(), on="doc")
    years = pl.concat([met.with_columns(year=pl.col("proved").dt.year() + step) for step in (-1, 0, 1)])
    days = years.with_columns(own_day=pl.format("{}-{}", "year", "month_day").str.to_date("%Y-%m-%d", strict=False))
    near = (pl.col("own_day") - pl.col("proved")).dt.total_days().abs() <= MAX_SPREAD_DAYS
    return days.filter(near).sort("doc", "start_char", "own_day").unique("doc", keep="first", maintain_order=True).select("doc", "own_day")


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
