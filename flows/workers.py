"""Processes that read batches side by side, one a core and with one thread each.

Polars' own threads and Python's lock cost more than they bring where the work is many small frames. The workers are forked from a
process that has the code and the reference data loaded and has not used Polars' threads yet: they start in milliseconds, and what
they share is in memory once.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver

from flows.bundle import load_bundle
from flows.ingest import BATCH_BYTES, raw_bytes
from flows.night import WORKERS, Night
from flows.steps import stale_bytes
from flows.store import StoreError

#: Below this much input, starting processes costs more than they save.
WORTH_PROCESSES_BYTES = BATCH_BYTES // 3


def end_with_run() -> None:
    """In a worker: end when the run that asked for it is gone, however it went.

    The process that workers are forked from outlives the run for as long as one of them lives, so it is the run itself that is watched.
    """
    run = multiprocessing.parent_process()
    if run is not None:

        def watch() -> None:
            run.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def batch_workers(night: Night) -> Iterator[Executor]:
    """What runs the batches of a night: processes for large input, one thread for small; ended when left, work undone dropped."""
    small = raw_bytes(night.files) + stale_bytes(night) < WORTH_PROCESSES_BYTES
    if WORKERS == 1 or night.settings.runner == "dask" or small:
        pool: Executor = ThreadPoolExecutor(1)
    else:
        load_bundle()  # compiled by now: what the workers are forked from only loads it
        pool = ProcessPoolExecutor(WORKERS, mp_context=forking(), initializer=end_with_run)
    try:
        yield pool
    except BrokenProcessPool:
        raise StoreError("a worker process ended unasked (too little memory?); what was read before is kept, run again") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def forking() -> multiprocessing.context.ForkServerContext:
    """The context whose processes are forked from one that is ready; it starts to get ready now."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.preloaded"])
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"  # for the workers; this process has started its threads already
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = before
    return context
