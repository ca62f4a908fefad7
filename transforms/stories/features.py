"""What a document is about, in features that know no language: who, sums, figures, days, deeds."""

from dataclasses import dataclass

import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.ids import text_marks
from transforms.stories.corpus import Corpus
from transforms.stories.keys import row_keys

#: Two sums in dollars share a band of this width (natural logarithm), by one of two rulers half a band apart.
BAND = 0.06
#: Roles that say what the page is about count for this many further mentions.
HEADLINE_MENTIONS = 2
#: Figures with fewer significant digits are found everywhere.
MIN_DIGITS = 3
#: Sounds of a part of a name that say who is meant.
MIN_CONSONANTS = 3

KINDS = {"Person": "person", "Country": "country", "Place": "place"}


@dataclass(frozen=True)
class Traits:
    """What some documents name, counted: `rows` (doc: its number, feature: a number that stands for it everywhere, kind, n).

    `made` (feature, kind, first, second, number): what a feature is made of, texts as marks; `words` (mark, word): those texts. Lazy: of
    many documents they wait on disk, and of `made` and `words` little is ever asked for.
    """

    rows: pl.LazyFrame
    made: pl.LazyFrame
    words: pl.LazyFrame


def main_segments(corpus: Corpus) -> pl.DataFrame:
    """segment_id, role of the articles' own segments."""
    return corpus.segments.filter("is_main").select("segment_id", "role")


def wire_entities(corpus: Corpus, ref: StoriesReference) -> pl.Series:
    """Ids of the entities that are news agencies."""
    names = ref.wires["surface"].to_list()
    return corpus.entities.filter(pl.col("name").is_in(names))["entity_id"]


def feature_kinds(ref: StoriesReference) -> pl.DataFrame:
    """Kinds of features by their number: kind, rule_id, label, prior_share, own_share, specific_share."""
    return (
        ref.features.sort("rule_id")
        .select("rule_id", "label", "prior_share", "own_share", "specific_share")
        .with_row_index("kind")
        .cast({"kind": pl.UInt8})
    )


def story_traits(corpus: Corpus, docs: pl.DataFrame, ref: StoriesReference) -> Traits:
    """Traits of the documents of `corpus`, numbered by `docs` (doc_id, doc); news agencies are sources, not subjects, and left out."""
    main = main_segments(corpus)
    kinds = feature_kinds(ref)
    number = dict(zip(kinds["rule_id"], kinds["kind"], strict=True))
    ids = pl.concat([corpus.entity_mentions["entity_id"], corpus.event_participants["entity_id"]]).unique()
    marks = pl.DataFrame({"entity_id": ids, "second": text_marks(ids)})
    parts = [
        _names(corpus, main, marks, ref),
        _sounds(corpus, main),
        *_figures(corpus, main),
        _days(corpus, main),
        *_deeds(corpus, main, marks),
    ]
    keyed = []
    for part in parts:
        kind = part["kind"].replace_strict(number, return_dtype=pl.UInt8)
        keyed.append(part.with_columns(kind=kind, feature=row_keys(kind, part["first"], part["second"], part["number"])))
    told = pl.concat([part.select("doc_id", "feature", "kind", "n") for part in keyed])
    counted = told.group_by("doc_id", "feature", "kind").agg(pl.col("n").sum().cast(pl.UInt32))
    rows = counted.join(docs.select("doc_id", pl.col("doc").cast(pl.UInt32)), on="doc_id", validate="m:1")
    frames = corpus.sounds.drop_nulls().select(_frame(pl.col("sound").str.split(" ").explode())).to_series().unique()
    texts = pl.concat([frames, ids, corpus.amounts["unit"].drop_nulls().unique(), corpus.event_mentions["event_type"].unique()])
    return Traits(
        rows.select("doc", "feature", "kind", "n").lazy(),
        pl.concat([part.select("feature", "kind", "first", "second", "number") for part in keyed]).unique("feature").lazy(),
        pl.LazyFrame({"mark": text_marks(texts), "word": texts}),
    )


def _part(rows: pl.DataFrame, kind: pl.Expr, **values: pl.Expr) -> pl.DataFrame:
    """Rows of one shape: doc_id, kind, what the feature is made of (marks of two texts, a number), n."""
    nothing = pl.lit(0, dtype=pl.Int64)
    none = {"first": nothing, "second": nothing, "number": pl.lit(0.0), "n": pl.lit(1, dtype=pl.Int64)}
    return rows.select("doc_id", kind=kind, **(none | values))


def _names(corpus: Corpus, main: pl.DataFrame, marks: pl.DataFrame, ref: StoriesReference) -> pl.DataFrame:
    subjects = marks.filter(~pl.col("entity_id").is_in(wire_entities(corpus, ref).implode()))
    subjects = subjects.join(_common(corpus.entities, ref), on="entity_id", how="left", validate="1:1")
    headline = pl.col("role").is_in(["title", "lead"]).cast(pl.Int64) * HEADLINE_MENTIONS
    named = corpus.entity_mentions.select("doc_id", "segment_id", "entity_id", "kind").join(main, on="segment_id")
    return _part(
        named.join(subjects, on="entity_id", validate="m:1"),
        pl.coalesce("common", pl.col("kind").replace_strict(KINDS, default="body")),
        second=pl.col("second"),
        n=1 + headline,
    )


