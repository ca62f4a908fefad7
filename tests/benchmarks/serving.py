"""Servers that trials start and stop: always ended, also when the trial fails."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from flows.processes import free_port, started


@contextmanager
def prefect_server(folder: Path) -> Iterator[str]:
    """A Prefect server with a new database in `folder`; its API address."""
    port = free_port()
    environment = os.environ | {"PREFECT_HOME": str(folder / "server"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    environment["PREFECT_SERVER_UI_API_URL"] = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    api = f"http://127.0.0.1:{port}/api"
    with started(command, environment):
        deadline = time.monotonic() + 120
        while True:
            try:
                httpx.get(f"{api}/health", timeout=2).raise_for_status()
                break
            except httpx.HTTPError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
        yield api
