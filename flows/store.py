"""The pipeline's own state: committed batches, publishes, and one lock; nothing here is read by users.

store/batches/<batch>/<table>.parquet   what was read from one batch of documents; there whole or not at all
store/batches/<first>+<last>/           the batches from one to another, merged into one (flows.merging); its name says which it stands for
store/publishes/<run>/                  what is or was published; `current` points at one of them
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

import polars as pl

from flows.handoff import write_table
from schemas import TABLES, Table


class StoreError(RuntimeError):
    """The warehouse cannot be used; the message is one line for a person."""


#: Raised when an older version could not read the store any more.
FORMAT = 1
#: Tables that each batch writes as they will be published, and what only the pipeline needs.
BATCH_TABLES = (
    "documents", "document_sources", "segments", "entity_mentions", "amounts", "dates", "quotes", "event_mentions",
    "event_participants", "unread", "quarantine", "discovered_entities", "discovered_aliases", "fingerprints", "topics",
)  # fmt: skip


@dataclass(frozen=True)
class Store:
    """The folder `store` of a warehouse."""

    warehouse: Path

    @property
    def root(self) -> Path:
        """Where the state lies."""
        return self.warehouse / "store"

    @property
    def batches(self) -> Path:
        """One folder a committed batch."""
        return self.root / "batches"

    @property
    def stage(self) -> Path:
        """What is on its way; nothing here outlives a run."""
        return self.root / "stage"

    @property
    def publishes(self) -> Path:
        """One folder a publish."""
        return self.root / "publishes"

    @property
    def current(self) -> Path:
        """The link to the publish that readers see; replacing it is the publish."""
        return self.root / "current"

    def prepare(self) -> None:
        """Make the folders."""
        with told_in_words(self.warehouse):
            for folder in (self.batches, self.publishes, self.stage):
                folder.mkdir(parents=True, exist_ok=True)
            self._know_format()

    def _know_format(self) -> None:
        """Refuse a store that a newer version wrote; one of an older version is brought up by the run itself."""
        mark = self.root / "format"
        written = mark.read_text(encoding="utf-8").strip() if mark.exists() else ""
        if written.isdecimal() and int(written) > FORMAT:
            raise StoreError(
                f"the warehouse {self.warehouse} is of a newer newsledger (format {written}, this one knows {FORMAT}): upgrade"
            )
        if written != str(FORMAT):
            mark.write_text(f"{FORMAT}\n", encoding="utf-8")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the warehouse for one run, after sweeping away what a killed one left half done; a second one is refused in words."""
        with told_in_words(self.warehouse):
            handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT)
            try:
                self._hold(handle)
                self._sweep()
                yield
            finally:
                os.close(handle)

    def _hold(self, handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"another run holds the warehouse {self.warehouse}; wait for it to end") from None

    def _sweep(self) -> None:
        """A batch that was being replaced is the old one or the new one; all else that is half done goes."""
        for replaced in self.batches.glob("*.old"):
            if not replaced.with_suffix("").exists():
                replaced.rename(replaced.with_suffix(""))
        for taken_in in set(self._whole()) - set(self.committed()):
            put_away(taken_in)
        for left in (*self.batches.glob("*.tmp"), *self.batches.glob("*.old"), *self.stage.iterdir(), *self.publishes.glob("*.tmp")):
            shutil.rmtree(left, ignore_errors=True)

    def committed(self) -> list[Path]:
        """The batches, oldest first; those that a merged one stands for are none any more."""
        found: list[Path] = []
        widest_first = sorted(self._whole(), key=lambda batch: last_of(batch.name), reverse=True)
        for batch in sorted(widest_first, key=lambda batch: first_of(batch.name)):
            if not found or last_of(batch.name) > last_of(found[-1].name):
                found.append(batch)
        return found

    def _whole(self) -> list[Path]:
        return [path for path in self.batches.iterdir() if not path.suffix]

    def scan(self, table: str) -> pl.LazyFrame:
        """One table over all batches, oldest first; empty with the right columns when there is none."""
        files = [file for batch in self.committed() if (file := batch / f"{table}.parquet").exists()]
        if not files and table in TABLES:
            return empty(TABLES[table]).lazy()
        return pl.scan_parquet(files, missing_columns="insert") if files else pl.LazyFrame()

    def history(self, table: str) -> pl.DataFrame:
        """Rows of `runs` or `checks` of all runs so far, as the current publish has them."""
        files, none = self.current / "parquet" / table, empty(TABLES[table])
        return pl.concat([none, pl.read_parquet(files)], how="diagonal_relaxed").select(none.columns) if files.exists() else none


