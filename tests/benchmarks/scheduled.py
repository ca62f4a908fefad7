"""The schedule for real: a Prefect server on loopback, a process worker, prefect.yaml with a cron of every minute, a webhook.

    python -m tests.benchmarks.scheduled [--fires 3]

Three nights fire by themselves: the first reads, the second brings nothing new, the third fails, its warehouse spoilt. Shown are when each
began after its minute, how it ended, the artifacts, and what the webhook heard. Takes some six minutes; exit 1 when anything is missing.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from flows.paths import PROJECT, SAMPLE
from flows.processes import started
from tests.benchmarks.serving import prefect_server

heard: list[str] = []


class Hook(BaseHTTPRequestHandler):
    """Takes what is posted to it."""

    def do_POST(self) -> None:
        heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def webhook() -> Iterator[str]:
    """The address of a webhook on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    server.shutdown()


def until(what: str, holds: Callable[[], Any], seconds: float) -> Any:
    """Wait until it holds; what it then says."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(1)
    sys.exit(f"not within {seconds:.0f} s: {what}")


def runs(api: str) -> list[dict[str, Any]]:
    """Flow runs that have ended, oldest first."""
    found = httpx.post(f"{api}/flow_runs/filter", json={"sort": "START_TIME_ASC"}, timeout=30).json()
    return [run for run in found if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}]


def late(run: dict[str, Any]) -> float:
    """Seconds between the minute a run was due and its start."""
    from datetime import datetime  # noqa: PLC0415

    return (datetime.fromisoformat(run["start_time"]) - datetime.fromisoformat(run["expected_start_time"])).total_seconds()


def main() -> None:
    """Run it all."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--keep", type=float, default=0, help="seconds to leave the server up at the end, to look at its pages")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    with tempfile.TemporaryDirectory() as folder, webhook() as hook, prefect_server(Path(folder)) as api:
        work = Path(folder)
        (work / "news").mkdir()
        for file in sorted(SAMPLE.glob("*.txt"))[:3]:
            shutil.copy(file, work / "news")
        environment = os.environ | {"PREFECT_API_URL": api, "PREFECT_HOME": str(work / "client")}
        prefect = [sys.executable, "-m", "prefect", "--no-prompt"]
        parameters = {"sources": [str(work / "news")], "warehouse": str(work / "warehouse")}
        given_parameters = [word for name, value in parameters.items() for word in ("--param", f"{name}={json.dumps(value)}")]

        def call(*words: str) -> None:
            subprocess.run(words, env=environment, cwd=PROJECT, check=True, capture_output=True)

        call(*prefect, "work-pool", "create", "newsledger", "--type", "process")
        call(*prefect, "deploy", "--name", "nightly", "--cron", "* * * * *", *given_parameters)
        call(sys.executable, "-c", "from flows.cli import main; main()", "alerts", "--webhook", hook)
        with started([*prefect, "worker", "start", "--pool", "newsledger"], environment, cwd=PROJECT):
            until("a first run", lambda: len(runs(api)) >= 1, 200)
            until("a second run", lambda: len(runs(api)) >= 2, 120)
            shutil.rmtree(work / "warehouse" / "store" / "batches")
            (work / "warehouse" / "store" / "batches").write_text("in the way")
            until("a third run", lambda: any(run["state_type"] == "FAILED" for run in runs(api)) or len(runs(api)) >= 5, 900)
            for run in runs(api):
                print(f"{run['name']:25} due {run['expected_start_time'][11:19]} began {late(run):4.1f} s later, {run['state_name']}")
            artifacts = httpx.post(f"{api}/artifacts/latest/filter", json={}, timeout=30).json()
            print("artifacts:", ", ".join(sorted(a["key"] for a in artifacts if a["key"])))
            until(
                "a message of a night that brought nothing, and of one that failed",
                lambda: _told("nothing new") and _told("run failed"),
                60,
            )
            print("webhook heard:", *heard, sep="\n  ")
            if given.keep:
                print(f"look at {api.removesuffix('/api')} for {given.keep:.0f} s", flush=True)
                time.sleep(given.keep)


def _told(words: str) -> bool:
    return any(words in text for text in heard)


if __name__ == "__main__":
    main()