def _common(entities: pl.DataFrame, ref: StoriesReference) -> pl.DataFrame:
    """entity_id, common: what stands for a country, reports, or is in the news all season; such names tell no happening from another."""
    kind = (
        pl.when(pl.col("stands_for").is_not_null())
        .then(pl.lit("seat"))
        .when(pl.col("entity_id").is_in(ref.outlets["rule_id"].implode()))
        .then(pl.lit("outlet"))
        .when(pl.col("entity_id").is_in(ref.great["rule_id"].implode()))
        .then(pl.lit("great_country"))
        .when((pl.col("kind") == "Person") & (pl.col("basis") == "reference"))
        .then(pl.lit("leader"))
    )
    return entities.select("entity_id", common=kind).drop_nulls()


def _sounds(corpus: Corpus, main: pl.DataFrame) -> pl.DataFrame:
    """Names of discovered people as they sound: a part of a name by its consonants, which other scripts keep."""
    known = corpus.sounds.drop_nulls().unique()
    parts = known.with_columns(part=pl.col("sound").str.split(" ")).explode("part").select("entity_id", frame=_frame(pl.col("part")))
    parts = parts.filter(pl.col("frame").str.len_chars() >= MIN_CONSONANTS).unique()
    parts = parts.with_columns(first=text_marks(parts["frame"]))
    said = corpus.entity_mentions.select("doc_id", "segment_id", "entity_id").join(main, on="segment_id", how="semi")
    return _part(said.join(parts, on="entity_id"), pl.lit("sound"), first=pl.col("first"))


def _frame(sound: pl.Expr) -> pl.Expr:
    """What stays of a sound in every script: its consonants but for r within, f and p, c and s, m and n as one.

    >>> pl.select(_frame(pl.Series(["rafirn", "rapan"]))).to_series().to_list()
    ['rpn', 'rpn']
    """
    first, rest = sound.str.slice(0, 1), sound.str.slice(1).str.replace_all("[aeiouyhwr]", "")
    kept = pl.concat_str(first.str.replace_all("[aeiouyhw]", "a"), rest)
    for sounds, one in (("f", "p"), ("c", "s"), ("m", "n")):
        kept = kept.str.replace_all(sounds, one)
    return kept


def _figures(corpus: Corpus, main: pl.DataFrame) -> list[pl.DataFrame]:
    rows = corpus.amounts.select("doc_id", "segment_id", "kind", "value", "unit", "usd_value").join(main, on="segment_id", how="semi")
    rows = rows.with_columns(first=text_marks(rows["unit"]), number=pl.col("value").cast(pl.Float64))
    money = rows.filter(pl.col("kind") == "money")
    exact = _part(money, pl.lit("money"), first=pl.col("first"), number=pl.col("number"))
    place = pl.col("usd_value").cast(pl.Float64).log() / BAND
    dollars = money.filter(pl.col("usd_value") > 0)
    bands = [
        _part(dollars, pl.lit("dollars"), second=pl.lit(ruler, dtype=pl.Int64), number=(place + shift).floor())
        for ruler, shift in ((0, 0.0), (1, 0.5))
    ]
    digits = pl.col("value").cast(pl.String).str.replace_all(r"[^0-9]", "").str.strip_chars("0").str.len_chars()
    size = pl.when(digits < MIN_DIGITS).then(pl.lit("small_figure")).otherwise(pl.lit("figure"))
    other = rows.filter(pl.col("kind") != "money").with_columns(digits=digits).filter(pl.col("digits") > 1)
    return [exact, *bands, _part(other, size, number=pl.col("number"))]


def _days(corpus: Corpus, main: pl.DataFrame) -> pl.DataFrame:
    days = corpus.dates.filter((pl.col("precision") == "day") & pl.col("start_date").is_not_null())
    days = days.select("doc_id", "segment_id", "start_date").join(main, on="segment_id", how="semi")
    return _part(days, pl.lit("day"), number=pl.col("start_date").to_physical().cast(pl.Float64))


def _deeds(corpus: Corpus, main: pl.DataFrame, marks: pl.DataFrame) -> list[pl.DataFrame]:
    told = corpus.event_mentions.select("doc_id", "segment_id", "event_mention_id", "event_type").join(main, on="segment_id", how="semi")
    told = told.with_columns(first=text_marks(told["event_type"]))
    parts = corpus.event_participants.select("event_mention_id", "entity_id").join(marks, on="entity_id", validate="m:1")
    whose = told.join(parts, on="event_mention_id")
    return [
        _part(told, pl.lit("event"), first=pl.col("first")),
        _part(whose, pl.lit("deed"), first=pl.col("first"), second=pl.col("second")),
    ]
