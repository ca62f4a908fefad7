"""Across documents: stories, origins, events, claims, conflicts. The table of contents of what is done once per corpus.

Stories are found from narrow traits of all documents; all the rest is done story by story, in parts of any size.
"""

from dataclasses import dataclass, field, fields

import polars as pl

from schemas import Events, Stories, StoryLinks
from schemas.reference.stories import StoriesReference
from transforms.facts.asides import OF_DOC, OF_MENTION, Asides, Settled, Telling, aside_keys, settled, teaser_periods
from transforms.facts.captions import caption_claims
from transforms.facts.claims import event_claims, published_claims, with_claim_ids, with_first_runs
from transforms.facts.conflicts import counted, debated, event_conflicts, office_conflicts, published_conflicts, with_values
from transforms.facts.event_merge import event_ids, merged_events
from transforms.facts.event_nodes import told_mentions
from transforms.facts.event_rows import event_rows
from transforms.facts.offices import office_claims
from transforms.facts.sum_updates import replaced_sums
from transforms.stories.corpus import Corpus, Reconciled
from transforms.stories.dates import originals
from transforms.stories.features import story_traits
from transforms.stories.grouping import story_links
from transforms.stories.parts import Dated, Index, dated_part, index_of, numbered
from transforms.stories.people import LINKS, joined_corpus
from transforms.stories.weights import Features

#: What each table is put in order by, however the corpus was cut.
ORDERED = {
    "document_links": ("doc_id",),
    "stories": ("story_id",),
    "events": ("event_id",),
    "event_links": ("event_mention_id",),
    "claims": ("doc_id", "start_char", "claim_id"),
    "conflicts": ("conflict_id",),
}
#: Rows of a table that are put in order at once; of more, those whose first ids begin alike.
AT_ONCE = 1_000_000


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
    #: The code and the reference data that all is made with, each by its version.
    versions: dict[str, str] = field(default_factory=dict)
    #: Decisions of people: schemas.reference.curation.Curation.
    curation: pl.DataFrame | None = None


@dataclass(frozen=True)
class Draft:
    """What the documents of some stories say before asides have found their events: `telling` is of the mentions that found events.

    `offices`: claims of offices (facts.claims.MADE, claim_id), `event_links` (event_mention_id, event_id, doc_id); for the rest see
    Reconciled.
    """

    telling: Telling
    offices: pl.DataFrame
    event_links: pl.DataFrame
    document_links: pl.DataFrame
    stories: pl.DataFrame


@dataclass(frozen=True)
class Part:
    """What the documents of some stories say (see Draft), and their claims of offices, which are compared across all stories."""

    document_links: pl.DataFrame
    stories: pl.DataFrame
    events: pl.DataFrame
    event_links: pl.DataFrame
    claims: pl.DataFrame
    conflicts: pl.DataFrame
    offices: pl.DataFrame


def reconcile(
    corpus: Corpus, ref: StoriesReference, run_id: str, previous_claims: pl.DataFrame | None = None, people: pl.DataFrame | None = None
) -> Reconciled:
    """What the documents say together, in one go; the same rows whatever the order of the corpus' rows. See Known."""
    known = Known(ref, run_id, previous_claims, people)
    docs = numbered(corpus.documents, corpus.document_sources)
    index, features = index_of(docs, [story_traits(corpus, docs, ref)], ref)
    draft, asides = drafted_part(dated_part(index, corpus, ref, known.links), corpus, known)
    joint = settled([asides])
    part = reconciled_part(draft, joint.guests[0], corpus.entities, known)
    return joined([part], joint, told_links(index, features, corpus.entities), corpus.entities, known)


def told_links(index: Index, features: Features, entities: pl.DataFrame) -> pl.DataFrame:
    """Reconciled.story_links of the whole corpus, but for story_id."""
    return story_links(index.found, features, index.docs, entities.select("entity_id", "name"))


def drafted_part(dated: Dated, corpus: Corpus, known: Known) -> tuple[Draft, Asides]:
    """What the documents of whole stories tell; `corpus` holds the rows of these documents, and all entities."""
    ref, docs = known.ref, dated.docs
    corpus = joined_corpus(corpus, known.links)
    told = told_mentions(corpus, docs, ref)
    merged = merged_events(told)
    ids = event_ids(told.mentions.join(merged, on="mention", validate="1:1"))
    founding = merged.join(ids, on="event", validate="m:1").select("mention", "event_id")
    keys, spoken = aside_keys(told, founding)
    # An aside stands for an event of its own until it has found one.
    asides = told.mentions.join(keys, on="mention", how="semi").select("mention", event_id="event_mention_id")
    named = told.mentions.join(pl.concat([founding, asides]), on="mention", validate="1:1", maintain_order="left")
    links = named.filter("founds").select("event_mention_id", "event_id", "doc_id")
    claims = [event_claims(named, corpus, ref), caption_claims(named.filter("founds"), corpus, ref)]
    telling = Telling(
        named.select("event_id", *OF_MENTION),
        told.parts,
        pl.concat(claims),
        docs.select(OF_DOC),
        corpus.document_sources.drop_nulls("publisher").join(docs, on="doc_id").select("doc", "publisher").unique(),
        dated.twins.select("a", "b"),
        told.raised,
        told.wholes,
    )
    periods = teaser_periods(told, corpus)
    of_asides = pl.concat([named.filter(~pl.col("founds")).select("doc"), periods.select("doc")])
    draft = Draft(
        telling.of(founding, docs),
        with_claim_ids(office_claims(corpus, docs, ref, _terms(corpus.entities, known.people))),
        links,
        _links(docs, originals(docs, dated.twins)),
        _stories(docs),
    )
    return draft, Asides(telling.of(asides, of_asides), keys, spoken, periods)


