"""What each document of a batch names, in features that know no language: who, sums, figures, days, deeds, topics.

Read once: nothing of it depends on other batches. What is known of entities comes later (transforms.stories.features).
"""

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

KINDS = {"Person": "person", "Country": "country", "Place": "place"}


@dataclass(frozen=True)
class Told:
    """What some documents name, counted; each stands by its place (doc) among them in the order of their ids.

    `rows` (doc, feature: a number that stands for it everywhere, kind, n) but for names. `named` (doc, entity: the mark of its id, kind,
    n: mentions, more for headlines, times: mentions). `made` (feature, kind, first, second, number): what a feature is made of, texts as
    marks; `words` (mark, word): those texts. `prints` (doc, hash): fingerprints. Lazy: of many documents they wait on disk, and of `made`
    and `words` little is ever asked for.
    """

    rows: pl.LazyFrame
    named: pl.LazyFrame
    made: pl.LazyFrame
    words: pl.LazyFrame
    prints: pl.LazyFrame


def told_of(corpus: Corpus, ref: StoriesReference) -> Told:
    """What the documents of a corpus name; what is known of its entities and of how names sound does not count yet."""
    places = corpus.documents.select(pl.col("doc_id").sort()).with_row_index("doc")
    main = main_segments(corpus)
    number = kind_numbers(ref)
    ids = pl.concat([corpus.entity_mentions["entity_id"], corpus.event_participants["entity_id"]]).unique()
    marks = pl.DataFrame({"entity_id": ids, "entity": text_marks(ids)})
    keyed = [
        with_features(part, number)
        for part in (*_figures(corpus, main), _days(corpus, main), *_deeds(corpus, main, marks), _topics(corpus))
    ]
    rows = pl.concat([part.select("doc_id", "feature", "kind", "n") for part in keyed])
    counted = rows.group_by("doc_id", "feature", "kind").agg(pl.col("n").sum().cast(pl.UInt32))
    words = (corpus.amounts["unit"].drop_nulls(), corpus.event_mentions["event_type"], corpus.topics["topic_id"])
    texts = pl.concat([ids, *(column.unique() for column in words)])
    return Told(
        counted.join(places, on="doc_id", validate="m:1").select("doc", "feature", "kind", "n").lazy(),
        _named(corpus, main, marks, number).join(places, on="doc_id", validate="m:1").drop("doc_id").lazy(),
        pl.concat([part.select("feature", "kind", "first", "second", "number") for part in keyed]).unique("feature").lazy(),
        pl.LazyFrame({"mark": text_marks(texts), "word": texts}),
        corpus.fingerprints.join(places, on="doc_id", validate="m:1").select("doc", "hash").lazy(),
    )


def main_segments(corpus: Corpus) -> pl.DataFrame:
    """segment_id, role of the articles' own segments."""
    return corpus.segments.filter("is_main").select("segment_id", "role")


def feature_kinds(ref: StoriesReference) -> pl.DataFrame:
    """Kinds of features by their number: kind, rule_id, label, prior_share, own_share, specific_share."""
    return (
        ref.features.sort("rule_id")
        .select("rule_id", "label", "prior_share", "own_share", "specific_share")
        .with_row_index("kind")
        .cast({"kind": pl.UInt8})
    )


def kind_numbers(ref: StoriesReference) -> dict[str, int]:
    """The number of each kind of feature by its name."""
    kinds = feature_kinds(ref)
    return dict(zip(kinds["rule_id"], kinds["kind"], strict=True))


def with_features(part: pl.DataFrame, number: dict[str, int]) -> pl.DataFrame:
    """Parts of features (kind by its name, first, second, number) with the number of the kind, and the feature they make."""
    kind = part["kind"].replace_strict(number, return_dtype=pl.UInt8)
    return part.with_columns(kind=kind, feature=row_keys(kind, part["first"], part["second"], part["number"]))


