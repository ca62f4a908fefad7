"""The same steps as a Prefect flow: seen, retried and scheduled. With `flows.schedule` the only module that imports Prefect."""

import atexit
import contextlib
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from threading import Semaphore
from typing import Any, TypeVar

from prefect import State, Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.runtime import deployment
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.task_runners import ThreadPoolTaskRunner

from flows.artifacts import show
from flows.inputs.remote import UnreachableError
from flows.logs import heard
from flows.night import WORKERS, Night, begin
from flows.nightly import run_steps
from flows.processes import end_children
from flows.reference import BadReferenceError
from flows.releases import Summary
from flows.settings import Settings
from flows.steps import BatchDone, extract_batch
from flows.store import StoreError

Result = TypeVar("Result")


#: A scheduled run asks again after these seconds, and as a whole after five minutes; it is ended before the next one is due.
BATCH_RETRY_SECONDS = [10, 60, 300]
FLOW_RETRIES, FLOW_RETRY_SECONDS = 1, 300
TIMEOUT_SECONDS = 20 * 3600


#: Characters of an unforeseen error that a state and an alert repeat.
MOST_SAID = 300
#: A task that has not begun after this long holds nobody up.
PATIENCE_SECONDS = 600


def _task(step: Callable[..., Result], name: str, retry_seconds: Sequence[float] = ()) -> Task[..., Result]:
    """A step as a task: never cached, nothing persisted; the store is what remembers."""
    decorate = task(
        name=name,
        cache_policy=NO_CACHE,
        retries=len(retry_seconds),
        retry_delay_seconds=list(retry_seconds),
        retry_jitter_factor=0.5,
        retry_condition_fn=_may_pass,
        persist_result=False,
    )
    return decorate(step)


def _may_pass(_task: object, _run: object, state: State[Any]) -> bool:
    """Whether trying again can help: what is refused in words stays refused."""
    try:
        state.result()
    except (StoreError, BadReferenceError):
        return False
    except Exception:  # noqa: BLE001  a disk, a network, a lost worker
        return True
    return False


class Tasks:
    """Steps run as Prefect tasks: one a batch of tens of megabytes, so tens of tasks a night."""

    def __init__(self, settings: Settings, on_batch: Callable[[BatchDone], None] | None = None) -> None:
        """`on_batch` hears of every batch that is done."""
        self.settings, self.on_batch = settings, on_batch or (lambda _: None)

    def each(self, step: Callable[..., Result], night: Night, items: Iterable[Path], pool: Executor) -> list[Result]:
        """Submit one task an item, which waits for the pool; what is staged waits on disk."""
        places = Semaphore(WORKERS + 1)

        def in_pool(item: Path) -> Result:
            try:
                return pool.submit(step, night, item).result()
            finally:
                places.release()

        patience = BATCH_RETRY_SECONDS if deployment.id else [0]
        if self.settings.runner == "dask":
            return self._on_cluster(_task(step, step.__name__, patience), night, items)
        work = _task(in_pool, step.__name__, patience)
        futures: list[PrefectFuture[Any]] = []
        for item in items:
            places.acquire(timeout=PATIENCE_SECONDS)  # few more in flight than workers
            futures.append(work.submit(item))
        return [self._heard(future.result()) for future in futures]

    def _on_cluster(self, work: Task[..., Result], night: Night, items: Iterable[Path]) -> list[Result]:
        """The same tasks on a Dask cluster that sees the warehouse under the same path."""
        try:
            from prefect_dask import DaskTaskRunner  # noqa: PLC0415  an extra
        except ImportError:
            raise StoreError("a Dask cluster needs the extra `dask`: pip install 'newsledger[dask]'") from None
        with DaskTaskRunner(address=self.settings.address) as cluster:
            names = ("night", "staged" if work.name == extract_batch.__name__ else "batch")
            futures = [cluster.submit(work, dict(zip(names, (night, item), strict=True))) for item in items]
            return [self._heard(future.result()) for future in futures]

    def once(self, step: Callable[..., Result], *args: Any) -> Result:
        """Run one task and wait for it."""
        result: Result = _task(step, step.__name__)(*args)
        return result

    def _heard(self, result: Result) -> Result:
        if isinstance(result, BatchDone):
            heard(result)
            self.on_batch(result)
        return result


RUNNER: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=WORKERS)


@flow(
    name="newsledger-nightly",
    task_runner=RUNNER,  # type: ignore[arg-type]  # its futures are PrefectFutures
    persist_result=False,
    retries=FLOW_RETRIES,
    retry_delay_seconds=FLOW_RETRY_SECONDS,
    timeout_seconds=TIMEOUT_SECONDS,
)
def nightly(sources: list[str], warehouse: str, settings: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read every source and publish; parameters are plain text so that a schedule can hold them."""
    with _in_a_sentence():
        night = begin(sources, Path(warehouse), Settings(**(settings or {})))
        summary = run_steps(night, Tasks(night.settings, _listener()))
        show(summary)
        return summary.plain()


class UnforeseenError(RuntimeError):
    """A mistake of newsledger's own; the message is one line for a person."""


@contextlib.contextmanager
def _in_a_sentence() -> Iterator[None]:
    """What a run fails of is read in its state and in alerts: an error that nobody foresaw says what it means for whoever reads it."""
    try:
        yield
    except (StoreError, BadReferenceError, UnreachableError):
        raise
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:MOST_SAID]
        raise UnforeseenError(f"the run ended on an error that it does not know ({said}); what was published stays") from error


_listeners: list[Callable[[BatchDone], None]] = []


def _listener() -> Callable[[BatchDone], None] | None:
    """Who hears of batches; asked for here, for the flow itself travels to a cluster and a progress bar cannot."""
    return _listeners[-1] if _listeners else None


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
    end_children("prefect.server.api.server:create_app")  # one whose start was interrupted stands in no list


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
        result = nightly.with_options(retries=0)(list(sources), str(warehouse), (settings or Settings()).plain())
        return Summary(**result)
