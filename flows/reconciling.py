"""Reconcile what all batches hold: traits of every document first, then stories in parts that fit into memory, side by side."""

import pickle
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path

import polars as pl

from flows.bundle import load_bundle
from flows.proving import PROVED, all_proved_rows, as_proved, prove
from flows.store import Store
from schemas import TABLES
from schemas.reference import StoriesReference
from transforms.facts.asides import Asides, Telling, settled
from transforms.facts.reconcile import Draft, Known, Part, drafted_part, joined, reconciled_part, told_links
from transforms.stories.corpus import Corpus, Reconciled
from transforms.stories.curated_links import apart, with_merges
from transforms.stories.features import Traits, story_traits
from transforms.stories.parts import Dated, Index, dated_part, index_of, numbered, parts_of, stories_told
from transforms.stories.people import LINKS, Heard

#: Documents whose rows a worker holds in memory at a time.
PART_DOCUMENTS = 4_000
#: What each table is compared by: all else stays on disk.
COMPARED: dict[str, tuple[str, ...]] = {
    "documents": ("doc_id", "title", "language", "published_at", "anchor_date", "anchor_basis"),
    "document_sources": ("doc_id", "publisher"),
    "segments": ("segment_id", "doc_id", "role", "is_main", "end_char"),
    "amounts": (
        "amount_id", "doc_id", "segment_id", "start_char", "end_char", "surface", "kind", "value", "unit", "qualifier", "period",
        "usd_value", "equivalent_of",
    ),
    "dates": (
        "date_id", "doc_id", "segment_id", "start_char", "end_char", "surface", "timex_type", "value", "start_date", "end_date",
        "precision",
    ),
    "entity_mentions": ("mention_id", "doc_id", "segment_id", "start_char", "end_char", "surface", "entity_id", "kind", "office"),
    "event_mentions": (
        "event_mention_id", "doc_id", "segment_id", "start_char", "end_char", "trigger_start_char", "event_type", "status", "modality",
        "date_start", "date_end", "amount_id", "place_entity_id", "attributed_to", "event_id",
    ),
    "event_participants": ("event_mention_id", "role", "entity_id", "mention_id"),
    "fingerprints": ("doc_id", "hash"),
    "sounds": ("entity_id", "sound"),
}  # fmt: skip
#: Files of tables that lie under another name, and the columns of those that are not published.
FILES = {"sounds": "discovered_aliases"}
#: What documents tell, beside fingerprints and sounds, which stories alone are found by.
OF_PARTS = ("document_sources", "segments", "amounts", "dates", "entity_mentions", "event_mentions", "event_participants")
OWN: dict[str, dict[str, type[pl.DataType]]] = {
    "fingerprints": {"doc_id": pl.String, "hash": pl.UInt64},
    "sounds": {"entity_id": pl.String, "sound": pl.String},
}


#: Files beside the parts of a corpus: its entities, how its people's names sound, its documents' numbers, and the part each is in.
ENTITIES, SOUNDS, NUMBERS, PLACES = "entities.arrow", "sounds.arrow", "numbers.arrow", "places.arrow"
#: What a part has drafted waits in this file until asides have found their events.
DRAFT = "draft.pickle"


@dataclass(frozen=True)
class Aside:
    """A folder where the rows of a corpus lie part by part, and what all parts ask for."""

    folder: Path
    batches: list[Path]

    @classmethod
    def laid(cls, folder: Path, batches: list[Path], docs: pl.DataFrame, entities: pl.DataFrame) -> "Aside":
        """Lay down what all parts ask for."""
        folder.mkdir(parents=True)
        entities.write_ipc(folder / ENTITIES)
        docs.select("doc_id", "doc").write_ipc(folder / NUMBERS)
        _rows(batches, "sounds").drop_nulls().unique().sort(pl.all()).write_ipc(folder / SOUNDS)
        return cls(folder, batches)

    def entities(self) -> pl.DataFrame:
        """All entities."""
        return pl.read_ipc(self.folder / ENTITIES)

    def corpus(self, number: int) -> Corpus:
        """The rows of one part."""
        return _corpus([self.folder / str(number)], self.entities())


def reconciled(store: Store, aside: Path, entities: pl.DataFrame, known: Known, pool: Executor) -> Reconciled:
    """Stories, events, claims and conflicts of all batches; `aside` is a folder for what waits its turn."""
    batches = store.committed()
    docs = numbered(*(_rows(batches, table) for table in ("documents", "document_sources")))
    groups = list(_groups(batches))
    if len(groups) == 1:
        return _in_one_go(batches, docs, entities, known, pool)
    return _in_parts(Aside.laid(aside, batches, docs, entities), groups, docs, known, pool)


def _in_one_go(batches: list[Path], docs: pl.DataFrame, entities: pl.DataFrame, known: Known, pool: Executor) -> Reconciled:
    """A corpus that is no larger than a part of one."""
    corpus = Corpus(entities=entities, **{table: _rows(batches, table) for table in Corpus.tables()})
    index, features = index_of(docs, [story_traits(corpus, docs, known.ref)], corpus.fingerprints, known.ref)
    known = replace(known, links=_joined_people(batches, stories_told(index), known.curation))
    dated = dated_part(index, corpus, known.ref, known.links)
    prove(batches, dated.proved(), pool)
    draft, asides = drafted_part(dated, _as_proved(corpus, batches), known)
    joint = settled([asides])
    return joined([reconciled_part(draft, joint.guests[0], entities, known)], joint, told_links(index, features, entities), entities, known)


