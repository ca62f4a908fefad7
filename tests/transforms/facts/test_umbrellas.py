"""A sum and the parts of it that a page tells beside it (golden tables, see telling.corpus_of)."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.facts.umbrellas import MOST_PARTS, whole_sums

DEAL = """
    doc | day        | type   | status     | value     | unit | usd       | giver | taker | names
    a   | 2025-11-06 | LOAN   | commitment | {}        | USD  | {}        | JP    | VN    | ann, cho, port
    a   |            | LOAN   | commitment | {}        | USD  | {}        | JP    | VN    |
    a   |            | LOAN   | commitment | {}        | USD  | {}        | JP    | VN    |
"""


def deal(*sums: int) -> str:
    return DEAL.format(*(value for value in sums for _ in range(2)))


@pytest.mark.parametrize("sums", [(300, 190, 110), (190, 110, 300)])
def test_figures_that_add_up_to_one_beside_them_are_parts_of_it(told, sums: tuple[int, ...]) -> None:
    events = told(deal(*(value * 1_000_000 for value in sums))).events
    umbrella = events.filter(pl.col("amount_value") == 300_000_000)
    assert umbrella["part_of"].to_list() == [None]
    parts = events.filter(pl.col("amount_value") < 300_000_000)
    assert parts["part_of"].to_list() == [umbrella["event_id"].item()] * 2


@pytest.mark.parametrize("sums", [(300, 190, 120), (300, 190, 50), (300, 299, 2)])
def test_figures_that_do_not_add_up_are_sums_of_their_own(told, sums: tuple[int, ...]) -> None:
    events = told(deal(*(value * 1_000_000 for value in sums))).events
    assert events["part_of"].is_null().all()


def figures(values: list[int]) -> pl.DataFrame:
    rows = {
        "doc_id": ["a"] * len(values),
        "story": [0] * len(values),
        "start_char": [100 * place for place in range(len(values))],
        "sum": values,
        "value": [Decimal(value) for value in values],
        "unit": ["USD"] * len(values),
        "equivalent_of": pl.Series([None] * len(values), dtype=pl.String),
    }
    return pl.DataFrame(rows, schema_overrides={"value": pl.Decimal(38, 6), "sum": pl.Int64, "story": pl.Int64})


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=MOST_PARTS))
def test_parts_are_found_and_a_whole_is_larger_than_each(parts: list[int]) -> None:
    found = whole_sums(figures([sum(parts), *parts]))
    assert {(part, sum(parts)) for part in parts} <= {*found.select("sum", "whole").iter_rows()}
    assert (found["sum"] < found["whole"]).all()


def test_parts_stand_near_their_whole() -> None:
    far = figures([300, 190, 110]).with_columns(start_char=pl.Series([0, 100, 9000]))
    assert whole_sums(far).is_empty()
    assert whole_sums(figures([300, 190, 110])).height == 2
