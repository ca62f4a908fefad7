"""The flow on a real Prefect API, and what is left when it is stopped."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from prefect.artifacts import Artifact
from prefect.automations import Automation
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.testing.utilities import prefect_test_harness

from flows.alerts import install
from flows.artifacts import CHANGES, QUALITY, SUMMARY
from flows.orchestrated import nightly
from flows.paths import SAMPLE


def test_the_flow_publishes_what_a_direct_run_publishes_and_shows_it(tmp_path: Path, warehouse: Path) -> None:
    with prefect_test_harness(server_startup_timeout=120), temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        result = nightly([str(SAMPLE)], str(tmp_path))
        shown = {key: Artifact.get(key) for key in (SUMMARY, QUALITY, CHANGES)}
        for _ in range(2):  # made anew, not twice
            names = asyncio.run(install("http://127.0.0.1:9/hook", None))
        kept = [asyncio.run(Automation.aread(name=name)) for name in names]
    assert result["changed"]
    for table in ("amounts", "events"):
        one, two = (pl.read_parquet(folder / "parquet" / table).sort(pl.all()) for folder in (warehouse, tmp_path))
        assert_frame_equal(one, two)
    assert "New events" in shown[SUMMARY].data  # type: ignore[union-attr, operator]
    assert '"what": "checks"' in shown[QUALITY].data  # type: ignore[union-attr, operator]
    assert '"table": "documents"' in shown[CHANGES].data  # type: ignore[union-attr, operator]
    assert len({automation.id for automation in kept}) == 4
    (failed, *_) = kept
    assert failed.trigger.match_related.root == {"prefect.resource.role": "flow", "prefect.resource.name": nightly.name}  # type: ignore[union-attr]


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
