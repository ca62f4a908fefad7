"""The published DuckDB file: made of the Parquet files beside it, or grown from the publish before where that still holds."""

import json
import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import duckdb
import polars as pl

from flows.dictionary import columns, create_statements
from flows.store import Store, first_of, last_of, versions_of
from flows.views import view_statements
from schemas import TABLES

NAME = "newsledger.duckdb"
#: Says which batches a publish was made of.
MANIFEST = "manifest.json"
#: DuckDB spills to the store instead of growing beyond this.
DUCKDB_MEMORY = "1GB"
#: A file that holds more free space than this share is made anew.
MAX_FREE = 0.5


@dataclass(frozen=True)
class Made:
    """What a publish is made of: its tables' definitions, and which reading of which batch."""

    definitions: str
    batches: dict[str, str]

    @classmethod
    def of(cls, store: Store) -> "Made":
        """What a publish made now is made of."""
        words = "\n".join([duckdb.__version__, *(s for table in TABLES for s in create_statements(table)), *view_statements()])
        definitions = blake2b(words.encode(), digest_size=8).hexdigest()
        return cls(definitions, {batch.name: versions_of(batch)["read"] for batch in store.committed()})

    @classmethod
    def read(cls, folder: Path) -> "Made | None":
        """What an earlier publish was made of, if it says so."""
        try:
            said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            return cls(said["definitions"], said["batches"])
        except (OSError, ValueError, KeyError):
            return None

    def write(self, folder: Path) -> None:
        """Lay it down beside the publish."""
        (folder / MANIFEST).write_text(json.dumps({"definitions": self.definitions, "batches": self.batches}), encoding="utf-8")

    def within(self, batch: str) -> list[str]:
        """The batches that one of this name stands for: itself, or those that were merged into it; none where it is new."""
        names = self.names
        return names[bisect_left(names, first_of(batch)) : bisect_right(names, last_of(batch))]

    @cached_property
    def names(self) -> list[str]:
        """The batches, oldest first."""
        return sorted(self.batches)

    def holds(self, batch: str, other: "Made") -> bool:
        """Whether it is made of the same reading of a batch as another, which may have it merged."""
        held = self.within(batch)
        return bool(held) and reading_of([self.batches[name] for name in held]) == other.batches.get(batch)

    def grown_from(self, before: "Made") -> bool:
        """Whether all that was there is there as it was."""
        held = [batch for batch in self.batches if before.holds(batch, self)]
        return self.definitions == before.definitions and sum(len(before.within(batch)) for batch in held) == len(before.batches)


def reading_of(readings: list[str]) -> str:
    """Names the reading of a batch that was merged from several: the same for the same readings.

    >>> reading_of(["20260101T020000000000Z"]), reading_of(["20260101T020000000000Z", "20260102T020000000000Z"])
    ('20260101T020000000000Z', 'bc4eeb849e4c619e')
    """
    return readings[0] if len(readings) == 1 else blake2b(" ".join(readings).encode(), digest_size=8).hexdigest()


@contextmanager
def opened(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file of a publish that is being made, in one transaction: nothing is written twice."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": DUCKDB_MEMORY,
        "temp_directory": (folder / "spill").as_posix(),
    }
    with duckdb.connect(str(folder / NAME), config=config) as db:
        db.execute("SET enable_progress_bar = false")
        db.begin()
        yield db
        db.commit()
        db.execute("CHECKPOINT")  # at closing, a disk that is full would go unsaid


def begin_database(store: Store, aside: Path, linked: Iterable[str]) -> bool:
    """The file with the `linked` tables in it; whether it was grown from the current publish, whose other tables it then holds."""
    now, before = Made.of(store), Made.read(store.current)
    grown = before is not None and now.grown_from(before) and _copied(store.current / NAME, aside / NAME)
    known = before if before and grown else Made("", {})
    with opened(aside) as db:
        if not grown:
            for table in TABLES:
                db.execute(";".join(create_statements(table)))
            db.execute(";".join(view_statements()))
        for table in linked:
            insert(db, table, [batch / f"{table}.parquet" for batch in store.committed() if not known.within(batch.name)])
    now.write(aside)
    return grown


