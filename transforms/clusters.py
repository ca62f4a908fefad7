"""Groups from pairs: connected components, and average-link groups that do not chain.

Exact whole-number arithmetic: the result depends on the pairs alone, never on their order, on threads or on the machine.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Labels = npt.NDArray[np.int64]
UInt64s = npt.NDArray[np.uint64]

#: Bits of a node's number where two stand in one.
SHIFT = np.uint64(32)
#: Rounds of pairwise joining; each joins at least the best pair left, in practice a third of all.
MAX_ROUNDS = 200
#: Rows whose pairs are counted at a time: all pairs of a million documents at once take gigabytes.
MOST_ROWS = 4_000_000


def mixed(words: npt.NDArray[Any]) -> UInt64s:
    """Finaliser of splitmix64 (Steele, Lea, Flood 2014) over whole numbers: the same on every machine and version.

    >>> int(mixed(np.array([1], dtype=np.uint64))[0])
    6238072747940578789
    """
    found: UInt64s = words.astype(np.uint64)
    found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return found ^ (found >> np.uint64(31))


def components(size: int, left: npt.NDArray[Any], right: npt.NDArray[Any]) -> Labels:
    """The smallest node each of `size` nodes is connected with.

    >>> components(5, np.array([3, 1]), np.array([1, 0])).tolist()
    [0, 0, 2, 0, 4]
    """
    labels: Labels = np.arange(size, dtype=np.int64)
    left, right = left.astype(np.int64), right.astype(np.int64)
    while True:
        low = np.minimum(labels[left], labels[right])
        if np.array_equal(labels[left], labels[right]):
            return labels
        np.minimum.at(labels, labels[left], low)
        np.minimum.at(labels, labels[right], low)
        while not np.array_equal(labels, labels[labels]):
            labels = labels[labels]


def average_link(size: int, pairs: pl.DataFrame, threshold: int, marks: UInt64s | None = None) -> Labels:
    """Groups of nodes whose mean score with one another reaches `threshold`, each labelled with its smallest node.

    `pairs` (a, b, score Int64, blocked Boolean): one row a pair, a < b < size; a pair without a row scores 0. Groups are joined
    best first (reciprocal nearest neighbours, which gives the same groups as joining one pair at a time); two groups that
    hold a blocked pair are never joined, nor two that hold no `firm` one (Boolean, all where it is left out). Equals are told apart
    by `marks` of the nodes, which should not depend on what else there is.

    >>> pairs = pl.DataFrame({"a": [0, 1, 2], "b": [1, 2, 3], "score": [90, 40, 90], "blocked": [False] * 3})
    >>> average_link(4, pairs, 50).tolist()
    [0, 0, 2, 2]
    """
    labels: Labels = np.arange(size, dtype=np.int64)
    members: Labels = np.ones(size, dtype=np.int64)
    marks = np.arange(size, dtype=np.uint64) if marks is None else marks
    firm = pl.col("firm") if "firm" in pairs.columns else pl.lit(value=True)
    links = pairs.select(pl.col("a", "b").cast(pl.Int64), pl.col("score").cast(pl.Int64), "blocked", firm=firm)
    for _ in range(MAX_ROUNDS):
        keep, gone = _best_pairs(links, members, threshold, marks)
        if not len(keep):
            break
        moved: Labels = np.arange(size, dtype=np.int64)
        moved[gone] = keep
        members[keep] += members[gone]
        labels = moved[labels]
        links = _joined(links, moved)
    return labels


def _best_pairs(links: pl.DataFrame, members: Labels, threshold: int, marks: UInt64s) -> tuple[Labels, Labels]:
    """Pairs of groups that are each other's best, by mean score and then by a hash, so that ties pair up at once."""
    a, b = links["a"].to_numpy(), links["b"].to_numpy()
    good = (
        links.select(
            "a",
            "b",
            "blocked",
            "firm",
            mean=pl.col("score") / pl.Series(members[a] * members[b]),
            tie=pl.Series(mixed(mixed(marks[a]) + marks[b])),
        )
        .filter(pl.col("firm") & ~pl.col("blocked") & (pl.col("mean") >= threshold))
        .sort("mean", "tie", "a", "b", descending=[True, False, False, False])
        .with_row_index("place")
    )
    ends = pl.concat([good.select("place", node="a"), good.select("place", node="b")])
    first = ends.group_by("node").agg(pl.col("place").min())
    twice = first.group_by("place").len().filter(pl.col("len") == 2)["place"].sort()  # noqa: PLR2004  both ends
    chosen = good[twice]
    return chosen["a"].to_numpy(), chosen["b"].to_numpy()


