"""What leaves the warehouse for a spreadsheet: nothing in it runs, and no number changes."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from typer import Exit
from typer.testing import CliRunner, Result

from flows import exporting
from flows.cli import app
from flows.exporting import FORMULA, harmless, write_csv, write_excel

ATTACKS = ["=1+1", "+1", "-1+1|cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "＝1", "＋1", "－1", "＠x", "\u200b\u202e=1"]


def export(warehouse: Path, what: str, target: Path) -> Result:
    return CliRunner().invoke(app, ["export", what, str(target), "-w", str(warehouse)])


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_csv_begins_as_a_formula(tmp_path: Path, attack: str) -> None:
    write_csv(pl.DataFrame({"=head": [attack, "a = b"], "n": [-1, 2]}), tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes().decode()
    assert raw.startswith("\ufeff")
    head, first, second = csv.reader(io.StringIO(raw[1:], newline=""))
    assert head[0] == "'=head"
    assert first == [f"'{attack}", "-1"]
    assert second == ["a = b", "2"]


@given(st.text(max_size=30))
def test_only_an_apostrophe_is_ever_added(text: str) -> None:
    safe = harmless(pl.DataFrame({"t": [text]})).item()
    assert safe in {text, f"'{text}"}
    assert not re.match(r"[=+\-@\t\r\n]", safe)
    assert (safe != text) == pl.select(pl.lit(text).str.contains(FORMULA)).item()


def test_a_workbook_holds_no_formula_and_no_changed_number(tmp_path: Path) -> None:
    rows = pl.DataFrame({
        "words": [*ATTACKS, "https://paper.example", "00123", "x" * 40_000],
        "sum": pl.Series([Decimal("3000000000000.500000"), Decimal("1234567890123456.789000"), *[None] * 15], dtype=pl.Decimal(38, 6)),
        "day": [date(2026, 3, 1)] * 17,
        "moment": [datetime(2026, 3, 1, 12, tzinfo=UTC)] * 17,
        "yes": [True] * 17,
        "list": [["=1", "b"]] * 17,
    })  # fmt: skip
    write_excel(rows, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert not [name for name in book.namelist() if "rels" in name and "hyperlink" in book.read(name).decode()]
        assert b"3000000000000.5<" in book.read("xl/worksheets/sheet1.xml")
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "1234567890123456.789000" in sheet
        assert ">00123<" in sheet
        assert "x" * 32_767 in sheet
        assert "x" * 32_768 not in sheet


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "SHEET_ROWS", 3)
    with pytest.raises(Exit):
        write_excel(pl.DataFrame({"a": [1, 2, 3]}), tmp_path / "a.xlsx")


def test_the_command_writes_what_its_suffix_says(warehouse: Path, tmp_path: Path) -> None:
    for suffix in (".csv", ".xlsx", ".parquet", ".jsonl"):
        assert export(warehouse, "pledges", tmp_path / f"a{suffix}").exit_code == 0
    assert_frame_equal(pl.read_parquet(tmp_path / "a.parquet").select("event_id"), pl.read_csv(tmp_path / "a.csv").select("event_id"))
    assert export(warehouse, "SELECT 1 AS one", tmp_path / "b.jsonl").exit_code == 0
    assert (tmp_path / "b.jsonl").read_text() == '{"one":1}\n'
    for what, target in (("pledges", "a.doc"), ("nothing", "a.csv"), ("SELECT * FROM read_text('/etc/hostname')", "a.csv")):
        result = export(warehouse, what, tmp_path / target)
        assert result.exit_code == 2
        assert len(result.stderr.strip().splitlines()) == 1
    assert "cannot write" in export(warehouse, "pledges", tmp_path / "no" / "a.csv").stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.jsonl", "a.parquet", "a.xlsx", "b.jsonl"]
