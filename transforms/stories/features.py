"""What a document is about: what it tells (transforms.stories.told), and what is known of those it names today."""

from dataclasses import dataclass

import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.ids import text_marks
from transforms.stories.corpus import Corpus
from transforms.stories.told import Told, kind_numbers, told_of, with_features

#: Sounds of a part of a name that say who is meant.
MIN_CONSONANTS = 3

ROWS = pl.Schema({"doc": pl.UInt32, "feature": pl.UInt64, "kind": pl.UInt8, "n": pl.UInt32})
MADE = pl.Schema({"feature": pl.UInt64, "kind": pl.UInt8, "first": pl.Int64, "second": pl.Int64, "number": pl.Float64})
WORDS = pl.Schema({"mark": pl.Int64, "word": pl.String})
PRINTS = pl.Schema({"doc": pl.UInt32, "hash": pl.UInt64})


@dataclass(frozen=True)
class Naming:
    """What is known of entities, each by the mark of its id.

    `common` (entity, common: kind of feature, is_wire): of those that stand for a country, report, or are in the news all season.
    `sounding` (entity, first: a mark, frame): parts of the names of discovered people as they sound.
    """

    common: pl.DataFrame
    sounding: pl.DataFrame

    @classmethod
    def of(cls, entities: pl.DataFrame, sounds: pl.DataFrame, ref: StoriesReference) -> "Naming":
        """From all entities and the sounds of discovered people's names (entity_id, sound)."""
        return cls(_common(entities, ref), _sounding(sounds))


@dataclass(frozen=True)
class Traits:
    """What some documents are about, by their numbers in the whole corpus: see Told for what `made`, `words` and `prints` hold.

    `rows` (doc, feature, kind, n): names among them, but for those of news agencies, which are sources and not subjects.
    """

    rows: pl.LazyFrame
    made: pl.LazyFrame
    words: pl.LazyFrame
    prints: pl.LazyFrame

    @classmethod
    def nothing(cls) -> "Traits":
        """Those of no documents."""
        return cls(*(schema.to_frame().lazy() for schema in (ROWS, MADE, WORDS, PRINTS)))


def wire_entities(corpus: Corpus, ref: StoriesReference) -> pl.Series:
    """Ids of the entities that are news agencies."""
    return corpus.entities.filter(_is_wire(ref))["entity_id"]


def story_traits(corpus: Corpus, docs: pl.DataFrame, ref: StoriesReference) -> Traits:
    """Traits of the documents of `corpus`, numbered by `docs` (doc_id, doc)."""
    numbers = corpus.documents.select(pl.col("doc_id").sort()).join(docs, on="doc_id", maintain_order="left", validate="1:1")["doc"]
    return traits_of(told_of(corpus, ref), numbers, Naming.of(corpus.entities, corpus.sounds, ref), ref)


def traits_of(told: Told, numbers: pl.Series, naming: Naming, ref: StoriesReference) -> Traits:
    """Traits of documents that were told of, from the number of each in the whole corpus by its place, and what is known of names."""
    numbers = numbers.cast(pl.UInt32)
    named = told.named.collect()
    keyed = [with_features(part, kind_numbers(ref)) for part in (_names(named, naming, ref), _sounds(named, naming))]
    names = pl.concat(keyed).group_by("doc", "feature", "kind").agg(pl.col("n").sum())
    rows = pl.concat([told.rows.collect(), names.select("doc", "feature", "kind", "n")])
    frames = naming.sounding.join(named, on="entity", how="semi").select(mark="first", word="frame").unique()
    made = [part.select("feature", "kind", "first", "second", "number").unique("feature").lazy() for part in keyed]
    prints = told.prints.collect()
    return Traits(
        rows.with_columns(doc=numbers[rows["doc"]]).lazy(),
        pl.concat([told.made, *made]),
        pl.concat([told.words, frames.lazy()]),
        prints.with_columns(doc=numbers[prints["doc"]]).lazy(),
    )


def _names(named: pl.DataFrame, naming: Naming, ref: StoriesReference) -> pl.DataFrame:
    """doc, kind, first, second, number, n: what each name makes a feature of."""
    kinds = {number: name for name, number in kind_numbers(ref).items()}
    own = pl.col("kind").replace_strict(kinds, return_dtype=pl.String)
    known = named.join(naming.common, on="entity", how="left", validate="m:1").filter(pl.col("is_wire").fill_null(value=False).not_())
    nothing = pl.lit(0, dtype=pl.Int64)
    return known.select("doc", "n", kind=pl.coalesce("common", own), first=nothing, second="entity", number=pl.lit(0.0))


def _sounds(named: pl.DataFrame, naming: Naming) -> pl.DataFrame:
    """The same of names of discovered people as they sound: a part of a name by its consonants, which other scripts keep."""
    nothing, heard = pl.lit(0, dtype=pl.Int64), named.join(naming.sounding, on="entity")
    return heard.select("doc", n="times", kind=pl.lit("sound"), first="first", second=nothing, number=pl.lit(0.0))


def _is_wire(ref: StoriesReference) -> pl.Expr:
    return pl.col("name").is_in(ref.wires["surface"].to_list())


def _common(entities: pl.DataFrame, ref: StoriesReference) -> pl.DataFrame:
    """Naming.common; such names tell no happening from another."""
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
    found = entities.select("entity_id", common=kind, is_wire=_is_wire(ref)).filter(pl.col("common").is_not_null() | pl.col("is_wire"))
    return found.select("common", "is_wire", entity=text_marks(found["entity_id"]))


def _sounding(sounds: pl.DataFrame) -> pl.DataFrame:
    known = sounds.drop_nulls().unique()
    parts = known.with_columns(part=pl.col("sound").str.split(" ")).explode("part").select("entity_id", frame=_frame(pl.col("part")))
    parts = parts.filter(pl.col("frame").str.len_chars() >= MIN_CONSONANTS).unique()
    return parts.select("frame", entity=text_marks(parts["entity_id"]), first=text_marks(parts["frame"]))


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
