"""Whatever night, batch and part of the corpus a page comes in, in whatever order, the last publish holds the same rows."""

import json
import random
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows import reconciling, steps
from flows.nightly import run_direct
from tests.flows.crashes import CLOCKED
from tests.stories.score import FOLDER

#: Tables that are told of several documents.
TOLD = (
    "documents", "stories", "story_links", "events", "event_mentions", "event_participants", "claims", "conflicts", "entities",
    "entity_aliases",
)  # fmt: skip
NIGHTS = 4


def published(warehouse: Path, nights: list[list[str]]) -> dict[str, pl.DataFrame]:
    for number, lines in enumerate(nights):
        source = warehouse.with_name(f"{warehouse.name}-{number}.jsonl")
        source.write_text("\n".join(lines), encoding="utf-8")
        run_direct([source], warehouse)
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        rows = {table: db.table(table).pl() for table in TOLD}
    return {table: frame.drop(CLOCKED & {*frame.columns}).sort(pl.all()) for table, frame in rows.items()}


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """The planted stories, of which every fourth page has lost its day."""
    told = [json.loads(line) for line in (FOLDER / "open.jsonl").read_text(encoding="utf-8").splitlines()]
    for page in told[::4]:
        page.pop("published_at", None)
    return [json.dumps(page) for page in told]


@pytest.fixture(scope="module")
def one_night(pages, tmp_path_factory) -> dict[str, pl.DataFrame]:
    return published(tmp_path_factory.mktemp("one") / "warehouse", [pages])


def test_the_rows_are_those_of_one_night(pages, one_night, tmp_path, monkeypatch) -> None:
    luck = random.Random(1)
    shuffled = luck.sample(pages, len(pages))
    cuts = sorted(luck.sample(range(1, len(pages)), NIGHTS - 1))
    nights = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]
    monkeypatch.setattr(steps, "even_batch_bytes", lambda *_: luck.randrange(1_000, 9_000))
    monkeypatch.setattr(reconciling, "PART_DOCUMENTS", luck.randrange(2, 9))
    found = published(tmp_path / "warehouse", nights)
    assert one_night["conflicts"].height > 1
    for table in TOLD:
        assert_frame_equal(one_night[table], found[table])
