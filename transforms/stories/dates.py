"""What a story proves of its documents: the day an undated page was written, and which page a translation was made from."""

import numpy as np
import polars as pl

from transforms.clusters import components
from transforms.stories.corpus import Corpus
from transforms.stories.grouping import APART_DAYS, Stories

#: Siblings within this many days tell of one day; they must be so many times as many as the rest (follow-ups, look-backs).
MAX_SPREAD_DAYS, MAJORITY = 3, 2


def story_anchors(docs: pl.DataFrame, corpus: Corpus, found: Stories, twins: pl.DataFrame) -> pl.DataFrame:
    """Docs (doc, doc_id, anchor_date, anchor_basis) with the days of undated documents, where their siblings agree.

    Copies and translations (twins: a, b) decide before pages of the same story that share much; the commonest day wins, then the
    earliest. A page that tells a day and month of its own, at most MAX_SPREAD_DAYS from there, only takes the year; one that names
    a full date long after the day its siblings prove was written later, and takes none.
    """
    own, latest = _own_days(docs, corpus), _latest_days(docs, corpus)
    every = np.arange(docs.height)
    left, right = np.concatenate([every, twins["a"].to_numpy()]), np.concatenate([found.copy, twins["b"].to_numpy()])
    dated = docs
    for days in _siblings(docs, pl.Series(components(docs.height, left, right)), found):
        told = dated.join(_agreed(days), on="doc", how="left", validate="1:1", maintain_order="left")
        told = told.join(_nearest(told, own), on="doc", how="left", validate="1:1", maintain_order="left")
        told = told.join(latest, on="doc", how="left", validate="1:1", maintain_order="left")
        later = ((pl.col("latest") - pl.col("proved")).dt.total_days() > APART_DAYS).fill_null(value=False)
        undated = pl.col("anchor_date").is_null() & pl.col("proved").is_not_null() & ~later
        dated = told.with_columns(
            anchor_basis=pl.when(undated).then(pl.lit("inferred_story")).otherwise("anchor_basis"),
            anchor_date=pl.when(undated).then(pl.coalesce("own_day", "proved")).otherwise("anchor_date"),
        ).drop("proved", "own_day", "latest")
    return dated


def _siblings(docs: pl.DataFrame, pages: pl.Series, found: Stories) -> tuple[pl.DataFrame, pl.DataFrame]:
    """doc, anchor_date, n: on which days how many documents beside an undated one were written.

    First those of one page with it (`pages`: a number for each document; copies and translations share it), then those of pages of
    its story that share enough with it.
    """
    paged = docs.select("doc", "anchor_date", page=pages)
    days = paged.drop_nulls("anchor_date").group_by("page", "anchor_date").agg(n=pl.len().cast(pl.Int64))
    undated = paged.filter(pl.col("anchor_date").is_null()).select("doc", "page")
    near = found.pairs.filter("sure")
    one, other = pages[near["a"]], pages[near["b"]]
    both = pl.DataFrame({"page": pl.concat([one, other]), "other": pl.concat([other, one])}).filter(pl.col("page") != pl.col("other"))
    beside = undated.join(both.unique(), on="page").join(days.rename({"page": "other"}), on="other")
    summed = beside.group_by("doc", "anchor_date").agg(pl.col("n").sum())
    return undated.join(days, on="page").select("doc", "anchor_date", "n"), summed


def _own_days(docs: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """doc, start_char, month_day: days without a year that undated documents tell themselves."""
    main = corpus.segments.filter("is_main").select("segment_id")
    bare = corpus.dates.filter(pl.col("value").str.contains(r"^XXXX-\d\d-\d\d$")).join(main, on="segment_id")
    undated = docs.filter(pl.col("anchor_date").is_null()).select("doc", "doc_id")
    return bare.join(undated, on="doc_id").select("doc", "start_char", month_day=pl.col("value").str.slice(5))


def _latest_days(docs: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """doc, latest: the last day that an undated document names with its year."""
    main = corpus.segments.filter("is_main").select("segment_id")
    full = corpus.dates.filter(pl.col("value").str.contains(r"^\d{4}-\d\d-\d\d")).join(main, on="segment_id", how="semi")
    undated = docs.filter(pl.col("anchor_date").is_null()).select("doc", "doc_id")
    return full.join(undated, on="doc_id").group_by("doc").agg(latest=pl.col("start_date").max())


def _nearest(told: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """doc, own_day: the first of its own days that stands near the day its siblings prove, in that day's year or across New Year."""
    met = own.join(told.filter(pl.col("anchor_date").is_null()).select("doc", "proved").drop_nulls(), on="doc")
    years = pl.concat([met.with_columns(year=pl.col("proved").dt.year() + step) for step in (-1, 0, 1)])
    days = years.with_columns(own_day=pl.format("{}-{}", "year", "month_day").str.to_date("%Y-%m-%d", strict=False))
    near = (pl.col("own_day") - pl.col("proved")).dt.total_days().abs() <= MAX_SPREAD_DAYS
    return days.filter(near).sort("doc", "start_char", "own_day").unique("doc", keep="first", maintain_order=True).select("doc", "own_day")


def _agreed(days: pl.DataFrame) -> pl.DataFrame:
    """The day that the pages beside an undated one (doc, anchor_date, n) agree on: doc, proved."""
    near = (pl.col("anchor_date") - pl.col("anchor_date").first()).dt.total_days().abs() <= MAX_SPREAD_DAYS
    return (
        days.sort("doc", "n", "anchor_date", descending=[False, True, False])
        .group_by("doc", maintain_order=True)
        .agg(proved=pl.col("anchor_date").first(), near=pl.col("n").filter(near).sum(), far=pl.col("n").filter(~near).sum())
        .filter(pl.col("near") >= MAJORITY * pl.col("far"))
        .select("doc", "proved")
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
