"""Across documents: stories, origins, events, claims, conflicts. The table of contents of what is done once per corpus."""

from dataclasses import dataclass

import polars as pl

from schemas import Events, Stories
from schemas.reference.stories import StoriesReference
from transforms.claims import event_claims, published_claims, with_claim_ids
from transforms.conflicts import event_conflicts, office_conflicts, published_conflicts, with_values
from transforms.corpus import Corpus, Reconciled
from transforms.event_merge import event_ids, joining_asides, merged_events
from transforms.event_nodes import told_mentions
from transforms.event_rows import event_rows
from transforms.ids import text_ids
from transforms.offices import office_claims
from transforms.origins import find_origins
from transforms.stories import find_stories, story_links
from transforms.story_dates import originals, story_anchors
from transforms.story_features import story_features

__all__ = ["Corpus", "Reconciled", "reconcile"]


@dataclass(frozen=True)
class _Tables:
    """What conflicts are judged with."""

    corpus: Corpus
    ref: StoriesReference
    #: Known terms of office: entity_id, office, country_id, valid_from, valid_until.
    terms: pl.DataFrame | None


def reconcile(
    corpus: Corpus, ref: StoriesReference, run_id: str, previous_claims: pl.DataFrame | None = None, people: pl.DataFrame | None = None
) -> Reconciled:
    """What the documents say together; the same rows whatever the order of the corpus' rows.

    `previous_claims` (claim_id, first_seen_run): claims of earlier runs keep their first run. `people` (entity_id, office, country,
    valid_from, valid_until): known terms of office.
    """
    docs = _documents(corpus)
    features = story_features(corpus, docs, ref)
    marks = corpus.fingerprints.join(docs.select("doc_id", "doc"), on="doc_id").select("doc", "hash").sort("doc", "hash")
    found = find_stories(features, docs["anchor_date"], marks)
    origins = find_origins(corpus, found, docs, ref)
    docs = _with_ids(docs.with_columns(story=pl.Series(found.story), origin=pl.Series(origins.origin)))
    docs = story_anchors(docs, corpus)
    told, events = _events(corpus, docs, ref)
    terms = _terms(corpus, people)
    said = pl.concat([event_claims(told, corpus), office_claims(corpus, docs, ref, terms)])
    claims = with_values(with_claim_ids(said), docs)
    conflicts = _conflicts(claims, events, origins.twins, _Tables(corpus, ref, terms))
    disputed = conflicts.filter(pl.col("relation") == "contradicts")["event_id"].drop_nulls().unique()
    events = events.with_columns(is_disputed=pl.col("event_id").is_in(disputed.implode()))
    preferred = _preferred(claims, events)
    return Reconciled(
        document_links=_links(docs, originals(docs, origins.twins)),
        stories=_stories(docs),
        events=events.select(Events.empty().columns),
        event_links=told.select("event_mention_id", "event_id").sort("event_mention_id"),
        claims=published_claims(claims, preferred, run_id, previous_claims),
        conflicts=conflicts,
        story_links=story_links(found, features, docs["doc_id"], corpus.entities.select("entity_id", "name")),
    )


def _documents(corpus: Corpus) -> pl.DataFrame:
    """Documents in the order of their ids, numbered by `doc`, with the publisher where one alone is known."""
    publishers = corpus.document_sources.group_by("doc_id").agg(publisher=pl.col("publisher").drop_nulls().min())
    return (
        corpus.documents.select("doc_id", "title", "language", "published_at", "anchor_date", "anchor_basis")
        .join(publishers, on="doc_id", how="left", validate="1:1")
        .sort("doc_id")
        .with_row_index("doc")
        .with_columns(pl.col("doc").cast(pl.Int64))
    )


