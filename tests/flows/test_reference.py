"""A bad row of reference data is one line that names the file and the row."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import running
from flows.cli import app
from flows.paths import REFERENCE
from flows.reference import BadReferenceError, load_reference


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REFERENCE, tmp_path / "reference", ignore=shutil.ignore_patterns("build")))


def replaced(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("entities.csv", lambda t: t.replace(",Country,", ",Contry,", 1), r"entities\.csv, row \d+: kind 'Contry' fails"),
        (
            "entities.csv",
            lambda t: t.replace("entity_id,kind", "entity_id,sort", 1),
            r"entities\.csv: missing columns \['kind'\], unknown columns \['sort'\]",
        ),
        ("entities.csv", lambda t: t.replace("\nQ", "\nQQ", 1), r"entities\.csv, row \d+: entity_id 'QQ\d+' fails"),
        ("entities.csv", lambda t: t + t.splitlines()[1] + "\n", r"entities\.csv.*fails"),
        ("lang/ko/magnitudes.csv", lambda t: t.replace(",8,", ",eight,", 1), r"lang/ko/magnitudes\.csv, row \d+: .*'eight'"),
        (
            "lang/en/magnitudes.csv",
            lambda t: t.replace("billion|bilion", "billion|thousand", 1),
            r"lang/en/magnitudes\.csv, rows \d+ and \d+: both say what 'thousand' means",
        ),
        (
            "curation.csv",
            lambda t: t + 'alias,Testburg,en,Q0,,a town,hand,"in Testburg"\n',
            r"curation\.csv: 'Q0' is not in entities\.csv",
        ),
        ("people.csv", lambda t: re.sub(r"\d{4}-\d{2}-\d{2}", "2025-13-40", t, count=1), r"people\.csv, row \d+: .*'2025-13-40'"),
    ],
)
def test_a_bad_row_is_named(copy: Path, name: str, change: Callable[[str], str], said: str) -> None:
    replaced(copy / name, change)
    with pytest.raises(BadReferenceError, match=said):
        load_reference(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "currencies.csv").unlink()
    with pytest.raises(BadReferenceError, match=r"currencies\.csv: no such file"):
        load_reference(copy)


def test_a_run_with_bad_reference_data_ends_with_one_line_and_code_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def bad() -> None:
        raise BadReferenceError("entities.csv, row 7: kind 'X' fails isin")

    monkeypatch.setattr(running, "load_bundle", bad)
    result = CliRunner().invoke(app, ["run", "--direct", "-w", str(tmp_path)])
    assert result.exit_code == 2
    assert result.stderr.strip() == "newsledger: reference data: entities.csv, row 7: kind 'X' fails isin"


def test_the_version_follows_the_content(copy: Path) -> None:
    before = load_reference(copy).version
    replaced(copy / "entities.csv", lambda t: t.replace("hand list", "list by hand", 1))
    load_reference.cache_clear()
    assert load_reference(copy).version != before
