"""A night unlike those before is told apart from one that only varies as they do."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.drift import ENOUGH_NIGHTS, NIGHTS, judged


def night(number: int, **figures: float) -> pl.DataFrame:
    named = {name.replace("_of_", "."): value for name, value in figures.items()}
    return pl.DataFrame(
        {"run_id": [f"{number:03}"] * len(named), "measure": list(named), "value": list(named.values())},
        schema_overrides={"value": pl.Float64},
    )


def usual(n: int, **changed: float) -> pl.DataFrame:
    figures = {
        "documents": 100.0,
        "share_unread": 0.10,
        "share_quarantined": 0.01,
        "share_language_of_ko": 0.6,
        "share_language_of_ja": 0.4,
    }
    return pl.concat([night(k, **figures | {"documents": 100.0 + k % 3} | changed) for k in range(n)])


def unusual(before: pl.DataFrame, **figures: float) -> list[str]:
    rows = judged(night(999, **figures).drop("run_id"), before)
    return rows.filter("is_unusual")["measure"].to_list()


SAME = {"documents": 101.0, "share_unread": 0.11, "share_quarantined": 0.0, "share_language_of_ko": 0.62, "share_language_of_ja": 0.38}


@pytest.mark.parametrize(
    ("changed", "alarmed"),
    [
        ({}, []),
        ({"documents": 0.0}, ["documents"]),
        ({"documents": 1_000.0}, ["documents"]),
        ({"share_unread": 0.6}, ["share_unread"]),
        ({"share_quarantined": 0.3}, ["share_quarantined"]),
        ({"share_language_of_ko": 0.0, "share_language_of_ja": 1.0}, ["share_language.ja", "share_language.ko"]),
        ({"share_language_of_ko": 0.3, "share_language_of_ru": 0.3}, ["share_language.ko", "share_language.ru"]),
        ({"rows_of_amounts": 1e9}, []),
    ],
)
def test_what_is_unlike_the_nights_before_is_named(changed: dict[str, float], alarmed: list[str]) -> None:
    assert unusual(usual(20), **SAME | changed) == alarmed


def test_a_language_that_is_missing_tonight_is_nought() -> None:
    without = {name: value for name, value in SAME.items() if name != "share_language_of_ko"}
    assert "share_language.ko" in unusual(usual(20), **without)


def test_too_few_nights_or_documents_say_nothing() -> None:
    assert unusual(usual(ENOUGH_NIGHTS - 1), documents=9_999.0) == []
    assert unusual(usual(20), **SAME | {"documents": 10.0, "share_unread": 0.9}) == ["documents"]
    empty = usual(20).clear()
    assert judged(night(1, documents=5.0).drop("run_id"), empty).row(0, named=True) == {
        "measure": "documents", "value": 5.0, "usual_low": None, "usual_high": None, "n_nights": 0, "is_unusual": False,
    }  # fmt: skip


def test_nights_that_brought_nothing_and_nights_long_ago_do_not_count() -> None:
    long_ago = pl.concat([night(k, documents=9_000.0) for k in range(30)])
    lately = pl.concat([night(100 + k, documents=100.0) for k in range(NIGHTS)])
    quiet = pl.concat([night(200 + k, documents=0.0) for k in range(30)])
    rows = judged(night(999, documents=100.0).drop("run_id"), pl.concat([long_ago, lately, quiet]))
    assert rows["n_nights"].item() == NIGHTS
    assert rows["usual_high"].item() == 175.0


@given(st.lists(st.floats(0, 1), min_size=ENOUGH_NIGHTS, max_size=NIGHTS))
def test_the_middle_night_is_always_usual(shares: list[float]) -> None:
    before = pl.concat([night(k, documents=100.0, share_unread=share) for k, share in enumerate(shares)])
    middle = pl.Series(shares).median()
    assert unusual(before, documents=100.0, share_unread=float(middle)) == []  # type: ignore[arg-type]