def reconciled_part(draft: Draft, guests: Telling, entities: pl.DataFrame, known: Known) -> Part:
    """Events, claims and conflicts of a part, told also by the asides that speak of its events."""
    names, ref = entities.select("entity_id", "name"), known.ref
    telling = draft.telling.with_guests(guests)
    of_events, docs = with_claim_ids(telling.claims), telling.docs
    pairs = event_conflicts(counted(with_values(debated(of_events, ref), docs)), telling.twins, telling.raised, ref)
    events = event_rows(telling, names, replaced_sums(pairs))
    conflicts = published_conflicts(pairs, events.select("event_id", "title"), names, _labels(ref))
    disputed = conflicts.filter(pl.col("relation") == "contradicts")["event_id"].drop_nulls().unique()
    events = events.with_columns(is_disputed=pl.col("event_id").is_in(disputed.implode()))
    claims = pl.concat([of_events, draft.offices])
    return Part(
        document_links=draft.document_links,
        stories=draft.stories,
        events=events.select(Events.empty().columns),
        event_links=draft.event_links,
        claims=published_claims(claims, _preferred(of_events, events)),
        conflicts=conflicts,
        offices=with_values(draft.offices, docs),
    )


def all_of(parts: list[Part]) -> Part:
    """Several parts as one."""
    return Part(**{table.name: pl.concat([getattr(part, table.name) for part in parts]) for table in fields(Part)})


def joined(parts: list[Part], joint: Settled, links: pl.DataFrame, entities: pl.DataFrame, known: Known) -> Reconciled:
    """All parts together, with what stands across them: asides, and what any of them say of offices; `links`: told_links.

    `parts` is emptied: of many documents claims are much, and put in order in the place they have.
    """
    together = all_of(parts)
    parts.clear()
    tables = {table.name: getattr(together, table.name) for table in fields(Part)}
    del together
    tables["event_links"] = tables["event_links"].drop("doc_id")
    offices = office_conflicts(counted(tables.pop("offices")), _terms(entities, known.people), entities)
    pairs = pl.concat([offices, joint.pairs], how="diagonal_relaxed")
    titles = pl.DataFrame(schema={"event_id": pl.String, "title": pl.String})
    conflicts = published_conflicts(pairs, titles, entities.select("entity_id", "name"), _labels(known.ref))
    of_asides = published_claims(joint.claims, pl.Series([], dtype=pl.String))
    for name, rows in (("conflicts", conflicts), ("claims", of_asides), ("event_links", joint.links)):
        tables[name] = pl.concat([tables[name], rows])
    tables["claims"] = with_first_runs(tables["claims"], known.previous_claims, known.run_id)
    of_story = tables["document_links"].select(doc_id_a="doc_id", story_id="story_id")
    links = links.join(of_story, on="doc_id_a", validate="m:1").select(StoryLinks.empty().columns)
    return Reconciled(
        entity_links=known.links,
        story_links=links.sort("doc_id_a", "doc_id_b"),
        **{name: _in_order(tables.pop(name), key) for name, key in ORDERED.items()},
    )


def _in_order(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Rows by their key, whose first column is an id: evenly spread, so that the order of a lot at a time takes little memory.

    One column after another is put in order, so that of rows nobody else holds no second copy is made.
    """
    if rows.height <= AT_ONCE:
        return rows.sort(key)
    ids, begins = rows.select(key), rows[key[0]].str.slice(0, 1)
    lots = [(begins == begin).arg_true() for begin in begins.unique().sort()]
    order = pl.concat([lot[ids[lot].select(pl.arg_sort_by(key)).to_series()] for lot in lots])
    del ids
    columns = rows.get_columns()
    del rows
    for at in range(len(columns)):
        columns[at] = columns[at].gather(order)
    return pl.DataFrame(columns)


def _labels(ref: StoriesReference) -> pl.DataFrame:
    return ref.properties.select(property="rule_id", label="label")


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
    sources = made_from.join(docs.select(original="doc", translation_of="doc_id"), on="original", validate="m:1")
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
