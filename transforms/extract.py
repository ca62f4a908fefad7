"""One batch of documents -> every table that is read document by document. The table of contents of the per-document work."""

from dataclasses import dataclass

import polars as pl

from schemas import (
    Amounts,
    Dates,
    EntityMentions,
    EventMentions,
    EventParticipants,
    Quotes,
    Segments,
    Table,
    Unread,
)
from schemas.reference import Reference
from transforms.amounts.reader import AmountsReader, read_amounts
from transforms.dates.reader import DatesReader, read_dates
from transforms.entities.reader import read_entities
from transforms.entities.rules import EntitiesReader
from transforms.events.reader import read_events
from transforms.events.rules import EventsReader
from transforms.events.shares import with_shares
from transforms.page.fingerprints import document_fingerprints
from transforms.page.language import document_languages
from transforms.page.quotes import read_quotes
from transforms.page.segments import read_segments
from transforms.page.sentences import read_sentences
from transforms.page.text import TextReader
from transforms.spans import Texts
from transforms.topics import TopicsReader, read_topics


@dataclass(frozen=True)
class Readers:
    """Reference data compiled for matching; built once a process."""

    text: TextReader
    dates: DatesReader
    amounts: AmountsReader
    entities: EntitiesReader
    events: EventsReader
    topics: TopicsReader
    rates: pl.DataFrame

    @classmethod
    def of(cls, ref: Reference) -> "Readers":
        """Compile everything."""
        entities = ref.entities.entities
        return cls(
            TextReader.of(ref.text),
            DatesReader.of(ref.dates),
            AmountsReader.of(ref.amounts),
            EntitiesReader.of(ref.entities),
            EventsReader.of(ref.events, entities.filter(pl.col("name").is_in(ref.stories.wires["surface"].implode()))["entity_id"]),
            TopicsReader.of(ref.topics),
            ref.rates,
        )


def extract(documents: pl.DataFrame, readers: Readers) -> dict[str, pl.DataFrame]:
    """Everything read from a batch (doc_id, title, language, published_at, publisher, text ...), table by table.

    `documents` comes back with what was found of each: title, language, anchor_date, anchor_basis, n_chars.
    """
    segments = read_segments(documents, readers.text)
    texts = Texts.of(segments["text"])
    sentences = read_sentences(texts, segments, readers.text)
    dated = read_dates(texts, segments, documents, readers.dates)
    amounts = read_amounts(texts, dated.segments, dated.documents, dated.dates, readers.amounts, readers.rates)
    names = read_entities(texts, dated.segments, readers.entities)
    quotes = read_quotes(texts, dated.segments, names.mentions, readers.text)
    events = read_events(texts, dated.segments, sentences, dated.dates, amounts.amounts, names.mentions, readers.events)
    events = with_shares(events, dated.segments, sentences, amounts.amounts, readers.events)
    return {
        "documents": described(dated.documents, dated.segments, amounts.numbers),
        "segments": checked(dated.segments, Segments),
        "dates": checked(dated.dates, Dates),
        "amounts": checked(amounts.amounts, Amounts),
        "unread": checked(amounts.unread, Unread),
        "entity_mentions": checked(names.mentions, EntityMentions),
        "quotes": checked(quotes, Quotes),
        "event_mentions": checked(events.mentions, EventMentions),
        "event_participants": checked(events.participants, EventParticipants),
        "discovered_entities": names.entities,
        "discovered_aliases": names.aliases,
        "fingerprints": document_fingerprints(segments),
        "topics": read_topics(texts, dated.segments, readers.topics),
    }


def described(documents: pl.DataFrame, segments: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Documents with title and language as found in the text, and how many numbers they hold; what was declared is kept beside them."""
    titles = segments.filter(pl.col("role") == "title").unique("doc_id", keep="first").select("doc_id", found_title="text")
    languages = document_languages(segments).rename({"language": "found_language"})
    return (
        documents.rename({"title": "declared_title", "language": "declared_language"})
        .join(titles, on="doc_id", how="left", validate="1:1", maintain_order="left")
        .join(languages, on="doc_id", how="left", validate="1:1", maintain_order="left")
        .join(numbers, on="doc_id", how="left", validate="1:1", maintain_order="left")
        .with_columns(
            title=pl.coalesce("declared_title", "found_title"),
            language=pl.coalesce("found_language", "declared_language", pl.lit("und")),
            n_chars=pl.col("text").str.len_chars().cast(pl.Int32),
        )
        .drop("found_title", "found_language")
    )


def checked(frame: pl.DataFrame, model: type[Table]) -> pl.DataFrame:
    """The contract's columns, validated: inside the house a row that breaks its table is our error and raises."""
    valid: pl.DataFrame = model.proved(frame.select(model.empty().columns))
    return valid
