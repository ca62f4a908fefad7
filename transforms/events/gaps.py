"""Spaces between characters of scripts that need none: a headline parts its clauses by them (甲が調印　乙は反発, 甲签约 乙抗议)."""

import numpy as np
import numpy.typing as npt

from transforms.chars import Script, codepoint_after, codepoint_before, script_of
from transforms.lexicon import POSITION_BITS
from transforms.spans import Texts

#: Scripts written without spaces between words.
UNSPACED = (Script.HAN, Script.HIRAGANA, Script.KATAKANA)
#: A space, and the wide one, as UTF-8.
SPACE, WIDE_SPACE = b" ", "\u3000".encode()


def gaps(texts: Texts) -> npt.NDArray[np.int64]:
    """Keys (unit, code point) of the spaces that part two characters of such scripts, sorted.

    >>> import polars as pl
    >>> gaps(Texts.of(pl.Series(["协议签署 各方欢迎", "BYD 宣布"]))).tolist()
    [4]
    """
    found = [_parting(texts, space) for space in (SPACE, WIDE_SPACE)]
    return np.sort(np.concatenate(found))


def _parting(texts: Texts, space: bytes) -> npt.NDArray[np.int64]:
    buffer, size = texts.buffer, len(space)
    if len(buffer) < size:
        return np.zeros(0, dtype=np.int64)
    at = np.flatnonzero(buffer[: len(buffer) - size + 1] == space[0])
    for step in range(1, size):
        at = at[buffer[at + step] == space[step]]
    before, after = script_of(codepoint_before(buffer, at)), script_of(codepoint_after(buffer, at + size))
    at = at[np.isin(before, UNSPACED) & np.isin(after, UNSPACED)]
    unit = np.searchsorted(texts.unit_byte, at, side="right") - 1
    keys: npt.NDArray[np.int64] = (unit << POSITION_BITS) + texts.char_offsets(unit, at)
    return keys
