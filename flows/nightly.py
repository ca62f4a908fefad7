"""The nightly flow. Reads like a table of contents; what each line does stands in `flows.steps` and `flows.releases`."""

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from flows.database import Made
from flows.ingest import raw_bytes
from flows.logs import heard, run_log, tell
from flows.measures import stop_on_drift
from flows.merging import merge_batches
from flows.night import WORKERS, Night, begin
from flows.releases import Summary, publish_unchanged, reconcile_corpus, release
from flows.seen import remember_files, unread_files
from flows.settings import Settings
from flows.steps import BatchDone, extract_again, extract_batch, stage, stale_batches
from flows.workers import batch_workers

Result = TypeVar("Result")


class Runner(Protocol):
    """How steps are run: plainly, or as tasks of an orchestrator."""

    def each(self, step: Callable[..., Result], night: Night, items: Iterable[Path], pool: Executor) -> list[Result]:
        """Run one step on each item, in the pool; results in the order of the items."""

    def once(self, step: Callable[..., Result], *args: Any) -> Result:
        """Run one step."""


class Direct:
    """Steps run with nothing around them."""

    def __init__(self, on_batch: Callable[[BatchDone], None] | None = None) -> None:
        """`on_batch` hears of every batch that is done."""
        self.on_batch = on_batch or (lambda _: None)

    def each(self, step: Callable[..., Result], night: Night, items: Iterable[Path], pool: Executor) -> list[Result]:
        """Few more items in flight than workers: what is staged waits on disk."""
        done: list[Future[Result]] = []
        for item in items:
            running = [future for future in done if not future.done()]
            if len(running) > WORKERS:
                wait(running, return_when=FIRST_COMPLETED)
            future = pool.submit(step, night, item)
            future.add_done_callback(self._heard)
            done.append(future)
        return [future.result() for future in done]

    def once(self, step: Callable[..., Result], *args: Any) -> Result:
        """Call it."""
        return step(*args)

    def _heard(self, future: "Future[Any]") -> None:
        if not future.cancelled() and future.exception() is None and isinstance(result := future.result(), BatchDone):
            heard(result)
            self.on_batch(result)


def run_steps(night: Night, run: Runner) -> Summary:
    """Raw news -> documents, amounts, entities, events -> stories, claims, conflicts -> one new publish. Safe to re-run."""
    with night.store.locked(), run_log(night.store.root / "logs", night.run_id):
        tell("run begun", run_id=night.run_id, files=len(night.files), raw_bytes=raw_bytes(night.files), versions=night.versions)
        summary = _steps(night, run)
        told = summary.plain() | {"rows": summary.rows}
        tell("published" if summary.changed else "nothing new", **{name: told[name] for name in told if name != "alarms"})
        for alarm in summary.alarms:
            tell("unusual", logging.WARNING, run_id=night.run_id, what=alarm)
        return summary


def _steps(night: Night, run: Runner) -> Summary:
    unread = replace(night, files=unread_files(night))
    with batch_workers(unread) as pool:
        reread = run.each(extract_again, night.without_files, stale_batches(night), pool)
        read = run.each(extract_batch, night.without_files, stage(unread), pool)
    remember_files(night, unread.files)
    run.once(stop_on_drift, night)
    if not (read or reread) and Made.read(night.store.current) == Made.of(night.store):
        return run.once(publish_unchanged, night)
    run.once(merge_batches, night)
    with batch_workers(unread) as pool:  # others, forked in no time: what reading has left in memory is gone
        reconciled = run.once(reconcile_corpus, night, pool)
    return run.once(release, night, reread + read, reconciled)


def run_direct(
    sources: Sequence[str | Path],
    warehouse: Path,
    on_batch: Callable[[BatchDone], None] | None = None,
    settings: Settings | None = None,
) -> Summary:
    """A run without an orchestrator."""
    return run_steps(begin(sources, warehouse, settings), Direct(on_batch))
