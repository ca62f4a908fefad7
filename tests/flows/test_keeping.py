"""What a run made of stories serves the next one: only stories that have changed are made anew, and rows are those of one run."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows import reconciling
from flows.keeping import FOLDER, read_kept
from flows.nightly import run_direct
from flows.store import Store
from tests.flows.test_shuffled_nights import TOLD, published
from tests.stories.score import FOLDER as STORIES


def page(name: str, day: str, *lines: str) -> str:
    return json.dumps({"id": name, "published_at": day, "source": f"paper-{name}", "text": "\n\n".join(lines)})


GRANT = page(
    "grant",
    "2025-03-04",
    "Norway gives Kenya $640 million",
    "Norway pledged $640 million to Kenya on Tuesday. Prime Minister Jonas Gahr Støre announced the pledge in Nairobi.",
)
PORT = page(
    "port",
    "2025-05-20",
    "Chile and Peru sign port agreement",
    "Chile and Peru signed an agreement on a new port in Arica on Tuesday, the two governments said.",
)
TEASER = page(
    "teaser",
    "2025-06-11",
    "Malta opens embassy in Ghana",
    "Malta opened an embassy in Accra on Wednesday, the foreign ministry of Malta said.",
    "Related articles",
    "Norway pledged $640 million to Kenya",
)


@pytest.fixture
def made(monkeypatch) -> list[int]:
    """How many documents were made anew, each time parts of the corpus were."""
    sizes: list[int] = []
    first = reconciling.parts_of

    def counted(*args):
        parts = first(*args)
        sizes.append(sum(part.docs.height for part in parts))
        return parts

    monkeypatch.setattr(reconciling, "parts_of", counted)
    return sizes


def same(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> None:
    for table in TOLD:
        assert_frame_equal(one[table], other[table])


def test_only_what_is_new_is_made_anew(tmp_path, made) -> None:
    found = published(tmp_path / "nights", [[GRANT], [PORT]])
    assert made == [1, 0, 1, 0]
    same(found, published(tmp_path / "one", [[GRANT, PORT]]))


def test_a_story_that_an_aside_speaks_of_is_made_anew(tmp_path, made) -> None:
    found = published(tmp_path / "nights", [[GRANT, PORT], [TEASER]])
    assert made == [2, 0, 1, 1]
    pledge = found["events"].filter(pl.col("event_type") == "PLEDGE")
    assert pledge.select("n_mentions", "n_documents").rows() == [(3, 1)]
    same(found, published(tmp_path / "one", [[GRANT, PORT, TEASER]]))


def test_most_of_the_planted_stories_are_kept(tmp_path, made) -> None:
    pages = (STORIES / "open.jsonl").read_text(encoding="utf-8").splitlines()
    published(tmp_path / "nights", [pages[:-2], pages[-2:]])
    assert made[0] == len(pages) - 2
    assert made[2] + made[3] < len(pages) / 2


def test_what_other_rules_made_is_not_kept(tmp_path) -> None:
    published(tmp_path / "nights", [[GRANT]])
    store = Store(tmp_path / "nights")
    written = json.loads((store.root / FOLDER / "made_with.json").read_text(encoding="utf-8"))
    rules = {what: version for what, version in written.items() if what != "polars"}
    kept = read_kept(store, rules)
    assert kept is not None
    assert kept.part.stories.height == 1
    assert read_kept(store, rules | {"code": "another"}) is None


@pytest.mark.parametrize("lost", ["all", "made_with.json", "part.claims.parquet", "part.events.arrow"])
def test_nothing_depends_on_what_is_kept(tmp_path: Path, made, lost: str) -> None:
    warehouse = tmp_path / "nights"
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text(GRANT, encoding="utf-8")
    second.write_text(PORT, encoding="utf-8")
    run_direct([first], warehouse)
    kept = warehouse / "store" / FOLDER
    shutil.rmtree(kept) if lost == "all" else (kept / lost).write_text("{", encoding="utf-8")
    run_direct([first, second], warehouse)
    assert made == [1, 0, 2, 0]
