"""Publish: Parquet and DuckDB written aside, checked, and swapped in whole by one rename.

`newsledger.duckdb` and `parquet/` in the warehouse are links through `store/current`, which points at one publish: replacing
that link swaps both at once, and a reader that holds the old file keeps it. The publish before is kept, older ones go.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl

from flows.check import run_checks
from flows.dictionary import columns, create_statements
from flows.store import Store, StoreError, empty, sync
from flows.views import view_statements
from schemas import TABLES

#: Publishes that stay beside the current one.
KEPT = 1
#: DuckDB spills to the store instead of growing beyond this.
DUCKDB_MEMORY = "1GB"
#: Tables published as the batches hold them: linked, not written again.
LINKED = ("document_sources", "segments", "entity_mentions", "amounts", "dates", "quotes", "event_participants", "unread", "quarantine")


def write_linked(store: Store, parquet: Path) -> None:
    """The tables that are the batches' own files."""
    for table in LINKED:
        folder = parquet / table
        folder.mkdir(parents=True)
        for batch in store.committed():
            _link(batch / f"{table}.parquet", folder / f"{batch.name}.parquet")
        if not any(folder.iterdir()):
            empty(TABLES[table]).write_parquet(folder / "empty.parquet")


def _link(source: Path, target: Path) -> None:
    if not source.exists():
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def write_joined(store: Store, parquet: Path, table: str, join: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """A table of the batches with what the whole corpus says of each row, batch by batch."""
    folder = parquet / table
    folder.mkdir(parents=True)
    names = empty(TABLES[table]).columns
    for batch in store.committed():
        rows = join(pl.read_parquet(batch / f"{table}.parquet")).select(names)
        rows.write_parquet(folder / f"{batch.name}.parquet", compression="zstd", compression_level=1)
    if not any(folder.iterdir()):
        empty(TABLES[table]).write_parquet(folder / "empty.parquet")


def write_whole(parquet: Path, table: str, rows: pl.DataFrame) -> None:
    """A table that is made anew each time, validated."""
    folder = parquet / table
    folder.mkdir(parents=True, exist_ok=True)
    valid = TABLES[table].proved(rows.select(empty(TABLES[table]).columns))
    valid.write_parquet(folder / f"{table}.parquet", compression="zstd", compression_level=1)


def build_database(folder: Path) -> duckdb.DuckDBPyConnection:
    """A new DuckDB file of what lies in `folder/parquet`, `runs` and `checks` still to come; the caller closes it."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": DUCKDB_MEMORY,
    }
    db = duckdb.connect(str(folder / "newsledger.duckdb"), config=config)
    db.execute("SET enable_progress_bar = false")
    db.execute(f"SET temp_directory = '{(folder / 'spill').as_posix()}'")
    db.begin()  # one transaction: nothing is written twice
    for table in TABLES:
        db.execute(";".join(create_statements(table)))
        files = folder / "parquet" / table
        if files.exists():
            names = ", ".join(c.name for c in columns(TABLES[table]))
            db.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM read_parquet('{files.as_posix()}/*.parquet')")
    db.execute(";".join(view_statements()))
    db.commit()
    return db


def add_rows(db: duckdb.DuckDBPyConnection, folder: Path, table: str, rows: pl.DataFrame) -> None:
    """Fill a small table that is known last: `runs`, `checks`."""
    write_whole(folder / "parquet", table, rows)
    names = ", ".join(rows.columns)
    db.execute(f"DELETE FROM {table}")
    db.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM read_parquet('{(folder / 'parquet' / table).as_posix()}/*.parquet')")


def failed_checks(checks: pl.DataFrame) -> None:
    """Stop before a publish that breaks an invariant; the published one stays."""
    broken = checks.filter(~pl.col("passed"))
    if broken.height:
        first = broken.row(0, named=True)
        raise StoreError(
            f"not published: {first['table_name']} breaks {first['check_name']} in {first['rows_failed']} rows "
            f"({broken.height} checks failed); the last publish stays",
        )


def swap_in(store: Store, aside: Path) -> None:
    """Make what was written aside the publish that readers see."""
    final = aside.with_suffix("")
    shutil.rmtree(aside / "spill", ignore_errors=True)
    sync(aside / "newsledger.duckdb")
    aside.rename(final)
    sync(store.publishes)
    _point(store.current, Path("publishes") / final.name)
    for name in ("newsledger.duckdb", "parquet"):
        link = store.warehouse / name
        if not link.is_symlink():
            _point(link, Path("store") / "current" / name)
    sync(store.root)
    for old in sorted(p for p in store.publishes.iterdir() if p.name < final.name)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _point(link: Path, target: Path) -> None:
    aside = link.with_name(link.name + ".new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)


def check_database(db: duckdb.DuckDBPyConnection, run_id: str) -> pl.DataFrame:
    """The invariants that are made before every publish."""
    return run_checks(db, run_id, spans=False)


def copy_current(store: Store, aside: Path) -> None:
    """The current publish once more, aside: Parquet files linked, the database copied."""
    for folder in sorted((store.current / "parquet").iterdir()):
        target = aside / "parquet" / folder.name
        target.mkdir(parents=True)
        for file in folder.iterdir():
            _link(file, target / file.name)
    shutil.copyfile(store.current / "newsledger.duckdb", aside / "newsledger.duckdb")