def _with_ids(docs: pl.DataFrame) -> pl.DataFrame:
    """story_id and origin_id: hashes of the first document of each."""
    firsts = {kind: docs["doc_id"][docs[kind]].rename("first") for kind in ("story", "origin")}
    made = {}
    for kind, first in firsts.items():
        distinct = first.unique()
        ids = pl.DataFrame({"first": distinct, "id": text_ids(pl.repeat(kind, len(distinct), eager=True), distinct)})
        made[f"{kind}_id"] = first.to_frame().join(ids, on="first", how="left", maintain_order="left", validate="m:1")["id"]
    return docs.with_columns(**made)


def _events(corpus: Corpus, docs: pl.DataFrame, ref: StoriesReference) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Mentions of events with event_id, and schemas.Events but for is_disputed."""
    found = told_mentions(corpus, docs, ref)
    founding = merged_events(found)
    ids = event_ids(found.mentions.join(founding, on="mention", validate="1:1"))
    links = pl.concat([founding, joining_asides(found, founding)]).join(ids, on="event", validate="m:1")
    told = found.mentions.join(links, on="mention", validate="1:1", maintain_order="left")
    return told, event_rows(told, found.parts, docs, corpus)


def _terms(corpus: Corpus, people: pl.DataFrame | None) -> pl.DataFrame | None:
    countries = corpus.entities.filter(pl.col("kind") == "Country").select(country="iso3", country_id="entity_id").unique("country")
    return None if people is None else people.join(countries, on="country", how="left", validate="m:1")


def _conflicts(claims: pl.DataFrame, events: pl.DataFrame, twins: pl.DataFrame, tables: _Tables) -> pl.DataFrame:
    """schemas.Conflicts between all claims."""
    pairs = pl.concat([event_conflicts(claims, twins, tables.ref), office_conflicts(claims, tables.terms)], how="diagonal")
    labels = tables.ref.properties.select(property="rule_id", label="label")
    names = tables.corpus.entities.select("entity_id", "name")
    return published_conflicts(pairs, events.select("event_id", "title"), names, labels)


def _preferred(claims: pl.DataFrame, events: pl.DataFrame) -> pl.Series:
    """Ids of claims that say what the event's own row says."""
    said = claims.join(events, on="event_id", validate="m:1")
    agrees = (
        (
            (pl.col("property") == "amount")
            & (pl.col("value_number") == pl.col("amount_value"))
            & (pl.col("value_unit") == pl.col("amount_unit"))
        )
        | ((pl.col("property") == "status") & (pl.col("value_text") == pl.col("status")))
        | ((pl.col("property") == "period") & (pl.col("value_text") == pl.col("period")))
        | ((pl.col("property") == "date") & (pl.col("day") == pl.col("date_start")) & (pl.col("day_end") == pl.col("date_end")))
    )
    return said.filter(agrees)["claim_id"]


def _links(docs: pl.DataFrame, made_from: pl.DataFrame) -> pl.DataFrame:
    ids = docs["doc_id"]
    sources = (
        made_from.select("doc", translation_of=ids[made_from["original"]])
        if made_from.height
        else pl.DataFrame(schema={"doc": pl.Int64, "translation_of": pl.String})
    )
    return (
        docs.join(sources, on="doc", how="left", validate="1:1")
        .sort("doc_id")
        .select("doc_id", "story_id", "origin_id", "translation_of", "anchor_date", "anchor_basis")
    )


def _stories(docs: pl.DataFrame) -> pl.DataFrame:
    """schemas.Stories; the title is that of the earliest document that has one."""
    untitled = pl.lit("(untitled)")
    return (
        docs.with_columns(base=pl.col("language").str.extract(r"^([a-z]+)"))
        .sort("story_id", "anchor_date", "doc_id", nulls_last=True)
        .group_by("story_id", maintain_order=True)
        .agg(
            title=pl.coalesce(pl.col("title").drop_nulls().first(), untitled),
            date_start=pl.col("anchor_date").min(),
            date_end=pl.col("anchor_date").max(),
            n_documents=pl.len().cast(pl.Int64),
            n_languages=pl.col("base").n_unique().cast(pl.Int64),
            n_origins=pl.col("origin").n_unique().cast(pl.Int64),
        )
        .select(Stories.empty().columns)
        .sort("story_id")
    )