def _in_parts(aside: Aside, groups: list[list[Path]], docs: pl.DataFrame, known: Known, pool: Executor) -> Reconciled:
    """Traits of documents group by group, the rest part by part, side by side in the pool."""
    traits = list(pool.map(_traits, groups, repeat(aside), repeat(known.ref)))
    index, features = index_of(docs, traits, _rows(aside.batches, "fingerprints"), known.ref)
    known = replace(known, links=_joined_people(aside.batches, stories_told(index), known.curation))
    parts = parts_of(index, PART_DOCUMENTS)
    numbers = range(len(parts))
    pl.concat([
        part.docs.select("doc_id", part=pl.lit(number, dtype=pl.UInt32)) for number, part in enumerate(parts)
    ]).write_ipc(aside.folder / PLACES)  # fmt: skip
    list(pool.map(_lay_apart, groups, range(len(groups)), repeat(aside)))
    of_parts = replace(known, previous_claims=None)  # many, and asked for at the end
    begun = [pool.submit(_begun, aside, number, part, of_parts) for number, part in enumerate(parts)]
    links = told_links(index, features, aside.entities())
    first = [one.result() for one in begun]
    # What a page says of days and dollars is read anew where its story tells the day.
    prove(aside.batches, pl.concat([dated.proved() for dated, _ in first]), pool)
    again = {number: pool.submit(_drafted, aside, number, first[number][0], of_parts) for number in numbers if first[number][1] is None}
    joint = settled([asides or again[number].result() for number, (_, asides) in enumerate(first)])
    made = list(pool.map(_finished, repeat(aside), numbers, joint.guests, repeat(of_parts)))
    return joined(made, joint, links, aside.entities(), known)


def _corpus(folders: list[Path], entities: pl.DataFrame) -> Corpus:
    """What stories are told by, from folders of tables; no fingerprints, and no names that sound."""
    empty = {table: _rows([], table) for table in Corpus.tables()}
    return Corpus(entities=entities, **(empty | {table: _rows(folders, table) for table in OF_PARTS}))


def _traits(group: list[Path], aside: Aside, ref: StoriesReference) -> Traits:
    """Traits of the documents of a group of batches; how a name sounds is asked of all batches."""
    corpus = _corpus(group, aside.entities())
    sounds = pl.read_ipc(aside.folder / SOUNDS).join(corpus.entity_mentions.select("entity_id").unique(), on="entity_id", how="semi")
    docs = pl.read_ipc(aside.folder / NUMBERS)
    return story_traits(replace(corpus, sounds=sounds), docs, ref)


def _begun(aside: Aside, number: int, part: Index, known: Known) -> tuple[Dated, Asides | None]:
    """Origins and days of a part; and its asides, unless rows are to be read anew by these days."""
    corpus = aside.corpus(number)
    dated = dated_part(part, corpus, known.ref, known.links)
    return dated, None if dated.proved().height else _kept(aside, number, drafted_part(dated, corpus, known))


def _drafted(aside: Aside, number: int, dated: Dated, known: Known) -> Asides:
    """Asides of a part with the rows that were read anew in the place of the first ones."""
    return _kept(aside, number, drafted_part(dated, _as_proved(aside.corpus(number), aside.batches), known))


def _kept(aside: Aside, number: int, drafted: tuple[Draft, Asides]) -> Asides:
    draft, asides = drafted
    (aside.folder / str(number) / DRAFT).write_bytes(pickle.dumps(draft, protocol=5))
    return asides


def _finished(aside: Aside, number: int, guests: Telling, known: Known) -> Part:
    """Events, claims and conflicts of a part."""
    draft = pickle.loads((aside.folder / str(number) / DRAFT).read_bytes())  # noqa: S301  our own, of this run
    return reconciled_part(draft, guests, aside.entities(), known)


def _as_proved(corpus: Corpus, batches: list[Path]) -> Corpus:
    """The corpus with the rows that were read anew in the place of the first ones."""
    return replace(corpus, **{table: as_proved(getattr(corpus, table), all_proved_rows(batches, table), table) for table in PROVED})


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


def _groups(batches: list[Path]) -> Iterator[list[Path]]:
    """The batches in groups of at most PART_DOCUMENTS documents, or one batch; one empty group where there is none."""
    group: list[Path] = []
    held = 0
    for batch in batches:
        size = pl.scan_parquet(batch / "documents.parquet").select(pl.len()).collect().item()
        if group and held + size > PART_DOCUMENTS:
            yield group
            group, held = [], 0
        group.append(batch)
        held += size
    yield group


def _rows(folders: list[Path], table: str) -> pl.DataFrame:
    """What is compared of one table, from some folders of tables."""
    files = [file for folder in folders for file in sorted(folder.glob(f"{FILES.get(table, table)}*.parquet"))]
    if not files:
        return TABLES[table].empty().select(COMPARED[table]) if table in TABLES else pl.DataFrame(schema=OWN[table])
    return pl.read_parquet(files, columns=list(COMPARED[table]), missing_columns="insert")


def _lay_apart(group: list[Path], number: int, aside: Aside) -> None:
    """Write the rows of a group of batches part by part."""
    places = pl.read_ipc(aside.folder / PLACES)
    of_mention = _rows(group, "event_mentions").join(places, on="doc_id", validate="m:1").select("event_mention_id", "part")
    for table in OF_PARTS:
        rows = _rows(group, table)
        key, where = ("doc_id", places) if "doc_id" in rows.columns else ("event_mention_id", of_mention)
        placed = rows.join(where, on=key, validate="m:1", maintain_order="left")
        for (part,), own in placed.partition_by("part", as_dict=True, include_key=False).items():
            folder = aside.folder / str(part)
            folder.mkdir(exist_ok=True)
            own.write_parquet(folder / f"{table}-{number:05}.parquet", compression="lz4")
