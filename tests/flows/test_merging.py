"""Small batches become one: the same rows in the same order, whatever the moment at which a run is killed."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.database import Made, reading_of
from flows.merging import NEIGHBOURS, merge_batches
from flows.night import begin
from flows.nightly import run_direct
from flows.paths import SAMPLE
from flows.settings import Settings
from flows.store import BATCH_TABLES, Store, first_of, last_of, versions_of
from tests.flows.crashes import Moment
from tests.flows.test_night import assert_database_is_its_parquet, assert_same, published

FILES = sorted(SAMPLE.glob("*.txt"))[: NEIGHBOURS + 2]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse whose batches hold a document each."""
    warehouse = tmp_path_factory.mktemp("before") / "w"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("flows.steps.even_batch_bytes", lambda *_: 1)
        run_direct(FILES[:-1], warehouse)
    assert len(Store(warehouse).committed()) == len(FILES) - 1
    return warehouse


def copied(before: Path, folder: Path, *left_out: str) -> Path:
    return Path(shutil.copytree(before, folder / "w", symlinks=True, ignore=shutil.ignore_patterns(*left_out)))


def rows(store: Store) -> dict[str, pl.DataFrame]:
    """What the batches hold, in order."""
    return {table: store.scan(table).collect() for table in BATCH_TABLES}


def proved(store: Store) -> pl.DataFrame:
    files = sorted(store.batches.glob("*/proved/anchors.parquet"))
    return pl.concat([pl.read_parquet(file) for file in files]).sort("doc_id")


def test_the_next_night_publishes_the_same_rows_from_fewer_batches(before: Path, tmp_path: Path) -> None:
    warehouse = copied(before, tmp_path)
    run_direct(FILES, warehouse)
    batches = Store(warehouse).committed()
    assert len(batches) == len(FILES) - NEIGHBOURS + 1
    assert any("+" in batch.name for batch in batches)
    assert_database_is_its_parquet(warehouse)
    run_direct(FILES, tmp_path / "whole")
    assert_same(published(tmp_path / "whole"), published(warehouse))
    assert not run_direct(FILES, warehouse).changed


def test_merging_keeps_rows_order_and_proved_days(before: Path, tmp_path: Path) -> None:
    store = Store(copied(before, tmp_path))
    was, were_proved, made = rows(store), proved(store), Made.of(store)
    assert merge_batches(begin([], store.warehouse)) > 0
    assert_same(was, rows(store))
    assert were_proved.height
    assert were_proved.equals(proved(store))
    assert Made.of(store).grown_from(made)
    assert merge_batches(begin([], store.warehouse)) == 0
    merged = next(batch for batch in store.committed() if "+" in batch.name)
    assert made.within(merged.name)[0] == first_of(merged.name)
    assert made.within(merged.name)[-1] == last_of(merged.name)


@dataclass
class Stop(Moment):
    """As if the process ended there."""

    def pass_by(self) -> None:
        self.passed += 1
        if self.passed == self.call:
            raise KeyboardInterrupt


def test_killed_anywhere_the_old_batches_stand_or_the_new_one(before: Path, tmp_path: Path) -> None:
    original, states = rows(Store(before)), set()
    for call in range(1, 1_000):
        store, moment = Store(copied(before, tmp_path, "newsledger.duckdb", "parquet")), Stop(call)
        with pytest.MonkeyPatch.context() as patched:
            for name in ("mkdir", "rename"):  # a batch that is being removed has been renamed before
                patched.setattr(os, name, moment.around(getattr(os, name)))
            try:
                merge_batches(begin([], store.warehouse))
            except KeyboardInterrupt:
                pass
            else:
                break
        with store.locked():
            assert all(original[table].equals(now) for table, now in rows(store).items())
            assert sorted(store.batches.iterdir()) == store.committed()
            states.add(len(store.committed()))
        shutil.rmtree(store.warehouse)
    assert states == {len(FILES) - 1, len(FILES) - NEIGHBOURS}


def test_batches_of_other_rules_or_not_yet_published_are_left_alone(before: Path, tmp_path: Path) -> None:
    store = Store(copied(before, tmp_path))
    for batch in store.committed()[::2]:
        (batch / "versions.json").write_text((batch / "versions.json").read_text().replace('"code": "', '"code": "other '))
    assert merge_batches(begin([], store.warehouse)) == 0
    store.current.unlink()
    for batch in store.committed():
        (batch / "versions.json").write_text((batch / "versions.json").read_text().replace('"code": "other ', '"code": "'))
    assert merge_batches(begin([], store.warehouse)) == 0


def test_a_merged_batch_is_read_again_like_any_other(before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(copied(before, tmp_path))
    merge_batches(begin([], store.warehouse))
    names = [batch.name for batch in store.committed()]
    monkeypatch.setattr("importlib.metadata.version", lambda _: "another version")
    summary = run_direct(FILES[:-1], store.warehouse, settings=Settings(on_drift="fail"))
    assert [batch.name for batch in store.committed()] == names
    assert {versions_of(batch)["read"] for batch in store.committed()} == {summary.run_id}
    assert_same(published(before), published(store.warehouse))
    assert pl.read_parquet(store.warehouse / "parquet" / "measures").filter(run_id=summary.run_id)["value"].sum() == 0


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.data())
def test_what_a_merged_batch_stands_for_is_found_by_its_name(sizes: list[int], data: st.DataObject) -> None:
    """Batches 0, 1, 2 ... of which neighbours were merged: the new publish has grown from the old one, unless one was read again."""
    names, at = [f"{n:03}" for n in range(sum(sizes))], 0
    old, new = Made("d", {name: f"r{name}" for name in names}), {}
    for size in sizes:
        members = names[at : at + size]
        name = members[0] if size == 1 else f"{members[0]}+{members[-1]}"
        assert old.within(name) == members
        new[name] = reading_of([old.batches[member] for member in members])
        at += size
    assert Made("d", new).grown_from(old)
    assert Made("d", new | {f"{at:03}": "r"}).grown_from(old)
    changed = data.draw(st.sampled_from(sorted(new)))
    assert not Made("d", new | {changed: "again"}).grown_from(old)
    assert not Made("d", {name: read for name, read in new.items() if name != changed}).grown_from(old)
