"""Publish: Parquet and DuckDB written aside, checked, and swapped in whole by one rename.

`newsledger.duckdb`, `parquet/` and `datapackage.json` in the warehouse are links through `store/current`, which points at one publish:
replacing that link swaps all at once, and a reader that holds the old file keeps it. Some publishes before are kept, older ones go.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from flows.check import run_checks
from flows.database import MANIFEST, NAME, Made, Rows, changed_keys, replace_naming, replace_table
from flows.handoff import PACKAGE, write_package, write_table
from flows.proving import PROVED, as_proved, proved_rows
from flows.store import Store, StoreError, empty, sync, sync_below
from schemas import TABLES
from transforms.stories.people import renamed

#: Tables published as the batches hold them: linked, not written again.
LINKED = ("document_sources", "segments", "entity_mentions", "amounts", "dates", "quotes", "event_participants", "unread", "quarantine")
#: Those of them that name entities, and where: files that name one that was joined to another are written again.
RENAMED = {"entity_mentions": ("entity_id",), "event_participants": ("entity_id",), "quotes": ("speaker_entity_id",)}
#: The ids a publish has joined, beside its tables.
LINKS = "entity_links.parquet"


def folder(store: Store, run_id: str) -> Path:
    """Where a run puts its publish together."""
    return store.publishes / f"{run_id}.tmp"


def new_folder(store: Store, run_id: str) -> Path:
    """The same, empty."""
    aside = folder(store, run_id)
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "parquet").mkdir(parents=True)
    return aside


def write_linked(store: Store, parquet: Path, entity_links: pl.DataFrame) -> None:
    """The tables that are the batches' own files, but for joined ids (transforms.stories.people.LINKS) and days that stories prove."""
    for table in LINKED:
        links = parquet / table
        links.mkdir(parents=True)
        for batch in store.committed():
            source, target = batch / f"{table}.parquet", links / f"{batch.name}.parquet"
            anew = proved_rows(batch, table) if table in PROVED else None
            if table in RENAMED and source.exists() and _names_any(source, RENAMED[table], entity_links):
                write_table(target, table, _renamed(pl.read_parquet(source), table, entity_links))
            elif anew is not None:
                write_table(target, table, as_proved(pl.read_parquet(source), anew, table))
            else:
                _link(source, target)
        if not any(links.iterdir()):
            write_table(links / "empty.parquet", table, empty(TABLES[table]))


def _names_any(source: Path, columns: tuple[str, ...], entity_links: pl.DataFrame) -> bool:
    if not entity_links.height:
        return False
    named = pl.read_parquet(source, columns=list(columns))
    return any(named[column].is_in(entity_links["entity_id"].implode()).any() for column in columns)


def _renamed(rows: pl.DataFrame, table: str, entity_links: pl.DataFrame) -> pl.DataFrame:
    """Rows under joined ids; two of one key, as of one person named twice, are one."""
    named = renamed(rows, entity_links, *RENAMED[table])
    return named.unique(TABLES[table].Config.unique, keep="first", maintain_order=True)


def rename_entities(db: duckdb.DuckDBPyConnection, store: Store, aside: Path, entity_links: pl.DataFrame) -> None:
    """The joined ids in the database's own copy of those tables; anew where an id was joined to another before."""
    entity_links.write_parquet(aside / LINKS)
    before = store.current / LINKS
    earlier = pl.read_parquet(before) if before.exists() else entity_links.clear()
    is_anew = earlier.join(entity_links, on=["entity_id", "joined_id"], how="anti").height > 0
    if not is_anew and not entity_links.height:
        return
    for table, columns in RENAMED.items():
        files = aside / "parquet" / table
        if is_anew:
            replace_table(db, table, files)
        else:
            replace_naming(db, table, sorted(files.glob("*.parquet")), columns, aside / LINKS)


def reread(store: Store, parquet: Path, *, grown: bool) -> Iterator[Rows]:
    """Rows of the linked tables that the database holds otherwise: from the batches, or from the publish it has grown from."""
    before = Made.read(store.current) if grown else None
    for table in sorted(set(LINKED) & set(PROVED)):
        for batch in store.committed():
            own, now = batch / f"{table}.parquet", parquet / table / f"{batch.name}.parquet"
            held = published_files(store, table, batch.name, before) or [own]
            if own.exists() and not _are_one(now, held):
                yield Rows(table, [now], changed_keys(table, pl.read_parquet(held), pl.read_parquet(now)))


def _are_one(one: Path, others: list[Path]) -> bool:
    return others == [one] or (len(others) == 1 and one.samefile(others[0]))


def published_files(store: Store, table: str, batch: str, before: Made | None) -> list[Path]:
    """Files of the current publish (`before`) that hold the rows of a batch: one, or those of the batches that were merged into it."""
    files = [store.current / "parquet" / table / f"{name}.parquet" for name in (before.within(batch) if before else [])]
    return files if all(file.exists() for file in files) else []


