"""Run the real main job on corpora of two sizes and print what it costs, beside what bare passes over the same bytes cost.

python -m tests.benchmarks --mb 20 --growth 10
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from tests.benchmarks.bare import bare_passes
from tests.benchmarks.corpus import write_corpus
from tests.benchmarks.memory import LOOK_SECONDS, Watched

#: Tables whose rows a kB of text are printed: speed depends on them.
DENSITY = ("amounts", "dates", "entity_mentions", "event_mentions")


@dataclass(frozen=True)
class Cost:
    """What one run of the main job cost."""

    megabytes: float
    documents: int
    seconds: float
    #: Seconds of processor time of all processes.
    busy: float
    #: Of all processes together, what they share counted once.
    peak_megabytes: float
    stages: dict[str, float]
    #: Rows of the tables that say how dense the pages are, per 1,000 bytes.
    density: dict[str, float]


def run_job(corpus: Path, warehouse: Path, n_bytes: int) -> Cost:
    """`newsledger run` as its own process: wall time, and the peak memory of it and all its workers together."""
    command = [sys.executable, "-c", "from flows.cli import main; main()", "run", str(corpus), "-w", str(warehouse), "--direct"]
    before = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as job:
        used = Watched()
        while job.poll() is None:
            used.look(job.pid)
            time.sleep(LOOK_SECONDS)
    seconds = time.perf_counter() - before
    if job.returncode:
        raise subprocess.CalledProcessError(job.returncode, command)
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        row = db.sql("SELECT * FROM runs ORDER BY run_id DESC LIMIT 1").pl().row(0, named=True)
        density = {table: len(db.table(table)) * 1000 / n_bytes for table in DENSITY}
    stages = {name.removeprefix("seconds_"): value for name, value in row.items() if name.startswith("seconds_")}
    return Cost(n_bytes / 1e6, row["n_documents"], seconds, used.seconds, used.megabytes, stages, density)


def report(costs: list[Cost], passes: list[tuple[str, float]]) -> None:
    """The table of the closing note."""
    table = Table(title="newsledger: the whole main job", title_justify="left")
    table.add_column("")
    for cost in costs:
        table.add_column(f"{cost.megabytes:,.0f} MB", justify="right")
    rows = {
        "documents": [f"{c.documents:,}" for c in costs],
        "seconds": [f"{c.seconds:.1f}" for c in costs],
        "documents a second": [f"{c.documents / c.seconds:,.0f}" for c in costs],
        "MB a second": [f"{c.megabytes / c.seconds:.2f}" for c in costs],
        "seconds of processors": [f"{c.busy:.1f}" for c in costs],
        "peak memory of all processes, MB": [f"{c.peak_megabytes:,.0f}" for c in costs],
    }
    rows |= {f"{table} a kB": [f"{c.density[table]:.2f}" for c in costs] for table in DENSITY}
    rows |= {f"seconds in {stage}": [f"{c.stages[stage]:.1f}" for c in costs] for stage in costs[0].stages}
    for name, values in rows.items():
        table.add_row(name, *values)
    if len(costs) > 1:
        grown = costs[-1].seconds / costs[0].seconds / (costs[-1].megabytes / costs[0].megabytes)
        table.add_section()
        table.add_row("seconds grow, times size", "", f"{grown:.2f}")
        table.add_row("memory grows", "", f"{costs[-1].peak_megabytes / costs[0].peak_megabytes:.2f}")
    bare = Table(title="bare passes of the same patterns (count of hits alone)", title_justify="left")
    bare.add_column("pattern")
    bare.add_column("MB a second", justify="right")
    for name, speed in passes:
        bare.add_row(name, f"{speed:,.0f}")
    bare.add_row("all of them, one after the other", f"{1 / sum(1 / speed for _, speed in passes):,.0f}")
    Console(width=100).print(table, bare)


def main() -> None:
    """Make the corpora, run, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--mb", type=float, default=20, help="size of the smaller corpus (default: %(default)s)")
    parser.add_argument("--growth", type=float, default=10, help="how many times larger the other is; 1: none (default: %(default)s)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsledger-benchmark-") as folder:
        root, costs = Path(folder), []
        for size in [given.mb] + [given.mb * given.growth] * (given.growth > 1):
            made = write_corpus(root / f"corpus-{size}", int(size * 1e6))
            costs.append(run_job(root / f"corpus-{size}", root / f"warehouse-{size}", made))
        report(costs, bare_passes(root / f"corpus-{given.mb}"))


if __name__ == "__main__":
    main()
