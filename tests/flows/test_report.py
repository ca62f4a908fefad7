"""What a person reads in the morning: what came and went, in words that nothing from the web can turn into anything else."""

import json
import logging
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.artifacts import inert, markdown
from flows.logs import JsonLines, run_log, tell
from flows.nightly import run_direct
from flows.orchestrated import nightly
from flows.paths import PROJECT, SAMPLE
from flows.report import report
from flows.settings import Settings
from flows.store import Store, StoreError

FILES = sorted(SAMPLE.glob("*.txt"))


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights: one document, then three and a broken one."""
    folder = tmp_path_factory.mktemp("nights")
    (folder / "odd.txt").write_bytes(b"\x00" * 100)
    run_direct([FILES[0]], folder / "w")
    run_direct([*FILES[:3], folder / "odd.txt"], folder / "w")
    return folder / "w"


def test_what_changed_is_counted_against_the_publish_before(nights: Path) -> None:
    changes = {row["table"]: row for row in report(Store(nights)).changes}
    assert changes["documents"] == {"table": "documents", "rows": 3, "added": 2, "removed": 0}
    assert changes["quarantine"]["added"] == 1
    assert changes["segments"]["rows"] > changes["segments"]["added"] > 0
    assert not {"runs", "checks"} & changes.keys()


def test_quality_names_checks_refusals_and_figures(nights: Path) -> None:
    quality = {(row["what"], row["of"]): row["figure"] for row in report(Store(nights)).quality}
    assert quality["checks", "documents"] == 0
    assert sum(figure for (what, _), figure in quality.items() if what == "refused") == 1
    assert quality["measure", "documents"] == 2
    assert quality["measure", "share_quarantined"] == pytest.approx(1 / 3, abs=1e-4)


def test_a_night_that_brought_nothing_changed_nothing(nights: Path) -> None:
    summary = run_direct([FILES[0]], nights)
    told = report(Store(nights))
    assert {(row["added"], row["removed"]) for row in told.changes} == {(0, 0)}
    assert told.events == told.contradictions == []
    assert "Nothing new" in markdown(summary, told)


@given(st.text(max_size=60) | st.sampled_from(["<img src=x onerror=a>", "[a](http://x)", "`b`", "| c |", "# d", "http://x.y", "&lt;b&gt;"]))
def test_no_text_becomes_markup(text: str) -> None:
    shown = MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(f"| {inert(text)} | x |\n| --- | --- |\n")
    kinds = {child.type for token in shown for child in token.children or []}
    assert kinds <= {"text", "text_special"}
    assert len([token for token in shown if token.type == "th_open"]) == 2


def events(folder: Path) -> list[dict[str, object]]:
    (file,) = sorted(folder.glob("*.jsonl"))[-1:]
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def failing(folder: Path) -> None:
    with run_log(folder, "one"):
        tell("hostile\nline", what="\x1b[31m\u202e\n")
        raise StoreError("disk is full")


def test_a_run_leaves_its_log_as_lines_of_json(nights: Path, tmp_path: Path) -> None:
    first = json.loads(next(iter(sorted((nights / "store" / "logs").glob("*.jsonl")))).read_text().splitlines()[-1])
    assert (first["event"], first["level"], first["n_documents"]) == ("published", "info", 1)
    with pytest.raises(StoreError):
        failing(tmp_path)
    (one, two) = events(tmp_path)
    assert one["event"] == "hostile\nline"
    assert (two["event"], two["level"], two["error"]) == ("run failed", "error", "StoreError: disk is full")
    line = JsonLines().format(logging.makeLogRecord({"msg": "a\nb\u202e", "fields": {"x": "\x1b"}}))
    assert line.isascii()
    assert "\n" not in line


def test_the_deployment_says_what_the_flow_takes() -> None:
    (deployment,) = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert deployment["entrypoint"] == "flows/orchestrated.py:nightly"
    assert deployment["parameters"].keys() == nightly.parameters.properties.keys()
    assert Settings(**deployment["parameters"]["settings"])
    assert deployment["concurrency_limit"]["limit"] == 1
    assert nightly.timeout_seconds < 24 * 3600
