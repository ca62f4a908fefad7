"""Reconcile made-up extracted tables, no text: what stories, events and conflicts of many documents cost in time and memory.

python -m tests.benchmarks.reconciling --documents 20000 100000
"""

import argparse
import os
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from flows.bundle import load_bundle
from flows.night import WORKERS
from flows.reconciling import reconciled
from flows.store import Store
from flows.workers import end_with_run, forking
from tests.benchmarks.memory import LOOK_SECONDS, Watched
from tests.transforms.stories.story_corpus import story_corpus
from transforms.facts.reconcile import Known
from transforms.stories.corpus import Corpus

#: Documents of one batch, about as many as a batch of text holds; and of one story.
BATCH_DOCUMENTS, PER_STORY = 3_000, 10


def lay_down(corpus: Corpus, store: Store) -> None:
    """The corpus as committed batches; undated pages take their story's day, for there is no text to read again."""
    store.prepare()
    day = pl.col("anchor_date").max().over("title")
    documents = corpus.documents.with_columns(anchor_date=pl.coalesce("anchor_date", day), anchor_basis=pl.lit("metadata"))
    batch = pl.int_range(pl.len(), dtype=pl.UInt32) // BATCH_DOCUMENTS
    places = documents.select("doc_id", batch=batch)
    of_mention = corpus.event_mentions.join(places, on="doc_id").select("event_mention_id", "batch")
    for table in set(Corpus.tables()) - {"sounds"}:
        rows = documents if table == "documents" else getattr(corpus, table)
        key, where = ("doc_id", places) if "doc_id" in rows.columns else ("event_mention_id", of_mention)
        for (number,), own in (
            rows.join(where, on=key, maintain_order="left").partition_by("batch", as_dict=True, include_key=False).items()
        ):
            folder = store.batches / f"20260101T000000000000Z-{number:05}"
            folder.mkdir(exist_ok=True)
            own.write_parquet(folder / f"{table}.parquet", compression="lz4")


def cost(n_documents: int, folder: Path, pool: ProcessPoolExecutor) -> tuple[float, float, float, int]:
    """Wall seconds, processor seconds, megabytes of all processes at most, and stories found."""
    corpus, _ = story_corpus(n_documents, PER_STORY)
    store, entities = Store(folder / str(n_documents)), corpus.entities
    lay_down(corpus, store)
    del corpus
    ref = load_bundle().reference
    used, done = Watched(), threading.Event()
    used.look(os.getpid())
    busy_before = used.seconds
    used.megabytes = 0.0

    def watch() -> None:
        while not done.wait(LOOK_SECONDS):
            used.look(os.getpid())

    watcher = threading.Thread(target=watch)
    watcher.start()
    begun = time.perf_counter()
    known = replace(Known(ref.stories, "20260101T000000000000Z"), people=ref.entities.people)
    found = reconciled(store, store.stage / "parts", entities, known, pool)
    seconds = time.perf_counter() - begun
    done.set()
    watcher.join()
    used.look(os.getpid())
    return seconds, used.seconds - busy_before, used.megabytes, found.stories.height


def main() -> None:
    """Make the tables, reconcile, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reconciling", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[20_000, 100_000], help="sizes (default: %(default)s)")
    load_bundle()
    table = Table("documents", "stories", "seconds", "seconds of processors", "peak memory of all processes, MB", title="reconciling")
    with (
        tempfile.TemporaryDirectory(prefix="newsledger-benchmark-") as folder,
        ProcessPoolExecutor(WORKERS, mp_context=forking(), initializer=end_with_run) as pool,
    ):
        for size in parser.parse_args().documents:
            seconds, busy, megabytes, stories = cost(size, Path(folder), pool)
            table.add_row(f"{size:,}", f"{stories:,}", f"{seconds:.1f}", f"{busy:.1f}", f"{megabytes:,.0f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
