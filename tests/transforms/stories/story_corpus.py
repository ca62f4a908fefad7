"""A corpus of any size made of frames alone: stories told by several documents in several languages, no text."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl

from schemas import (
    Amounts,
    Dates,
    Documents,
    DocumentSources,
    Entities,
    EntityMentions,
    EventMentions,
    EventParticipants,
    Segments,
    Table,
)
from transforms.stories.corpus import Corpus
from transforms.topics import TOPICS

LANGUAGES = ("ko", "ja", "en", "zh-Hans", "ru")
N_COUNTRIES, N_PEOPLE, N_TOPICS = 200, 20_000, 400
FIRST_DAY = date(2025, 1, 1)


def filled(model: type[Table], rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with every column of a table; those not given are null."""
    wanted = model.empty().schema
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in wanted.items() if name not in rows.columns]
    return rows.with_columns(absent).select([pl.col(name).cast(dtype) for name, dtype in wanted.items()])


def many(prefix: str, numbers: np.ndarray) -> pl.Series:
    return pl.select(pl.format(prefix + "{}", pl.lit(pl.Series(numbers)))).to_series()


def entities() -> pl.DataFrame:
    countries = pl.DataFrame(
        {
            "entity_id": [f"Q{n}" for n in range(N_COUNTRIES)],
            "kind": "Country",
            "name": [f"Country {n}" for n in range(N_COUNTRIES)],
            "iso3": [chr(65 + n // 26 // 26) + chr(65 + n // 26 % 26) + chr(65 + n % 26) for n in range(N_COUNTRIES)],
        }
    )
    people = pl.DataFrame(
        {
            "entity_id": [f"nl-p{n}" for n in range(N_PEOPLE)],
            "kind": "Person",
            "name": [f"Person {n}" for n in range(N_PEOPLE)],
            "iso3": pl.Series([None] * N_PEOPLE, dtype=pl.String),
        }
    )
    both = pl.concat([countries, people]).with_columns(
        country="iso3", basis=pl.lit("reference"), n_mentions=pl.lit(0), n_documents=pl.lit(0)
    )
    return filled(Entities, both)


def topics(docs: pl.DataFrame, n_stories: int, rng: np.random.Generator) -> pl.DataFrame:
    """Topics of documents (doc_id, story): three of the four of their story, and three of all."""
    story = docs["story"].to_numpy()
    own, stray = rng.integers(0, N_TOPICS, (n_stories, 4)), rng.integers(0, N_TOPICS, (docs.height, 3))
    numbers = [own[story, (docs["nth"].to_numpy() + k) % 4] for k in range(3)] + [stray[:, k] for k in range(3)]
    found = pl.concat([docs.select("doc_id", topic_id=many("topic_", number), n_mentions=1, n_headline=0) for number in numbers])
    return found.unique(["doc_id", "topic_id"], maintain_order=True).cast(TOPICS)


def story_corpus(n_documents: int, per_story: int, seed: int = 0) -> tuple[Corpus, pl.DataFrame]:
    """The corpus, and doc_id, truth: the story each document was drawn from.

    Each story has a giver, a taker (great countries far more often), six people, four topics, a sum and a day; a document names most of
    them, some at random, and tells the gift; its fingerprints are its own, but every fifth document copies its story's first.
    """
    rng = np.random.default_rng(seed)
    n_stories = max(1, n_documents // per_story)
    story = np.arange(n_documents) % n_stories
    nth = np.arange(n_documents) // n_stories
    doc_id = [f"{x:020x}" for x in rng.permutation(n_documents).astype(object) * 7919 + 10**12]
    docs = pl.DataFrame({"doc_id": doc_id, "story": story, "nth": nth})
    giver, taker = (rng.zipf(1.3, n_stories) % N_COUNTRIES for _ in range(2))
    people = rng.integers(0, N_PEOPLE, (n_stories, 6))
    value = rng.integers(11, 9999, n_stories) * 10 ** rng.integers(5, 8, n_stories)
    day = rng.integers(0, 365, n_stories)
    language = np.array(LANGUAGES)[nth % len(LANGUAGES)]
    days = [FIRST_DAY + timedelta(days=int(d)) for d in day[story]]
    documents = filled(
        Documents,
        docs.select(
            "doc_id",
            title=pl.format("Story {}", "story"),
            language=pl.Series(language),
            anchor_date=pl.Series(days),
            anchor_basis=pl.lit("metadata"),
            text=pl.lit("x"),
            encoding=pl.lit("utf-8"),
            n_chars=pl.lit(2000),
            first_seen_run=pl.lit("r1"),
        ).with_columns(anchor_date=pl.when(pl.Series(nth % 4 == 3)).then(None).otherwise("anchor_date")),
    ).drop("text")
    documents = documents.with_columns(
        anchor_basis=pl.when(pl.col("anchor_date").is_null()).then(pl.lit("unknown")).otherwise("anchor_basis")
    )
    sources = filled(
        DocumentSources,
        docs.select(
            "doc_id",
            source_uri=pl.lit("x"),
            external_id="doc_id",
            publisher=pl.format("publisher {}", pl.col("nth")),
            raw_sha256=pl.lit("0" * 64),
            seen_run=pl.lit("r1"),
        ),
    )
    segments = filled(
        Segments,
        docs.select(
            "doc_id",
            segment_id=pl.format("s{}", "doc_id"),
            ordinal=pl.lit(0),
            role=pl.lit("body"),
            is_main=pl.lit(value=True),
            language=pl.Series(language),
            start_char=pl.lit(0),
            end_char=pl.lit(2000),
        ),
    )
    said = [
        ("Q", giver[story]),
        ("Q", taker[story]),
        *(("nl-p", people[story, k]) for k in range(6)),
        *(("Q", rng.zipf(1.3, n_documents) % N_COUNTRIES) for _ in range(4)),
        *(("nl-p", rng.zipf(1.2, n_documents) % N_PEOPLE) for _ in range(3)),
    ]
    parts = []
    for k, (prefix, numbers) in enumerate(said):
        keep = rng.random(n_documents) < (1.0 if k < 2 else 0.8)
        parts.append(
            docs.with_columns(
                entity_id=many(prefix, numbers),
                start_char=pl.Series(np.full(n_documents, 40 * k + 10)),
                kind=pl.lit("Country" if prefix == "Q" else "Person"),
            ).filter(pl.Series(keep))
        )
    mentions = filled(
        EntityMentions,
        pl.concat(parts).with_columns(
            mention_id=pl.format("m{}-{}", "doc_id", "start_char"),
            segment_id=pl.format("s{}", "doc_id"),
            end_char=pl.col("start_char") + 5,
            surface=pl.lit("names"),
            method=pl.lit("alias"),
            confidence=pl.lit(1.0),
        ),
    )
    sums = pl.Series([Decimal(int(v)) for v in value[story]], dtype=pl.Decimal(38, 6))
    amounts = filled(
        Amounts,
        docs.with_columns(
            amount_id=pl.format("a{}", "doc_id"),
            segment_id=pl.format("s{}", "doc_id"),
            start_char=pl.lit(900),
            end_char=pl.lit(905),
            surface=pl.lit("money"),
            kind=pl.lit("money"),
            value=sums,
            unit=pl.lit("USD"),
            unit_basis=pl.lit("explicit"),
            qualifier=pl.lit("exact"),
            usd_value=sums,
            fx_rate=pl.lit(1),
            fx_date=pl.lit(FIRST_DAY),
            fx_source=pl.lit("x"),
            period=pl.lit("P5Y"),
        ).drop("story", "nth"),
    )
    dates = filled(
        Dates,
        docs.with_columns(
            date_id=pl.format("d{}", "doc_id"),
            segment_id=pl.format("s{}", "doc_id"),
            start_char=pl.lit(910),
            end_char=pl.lit(915),
            surface=pl.lit("today"),
            timex_type=pl.lit("DATE"),
            start_date=pl.Series(days),
            end_date=pl.Series(days),
            value=pl.Series(days).cast(pl.String),
            precision=pl.lit("day"),
            anchor_basis=pl.lit("stated"),
        ),
    )
    told = filled(
        EventMentions,
        docs.with_columns(
            event_mention_id=pl.format("e{}", "doc_id"),
            segment_id=pl.format("s{}", "doc_id"),
            start_char=pl.lit(0),
            end_char=pl.lit(1000),
            trigger_start_char=pl.lit(50),
            trigger_end_char=pl.lit(55),
            event_type=pl.lit("PLEDGE"),
            status=pl.lit("pledge"),
            modality=pl.lit("actual"),
            date_start=pl.Series(days),
            date_end=pl.Series(days),
            amount_id=pl.format("a{}", "doc_id"),
            confidence=pl.lit(0.9),
        ),
    )
    roles = [
        docs.select(
            event_mention_id=pl.format("e{}", "doc_id"),
            role=pl.lit(role),
            entity_id=many("Q", of[story]),
            mention_id=pl.format("m{}-{}", "doc_id", pl.lit(at)),
        )
        for role, of, at in (("provider", giver, 10), ("receiver", taker, 50))
    ]
    parties = filled(EventParticipants, pl.concat(roles).unique(["event_mention_id", "role", "entity_id"], maintain_order=True))
    writer = np.where(nth % 5 == 4, story, np.arange(n_documents))
    prints = pl.concat(
        [docs.select("doc_id", hash=pl.Series((writer * 16 + k).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))) for k in range(8)]
    )
    corpus = Corpus(
        documents,
        sources,
        segments,
        amounts,
        dates,
        mentions,
        told,
        parties,
        prints,
        topics(docs, n_stories, rng),
        pl.DataFrame(schema={"entity_id": pl.String, "sound": pl.String}),
        entities(),
    )
    return corpus, docs.select("doc_id", truth="story")
