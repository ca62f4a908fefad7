"""`newsledger sql` and `check`: the last publish, opened so that nobody can hurt it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.check import run_checks
from flows.reference import BadReferenceError, load_reference
from flows.terminal import Format, fail, safe
from schemas import TABLES

#: Rows a table shows before it says how many more there are.
SHOWN_ROWS = 100
#: Characters a column needs to be read, or fewer if nothing in it is longer; and the line beside it and its margins.
READABLE, RULED = 12, 3


@contextmanager
def open_publish(warehouse: Path, *, locked: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the last publish; locked: no file, network or setting can be reached from a query."""
    path = warehouse / "newsledger.duckdb"
    if not path.exists():
        fail(f"nothing is published in {warehouse}: run `newsledger run` first", 1)
    config: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false"}
    if locked:
        config["enable_external_access"] = "false"
    try:
        db = duckdb.connect(str(path.resolve()), read_only=True, config=config)
    except duckdb.Error as error:
        fail(f"cannot open {path}: {str(error).splitlines()[0]}", 1)
    with db:
        db.execute("SET enable_progress_bar = false")
        if locked:
            db.execute("SET lock_configuration = true")
        try:
            yield db
        except duckdb.Error as error:  # a query of our own: those of users are answered
            missing = _missing(db)
            if not missing:
                fail(f"cannot read {path}: {str(error).splitlines()[0]}", 1)
            fail(f"what is published in {warehouse} is of another version (it has no {missing[0]}): `newsledger run` brings it up", 1)


def _missing(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables and columns of today that a publish does not have."""
    there = db.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
    has = {table for table, _ in there} | {f"{table}.{column}" for table, column in there}
    known = [name for table, model in TABLES.items() for name in (table, *(f"{table}.{column}" for column in model.empty().columns))]
    return [name for name in known if name not in has]


def answer(db: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The rows of one query; one that cannot be answered is said to be so, with code 2."""
    try:
        rows: pl.DataFrame = db.sql(query).pl()
    except (duckdb.Error, AttributeError) as error:
        said = str(error).splitlines()[0] if isinstance(error, duckdb.Error) else "the query returns no rows"
        fail(safe(said), 2)
    return rows


def print_query(warehouse: Path, query: str, form: Format) -> None:
    """Run one query and print its rows."""
    with open_publish(warehouse) as db:
        rows = answer(db, query)
    print_rows(rows, form)


def print_rows(rows: pl.DataFrame, form: Format) -> None:
    """Print rows in the form asked for."""
    match form:
        case Format.csv:
            sys.stdout.write(rows.write_csv())
        case Format.json:
            sys.stdout.write(rows.write_json() + "\n")
        case Format.parquet:
            rows.write_parquet(sys.stdout.buffer)
        case Format.table:
            console = Console()
            console.print(as_table(rows, console.width))


def as_table(rows: pl.DataFrame, width: int) -> Table:
    """Rows for a terminal of `width` characters: side by side where their columns can be read, else one under the other, value by value."""
    told = [[Text("" if cell is None else _plain(cell)) for cell in row] for row in rows.head(SHOWN_ROWS).iter_rows()]
    names = [Text(safe(name)) for name in rows.columns]
    longest = [max(map(len, column)) for column in zip(names, *told, strict=True)]
    more = rows.height - SHOWN_ROWS
    is_narrow = sum(min(length, READABLE) + RULED for length in longest) > width
    table = Table(caption=f"and {more:,} rows more" if more > 0 else None, show_header=not is_narrow)
    if is_narrow:
        for row in told:
            for name, cell in zip(names, row, strict=True):
                table.add_row(name, cell)
            table.add_section()
        return table
    for heading, dtype in zip(names, rows.dtypes, strict=True):
        table.add_column(heading, justify="right" if dtype.is_numeric() else "left")
    for row in told:
        table.add_row(*row)
    return table


def _plain(cell: object) -> str:
    shown = f"{cell:f}".rstrip("0").rstrip(".") if cell.__class__.__name__ == "Decimal" else str(cell)
    return safe(shown)


def print_checks(warehouse: Path) -> None:
    """Prove reference data and publish; exit 1 on the first violation."""
    try:
        ref = load_reference()
    except BadReferenceError as error:
        fail(f"reference data: {error}", 1)
    with open_publish(warehouse, locked=False) as db:
        checks = run_checks(db, "check", spans=True)
    broken = checks.filter(~pl.col("passed"))
    if broken.height:
        first = broken.row(0, named=True)
        fail(f"{first['table_name']} breaks {first['check_name']} in {first['rows_failed']} rows ({broken.height} checks failed)", 1)
    rows = int(checks.unique("table_name")["rows_checked"].sum())
    Console().print(f"{checks.height} checks hold on {rows:,} rows; reference data {ref.version} is sound")
