from unittest.mock import patch

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import clusters
from transforms.clusters import average_link, components, neighbour_pairs

NODES = 12
LINKS = st.dictionaries(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).map(sorted).map(tuple).filter(lambda p: p[0] < p[1]),
    st.tuples(st.integers(0, 1000), st.booleans()),
    max_size=30,
)


def frame(links):
    rows = [(a, b, score, blocked) for (a, b), (score, blocked) in links.items()]
    schema = {"a": pl.Int64, "b": pl.Int64, "score": pl.Int64, "blocked": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def groups(labels):
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}


def test_components_join_what_is_linked_however_long_the_chain() -> None:
    labels = components(100_000, np.arange(99_999), np.arange(1, 100_000))
    assert (labels == 0).all()


def test_average_link_does_not_chain() -> None:
    pairs = pl.DataFrame({"a": [0, 1, 2], "b": [1, 2, 3], "score": [900, 600, 900], "blocked": False})
    assert groups(average_link(4, pairs, 500)) == {frozenset({0, 1}), frozenset({2, 3})}


def test_a_blocked_pair_keeps_whole_groups_apart() -> None:
    pairs = pl.DataFrame({"a": [0, 0, 1], "b": [1, 2, 2], "score": [900, 0, 800], "blocked": [False, True, False]})
    assert groups(average_link(3, pairs, 300)) == {frozenset({0, 1}), frozenset({2})}


def test_a_pair_that_is_not_firm_counts_in_the_mean_and_joins_nobody() -> None:
    pairs = pl.DataFrame({"a": [0, 0, 1, 3], "b": [1, 2, 2, 4], "score": [900, 300, 700, 900], "blocked": False})
    firm = pl.Series("firm", [True, False, True, False])
    assert groups(average_link(5, pairs.filter(firm), 400)) == {frozenset({0, 1}), frozenset({2}), frozenset({3}), frozenset({4})}
    assert groups(average_link(5, pairs.with_columns(firm), 400)) == {frozenset({0, 1, 2}), frozenset({3}), frozenset({4})}


@given(LINKS, st.integers(1, 999))
@settings(max_examples=60, deadline=None)
def test_groups_depend_on_the_pairs_alone_and_hold_no_blocked_pair(links, threshold) -> None:
    pairs = frame(links)
    labels = average_link(NODES, pairs, threshold)
    shuffled = average_link(NODES, pairs.sample(fraction=1, shuffle=True, seed=1), threshold)
    assert labels.tolist() == shuffled.tolist()
    for (a, b), (_, blocked) in links.items():
        assert not (blocked and labels[a] == labels[b])
    for group in groups(labels):
        if len(group) > 1:
            inside = sum(score for (a, b), (score, _) in links.items() if a in group and b in group)
            assert inside / (len(group) * (len(group) - 1) / 2) >= threshold / 2


def test_a_crowd_under_one_key_stays_linear() -> None:
    pairs = neighbour_pairs(pl.Series(np.zeros(5000, dtype=np.uint64)), pl.Series(np.arange(5000)), 4)
    assert pairs.height <= 4 * 5000
    assert (components(5000, pairs["a"].to_numpy(), pairs["b"].to_numpy()) == 0).all()


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=20))
@settings(max_examples=60, deadline=None)
def test_small_groups_meet_completely(rows) -> None:
    keys = pl.Series([key for key, _ in rows], dtype=pl.UInt64)
    nodes = pl.Series([node for _, node in rows], dtype=pl.Int64)
    want = {(a, b) for k, a in rows for m, b in rows if k == m and a < b}
    assert set(neighbour_pairs(keys, nodes, 20).rows()) == want


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, NODES - 1)), max_size=60), st.integers(1, 3))
def test_pairs_counted_in_turns_are_those_counted_at_once(rows, at_least) -> None:
    keys = pl.Series([key for key, _ in rows], dtype=pl.UInt64)
    nodes = pl.Series([node for _, node in rows], dtype=pl.Int64)
    at_once = neighbour_pairs(keys, nodes, 3, at_least)
    with patch.object(clusters, "MOST_ROWS", 7):
        assert neighbour_pairs(keys, nodes, 3, at_least).rows() == at_once.rows()
