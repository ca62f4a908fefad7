"""From night to night: only what is new is opened, changed rules read again in their time, what is gone is on record."""

import os
from pathlib import Path

import polars as pl
import pytest

from flows.nightly import run_direct
from flows.releases import Summary
from flows.settings import Settings
from flows.store import Store

TEXTS = {"a.txt": "Peru lends 5 million dollars to Chile.", "b.txt": "Canada pays 7 million dollars to Peru.", "c.txt": "Rain in Ulm."}
LONG_AGO = 1_700_000_000


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in TEXTS.items():
        write(folder / name, text)
    return folder


def write(file: Path, text: str) -> None:
    """As if it had lain there for long: its clock cannot be set, so the tests shift what counts as just now."""
    file.write_text(text, encoding="utf-8")
    os.utime(file, (LONG_AGO, LONG_AGO))


@pytest.fixture(autouse=True)
def no_race(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.seen.RACY_NS", -(10**12))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are opened."""
    names: list[str] = []
    from flows import ingest  # noqa: PLC0415

    read = ingest.read_file
    monkeypatch.setattr("flows.ingest.read_file", lambda file: names.append(file.relative) or read(file))
    return names


def run(articles: Path, warehouse: Path, **settings: object) -> Summary:
    return run_direct([articles], warehouse, settings=Settings(**settings))  # type: ignore[arg-type]


def test_files_read_before_are_opened_only_when_they_changed(articles: Path, tmp_path: Path, opened: list[str]) -> None:
    run(articles, tmp_path / "w")
    assert sorted(opened) == sorted(TEXTS)
    opened.clear()
    assert not run(articles, tmp_path / "w").changed
    assert opened == []
    write(articles / "b.txt", "Canada pays 8 million dollars to Peru.")
    write(articles / "d.txt", "Fiji pays 2 million dollars to Tonga.")
    assert run(articles, tmp_path / "w").n_new_documents == 2
    assert opened == ["b.txt", "d.txt"]


def test_a_file_changed_while_it_may_have_been_read_is_opened_again(
    articles: Path, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.seen.RACY_NS", 10**12)
    run(articles, tmp_path / "w")
    opened.clear()
    run(articles, tmp_path / "w")
    assert sorted(opened) == sorted(TEXTS)


def test_files_of_a_killed_run_are_opened_again(articles: Path, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("flows.steps.commit_batch", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(articles, tmp_path / "w")
    opened.clear()
    assert run(articles, tmp_path / "w").n_documents == 3
    assert sorted(opened) == sorted(TEXTS)


def test_a_withdrawn_file_is_on_record_and_what_it_said_stays(articles: Path, tmp_path: Path) -> None:
    run(articles, tmp_path / "w")
    (articles / "a.txt").unlink()
    gone = run(articles, tmp_path / "w")
    rows = pl.read_parquet(tmp_path / "w" / "parquet" / "withdrawals")
    assert rows.select("source_uri", "withdrawn_run").rows() == [(str(articles / "a.txt"), gone.run_id)]
    assert gone.n_documents == 3
    write(articles / "a.txt", TEXTS["a.txt"])
    run(articles, tmp_path / "w")
    assert pl.read_parquet(tmp_path / "w" / "parquet" / "withdrawals").height == 0


def test_files_of_other_sources_are_not_missed(articles: Path, tmp_path: Path) -> None:
    run(articles, tmp_path / "w")
    other = tmp_path / "other"
    other.mkdir()
    write(other / "e.txt", "Snow in Oslo.")
    run(other, tmp_path / "w")
    assert pl.read_parquet(tmp_path / "w" / "parquet" / "withdrawals").height == 0


def nights(articles: Path, warehouse: Path) -> list[str]:
    """Three nights, a file each; the names of their batches."""
    for name in sorted(TEXTS):
        run_direct([articles / name], warehouse)
    return [batch.name for batch in Store(warehouse).committed()]


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the batches that are read again."""
    names: list[str] = []
    from flows import steps  # noqa: PLC0415

    original = steps.extract_again

    def heard(*args: object) -> object:
        names.append(args[1].name)  # type: ignore[attr-defined]
        return original(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("flows.nightly.extract_again", heard)
    return names


def test_changed_rules_read_again_oldest_first_and_only_as_long_as_allowed(
    articles: Path, tmp_path: Path, again: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = nights(articles, tmp_path / "w")
    monkeypatch.setattr("importlib.metadata.version", lambda _: "another version")
    clock = iter(range(0, 10_000, 50))
    monkeypatch.setattr("flows.steps.monotonic", lambda: next(clock))
    monkeypatch.setattr("flows.steps.stale_bytes", lambda _: 0)
    monkeypatch.setattr("flows.workers.stale_bytes", lambda _: 0)
    first = run(articles, tmp_path / "w", rebuild_minutes=2.0)
    assert again == batches[:2]
    assert first.n_stale == 1
    again.clear()
    second = run(articles, tmp_path / "w", rebuild_minutes=2.0)
    assert again == batches[2:]
    assert second.n_stale == 0


def test_rebuild_reads_everything_again_and_changes_nothing(articles: Path, tmp_path: Path, again: list[str]) -> None:
    batches = nights(articles, tmp_path / "w")
    before = pl.read_parquet(tmp_path / "w" / "parquet" / "amounts")
    run(articles, tmp_path / "w", rebuild=True)
    assert again == batches
    assert pl.read_parquet(tmp_path / "w" / "parquet" / "amounts").equals(before)


def test_backfill_takes_what_came_since_a_day(articles: Path, tmp_path: Path, again: list[str], opened: list[str]) -> None:
    batches = nights(articles, tmp_path / "w")
    opened.clear()
    run(articles, tmp_path / "w", since="2999-01-01")
    assert (again, opened) == ([], [])
    run(articles, tmp_path / "w", since="2023-01-01")
    assert again == batches
    assert sorted(opened) == sorted(TEXTS)


@pytest.mark.parametrize("odd", [{"since": "yesterday"}, {"rebuild_minutes": -1.0}])
def test_settings_that_cannot_be_meant_are_refused(odd: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"such as 2026-01-31|0 or more"):
        Settings(**odd)  # type: ignore[arg-type]
