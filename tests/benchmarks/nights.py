"""Thirty nights in a row: input that grows, a corrupt file a night, changed rules twice, one crash; is a night's cost flat?

python -m tests.benchmarks.nights --nights 30 --mb 1
"""

import argparse
import importlib.metadata
import random
import tempfile
import time
from pathlib import Path

import duckdb
import orjson
import polars as pl

from flows.check import run_checks
from flows.nightly import run_direct
from flows.releases import Summary
from tests.benchmarks.news import news
from tests.flows.crashes import Moment, run_in_child

#: Nights on which the code is another, and on which the run is killed once before it comes through.
CHANGED = (10, 20)
CRASHED = 15
#: Disk call at which that run is killed: in the middle of its publish.
CRASH_AT = 150


def lay_down(folder: Path, night: int, n_bytes: int) -> None:
    """What arrives in one night: its news, and a file that is broken."""
    (folder / f"night-{night:03}.jsonl").write_bytes(b"\n".join(map(orjson.dumps, news(n_bytes, night))))
    (folder / f"broken-{night:03}.txt.gz").write_bytes(b"\x1f\x8b" + random.Random(night).randbytes(200))


def broken_checks(warehouse: Path) -> int:
    """Checks that do not hold on what is published, spans included."""
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        return run_checks(db, "nights", spans=True).filter(~pl.col("passed")).height


def line(night: int, summary: Summary, seconds: float, broken: int, remark: str) -> str:
    """One row of the table."""
    return f"{night:5}{summary.n_documents:11,}{summary.n_new_documents:7,}{summary.n_quarantined:9,}{seconds:9.1f}{broken:9}   {remark}"


def main() -> None:
    """Run the nights and print one line each."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.nights", description=__doc__)
    parser.add_argument("--nights", type=int, default=30, help="how many (default: %(default)s)")
    parser.add_argument("--mb", type=float, default=1, help="megabytes of text a night (default: %(default)s)")
    given = parser.parse_args()
    version = importlib.metadata.version
    print("seconds of processor; broken: checks that do not hold")
    print(f"{'night':>5}{'documents':>11}{'new':>7}{'refused':>9}{'seconds':>9}{'broken':>9}")
    with tempfile.TemporaryDirectory(prefix="newsledger-nights-") as place:
        articles, warehouse = Path(place, "articles"), Path(place, "warehouse")
        articles.mkdir()
        name = "1"
        for night in range(1, given.nights + 1):
            lay_down(articles, night, int(given.mb * 1e6))
            remark = ""
            if night in CHANGED:
                name, remark = str(night), "rules changed: everything is read again"
            importlib.metadata.version = lambda _, name=name: name  # type: ignore[misc]
            if night == CRASHED:
                killed = run_in_child([articles], warehouse, Moment(CRASH_AT), name) is None
                remark = "killed once in the middle" if killed else "was to be killed and was not"
            begun = time.process_time()
            summary = run_direct([articles], warehouse)
            seconds = time.process_time() - begun
            print(line(night, summary, seconds, broken_checks(warehouse), remark), flush=True)
    importlib.metadata.version = version


if __name__ == "__main__":
    main()
