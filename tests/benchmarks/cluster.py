"""The same night on a Dask cluster: a scheduler and two workers on loopback, one killed in the middle; the rows are those of a local run.

    python -m tests.benchmarks.cluster [--mb 6]

Needs the extra `dask`. Shown are the seconds of both runs, and that every published row is the same; exit 1 when one is not.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import polars as pl

from flows.processes import free_port, started
from schemas import TABLES
from tests.benchmarks.corpus import write_corpus
from tests.benchmarks.serving import prefect_server
from tests.flows.crashes import CLOCKED, PER_RUN


def rows(warehouse: Path, table: str) -> pl.DataFrame:
    """Published rows, sorted, without what names a run."""
    frame = pl.read_parquet(warehouse / "parquet" / table)
    return frame.drop(CLOCKED & set(frame.columns)).sort(pl.all())


def run(corpus: Path, warehouse: Path, environment: dict[str, str], *options: str) -> float:
    """A run of the command; its seconds."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", "from flows.cli import main; main()", "run", str(corpus), "-w", str(warehouse), *options]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def kill_when_busy(worker: "subprocess.Popen[bytes]", warehouse: Path) -> None:
    """Kill a worker once the first batch is in: others are then being read."""
    while not any((warehouse / "store" / "batches").glob("*-*")):
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)


def main() -> None:
    """Run it all."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--mb", type=float, default=6, help="text to read")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        work = Path(folder)
        write_corpus(work / "corpus", int(given.mb * 1e6))
        environment = os.environ | {"PREFECT_HOME": str(work / "prefect"), "POLARS_MAX_THREADS": "1"}
        address = f"tcp://127.0.0.1:{free_port()}"
        dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"], [sys.executable, "-m", "distributed.cli.dask_worker"]
        stack.enter_context(started([*dask[0], "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard"], environment))
        one, _ = (
            stack.enter_context(started([*dask[1], address, "--nthreads", "1", "--no-nanny", "--no-dashboard"], environment)) for _ in "ab"
        )
        environment["PREFECT_API_URL"] = stack.enter_context(prefect_server(work))
        local = run(work / "corpus", work / "local", environment, "--direct")
        threading.Thread(target=kill_when_busy, args=(one, work / "dask"), daemon=True).start()
        cluster = run(work / "corpus", work / "dask", environment, "--runner", "dask", "--address", address)
        batches = len(list((work / "dask" / "store" / "batches").iterdir()))
        print(f"local {local:.1f} s, cluster {cluster:.1f} s with a worker killed, {batches} batches; killed: {one.poll() is not None}")
        different = [t for t in TABLES if t not in PER_RUN and not rows(work / "local", t).equals(rows(work / "dask", t))]
        print("tables that differ:", ", ".join(different) or "none")
        sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
