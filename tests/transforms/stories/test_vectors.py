"""What pairs of documents share."""

import polars as pl

from transforms.stories.vectors import Vectors

ROWS = pl.DataFrame(
    {"doc": [0, 0, 0, 2, 2, 3], "feature": [70, 50, 90, 50, 70, 10], "weight": [1, 2, 3, 4, 5, 6]},
    schema={"doc": pl.UInt32, "feature": pl.UInt64, "weight": pl.Int32},
)


def shared(*pairs: tuple[int, int]) -> list[tuple[int, int, int]]:
    both = Vectors.of(ROWS, 4).shared(pl.DataFrame(pairs, schema={"a": pl.Int64, "b": pl.Int64}, orient="row"))
    weight = ROWS["weight"]
    return sorted(zip(both["pair"], weight[both["one"]], weight[both["other"]], strict=True))


def test_each_feature_of_both_is_found_once() -> None:
    assert shared((0, 2)) == [(0, 1, 5), (0, 2, 4)]


def test_pairs_stand_by_their_place() -> None:
    assert shared((2, 3), (0, 2), (0, 2)) == [(1, 1, 5), (1, 2, 4), (2, 1, 5), (2, 2, 4)]


def test_a_document_without_features_shares_none() -> None:
    assert shared((0, 1), (1, 2)) == []
    assert Vectors.of(ROWS.clear(), 4).shared(pl.DataFrame({"a": [0], "b": [1]})).is_empty()
