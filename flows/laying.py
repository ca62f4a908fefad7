"""The rows that stories are compared by: read from the batches, and laid aside part by part while they wait their turn."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.proving import PROVED, as_proved, proved_rows
from schemas import TABLES
from transforms.stories.corpus import Corpus
from transforms.stories.parts import Index

#: Documents whose rows are laid apart at a time, one table after another: fewer at a time make more and smaller files.
LAID_DOCUMENTS = 32_000
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
    "topics": ("doc_id", "topic_id", "n_mentions", "n_headline"),
    "sounds": ("entity_id", "sound"),
}  # fmt: skip
#: Files of tables that lie under another name, and the columns of those that are not published.
FILES = {"sounds": "discovered_aliases"}
#: What documents tell, beside fingerprints, topics and sounds, which stories alone are found by.
OF_PARTS = ("document_sources", "segments", "amounts", "dates", "entity_mentions", "event_mentions", "event_participants")
OWN: dict[str, dict[str, type[pl.DataType]]] = {
    "fingerprints": {"doc_id": pl.String, "hash": pl.UInt64},
    "topics": {"doc_id": pl.String, "topic_id": pl.String, "n_mentions": pl.UInt32, "n_headline": pl.UInt32},
    "sounds": {"entity_id": pl.String, "sound": pl.String},
}
#: The folder, in that of a part, of its rows that were read anew.
ANEW = "anew"
#: Files beside the parts: all entities, and the part each document is in.
ENTITIES, PLACES = "entities.arrow", "places.arrow"


def rows_of(folders: list[Path], table: str) -> pl.DataFrame:
    """What is compared of one table, from some folders of tables."""
    files = [file for folder in folders for file in sorted(folder.glob(f"{FILES.get(table, table)}*.parquet"))]
    if not files:
        return TABLES[table].empty().select(COMPARED[table]) if table in TABLES else pl.DataFrame(schema=OWN[table])
    return pl.read_parquet(files, columns=list(COMPARED[table]), missing_columns="insert")


def corpus_of(folders: list[Path], entities: pl.DataFrame) -> Corpus:
    """What stories are told by, from folders of tables; no fingerprints and topics, and no names that sound."""
    empty = {table: rows_of([], table) for table in Corpus.tables()}
    return Corpus(entities=entities, **(empty | {table: rows_of(folders, table) for table in OF_PARTS}))


def groups_of(batches: list[Path], most_documents: int) -> Iterator[list[Path]]:
    """The batches in groups of at most so many documents, or one batch; one empty group where there is none."""
    group: list[Path] = []
    held = 0
    for batch in batches:
        size = pl.scan_parquet(batch / "documents.parquet").select(pl.len()).collect().item()
        if group and held + size > most_documents:
            yield group
            group, held = [], 0
        group.append(batch)
        held += size
    yield group


@dataclass(frozen=True)
class Common:
    """A folder with what all parts of a corpus ask for."""

    folder: Path

    @classmethod
    def laid(cls, folder: Path, entities: pl.DataFrame) -> "Common":
        """Lay it down."""
        folder.mkdir(parents=True)
        entities.write_ipc(folder / ENTITIES)
        return cls(folder)

    def entities(self) -> pl.DataFrame:
        """All entities."""
        return pl.read_ipc(self.folder / ENTITIES)


@dataclass(frozen=True)
class Aside:
    """A folder where the rows of some parts of a corpus wait, one folder a part."""

    folder: Path
    common: Common

    def place(self, parts: list[Index]) -> pl.DataFrame:
        """Say which documents are in which part: doc_id, part."""
        self.folder.mkdir(parents=True)
        none = pl.DataFrame(schema={"doc_id": pl.String, "part": pl.UInt32})
        placed = (part.docs.select("doc_id", part=pl.lit(number, dtype=pl.UInt32)) for number, part in enumerate(parts))
        places = pl.concat([none, *placed])
        places.write_ipc(self.folder / PLACES)
        return places

    def of_part(self, number: int) -> Path:
        """The folder of one part."""
        return self.folder / str(number)

    def corpus(self, number: int) -> Corpus:
        """The rows of one part; those that were read anew in the place of the first ones."""
        first = corpus_of([self.of_part(number)], self.common.entities())
        anew = {table: sorted(self.of_part(number).glob(f"{ANEW}/{table}-*.parquet")) for table in PROVED}
        tables = {table: as_proved(getattr(first, table), pl.read_parquet(files), table) for table, files in anew.items() if files}
        return Corpus(**{name: tables.get(name, getattr(first, name)) for name in (*Corpus.tables(), "entities")})


def lay_apart(group: list[Path], number: int, aside: Aside) -> None:
    """Write the rows of a group of batches (the so manieth) part by part."""
    places = pl.read_ipc(aside.folder / PLACES)
    told = rows_of(group, "event_mentions").join(places, on="doc_id", validate="m:1").select("event_mention_id", "part")
    for table in OF_PARTS:
        rows = rows_of(group, table)
        _write_parts(rows, told if "doc_id" not in rows.columns else places, aside, f"{table}-{number:05}")


def lay_anew(group: list[Path], number: int, aside: Aside) -> None:
    """The same of rows that were read anew by the days stories prove."""
    places = pl.read_ipc(aside.folder / PLACES)
    for table in PROVED:
        anew = [rows for batch in group if (rows := proved_rows(batch, table)) is not None]
        if anew:
            _write_parts(pl.concat(anew), places, aside, f"{ANEW}/{table}-{number:05}")


def _write_parts(rows: pl.DataFrame, places: pl.DataFrame, aside: Aside, name: str) -> None:
    key = places.columns[0]
    placed = rows.join(places, on=key, validate="m:1", maintain_order="left")
    for (part,), own in placed.partition_by("part", as_dict=True, include_key=False).items():
        file = aside.folder / str(part) / f"{name}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        own.write_parquet(file, compression="lz4")
