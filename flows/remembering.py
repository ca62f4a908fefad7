"""What was published before: the table `history`, and `newsledger diff`."""

from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console

from flows.asking import open_publish, print_rows
from flows.store import Store, empty
from flows.terminal import Format, fail
from schemas import TABLES
from transforms.facts.history import KEYS, Publish, changes, grown_history
from transforms.stories.corpus import Reconciled

#: The macro that gives the rows of each table as they were.
AS_OF = {"events": "events_as_of", "claims": "as_of", "conflicts": "conflicts_as_of"}


def history_of(store: Store, found: Reconciled, run_id: str) -> pl.DataFrame:
    """schemas.History of what a run found, told against the current publish."""
    before = {table: _published(store, table) for table in (*KEYS, "history")}
    last_run = store.current.resolve().name if store.current.exists() else None
    history = before.pop("history")
    return grown_history(Publish(run_id, last_run, before, {table: getattr(found, table) for table in KEYS}, history))


def _published(store: Store, table: str) -> pl.DataFrame:
    files = store.current / "parquet" / table
    return pl.read_parquet(files) if files.exists() else empty(TABLES[table])


def print_diff(warehouse: Path, earlier: str, later: str, form: Format) -> None:
    """What changed from one run to another, as rows."""
    with open_publish(warehouse) as db:
        moments = [_moment(db, run) for run in (earlier, later)]
        parts = []
        for table, macro in AS_OF.items():
            then, now = (db.sql(f"SELECT * FROM {macro}(TIMESTAMPTZ '{moment}')").pl() for moment in moments)
            parts.append(changes(table, then, now))
    rows = pl.concat(parts)
    print_rows(rows, form)
    if form is Format.table:
        counted = rows.group_by("table_name", "change", maintain_order=True).len()
        for table, change, n in counted.iter_rows():
            Console().print(f"{table}: {n:,} {change}")
        if rows.is_empty():
            Console().print("nothing changed")


def _moment(db: duckdb.DuckDBPyConnection, run: str) -> str:
    """When the run of this id, or of this beginning of one, started."""
    found = db.execute("SELECT run_id, started_at::VARCHAR FROM runs WHERE starts_with(run_id, ?)", [run]).fetchall()
    if len(found) != 1:
        fail(
            f"{'no' if not found else 'more than one'} run begins with {run}: see `newsledger sql 'SELECT run_id, started_at FROM runs'`", 2
        )
    return str(found[0][1])
