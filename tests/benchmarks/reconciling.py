"""Reconcile made-up extracted tables, no text: what stories, events and conflicts of many documents cost, and of a night on top of them.

python -m tests.benchmarks.reconciling --documents 20000 100000
"""

import argparse
import os
import shutil
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
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
#: Names of what is there first, and of the night after.
FIRST, NIGHT = "0", "1"


def lay_down(n_documents: int, n_new: int, folder: Path) -> pl.DataFrame:
    """So many documents, and beside them those of a night after, of stories of their own, as committed batches; the entities they name.

    Undated pages take their story's day, for there is no text to read again.
    """
    corpus, truth = story_corpus(n_documents + n_new, PER_STORY)
    day = pl.col("anchor_date").max().over("title")
    documents = corpus.documents.with_columns(anchor_date=pl.coalesce("anchor_date", day), anchor_basis=pl.lit("metadata"))
    first = truth["truth"].rank("dense") <= n_documents // PER_STORY
    for name, of_night in ((FIRST, truth.filter(first)), (NIGHT, truth.filter(~first))):
        batch = pl.int_range(pl.len(), dtype=pl.UInt32) // BATCH_DOCUMENTS
        places = of_night.select("doc_id", batch=batch)
        told = corpus.event_mentions.join(places, on="doc_id").select("event_mention_id", "batch")
        for table in set(Corpus.tables()) - {"sounds"}:
            rows = documents if table == "documents" else getattr(corpus, table)
            key, where = ("doc_id", places) if "doc_id" in rows.columns else ("event_mention_id", told)
            placed = rows.join(where, on=key, maintain_order="left")
            for (number,), own in placed.partition_by("batch", as_dict=True, include_key=False).items():
                place = folder / name / f"20260101T000000000000Z-{name}{number:05}"
                place.mkdir(parents=True, exist_ok=True)
                own.write_parquet(place / f"{table}.parquet", compression="lz4")
                (place / "versions.json").write_text("{}", encoding="utf-8")
    return corpus.entities


def cost(store: Store, entities: pl.DataFrame, pool: ProcessPoolExecutor) -> tuple[float, float, float, int]:
    """Wall seconds, processor seconds, megabytes of all processes at most, and stories found."""
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
    aside = store.stage / "parts"
    found = reconciled(store, aside, entities, known, pool)
    shutil.rmtree(aside)
    seconds = time.perf_counter() - begun
    done.set()
    watcher.join()
    used.look(os.getpid())
    return seconds, used.seconds - busy_before, used.megabytes, found.stories.height


def main() -> None:
    """Make the tables, reconcile, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reconciling", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[20_000, 100_000], help="sizes (default: %(default)s)")
    parser.add_argument("--night", type=int, default=10_000, help="new documents of the night after (default: %(default)s)")
    given = parser.parse_args()
    load_bundle()
    table = Table("documents", "new", "stories", "seconds", "seconds of processors", "peak memory, MB", title="reconciling")
    with (
        tempfile.TemporaryDirectory(prefix="newsledger-benchmark-") as folder,
        ProcessPoolExecutor(WORKERS, mp_context=forking(), initializer=end_with_run) as pool,
    ):
        for size in given.documents:
            store = Store(Path(folder, str(size)))
            store.prepare()
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as maker:  # what making them takes is not measured
                entities = maker.submit(lay_down, size, given.night, store.stage).result()
            for name, held, new in ((FIRST, size, size), (NIGHT, size + given.night, given.night)):
                for batch in (store.stage / name).iterdir():
                    batch.rename(store.batches / batch.name)
                seconds, busy, megabytes, stories = cost(store, entities, pool)
                table.add_row(f"{held:,}", f"{new:,}", f"{stories:,}", f"{seconds:.1f}", f"{busy:.1f}", f"{megabytes:,.0f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
