"""The command as a person meets it: what it prints, and one clear line with the promised exit code when something is wrong."""

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner, Result

from flows.cli import app

runner = CliRunner()


def call(*words: object) -> Result:
    return runner.invoke(app, [str(word) for word in words])


def one_line(result: Result, code: int) -> str:
    assert result.exit_code == code, result.output
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.mark.parametrize("command", ["run", "sql", "show", "check", "serve"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0
    assert f"newsledger {command}" in result.output


def test_an_unknown_option_is_refused() -> None:
    assert call("run", "--fast").exit_code == 2


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert "no such file or folder" in one_line(call("run", tmp_path / "nowhere", "-w", tmp_path / "w"), 2)


def test_asking_before_anything_is_published(tmp_path: Path) -> None:
    for words in (("sql", "SELECT 1"), ("show", "Q17"), ("check",)):
        assert "nothing is published" in one_line(call(*words, "-w", tmp_path), 1)


def test_a_corrupt_warehouse_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "newsledger.duckdb").write_bytes(b"not a database" * 1000)
    assert "cannot open" in one_line(call("sql", "SELECT 1", "-w", tmp_path), 1)


def test_a_warehouse_that_cannot_be_written_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "cannot write" in one_line(call("run", "--direct", "-w", tmp_path / "file" / "w"), 1)


def test_sql_prints_what_it_is_asked_for(warehouse: Path, tmp_path: Path) -> None:
    query = "SELECT count(*) AS n FROM documents"
    (row,) = json.loads(call("sql", query, "-f", "json", "-w", warehouse).stdout)
    assert call("sql", query, "-f", "csv", "-w", warehouse).stdout == f"n\n{row['n']}\n"
    assert str(row["n"]) in call("sql", query, "-w", warehouse).stdout
    (tmp_path / "out.parquet").write_bytes(call("sql", query, "-f", "parquet", "-w", warehouse).stdout_bytes)
    assert pl.read_parquet(tmp_path / "out.parquet").item() == row["n"]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM documents",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY documents TO 'x.csv'",
        "SET threads = 1",
        "SELEC 1",
        "ATTACH 'x.db'",
    ],
)
def test_sql_cannot_hurt_or_reach_out(warehouse: Path, query: str) -> None:
    assert one_line(call("sql", query, "-w", warehouse), 2)


def test_check_holds_on_what_was_published(warehouse: Path) -> None:
    assert "checks hold" in call("check", "-w", warehouse).stdout


def test_check_finds_a_broken_row(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "newsledger.duckdb").write_bytes((warehouse / "newsledger.duckdb").read_bytes())
    with duckdb.connect(str(tmp_path / "newsledger.duckdb")) as db:
        db.execute("UPDATE amounts SET surface = 'other' WHERE amount_id = (SELECT min(amount_id) FROM amounts)")
    assert "surface_is_the_text_at_its_offsets" in one_line(call("check", "-w", tmp_path), 1)


@pytest.mark.parametrize("table", ["events", "entities", "amounts", "documents"])
def test_show_finds_a_row_by_its_id(warehouse: Path, table: str) -> None:
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        key = {"events": "event_id", "entities": "entity_id", "amounts": "amount_id", "documents": "doc_id"}[table]
        found = db.execute(f"SELECT min({key}) FROM {table}").fetchone()
    assert found is not None
    result = call("show", found[0], "-w", warehouse)
    assert result.exit_code == 0
    assert result.stdout.strip()


def test_show_says_what_it_cannot_find(warehouse: Path) -> None:
    assert "no event" in one_line(call("show", "zzz", "-w", warehouse), 2)


def test_hostile_text_reaches_the_terminal_escaped(warehouse: Path) -> None:
    shown = call("sql", "SELECT 'a' || chr(27) || '[31mb' || chr(8238) AS t", "-w", warehouse).stdout
    assert "\x1b[31mb" not in shown
    assert "\u202e" not in shown
