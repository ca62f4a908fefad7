"""Pages without a date are read once more by the day their story proves, whatever night brings which page."""

import json
from pathlib import Path

import duckdb
import pytest

from flows.nightly import run_direct

TEXT = (
    "Japan to lend Vietnam 300 billion yen for port of Hai Phong\n\n"
    "Japan will lend Vietnam 300 billion yen to enlarge the port of Hai Phong, the two governments said on Thursday.\n\n"
    "The loan agreement was signed in Hanoi by the finance ministers of Japan and Vietnam after two years of talks.\n\n"
    "Work on the port of Hai Phong is to start once the Vietnamese parliament has approved the loan from Japan.\n"
)
DATED = {"id": "dated", "text": TEXT + "More at our own site.\n", "published_at": "2025-11-06T09:00:00Z"}
UNDATED = {"id": "undated", "text": TEXT}
ROWS = """
    SELECT 'date', value, anchor_date::VARCHAR, anchor_basis FROM dates UNION ALL
    SELECT 'money', surface, fx_date::VARCHAR, (usd_value > 0)::VARCHAR FROM amounts WHERE kind = 'money' UNION ALL
    SELECT 'page', doc_id, anchor_date::VARCHAR, anchor_basis FROM documents UNION ALL
    SELECT 'segment', segment_id, anchor_date::VARCHAR, '' FROM segments UNION ALL
    SELECT 'event', event_mention_id, date_start::VARCHAR, event_id FROM event_mentions ORDER BY ALL"""


def published(root: Path, *nights: list[dict]) -> list[tuple]:
    for number, pages in enumerate(nights):
        (root / f"{number}.jsonl").write_text("\n".join(json.dumps(page) for page in pages), encoding="utf-8")
        run_direct([root / f"{number}.jsonl"], root / "warehouse")
    with duckdb.connect(str((root / "warehouse" / "newsledger.duckdb").resolve()), read_only=True) as db:
        return db.execute(ROWS).fetchall()


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> list[tuple]:
    return published(tmp_path_factory.mktemp("alone"), [UNDATED])


@pytest.fixture(scope="module")
def together(tmp_path_factory) -> list[tuple]:
    return published(tmp_path_factory.mktemp("together"), [DATED, UNDATED])


def test_an_undated_page_alone_stays_undated(alone) -> None:
    assert {row[3] for row in alone if row[0] == "page"} == {"unknown"}
    assert {row[2] for row in alone if row[0] == "money"} == {None}


def test_a_dated_sibling_gives_days_and_dollars(together) -> None:
    assert {row[3] for row in together if row[0] == "page"} == {"metadata", "inferred_story"}
    days = {(row[1], row[3]) for row in together if row[0] == "date" and row[3] in ("metadata", "inferred_story")}
    assert {("2025-11-06", "metadata"), ("2025-11-06", "inferred_story")} <= days
    assert {row[3] for row in together if row[0] == "money"} == {"true"}


@pytest.mark.parametrize("nights", [[[UNDATED], [DATED]], [[DATED], [UNDATED]]])
def test_nights_in_any_order_publish_the_same(nights, together, tmp_path) -> None:
    assert published(tmp_path, *nights) == together
