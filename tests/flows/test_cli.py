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


@pytest.mark.parametrize("command", ["run", "sql", "diff", "export", "show", "check", "serve", "alerts", "unresolved"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0
    assert f"newsledger {command}" in result.output


def test_an_unknown_option_is_refused() -> None:
    assert call("run", "--fast").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--map", "body=text"), "no field"),
        (("run", "--map", "text"), "FIELD=COLUMN"),
        (("run", "--keep", "-1"), "0 or more"),
        (("run", "--on-drift", "maybe"), "none of"),
        (("run", "--runner", "ray"), "none of"),
        (("run", "--runner", "dask"), "has an address"),
        (("run", "--address", "tcp://x"), "has an address"),
        (("run", "--runner", "dask", "--address", "tcp://x"), "PREFECT_API_URL"),
        (("alerts",), "says where to"),
        (("alerts", "--webhook", "http://x"), "PREFECT_API_URL"),
        (("alerts", "--webhook", "http://x", "--silence", "0"), "between"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    place = ("-w", tmp_path) if words[0] == "run" else ()
    assert said in one_line(call(*words, *place), 2)


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


def test_rows_too_wide_for_the_terminal_stand_value_by_value(warehouse: Path) -> None:
    query = "SELECT provider, period, explanation FROM pledges, disagreements LIMIT 1"
    (row,) = json.loads(call("sql", query, "-f", "json", "-w", warehouse).stdout)
    query = query.replace("explanation", ", ".join(f"explanation AS told_{n}" for n in range(9)))
    shown = " ".join(call("sql", query, "-w", warehouse).stdout.replace("│", " ").split())
    assert shown.count(row["explanation"][:20]) == 9
    assert shown.index("provider") < shown.index("told_0") < shown.index("told_8")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM documents",
        "DROP VIEW pledges",
        "CREATE TABLE t AS SELECT 1",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM read_csv('http://127.0.0.1/x')",
        "SELECT * FROM read_parquet('s3://bucket/x')",
        "COPY documents TO 'x.csv'",
        "EXPORT DATABASE 'x'",
        "SET threads = 1",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "PRAGMA enable_profiling",
        "PRAGMA database_list; INSTALL httpfs",
        "LOAD httpfs",
        "CALL pragma_nothing()",
        "ATTACH 'x.db'",
        "SELECT 1; DELETE FROM documents; SELECT 2",
        "SELEC 1",
        "",
    ],
)
def test_sql_cannot_hurt_or_reach_out(warehouse: Path, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = (warehouse / "newsledger.duckdb").resolve()
    before = file.read_bytes()
    assert one_line(call("sql", query, "-w", warehouse), 2)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


def test_sql_does_not_see_what_python_holds(warehouse: Path) -> None:
    for name in ("rows", "db", "query", "TABLES"):
        assert "does not exist" in one_line(call("sql", f"SELECT * FROM {name}", "-w", warehouse), 2)


def test_check_holds_on_what_was_published(warehouse: Path) -> None:
    assert "checks hold" in call("check", "-w", warehouse).stdout


def test_check_finds_a_broken_row(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "newsledger.duckdb").write_bytes((warehouse / "newsledger.duckdb").read_bytes())
    with duckdb.connect(str(tmp_path / "newsledger.duckdb")) as db:
        db.execute("UPDATE amounts SET surface = 'other' WHERE amount_id = (SELECT min(amount_id) FROM amounts)")
    assert "surface_is_the_text_at_its_offsets" in one_line(call("check", "-w", tmp_path), 1)


@pytest.mark.parametrize("table", ["events", "stories", "entities", "amounts", "documents"])
def test_show_finds_a_row_by_its_id(warehouse: Path, table: str) -> None:
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        key = {"events": "event_id", "stories": "story_id", "entities": "entity_id", "amounts": "amount_id", "documents": "doc_id"}[table]
        found = db.execute(f"SELECT min({key}) FROM {table}").fetchone()
    assert found is not None
    result = call("show", found[0], "-w", warehouse)
    assert result.exit_code == 0
    assert result.stdout.strip()


def test_show_marks_the_parts_of_an_event(warehouse: Path) -> None:
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        found = db.execute(
            "SELECT min(event_id) FROM event_mentions JOIN event_participants USING (event_mention_id) WHERE role = 'provider'"
        )
        event_id = (found.fetchone() or ("",))[0]
    shown = call("show", event_id, "-w", warehouse).stdout
    assert "[trigger]" in shown
    assert "[provider]" in shown


def test_show_says_why_documents_are_of_one_story(warehouse: Path) -> None:
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        found = db.execute("SELECT story_id, why FROM story_links ORDER BY score DESC, why LIMIT 1").fetchone()
    assert found is not None
    assert found[1] in call("show", found[0], "-w", warehouse).stdout


def test_show_says_what_it_cannot_find(warehouse: Path) -> None:
    assert "no event" in one_line(call("show", "zzz", "-w", warehouse), 2)


HOSTILE = "'a' || chr(27) || '[31mb' || chr(8238) || chr(155) || chr(7) || chr(13) || '[red]c[/red]<script>'"


def test_hostile_text_reaches_the_terminal_escaped(warehouse: Path) -> None:
    for form in ("table", "csv", "json"):
        shown = call("sql", f"SELECT {HOSTILE} AS t", "-f", form, "-w", warehouse).stdout
        if form == "table":
            assert not {c for c in shown if not c.isprintable()} - {"\n"}
            assert "[red]c[/red]" in shown
        else:
            assert "[red]c[/red]<script>" in shown
        assert form == "csv" or "\x1b" not in shown


def test_hostile_text_in_an_error_is_escaped(warehouse: Path) -> None:
    said = call("sql", 'SELECT "a\x1b[31m\u202e[red]"', "-w", warehouse).stderr
    assert not {c for c in said if not c.isprintable()} - {"\n"}
    assert "[red]" in said
