"""A night and the one after: nothing lost, nothing doubled, readers never disturbed."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows import steps
from flows.nightly import run_direct
from flows.paths import SAMPLE
from flows.store import Store, StoreError
from schemas import TABLES
from tests.flows.crashes import CLOCKED, PER_RUN

#: What runs remember of each other depends on how many there were.
REMEMBERED = PER_RUN | {"history"}


def published(warehouse: Path) -> dict[str, pl.DataFrame]:
    """Every published table but the runs' own, sorted, without what names a run."""
    found = {}
    for table in TABLES.keys() - REMEMBERED:
        frame = pl.read_parquet(warehouse / "parquet" / table)
        found[table] = frame.drop(CLOCKED & set(frame.columns)).sort(pl.all())
    return found


def assert_same(one: dict[str, pl.DataFrame], two: dict[str, pl.DataFrame]) -> None:
    for table, rows in one.items():
        assert_frame_equal(rows, two[table])


def test_duckdb_and_parquet_hold_the_same_rows(warehouse: Path) -> None:
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        for table in TABLES:
            count = db.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count == (pl.read_parquet(warehouse / "parquet" / table).height,), table


def test_a_second_run_changes_nothing_and_says_so(warehouse: Path) -> None:
    before = published(warehouse)
    summary = run_direct([SAMPLE], warehouse)
    assert not summary.changed
    assert_same(before, published(warehouse))


def test_a_first_night_that_brings_nothing_is_published_empty(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "picture.png").write_bytes(b"\x89PNG")
    summary = run_direct([tmp_path / "in"], tmp_path / "w")
    assert (summary.n_documents, summary.n_passed_over) == (0, 1)
    assert all(rows.is_empty() for rows in published(tmp_path / "w").values())
    (tmp_path / "in" / "article.txt").write_text("Kim Min-su visited Tokyo on 3 May 2026.\n", encoding="utf-8")
    assert run_direct([tmp_path / "in"], tmp_path / "w").n_documents == 1


def test_documents_in_two_nights_are_the_same_as_in_one(warehouse: Path, tmp_path: Path) -> None:
    files = sorted(path for path in SAMPLE.iterdir() if path.suffix in {".txt", ".jsonl", ".gz"})
    run_direct([*files[: len(files) // 2]], tmp_path / "w")
    run_direct([SAMPLE], tmp_path / "w")
    one, two = published(warehouse), published(tmp_path / "w")
    for table in ("documents", "amounts", "entity_mentions", "events", "conflicts"):
        assert_frame_equal(one[table], two[table])


def assert_database_is_its_parquet(warehouse: Path) -> None:
    """Row for row, both ways."""
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        for table in TABLES:
            names = ", ".join(TABLES[table].contract().types)
            files = f"(SELECT {names} FROM read_parquet('{warehouse}/parquet/{table}/*.parquet'))"
            for one, other in ((f"(SELECT {names} FROM {table})", files), (files, f"(SELECT {names} FROM {table})")):
                assert db.execute(f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})").fetchone() == (0,), table


def test_a_publish_grows_from_the_one_before(warehouse: Path, tmp_path: Path) -> None:
    files = sorted(path for path in SAMPLE.iterdir() if path.suffix in {".txt", ".jsonl", ".gz"})
    for night in range(3):
        run_direct(files[: 5 * night + 5], tmp_path)
    run_direct([SAMPLE], tmp_path)
    assert_database_is_its_parquet(tmp_path)
    one, two = published(warehouse), published(tmp_path)
    for table in one.keys() - {"entity_aliases", "entities"}:
        assert_frame_equal(one[table], two[table])


def test_unchanged_documents_are_linked_not_written_again(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Wetter und Wind.\n\nIn Ulm regnet es.", encoding="utf-8")
    (tmp_path / "two.txt").write_text("Canada lends 5 million dollars to Peru.\n\nCanada said on Monday so.", encoding="utf-8")
    run_direct([tmp_path / "one.txt"], tmp_path / "w")
    first = {file.name: file.stat().st_ino for file in (tmp_path / "w" / "parquet" / "documents").iterdir()}
    run_direct([tmp_path / "two.txt"], tmp_path / "w")
    second = {file.name: file.stat().st_ino for file in (tmp_path / "w" / "parquet" / "documents").iterdir()}
    assert first.items() < second.items()
    assert_database_is_its_parquet(tmp_path / "w")


def test_a_killed_run_is_completed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warehouse: Path) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("flows.nightly.release", killed)
        with pytest.raises(KeyboardInterrupt):
            run_direct([SAMPLE], tmp_path)
    assert not (tmp_path / "newsledger.duckdb").exists()
    run_direct([SAMPLE], tmp_path)
    assert_same(published(warehouse), published(tmp_path))


def test_a_replaced_batch_is_never_missing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.prepare()
    (store.batches / "one.old").mkdir()
    with store.locked():
        assert [batch.name for batch in store.committed()] == ["one"]


def test_two_runs_at_once_are_refused_in_words(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.prepare()
    with store.locked(), pytest.raises(StoreError, match="another run"):
        run_direct([SAMPLE], tmp_path)


def test_a_reader_keeps_its_publish_while_the_next_is_made(tmp_path: Path) -> None:
    file = next(iter(sorted(SAMPLE.glob("*.txt"))))
    run_direct([file], tmp_path)
    with duckdb.connect(str((tmp_path / "newsledger.duckdb").resolve()), read_only=True) as reader, ThreadPoolExecutor(1) as other:
        other.submit(run_direct, [SAMPLE], tmp_path).result()
        assert reader.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    with duckdb.connect(str((tmp_path / "newsledger.duckdb").resolve()), read_only=True) as reader:
        count = reader.execute("SELECT count(*) FROM documents").fetchone()
        assert count is not None
        assert count[0] > 1


def test_other_reference_data_reads_the_batches_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_direct([SAMPLE], tmp_path)
    before = published(tmp_path)
    again = []
    original = steps.extract_again
    monkeypatch.setattr("flows.nightly.extract_again", lambda *args: again.append(args) or original(*args))
    monkeypatch.setattr("importlib.metadata.version", lambda _: "another version")
    assert run_direct([SAMPLE], tmp_path).changed
    assert len(again) == 1
    assert_same(before, published(tmp_path))
    assert_database_is_its_parquet(tmp_path)


def test_processes_publish_what_one_thread_publishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warehouse: Path) -> None:
    monkeypatch.setattr("flows.workers.WORTH_PROCESSES_BYTES", 0)
    monkeypatch.setattr("flows.workers.WORKERS", 2)
    run_direct([SAMPLE], tmp_path)
    assert_same(published(warehouse), published(tmp_path))


RUN_WITH_A_WORKER = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from flows.workers import forking, end_with_run
pool = ProcessPoolExecutor(1, mp_context=forking(), initializer=end_with_run)
print(pool.submit(os.getpid).result(), pool.submit(os.getppid).result(), flush=True)
pool.submit(time.sleep, 60)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc to see the worker")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_their_run(number: signal.Signals) -> None:
    run = subprocess.Popen([sys.executable, "-c", RUN_WITH_A_WORKER], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    processes = [Path("/proc", pid) for pid in run.stdout.readline().split()]
    assert len(processes) == 2
    assert all(process.exists() for process in processes)
    run.send_signal(number)
    run.wait()
    run.stdout.close()
    deadline = time.monotonic() + 20
    while any(process.exists() for process in processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(process.exists() for process in processes)
