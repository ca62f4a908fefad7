"""Processes that read batches side by side, one a core and with one thread each.

Polars' own threads and Python's lock cost more than they bring where the work is many small frames.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager

from flows.ingest import BATCH_BYTES, raw_bytes
from flows.night import Night

#: Batches read at the same time.
WORKERS = min(4, os.cpu_count() or 1)
#: How often a worker looks whether its run is still there.
WATCH_SECONDS = 0.5
#: Below this much input, starting processes costs more than they save.
WORTH_PROCESSES_BYTES = 2 * BATCH_BYTES


def end_with_parent(parent: int) -> None:
    """In a worker: end when the run that started it is gone, however it went."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def batch_workers(night: Night) -> Iterator[Executor]:
    """What runs the batches of a night: processes for large input, one thread for small; ended when left, work undone dropped."""
    if WORKERS == 1 or raw_bytes(list(night.files)) < WORTH_PROCESSES_BYTES:
        pool: Executor = ThreadPoolExecutor(1)
    else:
        os.environ["POLARS_MAX_THREADS"] = "1"  # for the processes; this one has started its threads already
        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(WORKERS, mp_context=spawn, initializer=end_with_parent, initargs=(os.getpid(),))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