def _copied(source: Path, target: Path) -> bool:
    """Copy the file of a publish; not where too much of it is free space."""
    try:
        shutil.copyfile(source, target)
        with duckdb.connect(str(target), read_only=True) as db:
            sizes = db.execute("SELECT total_blocks, free_blocks FROM pragma_database_size()").fetchone()
    except (OSError, duckdb.Error):
        sizes = None
    if sizes is not None and sizes[1] <= MAX_FREE * sizes[0]:
        return True
    target.unlink(missing_ok=True)
    return False


def insert(db: duckdb.DuckDBPyConnection, table: str, files: list[Path]) -> None:
    """Add the rows of Parquet files to a table."""
    there = [file.as_posix() for file in files if file.exists()]
    names = ", ".join(column.name for column in columns(TABLES[table]))
    if there:
        db.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM read_parquet($files)", {"files": there})


@dataclass(frozen=True)
class Rows:
    """Rows of a table that the database is to hold: all of Parquet `files`, or those that `keys` name; what bears their keys goes."""

    table: str
    files: list[Path]
    keys: pl.DataFrame | None = None


def take_in(db: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Put rows in the place of those with the same keys."""
    there = {"files": [file.as_posix() for file in rows.files]}
    key = ", ".join(TABLES[rows.table].Config.unique)
    if rows.keys is None and rows.files:
        db.execute(f"DELETE FROM {rows.table} WHERE ({key}) IN (SELECT {key} FROM read_parquet($files))", there)
        insert(db, rows.table, rows.files)
    if rows.keys is not None and rows.keys.height:
        names = ", ".join(column_names(rows.table))
        db.register("changed", rows.keys)
        db.execute(f"DELETE FROM {rows.table} WHERE ({key}) IN (SELECT {key} FROM changed)")
        fresh = f"SELECT {names} FROM read_parquet($files) SEMI JOIN changed USING ({key})"
        db.execute(f"INSERT INTO {rows.table} ({names}) {fresh}", there)
        db.unregister("changed")


def changed_keys(table: str, was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Keys of the rows that are new, gone or otherwise; both frames have the same columns."""
    key = list(TABLES[table].Config.unique)
    one, other = (rows.select(*key, mark=rows.select(now.columns).hash_rows()) for rows in (was, now))
    ends = [a.join(b, on=[*key, "mark"], how="anti").select(key) for a, b in ((one, other), (other, one))]
    return pl.concat(ends).unique(maintain_order=True)


def column_names(table: str) -> list[str]:
    """Columns of a table, in order."""
    return [column.name for column in columns(TABLES[table])]


def replace_naming(db: duckdb.DuckDBPyConnection, table: str, files: list[Path], naming: Iterable[str], links: Path) -> None:
    """Put the rows of Parquet files in the place of those that name, in one of these columns, an entity of the file `links`."""
    key, names = TABLES[table].Config.unique[0], ", ".join(column_names(table))
    named = " OR ".join(f"{column} IN (SELECT entity_id FROM read_parquet($links))" for column in naming)
    db.execute(f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT {key} FROM {table} WHERE {named}", {"links": links.as_posix()})
    db.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM touched)")
    there = [file.as_posix() for file in files]
    rows = f"SELECT {names} FROM read_parquet($files) WHERE {key} IN (SELECT {key} FROM touched)"
    db.execute(f"INSERT INTO {table} ({names}) {rows}", {"files": there})
    db.execute("DROP TABLE touched")


def replace_table(db: duckdb.DuckDBPyConnection, table: str, folder: Path) -> None:
    """Put the rows of a folder of Parquet files in the place of all that a table holds."""
    db.execute(f"DELETE FROM {table}")
    insert(db, table, sorted(folder.glob("*.parquet")))
