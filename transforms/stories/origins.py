"""Origins: which documents of a story go back to one report, because they copy it, translate it or cite one agency."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.clusters import components
from transforms.stories.corpus import Corpus
from transforms.stories.features import wire_entities
from transforms.stories.grouping import WINDOW_DAYS, Stories

#: Two pages in different languages are one page translated when they share this much of what they name, in this order: names and
#: sums in common, their share of all, and how far apart the same name first stands in the mean (share of the page's length). Two short
#: reports of one thing name the same few in one order by themselves.
MIN_SHARED, MIN_OVERLAP, MAX_SHIFT = 10, 0.6, 0.08
#: The same between pages of one publisher.
OWN_SHARED, OWN_OVERLAP, OWN_SHIFT = 6, 0.5, 0.1


@dataclass(frozen=True)
class Origins:
    """`origin`: for each document (row) the smallest document of its origin; `twins` (a, b): translations of each other."""

    origin: npt.NDArray[np.int64]
    twins: pl.DataFrame


def find_origins(corpus: Corpus, found: Stories, docs: pl.DataFrame, ref: StoriesReference) -> Origins:
    """Origins of documents (docs: doc, doc_id, language, anchor_date, publisher), never across stories."""
    pairs = across_languages(found, docs)
    met = pl.concat([pairs["a"], pairs["b"]]).unique()
    twins = translations(pairs, positions(corpus, docs.filter(pl.col("doc").is_in(met.implode())).select("doc_id", "doc")))
    cited = _same_wire(docs.join(wires(corpus, docs, ref), on="doc", how="inner"), found)
    copies = pl.DataFrame({"a": np.arange(len(found.copy)), "b": found.copy})
    links = pl.concat([twins.select("a", "b"), cited, copies])
    return Origins(components(docs.height, links["a"].to_numpy(), links["b"].to_numpy()), twins)


def positions(corpus: Corpus, told: pl.DataFrame) -> pl.DataFrame:
    """doc, feature, at: where in the article's own text (0 to 1) each entity and exact sum first stands; for documents `told`."""
    main = corpus.segments.filter("is_main").join(told, on="doc_id", validate="m:1").select("segment_id", "doc", "end_char")
    length = main.group_by("doc").agg(length=pl.col("end_char").max())
    names = corpus.entity_mentions.select("segment_id", "start_char", feature="entity_id")
    sums = corpus.amounts.filter(pl.col("kind") == "money").select(
        "segment_id",
        "start_char",
        feature=pl.format("{} {}", pl.col("value").cast(pl.String).str.strip_suffix(".000000"), "unit"),
    )
    return (
        pl.concat([rows.join(main.select("segment_id", "doc"), on="segment_id", validate="m:1") for rows in (names, sums)])
        .group_by("doc", "feature")
        .agg(first=pl.col("start_char").min())
        .join(length, on="doc")
        .select("doc", "feature", at=pl.col("first") / pl.col("length"))
    )


def across_languages(found: Stories, docs: pl.DataFrame) -> pl.DataFrame:
    """a, b, own (of one publisher): compared pairs of one story in two languages."""
    pairs, publisher = found.pairs.filter("abroad"), docs["publisher"]
    own = (publisher[pairs["a"]] == publisher[pairs["b"]]).fill_null(value=False) if pairs.height else pl.Series([], dtype=pl.Boolean)
    return pairs.with_columns(own=own)


def translations(pairs: pl.DataFrame, at: pl.DataFrame) -> pl.DataFrame:
    """Pairs (a, b) of across_languages that name the same things at the same places."""
    counts = at.group_by("doc").agg(n=pl.len())
    shared = (
        pairs.lazy()
        .join(at.lazy(), left_on="a", right_on="doc")
        .join(at.lazy(), left_on=["b", "feature"], right_on=["doc", "feature"])
        .group_by("a", "b")
        .agg(pl.col("own").first(), shared=pl.len(), shift=(pl.col("at") - pl.col("at_right")).abs().mean())
        .collect()
        .join(counts.select(a="doc", n_a="n"), on="a")
        .join(counts.select(b="doc", n_b="n"), on="b")
        .with_columns(overlap=pl.col("shared") / (pl.col("n_a") + pl.col("n_b") - pl.col("shared")))
    )
    strict, house = (
        (pl.col("shared") >= fewest) & (pl.col("overlap") >= overlap) & (pl.col("shift") <= shift)
        for fewest, overlap, shift in ((MIN_SHARED, MIN_OVERLAP, MAX_SHIFT), (OWN_SHARED, OWN_OVERLAP, OWN_SHIFT))
    )
    return shared.filter(strict | (house & pl.col("own"))).select("a", "b", "overlap", "shift").sort("a", "b")


def wires(corpus: Corpus, docs: pl.DataFrame, ref: StoriesReference) -> pl.DataFrame:
    """doc, wire: the news agency each document cites most (first, among equals), or is published by."""
    agencies = corpus.entities.filter(pl.col("entity_id").is_in(wire_entities(corpus, ref).implode())).select("entity_id", "name")
    own = docs.join(ref.wires.select(publisher="surface", wire="surface"), on="publisher", nulls_equal=False).select("doc", "wire")
    main = corpus.segments.filter(pl.col("is_main") & (pl.col("role") != "caption")).select("segment_id")
    cited = (
        corpus.entity_mentions.join(agencies, on="entity_id")
        .join(main, on="segment_id", how="semi")
        .group_by("doc_id", wire="name")
        .agg(n=pl.len(), first=pl.col("start_char").min())
        .join(docs.select("doc", "doc_id"), on="doc_id")
        .sort("doc", "n", "first", "wire", descending=[False, True, False, False])
        .unique("doc", keep="first", maintain_order=True)
        .select("doc", "wire")
    )
    return pl.concat([cited, own.join(cited, on="doc", how="anti")]).sort("doc")


def _same_wire(cited: pl.DataFrame, found: Stories) -> pl.DataFrame:
    """Pairs of documents of one story that cite one agency within days of each other; undated ones join the first."""
    ordered = (
        cited.with_columns(story=pl.Series(found.story)[cited["doc"]])
        .sort("story", "wire", "anchor_date", "doc", nulls_last=False)
        .with_columns(anchor_date=pl.col("anchor_date").fill_null(strategy="backward").over("story", "wire"))
        .with_columns(gap=pl.col("anchor_date").diff().over("story", "wire").dt.total_days(), b=pl.col("doc").shift().over("story", "wire"))
    )
    near = ordered.filter(pl.col("b").is_not_null() & (pl.col("gap").fill_null(0) <= WINDOW_DAYS))
    return near.select(a=pl.col("doc").cast(pl.Int64), b=pl.col("b").cast(pl.Int64))
