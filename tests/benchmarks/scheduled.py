"""The schedule for real: a Prefect server on loopback, a process worker, prefect.yaml with a cron of every minute, a webhook.

    python -m tests.benchmarks.scheduled [--pictures FOLDER]

After eight small nights, three fire by themselves: the first brings far more than is usual, the second nothing new, the third fails,
its warehouse spoilt; while it waits to be tried again no night ends. Shown are when each began after its minute, how it ended, the
artifacts, and what the webhook heard of each. Takes some ten minutes; exit 1 when anything is missing.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from flows.artifacts import CHANGES, QUALITY, SUMMARY
from flows.nightly import run_direct
from flows.paths import PROJECT, SAMPLE
from flows.processes import started
from tests.benchmarks.pictures import browser
from tests.benchmarks.serving import prefect_server, webhook

#: What the four automations say.
ALERTS = ("unusual night", "nothing new", "run failed", "no run has ended")
#: Longer than a night here takes, shorter than the wait before a failed one is tried again.
SILENCE_HOURS = 0.05
#: Pages that are looked at, and what each must say; of an artifact's page the key stands for its id.
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "runs": ("runs", ("newsledger-nightly", "Completed")),
    "artifacts": ("artifacts", (SUMMARY, QUALITY, CHANGES)),
    "summary": (f"artifacts/artifact/{SUMMARY}", ("new documents", "seconds")),
    "quality": (f"artifacts/artifact/{QUALITY}", ("checks",)),
    "changes": (f"artifacts/artifact/{CHANGES}", ("documents",)),
    "automations": ("automations", ("newsledger: run failed", "newsledger: no night")),
}


def small_nights(news: Path, warehouse: Path) -> None:
    """Eight nights of three pages each, so that the next can be unlike them; then what makes it so."""
    news.mkdir()
    for night in range(8):
        for page in range(3):
            (news / f"{night}-{page}.txt").write_text(f"Gauge {page} in Ulm read {night} mm of rain.", encoding="utf-8")
        run_direct([news], warehouse)
    for file in sorted(SAMPLE.glob("*.txt")):
        shutil.copy(file, news)


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
    return (datetime.fromisoformat(run["start_time"]) - datetime.fromisoformat(run["expected_start_time"])).total_seconds()


def take_pictures(address: str, folder: Path, artifacts: list[dict[str, Any]]) -> None:
    """What a person sees in Prefect's pages, as PNG files, where Chromium is installed."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = {artifact["key"]: artifact["latest_id"] for artifact in artifacts}
    with browser() as looking:
        for name, (page, words) in PAGES.items():
            place, _, last = page.rpartition("/")
            target = (folder / f"{name}.png").resolve()
            looking.take("/".join(filter(None, (address, place, ids.get(last, last)))), words, target)
            print("picture:", target)


def main() -> None:
    """Run it all."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pictures", type=Path, help="a folder for pictures of Prefect's pages; needs chromium")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    with tempfile.TemporaryDirectory() as folder, webhook() as hook, prefect_server(Path(folder)) as api:
        work = Path(folder)
        small_nights(work / "news", work / "warehouse")
        environment = os.environ | {"PREFECT_API_URL": api, "PREFECT_HOME": str(work / "client")}
        prefect = [sys.executable, "-m", "prefect", "--no-prompt"]
        parameters = {"sources": [str(work / "news")], "warehouse": str(work / "warehouse")}
        given_parameters = [word for name, value in parameters.items() for word in ("--param", f"{name}={json.dumps(value)}")]
        newsledger = [sys.executable, "-c", "from flows.cli import main; main()"]

        def call(*words: str) -> None:
            subprocess.run(words, env=environment, cwd=PROJECT, check=True, capture_output=True)

        call(*prefect, "work-pool", "create", "newsledger", "--type", "process")
        call(*prefect, "deploy", "--name", "nightly", "--cron", "* * * * *", *given_parameters)
        call(*newsledger, "alerts", "--webhook", hook.address, "--silence", str(SILENCE_HOURS))
        with started([*prefect, "worker", "start", "--pool", "newsledger"], environment, cwd=PROJECT):
            until("two runs that came through", lambda: sum(run["state_type"] == "COMPLETED" for run in runs(api)) >= 2, 900)
            shutil.rmtree(work / "warehouse" / "store" / "batches")
            (work / "warehouse" / "store" / "batches").write_text("in the way")
            until("a run that fails", lambda: any(run["state_type"] == "FAILED" for run in runs(api)), 900)
            for run in runs(api):
                print(f"{run['name']:25} due {run['expected_start_time'][11:19]} began {late(run):4.1f} s later, {run['state_name']}")
            artifacts = httpx.post(f"{api}/artifacts/latest/filter", json={}, timeout=30).json()
            print("artifacts:", ", ".join(sorted(a["key"] for a in artifacts if a["key"])))
            until(f"a message of each of {ALERTS}; heard was {hook.heard}", lambda: hook.told(*ALERTS), 240)
            print("webhook heard:", *hook.heard, sep="\n  ")
            if given.pictures:
                take_pictures(api.removesuffix("/api"), given.pictures, artifacts)


if __name__ == "__main__":
    main()