def _link(source: Path, target: Path) -> None:
    if not source.exists():
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


@dataclass(frozen=True)
class Joined:
    """A table of the batches with what the whole corpus says of each row."""

    table: str
    key: str
    #: Columns that the corpus says, and those of the batch that it takes into account.
    said: tuple[str, ...]
    heard: tuple[str, ...]
    #: Rows of a batch -> the same rows in the same order with the columns said.
    join: Callable[[pl.DataFrame], pl.DataFrame]


def write_joined(store: Store, aside: Path, joined: Joined, *, grown: bool) -> Iterator[Rows]:
    """Write it batch by batch, or take the current publish's where the corpus says what it said: the rows that the database lacks."""
    files = aside / "parquet" / joined.table
    files.mkdir(parents=True)
    names = empty(TABLES[joined.table]).columns
    before, now = Made.read(store.current), Made.of(store)
    for batch in store.committed():
        source, target = batch / f"{joined.table}.parquet", files / f"{batch.name}.parquet"
        current = published_files(store, joined.table, batch.name, before)
        is_held = before and before.definitions == now.definitions and before.holds(batch.name, now) and current
        changed = _said_otherwise(source, current, joined) if is_held else None
        if changed is not None and changed.is_empty():
            _bring(current, joined.table, target)
        else:
            write_table(target, joined.table, joined.join(pl.read_parquet(source)).select(names))
        yield Rows(joined.table, [target], changed if grown else None)
    if not any(files.iterdir()):
        write_table(files / "empty.parquet", joined.table, empty(TABLES[joined.table]))


def _bring(current: list[Path], table: str, target: Path) -> None:
    """What the current publish holds, in one file."""
    if len(current) == 1:
        _link(current[0], target)
    else:
        write_table(target, table, pl.read_parquet(current))


def _said_otherwise(source: Path, current: list[Path], joined: Joined) -> pl.DataFrame:
    """Keys of the rows of a batch of which the corpus does not say what the current publish has."""
    columns = [joined.key, *joined.said]
    rows = joined.join(pl.read_parquet(source, columns=[joined.key, *joined.heard])).select(columns)
    return changed_keys(joined.table, pl.read_parquet(current, columns=columns), rows)


def write_whole(store: Store, aside: Path, table: str, rows: pl.DataFrame, *, grown: bool) -> Rows:
    """A table that is made anew each time, validated; linked to the current publish's where nothing has changed."""
    folder = aside / "parquet" / table
    folder.mkdir(parents=True, exist_ok=True)
    valid = TABLES[table].proved(rows.select(empty(TABLES[table]).columns))
    changed = changed_keys(table, store.history(table), valid) if grown else None
    target, current = folder / f"{table}.parquet", store.current / "parquet" / table / f"{table}.parquet"
    target.unlink(missing_ok=True)  # it may be linked to the publish before
    if changed is not None and changed.is_empty() and current.exists():
        _link(current, target)
    else:
        write_table(target, table, valid)
    return Rows(table, [target], changed)


def failed_checks(checks: pl.DataFrame) -> None:
    """Stop before a publish that breaks an invariant; the published one stays."""
    broken = checks.filter(~pl.col("passed"))
    if broken.height:
        first = broken.row(0, named=True)
        raise StoreError(
            f"not published: {first['table_name']} breaks {first['check_name']} in {first['rows_failed']} rows "
            f"({broken.height} checks failed); the last publish stays",
        )


def prove_written(aside: Path, rows: dict[str, int]) -> None:
    """The closed file holds what was put into it, and needs no other file beside it: a disk that failed may not have said so."""
    with duckdb.connect(str(aside / NAME), read_only=True) as db:
        held = {table: len(db.table(table)) for table in rows}
    if held != rows or (aside / f"{NAME}.wal").exists():
        raise StoreError("not published: the database file is not whole on disk; the last publish stays")


def swap_in(store: Store, aside: Path, keep: int) -> None:
    """Make what was written aside the publish that readers see; `keep` older ones stay."""
    final = aside.with_suffix("")
    write_package(aside, final.name)
    shutil.rmtree(aside / "spill", ignore_errors=True)
    sync_below(aside)
    aside.rename(final)
    sync(store.publishes)
    _point(store.current, Path("publishes") / final.name)
    for name in (NAME, "parquet", PACKAGE):
        link = store.warehouse / name
        if not link.is_symlink():
            _point(link, Path("store") / "current" / name)
    sync(store.root)
    earlier = sorted(p for p in store.publishes.iterdir() if p.name < final.name)
    for old in earlier[: max(0, len(earlier) - keep)]:
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
    for files in sorted((store.current / "parquet").iterdir()):
        target = aside / "parquet" / files.name
        target.mkdir(parents=True)
        for file in files.iterdir():
            _link(file, target / file.name)
    for name in (NAME, MANIFEST, LINKS):
        if (store.current / name).exists():
            shutil.copyfile(store.current / name, aside / name)
