"""Reconcile what all batches hold: stories are found of all documents; all the rest is made anew only of stories that have changed.

What documents name is read of each batch once (`flows.traits`), and what is made of each story is kept for the next run
(`flows.keeping`), so that a night costs what finding stories costs, and what is new.
"""

from concurrent.futures import Executor
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import numpy as np
import polars as pl

from flows.bundle import load_bundle
from flows.keeping import read_kept, write_kept
from flows.laying import corpus_of, rows_of
from flows.making import Making, Whole
from flows.store import Store
from flows.traits import Today, laid_traits, lay_traits
from transforms.facts.asides import all_asides, settled
from transforms.facts.kept import Kept, guest_marks
from transforms.facts.reconcile import Known, all_of, drafted_part, joined, reconciled_part, told_links
from transforms.stories.corpus import Reconciled
from transforms.stories.curated_links import apart, with_merges
from transforms.stories.features import Naming, Traits
from transforms.stories.parts import Index, dated_part, index_of, part_of, parts_of, stories_told, story_keys
from transforms.stories.people import LINKS, Heard

#: Documents whose rows a worker holds in memory at a time.
PART_DOCUMENTS = 4_000


def reconciled(store: Store, aside: Path, entities: pl.DataFrame, known: Known, pool: Executor) -> Reconciled:
    """Stories, events, claims and conflicts of all batches.

    `aside` is a folder for what waits its turn; what earlier runs made of stories counts if it was made with the same rules.
    """
    whole = Whole.laid(store, aside, entities)
    index, features = index_of(whole.docs, _traits(whole, entities, known, pool), known.ref)
    links = told_links(index, features, entities)
    del features  # of many documents much, and gone before what was kept of them is read
    known = replace(known, links=_joined_people(whole.batches, stories_told(index), known.curation))
    of_parts = replace(known, previous_claims=None)  # many, and asked for at the end
    docs, of_entities, of_links = _with_keys(whole, index), _marked(entities), _marked(known.links)
    before = read_kept(store, known.versions) or _nothing(index, entities, of_parts)
    kept = _unchanged(before, of_entities, of_links, whole, docs)

    fresh = Making.begin(whole, _parts(index, docs.join(kept.docs, on="doc_id", how="anti")), of_parts, pool)
    asides = fresh.asides(kept.anchors())
    joint = settled([*asides, kept.asides])
    # Stories that are what they were, but asides of others say something else of their events.
    restless = kept.restless(guest_marks(joint.guests[-1], docs))
    stirred = docs.join(docs.join(restless, on="doc_id", how="semi"), on="story", how="semi", maintain_order="left")
    kept = kept.of(kept.docs.join(stirred, on="doc_id", how="anti", maintain_order="left"))
    again = Making.begin(whole, _parts(index, stirred), of_parts, pool)
    asides += again.asides(kept.anchors(), fresh.anchors)
    joint = settled([*asides, kept.asides]) if stirred.height else joint

    n_fresh = len(fresh.begun)
    parts = [all_of([*fresh.made(joint.guests[:n_fresh]), *again.made(joint.guests[n_fresh:-1]), kept.whole_part()])]
    guests = pl.concat([guest_marks(told, docs) for told in joint.guests])
    told = all_asides([*asides, kept.asides])
    together = replace(kept, docs=docs.drop("story"), guests=guests, part=parts[0], asides=told)
    write_kept(store, aside / "kept", replace(together, entities=of_entities, links=of_links), known.versions)
    del kept, together
    return joined(parts, joint, links, entities, known)


def _with_keys(whole: Whole, index: Index) -> pl.DataFrame:
    """doc_id, doc, story (its number), key of the story: of all documents, by their numbers."""
    docs = whole.docs.select("doc_id", "doc", story=pl.Series(index.found.story))
    return docs.join(story_keys(index, whole.marks()), on="story", how="left", validate="m:1", maintain_order="left")


def _parts(index: Index, docs: pl.DataFrame) -> list[Index]:
    """Parts of the stories of some documents (story)."""
    return parts_of(index, PART_DOCUMENTS, docs["story"].unique().to_numpy())


def _nothing(index: Index, entities: pl.DataFrame, known: Known) -> Kept:
    """No stories, and what is known today of entities and joined names."""
    corpus, none = corpus_of([], entities), part_of(index, np.zeros(0, dtype=np.int64))
    draft, asides = drafted_part(dated_part(none, corpus, known.ref, known.links), corpus, known)
    part = reconciled_part(draft, asides.guests, entities, known)
    return Kept(
        docs=pl.DataFrame(schema={"doc_id": pl.String, "doc": pl.Int64, "key": pl.UInt64}),
        entities=_marked(entities),
        links=_marked(known.links),
        guests=pl.DataFrame(schema={"event_id": pl.String, "mark": pl.UInt64}),
        part=part,
        asides=asides,
        claims=part.claims.lazy(),
    )


def _marked(rows: pl.DataFrame) -> pl.DataFrame:
    """entity_id, mark: stands for all a row says."""
    return rows.select("entity_id", mark=rows.hash_rows())


def _unchanged(kept: Kept, entities: pl.DataFrame, links: pl.DataFrame, whole: Whole, docs: pl.DataFrame) -> Kept:
    """What was kept of stories that are what they were (docs: _with_keys), and name nobody of whom something else is known now.

    `entities`, `links`: what is known now (_marked).
    """
    both = ((kept.entities, entities), (kept.links, links), (links, kept.links))
    gone = [one.join(other, on=["entity_id", "mark"], how="anti")["entity_id"] for one, other in both]
    touched = whole.naming(pl.concat(gone).unique())
    stirred = docs.filter(pl.col("doc_id").is_in(touched.implode())).select("story")
    same = docs.join(kept.docs, on=["doc_id", "key"], how="semi", maintain_order="left")
    return kept.of(same.join(stirred, on="story", how="anti", maintain_order="left").select("doc_id", "doc", "key"))


def _traits(whole: Whole, entities: pl.DataFrame, known: Known, pool: Executor) -> list[Traits]:
    """Traits of the documents of each batch; how a name sounds is asked of all batches."""
    naming = Naming.of(entities, rows_of(whole.batches, "sounds"), known.ref)
    today = Today.laid(whole.folder / "traits", naming, known.ref, known.versions)
    return laid_traits([*pool.map(lay_traits, whole.batches, whole.numbers(), repeat(today))])


def _joined_people(batches: list[Path], stories: pl.DataFrame, curation: pl.DataFrame | None) -> pl.DataFrame:
    """transforms.stories.people.LINKS of the discovered people of some batches."""
    files = [file for batch in batches if (file := batch / "discovered_aliases.parquet").exists()]
    if not files:
        return LINKS.to_frame() if curation is None else with_merges(LINKS.to_frame(), curation)
    names = pl.scan_parquet(files).select("entity_id", "language", "alias", "sound").drop_nulls().unique().collect()
    mentions = pl.scan_parquet([batch / "entity_mentions.parquet" for batch in batches]).select("entity_id", "doc_id", "office")
    met = mentions.join(names.lazy().select("entity_id").unique(), on="entity_id", how="semi").collect()
    sounds = load_bundle().readers.entities.sounds
    if curation is None:
        return Heard.of(names, sounds).links(met, stories)
    return with_merges(Heard.of(names, sounds, apart(curation)).links(met, stories), curation)
