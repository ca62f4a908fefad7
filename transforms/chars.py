"""Characters: what script a code point belongs to, and which scripts cannot touch at a word's edge."""

from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Codepoints = npt.NDArray[np.uint32]


class Script(IntEnum):
    """Scripts told apart at word edges (Unicode blocks, coarsely)."""

    OTHER = 0
    SPACE = 1
    DIGIT = 2
    LATIN = 3
    CYRILLIC = 4
    HANGUL = 5
    KATAKANA = 6
    HIRAGANA = 7
    HAN = 8
    GREEK = 9
    HEBREW = 10
    ARABIC = 11
    DEVANAGARI = 12
    THAI = 13


#: (first, last, script) of the blocks that matter; everything else is OTHER.
RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x09, 0x0D, Script.SPACE),
    (0x20, 0x20, Script.SPACE),
    (0x30, 0x39, Script.DIGIT),
    (0x41, 0x5A, Script.LATIN),
    (0x61, 0x7A, Script.LATIN),
    (0xA0, 0xA0, Script.SPACE),
    (0xC0, 0xD6, Script.LATIN),
    (0xD8, 0xF6, Script.LATIN),
    (0xF8, 0x24F, Script.LATIN),
    (0x370, 0x3FF, Script.GREEK),
    (0x400, 0x52F, Script.CYRILLIC),
    (0x590, 0x5FF, Script.HEBREW),
    (0x600, 0x6FF, Script.ARABIC),
    (0x900, 0x97F, Script.DEVANAGARI),
    (0xE00, 0xE7F, Script.THAI),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x2000, 0x200B, Script.SPACE),
    (0x202F, 0x202F, Script.SPACE),
    (0x3000, 0x3000, Script.SPACE),
    (0x3005, 0x3007, Script.HAN),
    (0x3041, 0x309F, Script.HIRAGANA),
    (0x30A1, 0x30FA, Script.KATAKANA),
    (0x30FC, 0x30FE, Script.KATAKANA),
    (0x3131, 0x318E, Script.HANGUL),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xAC00, 0xD7A3, Script.HANGUL),
    (0xF900, 0xFAFF, Script.HAN),
    (0xFF10, 0xFF19, Script.DIGIT),
    (0xFF21, 0xFF3A, Script.LATIN),
    (0xFF41, 0xFF5A, Script.LATIN),
    (0xFF66, 0xFF9F, Script.KATAKANA),
    (0x20000, 0x3FFFF, Script.HAN),
)


#: Scripts that go by the name of another: kana stand among Han.
AMONG = {Script.HIRAGANA: Script.HAN, Script.KATAKANA: Script.HAN}


def named(script: Script) -> str:
    """The name that reference data gives a script.

    >>> named(Script.KATAKANA), named(Script.LATIN)
    ('Han', 'Latin')
    """
    return AMONG.get(script, script).name.title()


def letters_of(*scripts: Script) -> str:
    """The letters of some scripts, as the inside of brackets of a regular expression.

    >>> letters_of(Script.CYRILLIC)
    'Ѐ-ԯ'
    """
    return "".join(f"{chr(first)}-{chr(last)}" for first, last, script in RANGES if script in scripts)


def _table() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x40000, dtype=np.uint8)
    for first, last, script in RANGES:
        table[first : last + 1] = script
    return table


_SCRIPTS = _table()


def _touching() -> npt.NDArray[np.bool_]:
    pairs = np.zeros((len(Script), len(Script)), dtype=np.bool_)
    alphabetic = (Script.DIGIT, Script.LATIN, Script.CYRILLIC)
    for left in alphabetic:
        for right in alphabetic:
            pairs[left, right] = True
    pairs[Script.KATAKANA, Script.KATAKANA] = True
    pairs[Script.HANGUL, Script.HANGUL] = True
    return pairs


#: TOUCHING[left, right]: a word cannot end after `left` when `right` follows. Hangul after a word may be a particle:
#: callers that know particles look at `neighbours` themselves.
TOUCHING = _touching()


