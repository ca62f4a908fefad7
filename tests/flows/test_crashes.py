"""Whatever stops a run, readers have the old publish or the new one, whole, and the next run brings what is missing."""

import multiprocessing
import resource
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows import night
from flows.nightly import run_direct
from flows.paths import SAMPLE
from flows.store import Store, StoreError
from tests.flows.crashes import Moment, Toll, kill_once, moments, scene, state

FILES = sorted(SAMPLE.glob("port-*.txt"))[:3]


@pytest.mark.parametrize(("name", "first", "version"), [("news", FILES[:1], "1"), ("rules", FILES[:2], "2")])
def test_a_run_killed_anywhere_loses_and_doubles_nothing(name: str, first: list[Path], version: str, tmp_path: Path) -> None:
    told, toll = scene(name, tmp_path, [first], FILES[:2], version), Toll()
    for moment in moments(told, 3):
        kill_once(told, tmp_path, moment, toll)
    assert toll.kills >= 2
    assert (toll.torn, toll.lost, toll.doubled) == (0, 0, 0)


def test_killed_after_the_swap_the_new_publish_stands(tmp_path: Path) -> None:
    told, toll = scene("swap", tmp_path, [FILES[:1]], FILES[:2]), Toll()
    kill_once(told, tmp_path, Moment(told.moments), toll)
    assert (toll.kills, toll.already_new, toll.torn, toll.lost, toll.doubled) == (1, 1, 0, 0, 0)


def test_what_a_killed_run_committed_is_published_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_direct(FILES[:1], tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("flows.nightly.release", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run_direct(FILES[:2], tmp_path)
    summary = run_direct(FILES[:2], tmp_path)
    assert summary.changed
    assert summary.n_documents == 2


def test_a_second_run_leaves_the_first_ones_work_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.prepare()
    with store.locked():
        (store.stage / "batch").mkdir()
        (store.batches / "batch.tmp").mkdir()
        with pytest.raises(StoreError, match="another run holds"):
            run_direct(FILES[:1], tmp_path)
        assert (store.stage / "batch").exists()
        assert (store.batches / "batch.tmp").exists()


def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Back(datetime):
        """Every reading is a day before the one before."""

        today = datetime(2026, 3, 29, 2, tzinfo=UTC)

        @classmethod
        def now(cls, _: object = None) -> datetime:  # type: ignore[override]
            cls.today -= timedelta(days=1)
            return cls.today

    monkeypatch.setattr(night, "datetime", Back)
    ids = [run_direct(FILES[: 1 + n % 2], tmp_path).run_id for n in range(3)]
    assert ids == sorted(set(ids))
    assert (tmp_path / "store" / "current").resolve().name == ids[-1]


def test_a_reader_stays_open_through_ten_publishes(tmp_path: Path) -> None:
    run_direct(FILES[:1], tmp_path)
    with duckdb.connect(str((tmp_path / "newsledger.duckdb").resolve()), read_only=True) as reader:
        for number in range(10):
            run_direct(FILES[: 2 if number > 8 else 1], tmp_path)
            assert reader.execute("SELECT count(*), count(text) FROM documents").fetchone() == (1, 1)
    with duckdb.connect(str((tmp_path / "newsledger.duckdb").resolve()), read_only=True) as reader:
        assert reader.execute("SELECT count(*) FROM documents").fetchone() == (2,)


def _run_small(sources: list[Path], warehouse: Path, n_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))
    with pytest.raises(StoreError, match="cannot write to the warehouse"):
        run_direct(sources, warehouse)


@pytest.mark.parametrize("n_bytes", [2_000, 40_000, 1_000_000])
def test_files_that_cannot_grow_stop_the_run_in_words(n_bytes: int, tmp_path: Path) -> None:
    warehouse = tmp_path / "w"
    run_direct(FILES[:1], warehouse)
    before = state(warehouse)
    child = multiprocessing.get_context("forkserver").Process(target=_run_small, args=(FILES[:2], warehouse, n_bytes))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert state(warehouse) == before
    assert run_direct(FILES[:2], warehouse).n_documents == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if not mount or subprocess.run([mount, "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], capture_output=True, check=False).returncode:
        pytest.skip("needs to mount a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_stops_the_run_in_words_and_room_lets_it_go_on(small_disk: Path) -> None:
    warehouse = small_disk / "w"
    run_direct(FILES[:1], warehouse)
    before = state(warehouse)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(bytes(free - 400_000))
    with pytest.raises(StoreError, match="No space left on device; what was published stays"):
        run_direct(FILES[:2], warehouse)
    assert state(warehouse) == before
    (small_disk / "ballast").unlink()
    assert run_direct(FILES[:2], warehouse).n_documents == 2


def test_what_is_in_the_way_in_a_warehouse_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "batches").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match=r"the warehouse cannot be used: .*/batches: File exists; what was published stays"):
        run_direct(FILES[:1], tmp_path)


def test_a_read_only_disk_is_told_in_words(small_disk: Path) -> None:
    warehouse = small_disk / "w"
    run_direct(FILES[:1], warehouse)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StoreError, match="Read-only file system"):
        run_direct(FILES[:2], warehouse)
    assert state(warehouse)
