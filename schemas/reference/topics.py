"""Reference tables of topics: concepts that tell one story from another, and the words that name them."""

from dataclasses import dataclass

import polars as pl

from schemas import columns as c
from schemas.reference.base import reference_file
from schemas.reference.inflections import Inflections

#: The top subjects of IPTC Media Topics.
SUBJECTS = (
    "arts", "conflict", "crime", "disaster", "economy", "education", "environment", "health", "human_interest", "labour", "lifestyle",
    "politics", "religion", "science", "society", "sport", "weather",
)  # fmt: skip


class Topics(c.Table):
    """One row per concept that pages in any language may be about."""

    topic_id: str = c.key("The concept, in English.")
    subject: str = c.one_of(SUBJECTS, "The top subject of IPTC Media Topics it belongs to.")
    source: str = c.text("Where this is from.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["topic_id"]


class TopicWords(c.Table):
    """One row per concept and language: the words that name it, spelled as in schemas.reference.events."""

    topic_id: str = c.text("The concept: topics.topic_id.", unit="id")
    forms: str = c.text("The words, parted by |, endings in braces.")
    source: str = c.text("Where this is from.")
    lang: str = c.text("The folder's language.", unit="BCP 47")

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "topic_id"]


@dataclass(frozen=True)
class TopicsReference:
    """What is known of topics, as data."""

    topics: pl.DataFrame = reference_file(Topics, "topics.csv")
    words: pl.DataFrame = reference_file(TopicWords, "lang/*/topic_words.csv", one_meaning=True)
    inflections: pl.DataFrame = reference_file(Inflections, "lang/*/inflections.csv")
