"""Strings as a buffer of UTF-8, and pieces of one as strings, many at a time."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Offsets = npt.NDArray[np.int64]


def utf8(strings: pl.Series) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """All texts as one buffer of UTF-8, and where each starts in it, one more for the end."""
    if not len(strings):
        return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.uint8)
    _, offsets, data = strings.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[: len(strings) + 1]
    return starts, np.frombuffer(data or b"", dtype=np.uint8)[: starts[-1]]


def slices(buffer: npt.NDArray[np.uint8], start_byte: Offsets, end_byte: Offsets) -> pl.Series:
    """The texts between byte positions; for many short ones."""
    length = end_byte - start_byte
    offsets = np.zeros(len(length) + 1, dtype=np.int64)
    np.cumsum(length, out=offsets[1:])
    at = np.arange(offsets[-1]) + np.repeat(start_byte - offsets[:-1], length)
    return _strings(offsets, buffer[at])


def tiles(buffer: npt.NDArray[np.uint8], start_byte: Offsets, end_byte: Offsets) -> pl.Series:
    """The texts between byte positions that rise and do not overlap, without copying what lies between."""
    bounds = np.append(np.stack([start_byte, end_byte], axis=1).ravel(), len(buffer))
    return _strings(bounds, buffer).gather_every(2)


def _strings(offsets: Offsets, data: npt.NDArray[np.uint8]) -> pl.Series:
    array = pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(data)))
    strings = pl.from_arrow(array)
    assert isinstance(strings, pl.Series)
    return strings.cast(pl.String)
