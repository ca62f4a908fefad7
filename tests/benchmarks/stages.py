"""Seconds of processor time that each reader takes on one batch, in one thread; optionally a profile of one of them.

python -m tests.benchmarks.stages --mb 8
python -m tests.benchmarks.stages --profile read_amounts
"""

import argparse
import cProfile
import os
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import polars as pl

from flows.bundle import load_bundle
from flows.ingest import read_batches
from flows.inputs.sources import find_files
from flows.steps import INPUT_COLUMNS
from tests.benchmarks.corpus import write_corpus
from transforms import extract as extracting

#: The readers of a batch by the name they have in `transforms.extract`.
READERS = (
    "read_segments", "read_sentences", "read_dates", "read_amounts", "read_entities", "read_quotes", "read_events", "described", "checked",
    "document_fingerprints",
    "read_topics",
)  # fmt: skip


def first_batch(corpus: Path) -> pl.DataFrame:
    """Documents of the first batch, as `extract` takes them."""
    records = next(iter(read_batches(find_files([corpus])[0]))).records
    stamp = {"first_seen_run": pl.lit("bench"), "ingested_at": pl.lit(datetime.now(UTC))}
    return records.unique("doc_id", maintain_order=True).select(INPUT_COLUMNS).with_columns(**stamp)


class Clock:
    """Processor seconds by reader; the profile of one of them where it is asked for."""

    def __init__(self, profiled: str | None) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.profile = cProfile.Profile()
        self.profiled = profiled

    def timed(self, name: str, reader: Callable[..., Any]) -> Callable[..., Any]:
        """The reader, its time counted."""

        def run(*args: Any, **named: Any) -> Any:
            before = time.process_time()
            if name == self.profiled:
                self.profile.enable()
            result = reader(*args, **named)
            if name == self.profiled:
                self.profile.disable()
            self.seconds[name] += time.process_time() - before
            return result

        return run


def main() -> None:
    """Make a corpus (or take one), read its first batch twice, print the second time."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.stages", description=__doc__)
    parser.add_argument("--mb", type=float, default=8, help="size of the corpus (default: %(default)s)")
    parser.add_argument("--corpus", type=Path, help="a folder of articles instead")
    parser.add_argument("--profile", choices=READERS, help="print a profile of this reader")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsledger-benchmark-") as folder:
        write_corpus(Path(folder), 0 if given.corpus else int(given.mb * 1e6))
        documents = first_batch(given.corpus or Path(folder))
    compiled = load_bundle().readers
    extracting.extract(documents, compiled)  # once to warm up
    clock = Clock(given.profile)
    for name in READERS:
        setattr(extracting, name, clock.timed(name, getattr(extracting, name)))
    before = time.process_time()
    tables = extracting.extract(documents, compiled)
    seconds, megabytes = time.process_time() - before, float(documents["text"].str.len_bytes().sum()) / 1e6
    for name, taken in clock.seconds.items():
        print(f"{name:24}{taken:7.2f} s {megabytes / max(taken, 1e-9):8.1f} MB/s")
    print(f"{'all':24}{seconds:7.2f} s {megabytes / seconds:8.1f} MB/s on {megabytes:.1f} MB in {documents.height:,} documents")
    print("rows a kB: " + ", ".join(f"{name} {rows.height / megabytes / 1000:.2f}" for name, rows in tables.items()))
    if given.profile:
        pstats.Stats(clock.profile).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
