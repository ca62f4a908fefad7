"""Reference data kept compiled: loaded when nothing changed, never when anything did, and never half written."""

import io
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows import bundle
from flows.paths import REFERENCE
from flows.reference import reference_version


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "__pycache__" / "reference-one.pickle"


@pytest.fixture
def small() -> bundle.Bundle:
    whole = bundle.load_bundle()
    return bundle.Bundle(whole.reference, whole.readers)


def test_what_was_kept_comes_back(place: Path, small: bundle.Bundle) -> None:
    bundle._keep(small, place)
    kept = bundle._kept(place)
    assert kept is not None
    assert kept.reference.version == reference_version()
    assert kept.readers.rates.equals(small.readers.rates)
    assert kept.readers.dates.scans.keys() == small.readers.dates.scans.keys()


def test_a_damaged_file_is_not_trusted(place: Path, small: bundle.Bundle) -> None:
    bundle._keep(small, place)
    body = place.read_bytes()
    for damaged in (b"", body[:100], body[: len(body) // 2], body[:-1] + bytes([body[-1] ^ 1])):
        place.write_bytes(damaged)
        assert bundle._kept(place) is None


def test_what_was_made_of_other_data_goes(place: Path, small: bundle.Bundle) -> None:
    old = place.with_name("reference-two.pickle")
    place.parent.mkdir()
    old.write_bytes(b"old")
    bundle._keep(small, place)
    assert [file.name for file in place.parent.iterdir()] == [place.name]


def test_a_changed_reference_file_has_another_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bundle._place()
    copy = shutil.copytree(REFERENCE, tmp_path / "reference")
    monkeypatch.setattr("flows.bundle.reference_version", lambda: reference_version(copy))
    assert bundle._place() == before
    file = next(copy.glob("lang/*/magnitudes.csv"))
    file.write_bytes(file.read_bytes() + b"\n")
    assert bundle._place() != before


def test_a_folder_that_cannot_be_written_to_only_costs_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr("flows.bundle._place", lambda: tmp_path / "file" / "reference-one.pickle")
    monkeypatch.setattr("flows.bundle.Readers", type("Readers", (), {"of": staticmethod(lambda _: None)}))
    assert bundle._made(tmp_path / "file" / "reference-one.pickle").readers is None


PRELOAD = """
from pathlib import Path
from flows import bundle
bundle._kept = lambda _: None
import flows.preloaded
print(*(task.read_text().strip() for task in Path("/proc/self/task").glob("*/comm")))
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to see threads")
def test_what_workers_are_forked_from_never_compiles_and_so_starts_no_threads_of_polars() -> None:
    threads = subprocess.run([sys.executable, "-c", PRELOAD], check=True, capture_output=True, text=True).stdout.split()
    assert threads
    assert not [name for name in threads if re.match(r"polars-\d", name)]


def test_a_pattern_is_kept_compiled_and_made_ready_at_its_first_use() -> None:
    kept = io.BytesIO()
    bundle._Pickler(kept).dump(re.compile("(?P<n>[0-9]+) ?(a)?", re.IGNORECASE))
    pattern = pickle.loads(kept.getvalue())  # noqa: S301  our own
    assert "match" not in vars(pattern)
    assert pattern.fullmatch("12 A").groups() == ("12", "A")
    found = pattern.match("12 a")
    assert found["n"] == "12"
    assert pattern.sub("x", "1, 2") == "x, x"
    assert "match" in vars(pattern)
