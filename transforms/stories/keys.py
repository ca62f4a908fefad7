"""Numbers in place of rows of several columns, so that joining and grouping compare one machine word."""

import numpy as np
import polars as pl

from transforms.clusters import UInt64s, mixed

#: What a missing value is mixed in as.
NOTHING = -(2**62)


def row_keys(*columns: pl.Series) -> pl.Series:
    """A number (UInt64) for each row of some columns of numbers or days: the same for the same values, on every machine.

    >>> one, other = row_keys(pl.Series([1, 1]), pl.Series([2.5, None])).to_list()
    >>> one == other
    False
    """
    found: UInt64s = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        exact = column.cast(pl.Float64) if column.dtype.is_decimal() else column
        whole = exact.to_physical() if not exact.dtype.is_float() else exact
        gaps = whole.is_null().to_numpy()
        words = whole.fill_null(0).to_numpy()
        bits = words.view(np.int64) if whole.dtype.is_float() else words.astype(np.int64)
        found = mixed(mixed(found) + np.where(gaps, NOTHING, bits).astype(np.uint64))
    return pl.Series("key", found, dtype=pl.UInt64)
