"""Across documents: stories, origins, events, claims, conflicts. The table of contents of what is done once per corpus.

Stories are found from narrow traits of all documents; all the rest is done story by story, in parts of any size.
"""

from dataclasses import dataclass, field, fields, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import Events, Stories
from schemas.reference.stories import StoriesReference
from transforms.facts.asides import bent_periods
from transforms.facts.captions import caption_claims
from transforms.facts.claims import event_claims, published_claims, with_claim_ids
from transforms.facts.conflicts import counted, debated, event_conflicts, office_conflicts, published_conflicts, with_values
from transforms.facts.event_merge import event_ids, joining_asides, merged_events
from transforms.facts.event_nodes import Told, told_mentions
from transforms.facts.event_rows import event_rows
from transforms.facts.offices import office_claims
from transforms.ids import text_ids
from transforms.stories.corpus import Corpus, Reconciled
from transforms.stories.dates import originals, story_anchors
from transforms.stories.features import Features, Traits, story_features, story_traits
from transforms.stories.grouping import Stories as Found
from transforms.stories.grouping import find_stories, story_links
from transforms.stories.origins import Origins, find_origins
from transforms.stories.people import LINKS, joined_corpus

__all__ = [
    "Corpus", "Index", "Known", "Reconciled", "dated_part", "index_of", "joined", "numbered", "parts_of", "reconcile", "reconciled_part",
    "stories_told",
]  # fmt: skip


#: The column each table is put in order by; claims stand in the order of documents, story_links in that of stories.
ORDERED = {
    "document_links": "doc_id",
    "stories": "story_id",
    "events": "event_id",
    "event_links": "event_mention_id",
    "conflicts": "conflict_id",
}


@dataclass(frozen=True)
class Known:
    """What is known before the documents are compared, and of the run that compares them."""

    ref: StoriesReference
    #: The run, and what earlier runs claimed already: claim_id, first_seen_run.
    run_id: str
    previous_claims: pl.DataFrame | None = None
    #: Terms of office: entity_id, office, country, valid_from, valid_until.
    people: pl.DataFrame | None = None
    #: Ids of people met in several scripts: transforms.stories.people.LINKS.
    links: pl.DataFrame = field(default_factory=LINKS.to_frame)


@dataclass(frozen=True)
class Index:
    """Documents, numbered in the order of their ids (see numbered), and the stories they tell; all of a corpus, or whole stories of it.

    `places`: the number each document has in the whole corpus.
    """

    docs: pl.DataFrame
    found: Found
    features: Features
    places: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Dated:
    """Documents of whole stories with story_id, origin_id and the days their stories prove, and their origins."""

    docs: pl.DataFrame
    origins: Origins

    def proved(self) -> pl.DataFrame:
        """doc_id, anchor_date of the documents that only their story dates."""
        return self.docs.filter(pl.col("anchor_basis") == "inferred_story").select("doc_id", "anchor_date")


@dataclass(frozen=True)
class Part:
    """What the documents of some stories say, and their claims of offices, which are compared across all stories."""

    found: Reconciled
    offices: pl.DataFrame


def reconcile(
    corpus: Corpus, ref: StoriesReference, run_id: str, previous_claims: pl.DataFrame | None = None, people: pl.DataFrame | None = None
) -> Reconciled:
    """What the documents say together, in one go; the same rows whatever the order of the corpus' rows. See Known."""
    known = Known(ref, run_id, previous_claims, people)
    docs = numbered(corpus.documents, corpus.document_sources)
    index = index_of(docs, [story_traits(corpus, docs, ref)], corpus.fingerprints, ref)
    return joined([reconciled_part(index, dated_part(index, corpus, known), corpus, known)], corpus.entities, known)


def stories_told(index: Index) -> pl.DataFrame:
    """doc_id and story_id (a number) of each document of the index."""
    return index.docs.select("doc_id", story_id=pl.Series(index.found.story))


def index_of(docs: pl.DataFrame, traits: list[Traits], fingerprints: pl.DataFrame, ref: StoriesReference) -> Index:
    """Stories of all documents, from the traits of all of them (see story_traits) and their fingerprints (doc_id, hash)."""
    features = story_features(traits, docs.height, ref)
    marks = fingerprints.join(docs.select("doc_id", "doc"), on="doc_id", validate="m:1").select("doc", "hash")
    return Index(docs, find_stories(features, docs, marks), features, np.arange(docs.height))


def parts_of(index: Index, most_documents: int) -> list[Index]:
    """The index cut into parts of whole stories, each of so many documents or one story more."""
    order = np.argsort(index.found.story, kind="stable")
    ends = np.flatnonzero(np.diff(index.found.story[order], append=-1)) + 1
    bins = (ends - 1) // most_documents
    cuts = [int(ends[bins == number][-1]) for number in np.unique(bins)]
    return [_part(index, np.sort(order[start:end])) for start, end in zip([0, *cuts], cuts, strict=False)] if len(cuts) > 1 else [index]


def _part(index: Index, members: npt.NDArray[np.int64]) -> Index:
    """The part of some documents, numbered anew in the same order."""
    local = np.full(index.docs.height, -1, dtype=np.int64)
    local[members] = np.arange(len(members))
    here = pl.Series(local)
    found, features = index.found, index.features
    rows = features.rows.with_columns(doc=here[features.rows["doc"]]).filter(pl.col("doc") >= 0)
    pairs = found.pairs.with_columns(a=here[found.pairs["a"]], b=here[found.pairs["b"]]).filter(pl.col("a") >= 0)
    return Index(
        index.docs[members].with_columns(doc=pl.int_range(len(members), eager=True)),
        Found(local[found.story[members]], local[found.copy[members]], pairs),
        replace(features, rows=rows, size=len(members)),
        index.places[members],
    )