def _joined(links: pl.DataFrame, moved: Labels) -> pl.DataFrame:
    """Links between groups after a round; links within a group are done with."""
    a, b = moved[links["a"].to_numpy()], moved[links["b"].to_numpy()]
    return (
        links.with_columns(a=pl.Series(np.minimum(a, b)), b=pl.Series(np.maximum(a, b)))
        .filter(pl.col("a") != pl.col("b"))
        .group_by("a", "b")
        .agg(pl.col("score").sum(), pl.col("blocked", "firm").any())
    )


def neighbour_pairs(keys: pl.Series, nodes: pl.Series, reach: int, at_least: int = 1, marks: UInt64s | None = None) -> pl.DataFrame:
    """Distinct pairs (a < b) of nodes that share `at_least` keys: all pairs of a small group, `reach` partners a side in a large one.

    Linear in the rows whatever the size of a group. Within a key the nodes stand in an order drawn by hash, another for each
    key, so that members of a large group meet different partners under different keys; drawn by `marks` of the nodes, if given.

    >>> neighbour_pairs(pl.Series([7, 7, 8, 7], dtype=pl.UInt64), pl.Series([0, 2, 2, 1]), 5).rows()
    [(0, 1), (0, 2), (1, 2)]
    """
    rows = pl.DataFrame({"key": keys, "node": nodes})
    crowds = rows.group_by("key").len().filter(pl.col("len") > 1).select("key").with_row_index("crowd")
    met = rows.join(crowds, on="key")  # row by row in any order: which crowd is which, and who stands where, is drawn by hash
    key, node = met["key"].to_numpy().astype(np.uint64), met["node"].to_numpy().astype(np.uint64)
    drawn = mixed(key ^ mixed(node if marks is None else marks[node]))
    place = pl.Series((met["crowd"].to_numpy().astype(np.uint64) << SHIFT) | (drawn >> SHIFT))
    order = place.to_frame("place").with_columns(node=node).select(pl.arg_sort_by("place", "node")).to_series().to_numpy()
    crowd, node = met["crowd"].to_numpy()[order], node[order]
    turns = len(crowd) // MOST_ROWS + 1
    both = np.sort(np.concatenate([_met(crowd, node, reach, at_least, turn, turns) for turn in range(turns)]))
    return pl.DataFrame({"a": (both >> SHIFT).astype(np.int64), "b": (both & (2**32 - 1)).astype(np.int64)})


def _met(crowd: npt.NDArray[np.uint32], node: UInt64s, reach: int, at_least: int, turn: int, turns: int) -> UInt64s:  # noqa: PLR0913, PLR0917  one step
    """Pairs of neighbours in a crowd (in order) whose smaller node has its turn, two nodes in one number: half the memory, one column."""
    parts = [np.zeros(0, dtype=np.uint64)]
    for step in range(1, min(reach + 1, len(crowd))):
        same = (crowd[step:] == crowd[:-step]) & (node[step:] != node[:-step])
        one, other = node[:-step][same], node[step:][same]
        low, high = np.minimum(one, other), np.maximum(one, other)
        if turns > 1:
            own = low % np.uint64(turns) == np.uint64(turn)
            low, high = low[own], high[own]
        parts.append((low << SHIFT) | high)
    met = np.sort(np.concatenate(parts))
    last = np.flatnonzero(np.append(met[1:] != met[:-1], values=len(met) > 0))
    found: UInt64s = met[last[np.diff(last, prepend=-1) >= at_least]]
    return found
