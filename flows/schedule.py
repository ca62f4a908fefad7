"""`newsledger serve`: the nightly schedule on a Prefect API, the configured one or, when there is none, one of our own on loopback."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.orchestrated import nightly, no_orphans
from flows.processes import free_port, started
from flows.settings import Settings

#: A new Prefect database on a busy machine takes this long at most.
SERVER_START_SECONDS = 120


def serve(sources: list[str], warehouse: Path, cron: str, settings: Settings) -> None:
    """Run at the times `cron` names, until stopped; a run that would overlap another is cancelled. Raises ValueError on a bad `cron`."""
    CronSchedule(cron=cron)
    limit = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    with no_orphans(), _api():
        nightly.serve(
            name="nightly",
            cron=cron,
            parameters={"sources": sources, "warehouse": str(warehouse), "settings": settings.plain()},
            global_limit=limit,
        )


@contextlib.contextmanager
def _api() -> Iterator[None]:
    """A Prefect API that can schedule: Prefect's ephemeral one cannot."""
    if PREFECT_API_URL.value():
        yield
        return
    port = free_port()
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    url = f"http://127.0.0.1:{port}/api"
    with started(command, os.environ) as server:
        _wait(url, server)
        os.environ["PREFECT_API_URL"] = url  # for the processes that the schedule starts
        with temporary_settings({PREFECT_API_URL: url}):
            yield


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SERVER_START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(URLError, OSError), urlopen(f"{url}/health", timeout=2):  # noqa: S310  our own address
            return
        time.sleep(0.3)
    raise OSError("the Prefect server on loopback did not start")
