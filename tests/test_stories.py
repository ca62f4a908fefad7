"""Stories written for this project, run and compared with what was planted in them (tests/stories): a test for each planted fact.

What fails today stands in `stories/known_failures.csv` with its cause, and must fail: a row that passes must leave that file.
"""

from pathlib import Path

import polars as pl
import pytest

from tests.stories.score import FOLDER, Published, checks, pairs_f1, published, truth, unplanted

HALVES = ("open", "fresh", "held")
KNOWN_FAILURES = dict(pl.read_csv(FOLDER / "known_failures.csv", infer_schema=False).select("row", "why").iter_rows())
#: Every planted fact by name, without a publish.
NOTHING = Published(
    {
        "documents": pl.DataFrame(schema={"document": pl.String, "origin_id": pl.String}),
        "event_mentions": pl.DataFrame(
            schema=dict.fromkeys(("document", "event_id", "event_type", "status", "amount_id"), pl.String),
        ),
        "amounts": pl.DataFrame(schema={"value": pl.Decimal(38, 6), "unit": pl.String, "amount_id": pl.String}),
        "events": pl.DataFrame(schema={"event_id": pl.String, "part_of": pl.String, "amount_value": pl.Decimal(38, 6)}),
        "claims": pl.DataFrame(
            schema=dict.fromkeys(
                ("document", "event_id", "subject_entity_id", "property", "value_text", "value_entity_id", "claim_id"), pl.String
            )
            | {"value_number": pl.Decimal(38, 6), "value_date": pl.Date},
        ),
        "conflicts": pl.DataFrame(schema=dict.fromkeys(("conflict_id", "claim_a", "claim_b", "relation"), pl.String)),
    }
)


def facts() -> list[object]:
    """Each planted fact of each set; known failures marked."""
    names = [(half, name) for half in HALVES for _, name, _ in checks(NOTHING, truth(half))]
    marks = {name: [pytest.mark.xfail(strict=True, reason=why)] for name, why in KNOWN_FAILURES.items()}
    return [
        pytest.param(half, name, id="".join(c if c.isascii() else "_" for c in name), marks=marks.get(name, [])) for half, name in names
    ]


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Published]:
    folder: Path = tmp_path_factory.mktemp("stories")
    return {half: published(half, folder) for half in HALVES}


@pytest.fixture(scope="module")
def held_true(halves: dict[str, Published]) -> dict[str, bool]:
    return {name: holds for half, found in halves.items() for _, name, holds in checks(found, truth(half))}


@pytest.mark.parametrize(("half", "name"), facts())
def test_planted(held_true: dict[str, bool], half: str, name: str) -> None:
    assert held_true[name], half


@pytest.mark.parametrize("half", HALVES)
def test_stories_are_told_apart(halves: dict[str, Published], half: str) -> None:
    score, wrong = pairs_f1(halves[half])
    assert score > LEAST_PAIRS[half], wrong


@pytest.mark.parametrize("half", HALVES)
def test_few_conflicts_are_not_planted(halves: dict[str, Published], half: str) -> None:
    false = unplanted(halves[half], truth(half))
    assert len(false) <= MOST_UNPLANTED[half], false


def test_every_known_failure_is_a_fact() -> None:
    assert KNOWN_FAILURES.keys() <= {name for half in HALVES for _, name, _ in checks(NOTHING, truth(half))}


#: Figures reached: they may only get better.
LEAST_PAIRS = {"open": 0.99, "fresh": 0.99, "held": 0.99}
MOST_UNPLANTED = {"open": 0, "fresh": 0, "held": 1}
