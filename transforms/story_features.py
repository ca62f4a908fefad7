"""What a document is about, in features that know no language: who, sums, figures, days, deeds; weighted by how rare each is."""

from dataclasses import dataclass

import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.corpus import Corpus
from transforms.ids import text_marks
from transforms.keys import row_keys
from transforms.sums import sum_words

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
    """What each document is about.

    `rows`: doc (row number), feature (a number that stands for it everywhere), kind (place in `kinds`), idf (thousandths), weight,
    heaviest first; a document's weights are a vector of length UNIT. `said` (feature, first, second, number): what a feature
    was made of, for explanations; `kinds`: names and labels of the kinds.
    """

    rows: pl.DataFrame
    said: list[pl.DataFrame]
    kinds: pl.DataFrame
    size: int


def main_segments(corpus: Corpus) -> pl.DataFrame:
    """segment_id, role of the articles' own segments."""
    return corpus.segments.filter("is_main").select("segment_id", "role")


def wire_entities(corpus: Corpus, ref: StoriesReference) -> pl.Series:
    """Ids of the entities that are news agencies."""
    names = ref.wires["surface"].to_list()
    return corpus.entities.filter(pl.col("name").is_in(names))["entity_id"]


def story_features(corpus: Corpus, docs: pl.DataFrame, ref: StoriesReference) -> Features:
    """Features of each document of `docs` (doc_id, doc: row number); news agencies are sources, not subjects, and left out."""
    main = main_segments(corpus)
    kinds = ref.features.sort("rule_id").select("rule_id", "label", "prior_share").with_row_index("kind")
    number = dict(zip(kinds["rule_id"], kinds["kind"], strict=True))
    marks = corpus.entities.select("entity_id", mark=text_marks(corpus.entities["entity_id"]))
    parts = [_names(corpus, main, marks, ref), *_figures(corpus, main), _days(corpus, main), *_deeds(corpus, main, marks)]
    numbered = docs.select("doc_id", pl.col("doc").cast(pl.UInt32))
    keyed = []
    for part in parts:
        at = part.join(numbered, on="doc_id", validate="m:1")
        kind = at["kind"].replace_strict(number, return_dtype=pl.UInt8)
        keyed.append(at.with_columns(kind=kind, feature=row_keys(kind, at["first_mark"], at["second_mark"], at["number"])))
    rows = pl.concat([at.select("doc", "feature", "kind", "n") for at in keyed])
    counted = rows.group_by("doc", "feature", "kind").agg(pl.col("n").sum())
    said = [at.select("feature", "kind", "first", "second", "number") for at in keyed]
    return Features(_weighted(counted, kinds, docs.height), said, kinds, docs.height)


def _part(rows: pl.DataFrame, kind: pl.Expr, **values: pl.Expr) -> pl.DataFrame:
    """Rows of one shape: doc_id, kind, what the feature is made of (two texts and their marks, a number), n."""
    none: dict[str, pl.Expr] = {
        "first": pl.lit(None, dtype=pl.String),
        "second": pl.lit(None, dtype=pl.String),
        "first_mark": pl.lit(0, dtype=pl.Int64),
        "second_mark": pl.lit(0, dtype=pl.Int64),
        "number": pl.lit(0.0),
        "n": pl.lit(1, dtype=pl.Int64),
    }
    return rows.select("doc_id", kind=kind, **(none | values))


def _names(corpus: Corpus, main: pl.DataFrame, marks: pl.DataFrame, ref: StoriesReference) -> pl.DataFrame:
    subjects = marks.filter(~pl.col("entity_id").is_in(wire_entities(corpus, ref).implode()))
    headline = pl.col("role").is_in(["title", "lead"]).cast(pl.Int64) * HEADLINE_MENTIONS
    named = corpus.entity_mentions.select("doc_id", "segment_id", "entity_id", "kind").join(main, on="segment_id")
    return _part(
        named.join(subjects, on="entity_id", validate="m:1"),
        pl.col("kind").replace_strict(KINDS, default="body"),
        second=pl.col("entity_id"),
        second_mark=pl.col("mark"),
        n=1 + headline,
    )


