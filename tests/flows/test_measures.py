"""What a night brought is kept, and a night unlike those before is said to be one, or stops the publish, as told."""

from pathlib import Path

import polars as pl
import pytest

from flows import measures
from flows.nightly import run_direct
from flows.paths import SAMPLE
from flows.settings import Settings
from flows.store import StoreError
from transforms.drift import judged


def test_the_rows_of_each_stage_are_kept(warehouse: Path) -> None:
    rows = pl.read_parquet(warehouse / "parquet" / "measures")
    first = rows.filter(pl.col("run_id") == pl.col("run_id").min())
    figures = dict(first.select("measure", "value").iter_rows())
    for table in ("segments", "amounts", "dates", "entity_mentions", "event_mentions", "document_sources"):
        assert figures[f"rows.{table}"] == pl.read_parquet(warehouse / "parquet" / table).height
    shares = [value for name, value in figures.items() if name.startswith("share_language.")]
    assert sum(shares) == pytest.approx(1)
    assert not first["is_unusual"].any()


def test_a_string_of_digits_left_in_many_parts_is_one_number(tmp_path: Path) -> None:
    (tmp_path / "odd.txt").write_text("1,1,1,1," * 100, encoding="utf-8")
    assert run_direct([tmp_path / "odd.txt"], tmp_path / "w").share_explained == 0


NIGHTS = pl.DataFrame({"run_id": [f"{n}" for n in range(9)], "measure": ["documents"] * 9, "value": [900.0] * 9})


def test_a_night_unlike_those_before_warns_or_stops_as_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "judged", lambda tonight, _: judged(tonight, NIGHTS))
    file = next(iter(sorted(SAMPLE.glob("*.txt"))))
    said = "documents is 1.00; in the 9 nights before, 225 to 1,575 was usual"
    for _ in range(2):
        with pytest.raises(StoreError, match=said):
            run_direct([file], tmp_path, settings=Settings(on_drift="fail"))
        assert not (tmp_path / "newsledger.duckdb").exists()
    assert run_direct([file], tmp_path, settings=Settings(on_drift="warn")).alarms == [said]
    assert run_direct([file], tmp_path, settings=Settings(on_drift="off")).alarms == []
