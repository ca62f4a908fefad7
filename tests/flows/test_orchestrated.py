"""The flow on a real Prefect API, and what is left when it is stopped."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from prefect.artifacts import Artifact
from prefect.automations import Automation
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, PREFECT_HOME, temporary_settings

from flows import measures
from flows.alerts import install
from flows.artifacts import CHANGES, QUALITY, SUMMARY
from flows.orchestrated import nightly
from flows.paths import SAMPLE
from tests.benchmarks.serving import prefect_server, webhook
from tests.flows.test_measures import NIGHTS
from transforms.drift import judged


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prefect server on loopback, its schedules and automations at work."""
    home = tmp_path_factory.mktemp("prefect")
    with prefect_server(home) as address:
        settings = {PREFECT_API_URL: address, PREFECT_HOME: home / "client", PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
        with temporary_settings(settings):
            yield address


@pytest.mark.usefixtures("api")
def test_the_flow_publishes_what_a_direct_run_publishes_and_shows_it(tmp_path: Path, warehouse: Path) -> None:
    result = nightly([str(SAMPLE)], str(tmp_path))
    shown = {key: Artifact.get(key) for key in (SUMMARY, QUALITY, CHANGES)}
    assert result["changed"]
    for table in ("amounts", "events"):
        one, two = (pl.read_parquet(folder / "parquet" / table).sort(pl.all()) for folder in (warehouse, tmp_path))
        assert_frame_equal(one, two)
    assert "New events" in shown[SUMMARY].data  # type: ignore[union-attr, operator]
    assert '"what": "checks"' in shown[QUALITY].data  # type: ignore[union-attr, operator]
    assert '"table": "documents"' in shown[CHANGES].data  # type: ignore[union-attr, operator]


@pytest.mark.usefixtures("api")
def test_a_night_that_is_unusual_or_brings_nothing_or_fails_or_is_missing_reaches_a_webhook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "judged", lambda tonight, _: judged(tonight, NIGHTS))
    sources, run = [str(min(SAMPLE.glob("*.txt")))], nightly.with_options(retries=0)
    with webhook() as hook:
        for _ in range(2):  # made anew, not twice
            names = asyncio.run(install(hook.address, None, timedelta(seconds=15)))
        kept = [asyncio.run(Automation.aread(name=name)) for name in names]
        unusual, nothing = run(sources, str(tmp_path / "w")), run(sources, str(tmp_path / "w"))
        (tmp_path / "file").write_text("in the way")
        failed = run(sources, str(tmp_path / "file" / "w"), return_state=True)
        deadline = time.monotonic() + 120
        while not hook.told("unusual night", "nothing new arrived", "run failed", "no run has ended") and time.monotonic() < deadline:
            time.sleep(0.3)
    assert (unusual["changed"], nothing["changed"], failed.is_failed()) == (True, False, True)
    assert len({automation.id for automation in kept}) == 4
    assert hook.told(
        unusual["alarms"][0], unusual["run_id"], nothing["run_id"], "cannot write to the warehouse", "none in the last 0:00:15"
    )


@pytest.mark.usefixtures("api")
def test_what_nobody_foresaw_is_a_sentence_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.orchestrated.run_steps", lambda *_: {}["rows"])
    state = nightly.with_options(retries=0)([str(SAMPLE)], str(tmp_path), return_state=True)
    assert "ended on an error that it does not know (KeyError: 'rows'); what was published stays" in str(state.message)


def children(marker: str) -> list[int]:
    """Processes whose environment holds the marker: the run and whatever it started."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                if marker.encode() in (process / "environ").read_bytes():
                    found.append(int(process.name))
            except OSError:
                continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to see what is left behind")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_run_leaves_no_process_behind(tmp_path: Path, stop: signal.Signals) -> None:
    marker = f"NEWSLEDGER_TEST_MARKER={tmp_path.as_posix()}"
    name, value = marker.split("=", 1)
    environment = os.environ | {name: value, "PREFECT_HOME": str(tmp_path / "prefect"), "CI": "true"}
    command = [sys.executable, "-c", "from flows.cli import main; main()", "run", "--warehouse", str(tmp_path / "w")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        deadline = time.monotonic() + 150
        while len(children(marker)) < 2 and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        assert len(children(marker)) >= 2, "the API server was never started"
        run.send_signal(stop)
        assert run.wait(timeout=60) != 0
    deadline = time.monotonic() + 10
    while children(marker) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert children(marker) == []
