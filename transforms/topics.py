"""What documents are about beside names and figures: concepts, by the words of any language that name them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from schemas.reference.topics import TopicsReference
from transforms.lexicon import Lexicon, readings
from transforms.spans import Texts
from transforms.spelling import ending_sets, spelled, with_capitals

#: Roles of segments that say what the page is about.
HEADLINES = ("title", "lead")

TOPICS = pl.Schema({"doc_id": pl.String, "topic_id": pl.String, "n_mentions": pl.UInt32, "n_headline": pl.UInt32})


@dataclass(frozen=True)
class TopicsReader:
    """Words of topics, compiled for matching: a rule of `lexicon` is a word, and names one topic (topic_id)."""

    lexicon: Lexicon

    @classmethod
    def of(cls, ref: TopicsReference) -> "TopicsReader":
        """Compile."""
        words = topic_words(ref)
        size = words["surface"].str.len_chars().cast(pl.Int32)
        whole = words.with_columns(is_free=pl.lit(value=False), shift=pl.lit(0, dtype=pl.Int32), length=size)
        return cls(Lexicon.of(whole))


def topic_words(ref: TopicsReference) -> pl.DataFrame:
    """lang, surface, topic_id: every form of every word, small, with a capital first letter, and as headlines write it."""
    sets = ending_sets(ref.inflections)
    rows = [
        (lang, surface, topic_id)
        for topic_id, forms, lang in ref.words.select("topic_id", "forms", "lang").iter_rows()
        for form in spelled(forms, sets.get(lang, {}))
        for surface in (*with_capitals(form), _headline(form))
    ]
    return pl.DataFrame(rows, schema={"lang": pl.String, "surface": pl.String, "topic_id": pl.String}, orient="row").unique(
        maintain_order=True
    )


def _headline(form: str) -> str:
    """A form of several words with a capital each.

    >>> _headline("climate change"), _headline("기후 변화")
    ('Climate Change', '기후 변화')
    """
    return " ".join(word[:1].upper() + word[1:] for word in form.split(" "))


def read_topics(texts: Texts, segments: pl.DataFrame, reader: TopicsReader) -> pl.DataFrame:
    """TOPICS of documents, from their segments (doc_id, role, language, is_main): how often an article names each, and in its headlines."""
    found = readings(texts, reader.lexicon, segments["language"], segments["is_main"].to_numpy())
    named = reader.lexicon.rules["topic_id"].rank("dense").to_numpy().astype(np.int64)[found.rule]
    headline = segments["role"].is_in(HEADLINES)
    document = segments["doc_id"].rle_id()
    told = pl.DataFrame({"doc": document[found.unit], "topic": named, "headline": headline[found.unit]})
    counted = told.group_by("doc", "topic").agg(n_mentions=pl.len(), n_headline=pl.col("headline").sum()).sort("doc", "topic")
    docs = segments["doc_id"].filter(document.is_first_distinct())
    topics = reader.lexicon.rules["topic_id"].unique().sort()
    return counted.select(
        doc_id=docs[counted["doc"]], topic_id=topics[counted["topic"] - 1], n_mentions="n_mentions", n_headline="n_headline"
    ).cast(TOPICS)
