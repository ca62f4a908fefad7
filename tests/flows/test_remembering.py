"""What was believed on any day, and what changed between two runs, through the warehouse and the command."""

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.nightly import run_direct

FIRST = "Norway will lend Kenya 400 million dollars for a railway, the two governments said on March 3, 2026."
SECOND = "Norway will lend Kenya 400 million dollars for a railway, Kenyan President William Ruto said on March 3, 2026."


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("remembered")
    # An event bears the id of its first mention: the page that comes later stands later in the order of documents.
    for number, text in enumerate((SECOND, FIRST)):
        page = {"id": f"p{number}", "text": text, "language": "en", "published_at": "2026-03-03T08:00:00+00:00"}
        source = folder / f"{number}.jsonl"
        source.write_text(json.dumps(page), encoding="utf-8")
        run_direct([source], folder / "warehouse")
    return folder / "warehouse"


def test_rows_are_those_of_their_day(warehouse) -> None:
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        days = [day for (day,) in db.execute("SELECT started_at FROM runs ORDER BY 1").fetchall()]
        told = [db.execute("SELECT max(n_documents) FROM events_as_of(?) WHERE amount_value = 400000000", [day]).fetchone() for day in days]
        claims = [db.execute("SELECT count(DISTINCT doc_id) FROM as_of(?)", [day]).fetchone() for day in days]
        now = db.execute("SELECT * FROM events EXCEPT SELECT * FROM events_as_of(?)", [days[-1]]).fetchall()
        assert db.execute("SELECT count(*) FROM events_as_of('2020-01-01')").fetchone() == (0,)
    assert told == [(1,), (2,)]
    assert claims == [(1,), (2,)]
    assert now == []


def test_diff_prints_what_changed(warehouse) -> None:
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        one, other = [run for (run,) in db.execute("SELECT run_id FROM runs ORDER BY 1").fetchall()]
    run = CliRunner().invoke(app, ["diff", one, other, "--format", "json", "--warehouse", str(warehouse)])
    assert run.exit_code == 0
    rows = json.loads(run.stdout)
    assert any(row["change"] == "changed" and "n_documents: 1 -> 2" in row["what"] for row in rows)
    assert any(row["change"] == "gained" and row["table_name"] == "claims" for row in rows)
    same = CliRunner().invoke(app, ["diff", other, other, "--warehouse", str(warehouse)])
    assert "nothing changed" in same.stdout


def test_an_unknown_run_is_one_line_and_code_2(warehouse) -> None:
    run = CliRunner().invoke(app, ["diff", "1999", "2000", "--warehouse", str(warehouse)])
    assert run.exit_code == 2