def part_of_features(rows: pl.DataFrame, kind: pl.Expr, **values: pl.Expr) -> pl.DataFrame:
    """Rows of one shape: doc_id, kind, what the feature is made of (marks of two texts, a number), n."""
    nothing = pl.lit(0, dtype=pl.Int64)
    none = {"first": nothing, "second": nothing, "number": pl.lit(0.0), "n": pl.lit(1, dtype=pl.Int64)}
    return rows.select("doc_id", kind=kind, **(none | values))


def _named(corpus: Corpus, main: pl.DataFrame, marks: pl.DataFrame, number: dict[str, int]) -> pl.DataFrame:
    """doc_id, and Told.named but for doc."""
    headline = pl.col("role").is_in(["title", "lead"]).cast(pl.UInt32) * HEADLINE_MENTIONS
    kind = pl.col("kind").replace_strict({name: number[of] for name, of in KINDS.items()}, default=number["body"], return_dtype=pl.UInt8)
    named = corpus.entity_mentions.select("doc_id", "segment_id", "entity_id", "kind").join(main, on="segment_id")
    counted = named.group_by("doc_id", "entity_id", kind=kind).agg(n=(1 + headline).sum().cast(pl.UInt32), times=pl.len())
    return counted.join(marks, on="entity_id", validate="m:1").drop("entity_id")


def _figures(corpus: Corpus, main: pl.DataFrame) -> list[pl.DataFrame]:
    rows = corpus.amounts.select("doc_id", "segment_id", "kind", "value", "unit", "usd_value").join(main, on="segment_id", how="semi")
    rows = rows.with_columns(first=text_marks(rows["unit"]), number=pl.col("value").cast(pl.Float64))
    money = rows.filter(pl.col("kind") == "money")
    exact = part_of_features(money, pl.lit("money"), first=pl.col("first"), number=pl.col("number"))
    place = pl.col("usd_value").cast(pl.Float64).log() / BAND
    dollars = money.filter(pl.col("usd_value") > 0)
    bands = [
        part_of_features(dollars, pl.lit("dollars"), second=pl.lit(ruler, dtype=pl.Int64), number=(place + shift).floor())
        for ruler, shift in ((0, 0.0), (1, 0.5))
    ]
    digits = pl.col("value").cast(pl.String).str.replace_all(r"[^0-9]", "").str.strip_chars("0").str.len_chars()
    size = pl.when(digits < MIN_DIGITS).then(pl.lit("small_figure")).otherwise(pl.lit("figure"))
    other = rows.filter(pl.col("kind") != "money").with_columns(digits=digits).filter(pl.col("digits") > 1)
    return [exact, *bands, part_of_features(other, size, number=pl.col("number"))]


def _days(corpus: Corpus, main: pl.DataFrame) -> pl.DataFrame:
    days = corpus.dates.filter((pl.col("precision") == "day") & pl.col("start_date").is_not_null())
    days = days.select("doc_id", "segment_id", "start_date").join(main, on="segment_id", how="semi")
    return part_of_features(days, pl.lit("day"), number=pl.col("start_date").to_physical().cast(pl.Float64))


def _deeds(corpus: Corpus, main: pl.DataFrame, marks: pl.DataFrame) -> list[pl.DataFrame]:
    told = corpus.event_mentions.select("doc_id", "segment_id", "event_mention_id", "event_type").join(main, on="segment_id", how="semi")
    told = told.with_columns(first=text_marks(told["event_type"]))
    parts = corpus.event_participants.select("event_mention_id", "entity_id").join(marks, on="entity_id", validate="m:1")
    whose = told.join(parts, on="event_mention_id")
    return [
        part_of_features(told, pl.lit("event"), first=pl.col("first")),
        part_of_features(whose, pl.lit("deed"), first=pl.col("first"), second=pl.col("entity")),
    ]


def _topics(corpus: Corpus) -> pl.DataFrame:
    count = (pl.col("n_mentions") + HEADLINE_MENTIONS * pl.col("n_headline")).cast(pl.Int64)
    rows = corpus.topics.with_columns(first=text_marks(corpus.topics["topic_id"]))
    return part_of_features(rows, pl.lit("topic"), first=pl.col("first"), n=count)
