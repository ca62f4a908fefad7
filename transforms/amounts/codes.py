"""Texts as arrays of code points: runs of digits in them, and stretches of them as strings or as masked shapes."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd

import numpy as np
import polars as pl

from transforms.amounts.trie import LAST_CODE_POINT, Bools, Codes, Ints
from transforms.chars import Script, script_of
from transforms.numerals import COMMAS, DOTS, FILLING_ZERO, LEADING_ZERO, MASK, MIDDLE_DOT, SPACES
from transforms.spans import Texts

FULL_WIDTH_ZERO = 0xFF10
FRACTION = "/"
#: From a digit to the same one raised: km2 is km².
POWER = ord("²") - ord("2")
#: Fractions behind a whole number stay legible in shapes, for their value is the word's own: 10 1/2 billion, 6-3/4 inches.
PARTS = tuple((above, below) for below in (2, 3, 4, 5, 6, 8) for above in range(1, below) if gcd(above, below) == 1)
#: After these a hyphen is no sign.
CLOSING = [ord(c) for c in ")%％"]


def code_points(texts: Texts) -> Codes:
    """All texts as code points, a line end after each; index = `Texts.chars_before` of a byte."""
    return np.frombuffer(texts.buffer.tobytes().decode().encode("utf-32-le"), dtype=np.uint32)


def runs(mask: Bools) -> tuple[Ints, Ints]:
    """Start and end of every stretch that is true."""
    at = np.flatnonzero(mask)
    apart = np.flatnonzero(np.diff(at) > 1)
    return at[np.concatenate(([0], apart + 1))[: len(at)]], at[np.concatenate((apart, [-1]))[: len(at)]] + 1


def members(chars: Iterable[int]) -> Bools:
    """Which code points are among these."""
    table = np.zeros(LAST_CODE_POINT + 1, dtype=np.bool_)
    table[list(chars)] = True
    return table


DIGITS = members([*range(ord("0"), ord("9") + 1), *range(FULL_WIDTH_ZERO, FULL_WIDTH_ZERO + 10)])
_JOINTS = members(map(ord, SPACES + "-"))
_SEPARATORS = members(map(ord, COMMAS + DOTS + MIDDLE_DOT))


def is_digit(text: Codes) -> Bools:
    """Western digits, plain and full-width."""
    found: Bools = DIGITS[text]
    return found


def digit_literals(text: Codes, digits: Bools) -> tuple[Ints, Ints]:
    """Start and end of every run of digits, single separators inside included."""
    start, end = runs(digits)
    if not len(start):
        return start, end
    joined = (start[1:] - end[:-1] == 1) & _SEPARATORS[text[end[:-1]]]
    first = np.concatenate(([True], ~joined))
    last = np.concatenate((~joined, [True]))
    start, end = start[first], end[last]
    before, outer = text[np.maximum(start - 1, 0)], script_of(text[np.maximum(start - 2, 0)])
    bare = (start > 1) & (before == ord(".")) & np.isin(outer, (Script.SPACE, Script.OTHER)) & (text[np.maximum(start - 2, 0)] != ord("."))
    return start - bare, end


def strings_of(text: Codes, start: Ints, end: Ints, *, masked: bool = False) -> pl.Series:
    """The stretches as strings; masked ones are shapes: digits hidden, first and last character reduced to their script."""
    length = end - start
    total = int(length.sum()) + len(length)
    first = np.cumsum(length + 1) - (length + 1)
    index = np.arange(total) - np.repeat(first, length + 1) + np.repeat(start, length + 1)
    out = text[np.clip(index, 0, max(len(text) - 1, 0))].copy() if len(text) else np.zeros(0, dtype=np.uint32)
    if masked and len(start):
        _mask(out, first, first + length - 1, _parts(text, start))
        out[first[start < 0]] = ord(" ")
    out[out == ord("\n")] = ord(" ")
    out[first + length] = ord("\n")
    pieces = out.tobytes().decode("utf-32-le", "replace").split("\n")
    return pl.Series(pieces[:-1], dtype=pl.String)


#: What stands for the character before and after a chunk, by script: only what the grammar asks of it is kept.
_BEFORE = np.array([ord(c) for c in "  0aa가   ".ljust(len(Script))], dtype=np.uint32)
_AFTER = np.array([ord(c) for c in "· 0aя가漢あ漢".ljust(len(Script), "·")], dtype=np.uint32)


def _context(chars: Codes, faces: Codes) -> Codes:
    kept: Codes = faces[script_of(chars)]
    return kept


def is_among(gaps: pl.Series, words: frozenset[str]) -> pl.Series:
    """Which gaps are one of the words, tens of thousands of them: the few distinct gaps are looked up, not the words handed over.

    >>> is_among(pl.Series(["over", "x", "over"]), frozenset({"over", "for"})).to_list()
    [True, False, True]
    """
    return gaps.is_in([gap for gap in gaps.unique() if gap in words])


def _parts(text: Codes, start: Ints) -> Bools:
    """Which stretches have a number and a slash before them, so that they begin with the lower part of a fraction."""
    parts: Bools = (text[np.maximum(start, 0)] == ord(FRACTION)) & is_digit(text[np.maximum(start - 1, 0)])
    return parts


def _mask(out: Codes, first: Ints, last: Ints, is_fraction: Bools) -> None:
    """Hide digits, in place; keep of the first and the last character of each stretch what the grammar asks of them."""
    digit = is_digit(out)
    following = np.append(out[1:], 0)
    zero = ((out == ord("0")) | (out == FULL_WIDTH_ZERO)) & ~np.concatenate(([False], digit[:-1]))
    leading = (out == ord("0")) & zero & _SEPARATORS[following]
    filling = zero & np.concatenate((digit[1:], [False])) & ~np.concatenate(([False], _SEPARATORS[out[:-1]]))
    at = np.flatnonzero((out == ord("2")) | (out == ord("3")))
    at = at[out[at - 1] == ord("m")]
    at = at[~np.isin(script_of(following[at]), (Script.DIGIT, Script.LATIN))]
    power = out[at] + POWER
    digit[_fractions(out, digit)] = False
    out[digit] = ord(MASK)
    out[leading] = ord(LEADING_ZERO)
    out[filling] = ord(FILLING_ZERO)
    out[at] = power
    beside = np.where(np.isin(out[first], CLOSING), ord("%"), _context(out[first], _BEFORE))
    out[first] = np.where(is_fraction, ord(FRACTION), beside)
    out[last] = _context(out[last], _AFTER)


def _fractions(out: Codes, digit: Bools) -> Ints:
    """Places of the digits of fractions (`PARTS`) that stand behind a whole number and one space or hyphen."""
    at = np.flatnonzero(out == ord(FRACTION))
    at = at[(at > 2) & (at < len(out) - 2)]  # noqa: PLR2004  the whole number, a joint, the upper part; the lower part, what follows
    at = at[digit[at - 3] & digit[at - 1] & digit[at + 1] & ~digit[at + 2] & _JOINTS[out[at - 2]]]
    at = at[np.isin((out[at - 1] - ord("0")) * 10 + out[at + 1] - ord("0"), [above * 10 + below for above, below in PARTS])]
    return np.concatenate((at - 1, at + 1))


@dataclass(frozen=True)
class Around:
    """What stands beside spans (unit, start, end: code points within the unit's text), cut at the ends of the unit."""

    text: Codes
    #: Code points of all texts before each unit; one more for the end.
    unit_char: Ints

    @classmethod
    def of(cls, texts: Texts, text: Codes) -> "Around":
        """`text`: the code points of `texts`."""
        return cls(text, texts.chars_before[texts.unit_byte].astype(np.int64))

    def after(self, unit: pl.Series, end: pl.Series, reach: int) -> pl.Series:
        """Up to `reach` characters after each end."""
        row, at = self._places(unit, end)
        return strings_of(self.text, at, np.minimum(at + reach, self.unit_char[row + 1] - 1))

    def before(self, unit: pl.Series, start: pl.Series, reach: int) -> pl.Series:
        """Up to `reach` characters before each start."""
        row, at = self._places(unit, start)
        return strings_of(self.text, np.maximum(at - reach, self.unit_char[row]), at)

    def between(self, unit: pl.Series, low: pl.Series, high: pl.Series) -> pl.Series:
        """The characters from low to high, spaces left out."""
        return strings_of(self.text, self._places(unit, low)[1], self._places(unit, high)[1]).str.replace_all(r"\s", "")

    def _places(self, unit: pl.Series, char: pl.Series) -> tuple[Ints, Ints]:
        row = unit.to_numpy().astype(np.int64)
        return row, self.unit_char[row] + char.to_numpy()
