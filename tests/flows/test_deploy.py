"""What `deploy/` holds is what the command takes: every command line in it runs, and the tools that will read it accept it."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.paths import PROJECT, SAMPLE

DEPLOY = PROJECT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def nights() -> dict[str, list[str]]:
    """The words after `newsledger` that systemd, cron and the container run a night with."""
    (cron,) = re.findall(r"bin/newsledger (.*?) 2>>", (DEPLOY / "newsledger.cron").read_text(encoding="utf-8"))
    (unit,) = re.findall(r"^ExecStart=\S*/newsledger (.*)$", (DEPLOY / "newsledger.service").read_text(encoding="utf-8"), re.MULTILINE)
    (container,) = re.findall(r"^CMD (.*)$", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return {"cron": shlex.split(cron), "systemd": shlex.split(unit), "container": json.loads(container)}


def test_every_way_runs_the_same_night(tmp_path: Path) -> None:
    ways = {tuple(Path(word).name if word.startswith("/") else word for word in words) for words in nights().values()}
    assert len(ways) == 1
    places = {"news": str(min(SAMPLE.glob("*.txt"))), "warehouse": str(tmp_path)}
    result = CliRunner().invoke(app, [places.get(word, word) for word in ways.pop()])
    assert result.exit_code == 0, result.output
    assert pl.read_parquet(tmp_path / "parquet" / "documents").height == 1


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd's own checker")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for unit in UNITS:  # the programs they name are not where they will be
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    checked = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *checked], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_guide_names_every_file() -> None:
    guide = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [file.name for file in DEPLOY.iterdir() if f"deploy/{file.name}" not in guide] == []