#: What a full, broken or locked disk says, through whatever library.
DISK_ERRORS = tuple(
    map(os.strerror, (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ENOTDIR)),
)


@contextmanager
def told_in_words(warehouse: Path) -> Iterator[None]:
    """What a disk refuses becomes a StoreError, whichever library met it first; what was published stays."""
    try:
        yield
    except (StoreError, ConnectionError, TimeoutError):
        raise
    except Exception as error:
        said = next((words for words in DISK_ERRORS if words in str(error)), None)
        if said is not None:
            raise StoreError(f"cannot write to the warehouse {warehouse}: {said}; what was published stays") from error
        if isinstance(error, OSError) and error.strerror and str(error.filename).startswith(str(warehouse)):
            raise StoreError(f"the warehouse cannot be used: {error.filename}: {error.strerror}; what was published stays") from error
        raise


def empty(model: type[Table]) -> pl.DataFrame:
    """A table without rows."""
    frame: pl.DataFrame = model.empty()
    return frame


def sync(path: Path) -> None:
    """Have the disk hold what was written, so that a rename after it can be trusted."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_below(folder: Path) -> None:
    """The same for all that is new below a folder; a file that is linked from elsewhere is there already."""
    for place, _, files in os.walk(folder):
        for file in (Path(place, name) for name in files):
            if file.stat().st_nlink == 1:
                sync(file)
        sync(Path(place))


def first_of(batch: str) -> str:
    """The first batch that one of this name stands for: itself, unless it was merged.

    >>> first_of("20260101T020000000000Z-00000+20260104T020000000000Z-00002")
    '20260101T020000000000Z-00000'
    """
    return batch.partition("+")[0]


def last_of(batch: str) -> str:
    """The last batch that one of this name stands for."""
    return batch.rpartition("+")[2]


def run_of(batch: str) -> str:
    """The run that committed a batch, or the last of those it stands for."""
    return last_of(batch).rpartition("-")[0]


def put_away(batch: Path) -> None:
    """Remove a batch that another stands for; it is gone at once, or still whole."""
    aside = batch.with_name(batch.name + ".tmp")
    shutil.rmtree(aside, ignore_errors=True)
    batch.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def commit_batch(folder: Path, tables: dict[str, pl.DataFrame], versions: dict[str, str]) -> None:
    """Write a batch beside its place and rename it in: it is there whole or not at all. A table's name may have a folder before it."""
    aside = folder.with_name(folder.name + ".tmp")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for name, frame in tables.items():
        file = aside / f"{name}.parquet"
        file.parent.mkdir(exist_ok=True)
        write_table(file, name, frame)
    (aside / "versions.json").write_text(json.dumps(versions), encoding="utf-8")
    sync_below(aside)
    replaced = folder.with_name(folder.name + ".old")
    if folder.exists():
        folder.rename(replaced)
    aside.rename(folder)
    sync(folder.parent)
    shutil.rmtree(replaced, ignore_errors=True)


@cache
def shape_of_tables() -> str:
    """Hash of the columns and types that batches are written with."""
    shape = {
        table: [(name, str(dtype)) for name, dtype in empty(TABLES[table]).schema.items()] for table in BATCH_TABLES if table in TABLES
    }
    return blake2b(json.dumps(shape).encode(), digest_size=8).hexdigest()


def versions_of(batch: Path) -> dict[str, str]:
    """Which code and reference data a batch was read with, and in which run."""
    loaded: dict[str, str] = json.loads((batch / "versions.json").read_text(encoding="utf-8"))
    return loaded