def _figures(corpus: Corpus, main: pl.DataFrame) -> list[pl.DataFrame]:
    rows = corpus.amounts.select("doc_id", "segment_id", "kind", "value", "unit", "usd_value").join(main, on="segment_id", how="semi")
    rows = rows.with_columns(unit_mark=text_marks(rows["unit"]), number=pl.col("value").cast(pl.Float64))
    money = rows.filter(pl.col("kind") == "money")
    exact = _part(money, pl.lit("money"), first=pl.col("unit"), first_mark=pl.col("unit_mark"), number=pl.col("number"))
    place = pl.col("usd_value").cast(pl.Float64).log() / BAND
    dollars = money.filter(pl.col("usd_value") > 0)
    # Two rulers, told apart by the sign of the mark.
    bands = [
        _part(dollars, pl.lit("dollars"), first=pl.lit("USD"), first_mark=pl.lit(ruler), number=(place + shift).floor())
        for ruler, shift in ((1, 0.0), (-1, 0.5))
    ]
    digits = pl.col("value").cast(pl.String).str.replace_all(r"[^0-9]", "").str.strip_chars("0").str.len_chars()
    size = pl.when(digits < MIN_DIGITS).then(pl.lit("small_figure")).otherwise(pl.lit("figure"))
    other = rows.filter(pl.col("kind") != "money").with_columns(digits=digits).filter(pl.col("digits") > 1)
    return [exact, *bands, _part(other, size, number=pl.col("number"))]


def _days(corpus: Corpus, main: pl.DataFrame) -> pl.DataFrame:
    days = corpus.dates.filter((pl.col("precision") == "day") & pl.col("start_date").is_not_null())
    days = days.select("doc_id", "segment_id", "start_date").join(main, on="segment_id", how="semi")
    return _part(
        days, pl.lit("day"), first=pl.col("start_date").cast(pl.String), number=pl.col("start_date").to_physical().cast(pl.Float64)
    )


def _deeds(corpus: Corpus, main: pl.DataFrame, marks: pl.DataFrame) -> list[pl.DataFrame]:
    told = corpus.event_mentions.select("doc_id", "segment_id", "event_mention_id", "event_type").join(main, on="segment_id", how="semi")
    told = told.with_columns(type_mark=text_marks(told["event_type"]))
    parts = corpus.event_participants.select("event_mention_id", "entity_id").join(marks, on="entity_id", validate="m:1")
    kind = {"first": pl.col("event_type"), "first_mark": pl.col("type_mark")}
    return [
        _part(told, pl.lit("event"), **kind),
        _part(
            told.join(parts, on="event_mention_id"),
            pl.lit("deed"),
            **kind,
            second=pl.col("entity_id"),
            second_mark=pl.col("mark"),
        ),
    ]


def _weighted(counted: pl.DataFrame, kinds: pl.DataFrame, size: int) -> pl.DataFrame:
    """Inverse document frequency towards the prior of the kind, times a slow count; vectors of length UNIT, exact."""
    prior = pl.Series(kinds["prior_share"])[counted["kind"].cast(pl.UInt32)] if counted.height else pl.Series([], dtype=pl.Float64)
    share = (pl.len().over("feature") + PRIOR_DOCUMENTS * prior) / (size + PRIOR_DOCUMENTS)
    raw = (pl.col("idf") * (1 + (1 + pl.col("n")).log(2)) * 100).round().cast(pl.Int64)
    # Heaviest first within a document: one number to order by, then what is the same everywhere.
    order = pl.col("doc").cast(pl.UInt64) * (1 << 24) + ((1 << 24) - 1 - pl.col("raw")).cast(pl.UInt64)
    return (
        counted.with_columns(idf=-share.log())
        .with_columns(raw=raw)
        .with_columns(order=order)
        .sort("order", "kind", "feature")
        .filter(pl.int_range(pl.len()).over("doc") < MOST)
        .with_columns(norm=(pl.col("raw") * pl.col("raw")).sum().over("doc").cast(pl.Float64).sqrt())
        .select(
            pl.col("doc").cast(pl.Int64),
            "feature",
            "kind",
            idf=(1000 * pl.col("idf")).round().cast(pl.Int64),
            weight=(UNIT * pl.col("raw") / pl.col("norm")).round().cast(pl.Int64),
        )
    )


def in_words(features: Features, wanted: pl.Series, names: pl.DataFrame) -> pl.DataFrame:
    """feature, word: each wanted feature as an explanation names it; `names` (entity_id, name)."""
    found = pl.concat([part.filter(pl.col("feature").is_in(wanted.implode())).unique("feature") for part in features.said])
    labelled = found.join(features.kinds.select(pl.col("kind").cast(pl.UInt8), "rule_id", "label"), on="kind", validate="m:1").join(
        names.select(second="entity_id", name="name"), on="second", how="left", validate="m:1"
    )
    figure = pl.format("{}", "number").str.strip_suffix(".0")
    kind = pl.col("rule_id")
    said = (
        pl.when(kind == "money").then(sum_words(pl.col("number"), pl.col("first")))
        .when(kind == "dollars").then(sum_words((pl.col("number") * BAND).exp().round_sig_figs(2), pl.col("first")))
        .when(kind.is_in(["figure", "small_figure"])).then(figure)
        .otherwise(pl.concat_str(["first", "name"], separator=" ", ignore_nulls=True))
    )  # fmt: skip
    return labelled.select("feature", word=pl.format("{} {}", "label", said))