def dated_part(index: Index, corpus: Corpus, known: Known) -> Dated:
    """Origins and proved days of the documents of whole stories, whose rows `corpus` holds; rows may then be read anew by those days."""
    corpus = joined_corpus(corpus, known.links)
    origins = find_origins(corpus, index.found, index.docs, known.ref)
    docs = _with_ids(index.docs.with_columns(story=pl.Series(index.found.story), origin=pl.Series(origins.origin)))
    return Dated(story_anchors(docs, corpus), origins)


def reconciled_part(index: Index, dated: Dated, corpus: Corpus, known: Known) -> Part:
    """What the documents of whole stories say together; `corpus` holds the rows of these documents, and all entities."""
    ref, found, docs, origins = known.ref, index.found, dated.docs, dated.origins
    corpus = joined_corpus(corpus, known.links)
    mentions, told, events = _events(corpus, docs, ref)
    of_events = with_claim_ids(pl.concat([event_claims(told, corpus, ref), caption_claims(told, corpus, ref)]))
    of_offices = with_claim_ids(office_claims(corpus, docs, ref, _terms(corpus.entities, known.people)))
    labels = ref.properties.select(property="rule_id", label="label")
    pairs = event_conflicts(counted(with_values(debated(of_events), docs)), origins.twins, mentions.raised, ref)
    of_asides, bent = bent_periods(mentions, told["mention"], docs, origins.twins, corpus)
    pairs = pl.concat([pairs, bent], how="diagonal_relaxed")
    conflicts = published_conflicts(pairs, events.select("event_id", "title"), corpus.entities.select("entity_id", "name"), labels)
    disputed = conflicts.filter(pl.col("relation") == "contradicts")["event_id"].drop_nulls().unique()
    events = events.with_columns(is_disputed=pl.col("event_id").is_in(disputed.implode()))
    claims = pl.concat([of_events, of_offices, of_asides])
    result = Reconciled(
        document_links=_links(docs, originals(docs, origins.twins)),
        stories=_stories(docs),
        events=events.select(Events.empty().columns),
        event_links=told.select("event_mention_id", "event_id"),
        claims=published_claims(claims, _preferred(of_events, events), known.run_id, known.previous_claims),
        conflicts=conflicts,
        entity_links=known.links,
        story_links=story_links(found, index.features, docs["doc_id"], corpus.entities.select("entity_id", "name")),
    )
    places = pl.Series(index.places)
    everywhere = [places[docs[name]].alias(name) for name in ("doc", "origin", "story")]
    return Part(result, with_values(of_offices.with_columns(doc=places[of_offices["doc"]]), docs.with_columns(everywhere)))


def joined(parts: list[Part], entities: pl.DataFrame, known: Known) -> Reconciled:
    """All parts together, and the conflicts between what any of them say of offices."""
    made = [table.name for table in fields(Reconciled) if table.name != "entity_links"]
    tables = {name: pl.concat([getattr(part.found, name) for part in parts]) for name in made}
    offices = office_conflicts(counted(pl.concat([part.offices for part in parts])), _terms(entities, known.people))
    titles = pl.DataFrame(schema={"event_id": pl.String, "title": pl.String})
    labels = known.ref.properties.select(property="rule_id", label="label")
    tables["conflicts"] = pl.concat([
        tables["conflicts"], published_conflicts(offices, titles, entities.select("entity_id", "name"), labels)
    ])  # fmt: skip
    by = {
        "document_links": "doc_id",
        "stories": "story_id",
        "events": "event_id",
        "event_links": "event_mention_id",
        "conflicts": "conflict_id",
    }
    return Reconciled(entity_links=known.links, **(tables | {name: tables[name].sort(key) for name, key in by.items()}))


def numbered(documents: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Documents in the order of their ids, numbered by `doc`, with the first of their publishers (sources: doc_id, publisher)."""
    publishers = sources.group_by("doc_id").agg(publisher=pl.col("publisher").drop_nulls().min())
    return (
        documents.select("doc_id", "title", "language", "published_at", "anchor_date", "anchor_basis")
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


def _events(corpus: Corpus, docs: pl.DataFrame, ref: StoriesReference) -> tuple[Told, pl.DataFrame, pl.DataFrame]:
    """All mentions, those of events with event_id, and schemas.Events but for is_disputed."""
    found = told_mentions(corpus, docs, ref)
    founding = merged_events(found)
    ids = event_ids(found.mentions.join(founding, on="mention", validate="1:1"))
    links = pl.concat([founding, joining_asides(found, founding)]).join(ids, on="event", validate="m:1")
    told = found.mentions.join(links, on="mention", validate="1:1", maintain_order="left")
    return found, told, event_rows(told, found.parts, docs, corpus)


def _terms(entities: pl.DataFrame, people: pl.DataFrame | None) -> pl.DataFrame | None:
    countries = entities.filter(pl.col("kind") == "Country").select(country="iso3", country_id="entity_id").unique("country")
    return None if people is None else people.join(countries, on="country", how="left", validate="m:1")


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
