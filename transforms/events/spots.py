"""Places in sentences as numbers: keys that sort by sentence and position, and the rows that places lie in."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.lexicon import POSITION_BITS

Offsets = npt.NDArray[np.int64]


def keys(s: pl.Series, position: pl.Series) -> Offsets:
    """Sentence and position as one number that sorts by both."""
    whole: Offsets = (s.to_numpy().astype(np.int64) << POSITION_BITS) + position.to_numpy().astype(np.int64)
    return whole


def runs(first_at: Offsets, end_at: Offsets) -> tuple[Offsets, Offsets]:
    """Every number from each first one up to its end, and the row it is of.

    >>> [part.tolist() for part in runs(np.array([4, 7]), np.array([6, 7]))]
    [[0, 0], [4, 5]]
    """
    count = end_at - first_at
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) + np.repeat(first_at - np.cumsum(count) + count, count)


def sentence_rows(sentences: pl.DataFrame, unit: Offsets, start: npt.NDArray[Any]) -> Offsets:
    """Row of the sentence each place lies in, -1 for none; `sentences` sorted by unit and start."""
    opens = (sentences["unit"].to_numpy().astype(np.int64) << 32) + sentences["start"].to_numpy()
    row: Offsets = np.searchsorted(opens, (unit.astype(np.int64) << 32) + start, side="right") - 1
    if not len(opens):
        return row
    inside = (row >= 0) & (sentences["unit"].to_numpy()[row] == unit) & (sentences["end"].to_numpy()[row] > start)
    found: Offsets = np.where(inside, row, -1)
    return found
