"""The whole corpus as the frames that are compared across documents, and what comes of it."""

from dataclasses import dataclass, fields

import polars as pl


@dataclass(frozen=True)
class Corpus:
    """Tables of all documents (columns of `schemas`, without documents.text but with n_chars), and fingerprints (doc_id, hash)."""

    documents: pl.DataFrame
    document_sources: pl.DataFrame
    segments: pl.DataFrame
    amounts: pl.DataFrame
    dates: pl.DataFrame
    entity_mentions: pl.DataFrame
    event_mentions: pl.DataFrame
    event_participants: pl.DataFrame
    fingerprints: pl.DataFrame
    #: What documents are about (transforms.topics): doc_id, topic_id, n_mentions, n_headline.
    topics: pl.DataFrame
    #: How discovered people's names sound in one coarse alphabet (transforms.sounds): entity_id, sound.
    sounds: pl.DataFrame
    entities: pl.DataFrame

    @classmethod
    def tables(cls) -> tuple[str, ...]:
        """Names of the tables that are read document by document; `entities` is made of all of them."""
        return tuple(field.name for field in fields(cls) if field.name != "entities")


@dataclass(frozen=True)
class Reconciled:
    """What documents say together.

    `document_links` (doc_id, story_id, origin_id, translation_of, anchor_date, anchor_basis) and `event_links` (event_mention_id,
    event_id) are to be joined to the tables they name; `story_links` explains the stories.
    `entity_links` (entity_id, joined_id, method, confidence): people met in several scripts; the other tables name joined ids.
    """

    document_links: pl.DataFrame
    stories: pl.DataFrame
    events: pl.DataFrame
    event_links: pl.DataFrame
    claims: pl.DataFrame
    conflicts: pl.DataFrame
    story_links: pl.DataFrame
    entity_links: pl.DataFrame
