"""What a document is about, in features that know no language: who, sums, figures, days, deeds; weighted by how rare each is."""

from dataclasses import dataclass

import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.corpus import Corpus

#: Weights are whole numbers: a vector has this length.
UNIT = 1000
#: How many documents the prior shares count for; above some thousands the corpus speaks for itself.
PRIOR_DOCUMENTS = 2000
#: Two sums in dollars share a band of this width (natural logarithm), by one of two rulers half a band apart.
BAND = 0.06
#: Roles that say what the page is about count for this many further mentions.
HEADLINE_MENTIONS = 2
#: Figures with fewer significant digits are found everywhere.
MIN_DIGITS = 3
#: No document has more features than this; the weightiest stay.
MOST = 64

KINDS = {"Person": "person", "Country": "country", "Place": "place"}


@dataclass(frozen=True)
class Features:
    """`rows`: doc (row number), feature, kind, label, idf, weight, heaviest first; a document's weights are a vector of length UNIT."""

    rows: pl.DataFrame
    size: int


def main_segments(corpus: Corpus) -> pl.DataFrame:
    """segment_id, role of the articles' own segments."""
    return corpus.segments.filter("is_main").select("segment_id", "role")


def wire_entities(corpus: Corpus, ref: StoriesReference) -> pl.Series:
    """Ids of the entities that are news agencies."""
    names = ref.wires["surface"].to_list()
    return corpus.entities.filter(pl.col("name").is_in(names))["entity_id"]


def story_features(corpus: Corpus, doc_ids: pl.Series, ref: StoriesReference) -> Features:
    """Features of each document of `doc_ids` (sorted); news agencies are sources, not subjects, and left out."""
    main = main_segments(corpus)
    parts = [_names(corpus, main, ref), *_figures(corpus, main), _days(corpus, main), *_deeds(corpus, main)]
    docs = pl.DataFrame({"doc_id": doc_ids}).with_row_index("doc").with_columns(pl.col("doc").cast(pl.Int64))
    counted = pl.concat(parts).group_by("doc_id", "feature", "kind").agg(n=pl.col("n").sum()).join(docs, on="doc_id", validate="m:1")
    return Features(_weighted(counted, ref, len(doc_ids)), len(doc_ids))


def _names(corpus: Corpus, main: pl.DataFrame, ref: StoriesReference) -> pl.DataFrame:
    wires = wire_entities(corpus, ref)
    headline = pl.col("role").is_in(["title", "lead"]).cast(pl.Int64) * HEADLINE_MENTIONS
    return (
        corpus.entity_mentions.select("doc_id", "segment_id", "entity_id", "kind")
        .filter(~pl.col("entity_id").is_in(wires.implode()))
        .join(main, on="segment_id")
        .select("doc_id", feature="entity_id", kind=pl.col("kind").replace_strict(KINDS, default="body"), n=1 + headline)
    )


def _figures(corpus: Corpus, main: pl.DataFrame) -> list[pl.DataFrame]:
    rows = corpus.amounts.join(main, on="segment_id", how="semi")
    written = pl.format("{} {}", pl.col("value").cast(pl.String).str.strip_suffix(".000000"), pl.col("unit"))
    money = rows.filter(pl.col("kind") == "money")
    exact = money.select("doc_id", feature=written, kind=pl.lit("money"), n=pl.lit(1, dtype=pl.Int64))
    place = pl.col("usd_value").cast(pl.Float64).log() / BAND
    dollars = money.filter(pl.col("usd_value") > 0)
    bands = [
        dollars.select(
            "doc_id",
            feature=pl.format("{} {}", pl.lit(name), (place + shift).floor().cast(pl.Int64)),
            kind=pl.lit("dollars"),
            n=pl.lit(1, dtype=pl.Int64),
        )
        for name, shift in (("usd", 0.0), ("usd/", 0.5))
    ]
    digits = pl.col("value").cast(pl.String).str.replace_all(r"[^0-9]", "").str.strip_chars("0").str.len_chars()
    size = pl.when(digits < MIN_DIGITS).then(pl.lit("small_figure")).otherwise(pl.lit("figure"))
    other = rows.filter((pl.col("kind") != "money") & (digits > 1))
    figure = pl.format("# {}", pl.col("value").cast(pl.String).str.strip_suffix(".000000"))
    return [exact, *bands, other.select("doc_id", feature=figure, kind=size, n=pl.lit(1, dtype=pl.Int64))]


def _days(corpus: Corpus, main: pl.DataFrame) -> pl.DataFrame:
    return (
        corpus.dates.filter((pl.col("precision") == "day") & pl.col("start_date").is_not_null())
        .join(main, on="segment_id", how="semi")
        .select("doc_id", feature=pl.col("start_date").dt.to_string("iso"), kind=pl.lit("day"), n=pl.lit(1, dtype=pl.Int64))
    )


def _deeds(corpus: Corpus, main: pl.DataFrame) -> list[pl.DataFrame]:
    told = corpus.event_mentions.join(main, on="segment_id", how="semi").select("doc_id", "event_mention_id", "event_type")
    one = pl.lit(1, dtype=pl.Int64)
    with_whom = told.join(corpus.event_participants.select("event_mention_id", "entity_id"), on="event_mention_id")
    return [
        told.select("doc_id", feature="event_type", kind=pl.lit("event"), n=one),
        with_whom.select("doc_id", feature=pl.format("{} {}", "event_type", "entity_id"), kind=pl.lit("deed"), n=one),
    ]


def _weighted(counted: pl.DataFrame, ref: StoriesReference, size: int) -> pl.DataFrame:
    """Inverse document frequency towards the prior of the kind, times a slow count; vectors of length UNIT, exact."""
    frequency = counted.group_by("feature", "kind").agg(df=pl.len())
    share = (pl.col("df") + PRIOR_DOCUMENTS * pl.col("prior_share")) / (size + PRIOR_DOCUMENTS)
    idf = frequency.join(ref.features.select(kind="rule_id", prior_share="prior_share", label="label"), on="kind", validate="m:1").select(
        "feature", "kind", "label", idf=-share.log()
    )
    raw = (pl.col("idf") * (1 + (1 + pl.col("n")).log(2)) * 100).round().cast(pl.Int64)
    return (
        counted.join(idf, on=["feature", "kind"], validate="m:1")
        .with_columns(raw=raw)
        .sort("doc", "raw", "kind", "feature", descending=[False, True, False, False])
        .filter(pl.int_range(pl.len()).over("doc") < MOST)
        .with_columns(norm=(pl.col("raw") * pl.col("raw")).sum().over("doc").cast(pl.Float64).sqrt())
        .with_columns(weight=(UNIT * pl.col("raw") / pl.col("norm")).round().cast(pl.Int64))
        .select("doc", "feature", "kind", "label", "idf", "weight")
    )
