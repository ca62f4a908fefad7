"""The same steps as a Prefect flow: seen, retried and scheduled. With `flows.schedule` the only module that imports Prefect."""

import atexit
import contextlib
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, TypeVar

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.task_runners import ThreadPoolTaskRunner

from flows.night import WORKERS, Night, begin
from flows.nightly import run_steps
from flows.releases import Summary
from flows.settings import Settings
from flows.steps import BatchDone

Result = TypeVar("Result")


def _task(step: Callable[..., Result], name: str, retries: int = 0) -> Task[..., Result]:
    """A step as a task: never cached, nothing persisted; the store is what remembers."""
    decorate = task(name=name, cache_policy=NO_CACHE, retries=retries, persist_result=False)
    return decorate(step)


class Tasks:
    """Steps run as Prefect tasks: one a batch of tens of megabytes, so tens of tasks a night."""

    def __init__(self, on_batch: Callable[[BatchDone], None] | None = None) -> None:
        """`on_batch` hears of every batch that is done."""
        self.on_batch = on_batch or (lambda _: None)

    def each(self, step: Callable[..., Result], night: Night, items: Iterable[Path], pool: Executor) -> list[Result]:
        """Submit one task an item, which waits for the pool; what is staged waits on disk."""

        def in_pool(item: Path) -> Result:
            return pool.submit(step, night, item).result()

        work = _task(in_pool, step.__name__, retries=1)
        futures: list[PrefectFuture[Any]] = [work.submit(item) for item in items]
        return [self._heard(future.result()) for future in futures]

    def once(self, step: Callable[..., Result], *args: Any) -> Result:
        """Run one task and wait for it."""
        result: Result = _task(step, step.__name__)(*args)
        return result

    def _heard(self, result: Result) -> Result:
        if isinstance(result, BatchDone):
            self.on_batch(result)
        return result


RUNNER: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=WORKERS)


@flow(name="newsledger-nightly", task_runner=RUNNER, persist_result=False)  # type: ignore[arg-type]  # its futures are PrefectFutures
def nightly(sources: list[str], warehouse: str, settings: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read every source and publish; parameters are plain text so that a schedule can hold them."""
    night = begin(sources, Path(warehouse), Settings(**(settings or {})))
    return run_steps(night, Tasks(_listeners[-1] if _listeners else None)).plain()


_listeners: list[Callable[[BatchDone], None]] = []


@contextlib.contextmanager
def no_orphans() -> Iterator[None]:
    """End the ephemeral API server with us, also on SIGTERM: a plain kill would leave it behind."""

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    atexit.register(stop_ephemeral_server)
    try:
        yield
    finally:
        stop_ephemeral_server()
        signal.signal(signal.SIGTERM, before)


def stop_ephemeral_server() -> None:
    """Stop the API server that Prefect started for us, if it did."""
    for server in list(SubprocessASGIServer._instances.values()):  # noqa: SLF001  there is no public way to reach it
        server.stop()


def run_with_prefect(
    sources: Sequence[str],
    warehouse: Path,
    on_batch: Callable[[BatchDone], None] | None = None,
    settings: Settings | None = None,
) -> Summary:
    """A run as a Prefect flow: on the configured API, or on Prefect's ephemeral one when none is."""
    with no_orphans(), temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        if on_batch:
            _listeners.append(on_batch)
        result = nightly(list(sources), str(warehouse), (settings or Settings()).plain())
        return Summary(**result)
