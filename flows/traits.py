"""What documents are about, laid down where finding stories reads it.

batches/<batch>/told/    what the documents of the batch name (transforms.stories.told), and `made_with.json`: by which code and reference
                         data; read once, whenever it is first asked for, and gone with the batch
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import polars as pl

from flows.laying import corpus_of, rows_of
from flows.store import sync_below
from schemas import Entities
from schemas.reference.stories import StoriesReference
from transforms.stories.features import Naming, Traits, traits_of
from transforms.stories.told import Told, told_of

FOLDER, MADE_WITH = "told", "made_with.json"


@dataclass(frozen=True)
class Today:
    """A folder with what is known of entities today, and of the rules all is made with."""

    folder: Path
    ref: StoriesReference
    versions: dict[str, str]

    @classmethod
    def laid(cls, folder: Path, naming: Naming, ref: StoriesReference, versions: dict[str, str]) -> "Today":
        """Lay it down."""
        folder.mkdir(parents=True)
        for part in fields(Naming):
            getattr(naming, part.name).write_ipc(folder / f"{part.name}.arrow")
        return cls(folder, ref, versions)

    def naming(self) -> Naming:
        """What is known of entities."""
        return Naming(**{part.name: pl.read_ipc(self.folder / f"{part.name}.arrow") for part in fields(Naming)})


def lay_traits(batch: Path, numbers: pl.Series, today: Today) -> Path:
    """Lay down the traits of the documents of a batch, numbered in the order of their ids; their folder."""
    traits = traits_of(_told(batch, today), numbers, today.naming(), today.ref)
    return _lay(traits, today.folder / batch.name)


def laid_traits(folders: Sequence[Path]) -> list[Traits]:
    """Traits that were laid down; nothing is read before it is asked for."""
    return [Traits(**{part.name: pl.scan_ipc(folder / f"{part.name}.arrow") for part in fields(Traits)}) for folder in folders]


def _told(batch: Path, today: Today) -> Told:
    """What the documents of a batch name: as it was laid by, or read from their rows and laid by."""
    folder, made_with = batch / FOLDER, json.dumps(today.versions | {"polars": pl.__version__})
    mark = folder / MADE_WITH
    if not (mark.exists() and mark.read_text(encoding="utf-8") == made_with):
        corpus = corpus_of([batch], Entities.empty())
        own = {table: rows_of([batch], table) for table in ("documents", "fingerprints", "topics")}
        told = told_of(replace(corpus, **own), today.ref)
        aside = batch / f"{FOLDER}.tmp"
        shutil.rmtree(aside, ignore_errors=True)
        _lay(told, aside)
        (aside / MADE_WITH).write_text(made_with, encoding="utf-8")
        sync_below(aside)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    return Told(**{part.name: pl.scan_ipc(folder / f"{part.name}.arrow") for part in fields(Told)})


def _lay(told: Told | Traits, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for part in fields(told):
        getattr(told, part.name).collect().write_ipc(folder / f"{part.name}.arrow", compression="lz4")
    return folder
