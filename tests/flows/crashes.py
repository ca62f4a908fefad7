"""Runs that are killed at a chosen moment: in a process forked from a ready one, before or after a call that changes the disk.

`python -m tests.flows.crashes --kills 100` prints the table of the closing note.
"""

import argparse
import importlib.metadata
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows import nightly
from flows.bundle import load_bundle
from flows.paths import SAMPLE
from schemas import TABLES

#: Calls that change what lies on the disk, or make it sure.
CALLS = ("rename", "replace", "fsync", "link", "symlink", "mkdir", "unlink", "rmdir")
#: Columns that name runs and moments, and tables of what each run did: another run has others.
CLOCKED = {"first_seen_run", "superseded_run", "seen_run", "since_run", "until_run", "run_id", "ingested_at"}
PER_RUN = {"runs", "checks", "measures", "withdrawals"}

State = dict[str, list[int]]


@dataclass
class Moment:
    """When to kill: at the n-th disk call, counted before and after each; or so many seconds after the start."""

    call: int = 0
    after_seconds: float = 0.0
    passed: int = 0
    lock: "threading.Lock" = field(default_factory=threading.Lock)

    def pass_by(self) -> None:
        """One more moment has passed."""
        with self.lock:
            self.passed += 1
            if self.passed == self.call:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, with a moment before it and one after."""

        @wraps(call)
        def watched(*args: Any, **named: Any) -> Any:
            self.pass_by()
            result = call(*args, **named)
            self.pass_by()
            return result

        return watched

    def arm(self) -> None:
        """Watch every call of this process."""
        for name in CALLS:
            setattr(os, name, self.around(getattr(os, name)))
        pl.DataFrame.write_parquet = self.around(pl.DataFrame.write_parquet)  # type: ignore[method-assign]
        if self.after_seconds:
            threading.Timer(self.after_seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()


def _run(sources: list[Path], warehouse: Path, at: tuple[int, float], version: str, told: Path) -> None:
    """In a forked process: one run, killed at the moment; how many moments there were is written down by one that comes to its end."""
    importlib.metadata.version = lambda _: version
    moment = Moment(*at)
    moment.arm()
    nightly.run_direct([str(source) for source in sources], warehouse)
    told.write_text(str(moment.passed), encoding="utf-8")


def run_in_child(sources: list[Path], warehouse: Path, moment: Moment | None = None, version: str = "1") -> int | None:
    """Disk calls of a run; None when it was killed. Another `version` of the code has every batch read again."""
    load_bundle()  # what the child is forked from only loads what is compiled
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.preloaded"])
    told = warehouse.with_name(f"{warehouse.name}.told")
    at = (moment.call, moment.after_seconds) if moment else (0, 0.0)
    child = context.Process(target=_run, args=(sources, warehouse, at, version, told))
    child.start()
    child.join()
    if child.exitcode == -signal.SIGKILL:
        return None
    assert child.exitcode == 0, child.exitcode
    return int(told.read_text(encoding="utf-8"))


def state(warehouse: Path) -> State | None:
    """What a reader sees: hashes of the rows of every table, the same in DuckDB and Parquet; None when nothing is published."""
    if not (warehouse / "newsledger.duckdb").exists():
        return None
    found: State = {}
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        for table in TABLES:
            rows = pl.read_parquet(warehouse.resolve() / "parquet" / table)
            names = [name for name in rows.columns if name not in CLOCKED]
            count = db.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count == (rows.height,), f"{table}: {count} rows in DuckDB, {rows.height} in Parquet"
            if table not in PER_RUN:
                found[table] = sorted(rows.select(names).hash_rows(1).to_list())
    return found


@dataclass(frozen=True)
class Scene:
    """A warehouse before a run, what the run is given, and what readers see before and after."""

    name: str
    before: Path
    sources: list[Path]
    version: str
    old: State | None
    new: State
    #: Disk calls of an undisturbed run.
    moments: int
    seconds: float


def scene(name: str, folder: Path, nights: list[list[Path]], second: list[Path], version: str = "1") -> Scene:
    """Run undisturbed: the sources of some nights one after the other, and upon them the second."""
    before, after = folder / f"{name}-before", folder / f"{name}-after"
    before.mkdir()
    for sources in nights:
        run_in_child(sources, before)
    shutil.copytree(before, after, symlinks=True)
    begun = time.perf_counter()
    moments = run_in_child(second, after, version=version)
    seconds = time.perf_counter() - begun
    new = state(after)
    assert moments
    assert new
    return Scene(name, before, second, version, state(before), new, moments, seconds)


@dataclass
class Toll:
    """What many kills did."""

    kills: int = 0
    survived: int = 0
    torn: int = 0
    lost: int = 0
    doubled: int = 0
    already_new: int = 0


def kill_once(told: Scene, folder: Path, moment: Moment, toll: Toll) -> None:
    """Kill a run, look at what readers see, run again, look again."""
    warehouse = folder / "killed"
    shutil.rmtree(warehouse, ignore_errors=True)
    shutil.copytree(told.before, warehouse, symlinks=True)
    killed = run_in_child(told.sources, warehouse, moment, told.version) is None
    toll.kills += killed
    toll.survived += not killed
    seen = state(warehouse)
    toll.torn += seen not in (told.old, told.new)
    toll.already_new += killed and seen == told.new
    run_in_child(told.sources, warehouse, version=told.version)
    final = state(warehouse) or {}
    toll.lost += any(set(rows) - set(final.get(table, [])) for table, rows in told.new.items())
    toll.doubled += any(set(rows) - set(told.new[table]) or len(rows) > len(told.new[table]) for table, rows in final.items())
    left = [path for path in (warehouse / "store").rglob("*") if path.suffix in {".tmp", ".old", ".new"}]
    assert not left, left


def moments(told: Scene, n: int, seed: int = 1) -> Iterator[Moment]:
    """Two thirds of them at disk calls all over the run, one at random times."""
    luck = random.Random(seed)
    at_calls = n - n // 3
    step = told.moments / at_calls
    yield from (Moment(min(told.moments, int(step * (k + luck.random())) + 1)) for k in range(at_calls))
    yield from (Moment(after_seconds=luck.uniform(0.01, told.seconds)) for _ in range(n // 3))


def scenes(folder: Path, files: list[Path]) -> list[Scene]:
    """The first night, a night with news, a night with changed rules, a night that merges the batches of those before it."""
    return [
        scene("first", folder, [], files),
        scene("news", folder, [files[:3]], files),
        scene("rules", folder, [files], files, "2"),
        scene("merge", folder, [[file] for file in files[:5]], files),
    ]


def main() -> None:
    """Kill many runs and print what became of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.flows.crashes", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how many (default: %(default)s)")
    given = parser.parse_args()
    files = sorted(SAMPLE.glob("*.txt"))
    print(f"{'scene':8}{'disk calls':>12}{'kills':>8}{'torn':>8}{'lost':>8}{'doubled':>9}{'new already':>13}")
    with tempfile.TemporaryDirectory(prefix="newsledger-crashes-") as place:
        for told in scenes(Path(place), files[:6]):
            toll = Toll()
            for moment in moments(told, -(-given.kills // 4)):
                kill_once(told, Path(place), moment, toll)
            print(
                f"{told.name:8}{told.moments:12}{toll.kills:8}{toll.torn:8}{toll.lost:8}{toll.doubled:9}{toll.already_new:13}", flush=True
            )


if __name__ == "__main__":
    main()