def script_of(codepoints: Codepoints) -> npt.NDArray[np.uint8]:
    """The `Script` of each code point.

    >>> script_of(np.array([ord(c) for c in "a가ア漢5 "], dtype=np.uint32)).tolist()
    [3, 5, 6, 8, 2, 1]
    """
    scripts: npt.NDArray[np.uint8] = _SCRIPTS[np.minimum(codepoints, len(_SCRIPTS) - 1)]
    return scripts


def codepoint_after(buffer: npt.NDArray[np.uint8], at: npt.NDArray[Any]) -> Codepoints:
    """The code point that starts at each byte position of UTF-8 text; 0 beyond the end."""
    if not len(buffer):
        return np.zeros(len(at), dtype=np.uint32)
    padded_end = len(buffer) - 1
    found: Codepoints = buffer[np.minimum(at, padded_end)].astype(np.uint32)
    wide = np.flatnonzero(found >= 0x80)  # noqa: PLR2004  beyond ASCII
    found[wide] = _decoded(buffer, at[wide])
    found[at > padded_end] = 0
    return found


def _decoded(buffer: npt.NDArray[np.uint8], at: npt.NDArray[Any]) -> Codepoints:
    """The code point of more than one byte that starts at each position."""

    def byte(k: int) -> Codepoints:
        found: Codepoints = buffer[np.minimum(at + k, len(buffer) - 1)].astype(np.uint32)
        return found

    lead, one, two, three = (byte(k) for k in range(4))
    tail = 0x3F
    found: Codepoints = np.select(
        [lead < 0xE0, lead < 0xF0],  # noqa: PLR2004  UTF-8 lead bytes
        [(lead & 0x1F) << 6 | one & tail, (lead & 0x0F) << 12 | (one & tail) << 6 | two & tail],
        default=(lead & 0x07) << 18 | (one & tail) << 12 | (two & tail) << 6 | three & tail,
    )
    return found


def codepoint_before(buffer: npt.NDArray[np.uint8], at: npt.NDArray[Any]) -> Codepoints:
    """The code point that ends at each byte position of UTF-8 text; 0 before the start."""
    if not len(buffer):
        return np.zeros(len(at), dtype=np.uint32)
    found: Codepoints = buffer[np.maximum(at - 1, 0)].astype(np.uint32)
    wide = np.flatnonzero(found >= 0x80)  # noqa: PLR2004  beyond ASCII
    start = at[wide] - 1
    inside = np.flatnonzero((buffer[start] & 0xC0) == 0x80)  # noqa: PLR2004  UTF-8 continuation byte
    for _ in range(3):
        start[inside] = np.maximum(start[inside] - 1, 0)
        inside = inside[(buffer[start[inside]] & 0xC0) == 0x80]  # noqa: PLR2004
    found[wide] = codepoint_after(buffer, start)
    found[at <= 0] = 0
    return found


def members(characters: str) -> npt.NDArray[np.bool_]:
    """A table for `members_at`: which code points are among the characters (none beyond the basic plane)."""
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(c) for c in characters]] = True
    return table


def members_at(table: npt.NDArray[np.bool_], codepoints: Codepoints) -> npt.NDArray[np.bool_]:
    """Whether each code point is in a table of `members`.

    >>> members_at(members("年月"), np.array([ord(c) for c in "3月"], dtype=np.uint32)).tolist()
    [False, True]
    """
    found: npt.NDArray[np.bool_] = table[np.minimum(codepoints, len(table) - 1)]
    return found


def utf8_bytes(codepoints: Codepoints) -> npt.NDArray[np.int64]:
    """UTF-8 bytes of each code point."""
    return 1 + (codepoints >= 0x80).astype(np.int64) + (codepoints >= 0x800) + (codepoints >= 0x10000)  # noqa: PLR2004


def codepoints_of(strings: pl.Series) -> Codepoints:
    """The code points of all texts, one after the other."""
    joined = strings.str.join("").item() or ""
    return np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
