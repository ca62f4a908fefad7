"""A warehouse of another version: an older one opens and is brought up, a newer one is refused in one line."""

import json
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from flows.asking import print_checks
from flows.cli import app
from flows.nightly import run_direct
from flows.paths import SAMPLE
from flows.settings import Settings
from flows.store import FORMAT

FILES = sorted(SAMPLE.glob("*.txt"))[:2]


def made_older(warehouse: Path) -> None:
    """As the first version left it: no measures, no withdrawals, no list of files, fewer columns, another code."""
    store = warehouse / "store"
    publish = (store / "current").resolve()
    (store / "format").unlink()
    for file in (store / "files.parquet", publish / "manifest.json", publish / "datapackage.json", warehouse / "datapackage.json"):
        file.unlink(missing_ok=True)
    for table in ("measures", "withdrawals"):
        shutil.rmtree(publish / "parquet" / table, ignore_errors=True)
        with duckdb.connect(str(publish / "newsledger.duckdb")) as db:
            db.execute(f"DROP TABLE IF EXISTS {table}")
    for batch in (store / "batches").iterdir():
        amounts = pl.read_parquet(batch / "amounts.parquet").drop("object_text")
        (batch / "amounts.parquet").unlink()  # the publish links it
        amounts.write_parquet(batch / "amounts.parquet")
        (batch / "versions.json").write_text(json.dumps({"code": "0.0.1", "reference": "0"}), encoding="utf-8")


@pytest.mark.parametrize("minutes", [None, 0.0])
def test_an_older_warehouse_opens_and_is_brought_up(tmp_path: Path, minutes: float | None) -> None:
    run_direct(FILES[:1], tmp_path)
    made_older(tmp_path)
    summary = run_direct(FILES, tmp_path, settings=Settings(rebuild_minutes=minutes))
    assert (summary.n_documents, summary.n_new_documents) == (2, 1)
    assert pl.read_parquet(tmp_path / "parquet" / "runs").height == 2
    print_checks(tmp_path)


@pytest.mark.parametrize("words", [("check",), ("show", "0")])
def test_until_it_is_brought_up_commands_say_why_they_cannot_read_it(tmp_path: Path, words: tuple[str, ...]) -> None:
    run_direct(FILES[:1], tmp_path)
    made_older(tmp_path)
    with duckdb.connect(str((tmp_path / "newsledger.duckdb").resolve())) as db:
        db.execute("ALTER TABLE stories RENAME TO told")
    result = CliRunner().invoke(app, [*words, "-w", str(tmp_path)])
    assert result.exit_code == 1
    (line,) = result.stderr.strip().splitlines()
    assert "is of another version (it has no stories): `newsledger run` brings it up" in line


def test_a_newer_warehouse_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "format").write_text(f"{FORMAT + 1}\n")
    result = CliRunner().invoke(app, ["run", "--direct", "-w", str(tmp_path)])
    assert result.exit_code == 1
    (line,) = result.stderr.strip().splitlines()
    assert "newer newsledger" in line
