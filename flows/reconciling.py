"""Reconcile what all batches hold: traits of every document first, then stories in parts that fit into memory."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from flows.proving import PROVED, all_proved_rows, as_proved, prove
from flows.store import Store
from schemas import TABLES
from transforms.facts.asides import settled
from transforms.facts.reconcile import Known, drafted_part, joined, reconciled_part
from transforms.sounds import Sounds
from transforms.stories.corpus import Corpus, Reconciled
from transforms.stories.curated_links import apart, with_merges
from transforms.stories.features import story_traits
from transforms.stories.parts import Index, dated_part, index_of, numbered, parts_of, stories_told
from transforms.stories.people import LINKS, Heard

#: Documents whose rows are held in memory at a time.
PART_DOCUMENTS = 16_000
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
OWN: dict[str, dict[str, type[pl.DataType]]] = {
    "fingerprints": {"doc_id": pl.String, "hash": pl.UInt64},
    "sounds": {"entity_id": pl.String, "sound": pl.String},
}


def reconciled(store: Store, aside: Path, entities: pl.DataFrame, known: Known, sounds: Sounds) -> Reconciled:
    """Stories, events, claims and conflicts of all batches; `aside` is a folder for what waits its turn."""
    batches = store.committed()
    docs = numbered(*(_rows(batches, table) for table in ("documents", "document_sources")))
    groups = list(_groups(batches))
    held = _corpus(groups[0], entities) if len(groups) == 1 else None
    traits = [story_traits(held or _corpus(group, entities), docs, known.ref) for group in groups]
    index = index_of(docs, traits, _rows(batches, "fingerprints"), known.ref)
    known = replace(known, links=_joined_people(batches, stories_told(index), sounds, known.curation))
    parts = parts_of(index, PART_DOCUMENTS)
    if not held:
        _lay_apart(groups, parts, aside)
    dated = [
        dated_part(part, held or _corpus([aside / str(number)], entities), known.ref, known.links) for number, part in enumerate(parts)
    ]
    # What a page says of days and dollars is read anew where its story tells the day.
    prove(batches, pl.concat([part.proved() for part in dated]))
    drafts, asides = [], []
    for number, part in enumerate(parts):
        corpus = held or _corpus([aside / str(number)], entities)
        draft, own = drafted_part(part, dated[number], _as_proved(corpus, batches), known)
        drafts.append(draft)
        asides.append(own)
    joint = settled(asides)
    found = [reconciled_part(draft, guests, entities, known) for draft, guests in zip(drafts, joint.guests, strict=True)]
    return joined(found, joint, entities, known)


def _as_proved(corpus: Corpus, batches: list[Path]) -> Corpus:
    """The corpus with the rows that were read anew in the place of the first ones."""
    return replace(corpus, **{table: as_proved(getattr(corpus, table), all_proved_rows(batches, table), table) for table in PROVED})


def _joined_people(batches: list[Path], stories: pl.DataFrame, sounds: Sounds, curation: pl.DataFrame | None) -> pl.DataFrame:
    """transforms.stories.people.LINKS of the discovered people of some batches."""
    files = [file for batch in batches if (file := batch / "discovered_aliases.parquet").exists()]
    if not files:
        return LINKS.to_frame() if curation is None else with_merges(LINKS.to_frame(), curation)
    names = pl.scan_parquet(files).select("entity_id", "language", "alias", "sound").drop_nulls().unique().collect()
    mentions = pl.scan_parquet([batch / "entity_mentions.parquet" for batch in batches]).select("entity_id", "doc_id", "office")
    met = mentions.join(names.lazy().select("entity_id").unique(), on="entity_id", how="semi").collect()
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


def _corpus(folders: list[Path], entities: pl.DataFrame) -> Corpus:
    return Corpus(entities=entities, **{table: _rows(folders, table) for table in Corpus.tables()})


def _lay_apart(groups: list[list[Path]], parts: list[Index], aside: Path) -> None:
    """Write the rows of all batches part by part."""
    places = pl.concat([part.docs.select("doc_id", part=pl.lit(number, dtype=pl.UInt16)) for number, part in enumerate(parts)])
    for number, group in enumerate(groups):
        of_mention = _rows(group, "event_mentions").join(places, on="doc_id", validate="m:1").select("event_mention_id", "part")
        for table in set(Corpus.tables()) - {"sounds"}:
            rows = _rows(group, table)
            key, where = ("doc_id", places) if "doc_id" in rows.columns else ("event_mention_id", of_mention)
            placed = rows.join(where, on=key, validate="m:1", maintain_order="left")
            for (part,), own in placed.partition_by("part", as_dict=True, include_key=False).items():
                folder = aside / str(part)
                folder.mkdir(parents=True, exist_ok=True)
                own.write_parquet(folder / f"{table}-{number:05}.parquet", compression="lz4")
