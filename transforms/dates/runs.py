"""Where dates may stand: runs of date words and numbers with only joints between them (see `transforms.dates.scan`).

No expression of all date words goes over the whole text: on varied text it leaves the fast engine (measured on mixed news: 1 MB/s).
Numbers are found among the bytes, first words as literals; the expression is then asked at these places alone, and so are the words
that follow.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.chars import Script, codepoint_after, codepoint_before, members, members_at, script_of, utf8_bytes
from transforms.dates.slots import HAN_NUMERALS, LETTERS
from transforms.lanes import WHOLE_TEXTS, on_lane
from transforms.spans import SPAN_SCHEMA, Literals, Texts, literal_hits

#: How far a run may reach, in bytes: two hundred characters of Han, a hundred words.
LONGEST = 600
#: Han numerals looked back over from the one before a word: as many as a number has.
LONGEST_NUMERAL = 8

Positions = npt.NDArray[np.int64]
_IS_LETTER = np.isin(np.arange(len(Script)), [Script.LATIN, Script.CYRILLIC])
_IN_WORD = _IS_LETTER | (np.arange(len(Script)) == Script.DIGIT)
_IS_HAN_NUMERAL = members(HAN_NUMERALS)
_IS_RANGE_MARK = members("-~∼〜～‐‑–—−―－至到")
_IS_POINT = members(".,")


@dataclass(frozen=True)
class Scan:
    """How the runs of one language are found."""

    #: What a run that starts with no digit starts with: words, or a Han numeral and the character behind it.
    heads: Literals
    #: Which of them start with a Han numeral.
    starts_with_numeral: npt.NDArray[np.bool_]
    #: Reads a run from its start.
    expression: str
    #: Whether words stand apart, so that no run starts inside one.
    spaced: bool


def digit_starts(texts: Texts) -> Positions:
    """Bytes of `texts.buffer` at which numbers start, ASCII or full width; not inside a word or behind the point of another number.

    >>> digit_starts(Texts.of(pl.Series(["3.5%와 G20, 12월", "１２月"]))).tolist()
    [0, 13, 19]
    """
    buffer = texts.buffer
    if not len(buffer):
        return np.zeros(0, dtype=np.int64)
    is_digit = (buffer - np.uint8(ord("0"))) < 10  # noqa: PLR2004  0 to 9
    narrow = np.flatnonzero(is_digit[1:] & ~is_digit[:-1]) + 1
    first = np.zeros(int(is_digit[0]), dtype=np.int64)
    wide = np.flatnonzero(buffer == 0xEF)  # noqa: PLR2004  ０ to ９ are EF BC 90 to EF BC 99
    wide = wide[(buffer[wide + 1] == 0xBC) & ((buffer[wide + 2] - np.uint8(0x90)) < 10)]  # noqa: PLR2004
    starts = np.concatenate([first, narrow, wide])
    starts.sort()
    before = codepoint_before(buffer, starts)
    pointed = members_at(_IS_POINT, before)
    scripts = script_of(before)
    scripts[pointed] = np.where(script_of(codepoint_before(buffer, starts[pointed] - 1)) == Script.DIGIT, Script.DIGIT, Script.OTHER)
    outside: Positions = starts[~_IN_WORD[scripts]]
    return outside


def _back(texts: Texts, at: Positions, table: npt.NDArray[np.bool_], limit: int) -> Positions:
    """Where the characters of a table start that stand right before each position; at most `limit` of them."""
    for _ in range(limit):
        before = codepoint_before(texts.buffer, at)
        step = members_at(table, before)
        if not step.any():
            break
        at = at - np.where(step, utf8_bytes(before), 0)
    return at


def _numeral_starts(texts: Texts, at: Positions) -> Positions:
    """Where the Han numeral starts that goes on at each position, or the range of two."""
    at = _back(texts, at, _IS_HAN_NUMERAL, LONGEST_NUMERAL)
    mark = _back(texts, at, _IS_RANGE_MARK, 1)
    first = _back(texts, mark, _IS_HAN_NUMERAL, LONGEST_NUMERAL)
    return np.where(first < mark, first, at)


def _heads(texts: Texts, units: npt.NDArray[np.int64], scan: Scan) -> tuple[Positions, Positions]:
    """(unit, byte) of each place a run may start with a word or a Han numeral."""
    hits = literal_hits(texts, scan.heads, units)
    at = hits.start_byte
    if scan.spaced:
        free = ~_IN_WORD[texts.script_before(at)]
        return hits.unit[free], at[free]
    is_numeral = scan.starts_with_numeral[hits.literal]
    at[is_numeral] = _numeral_starts(texts, at[is_numeral])
    return hits.unit, at


def cut(texts: Texts, unit: Positions, start_byte: Positions, longest: int) -> pl.Series:
    """The text of each unit from a byte of `texts.buffer` on, at most so many bytes, whole characters."""
    end = np.minimum(start_byte + longest, texts.unit_byte[unit + 1] - 1)
    for _ in range(3):
        end = end - ((texts.buffer[end] & 0xC0) == 0x80)  # noqa: PLR2004  UTF-8 continuation byte
    within = start_byte - texts.unit_byte[unit]
    frame = pl.DataFrame({"text": texts.strings.cast(pl.Binary).gather(unit), "at": within, "size": end - start_byte})
    return frame.select(pl.col("text").bin.slice("at", "size").cast(pl.String)).to_series()


def date_runs(texts: Texts, units: npt.NDArray[np.int64], numbers: tuple[Positions, Positions], scan: Scan) -> pl.DataFrame:
    """Every run of some units that may hold a date (`SPAN_SCHEMA`), in order; `numbers` are unit and byte of each number in them."""
    head_unit, head_at = _heads(texts, units, scan)
    unit, at = np.concatenate([numbers[0], head_unit]), np.concatenate([numbers[1], head_at])
    at, first = np.unique(at, return_index=True)
    unit = unit[first]
    tails = cut(texts, unit, at, LONGEST)
    read = on_lane(WHOLE_TEXTS, tails.str.extract_all, scan.expression).list.first()
    is_run = read.is_not_null().to_numpy()
    if not is_run.any():
        return SPAN_SCHEMA.to_frame()
    unit, at, read = unit[is_run], at[is_run], read.filter(is_run)
    size = read.str.len_bytes().to_numpy().astype(np.int64)
    if scan.spaced:
        read, size = _whole_words(texts, at, read, size)
    free = leftmost(at, at + size)
    return texts.spans(pl.Series(unit[free]), at[free], read.filter(free))


def _whole_words(texts: Texts, at: Positions, read: pl.Series, size: Positions) -> tuple[pl.Series, Positions]:
    """Runs without a last word that only begins a longer one."""
    inside, follows = (codepoint_before(texts.buffer, at + size), codepoint_after(texts.buffer, at + size))
    broken = _IS_LETTER[script_of(inside)] & _IS_LETTER[script_of(follows)]
    cut_off = read.filter(broken).str.replace(f"([.)）]?)[^{LETTERS}0-9]*[{LETTERS}]+$", "${1}")
    read = read.scatter(np.flatnonzero(broken), cut_off)
    return read, read.str.len_bytes().to_numpy().astype(np.int64)


def leftmost(start: Positions, end: Positions) -> npt.NDArray[np.bool_]:
    """Which spans (in order of start) are kept where the first counts and those that start inside it do not.

    >>> leftmost(np.array([0, 2, 4, 6]), np.array([3, 5, 7, 8])).tolist()
    [True, False, True, False]
    """
    kept, left = np.zeros(len(start), dtype=np.bool_), np.arange(len(start))
    while len(left):
        reach = np.maximum.accumulate(end[left])
        first = np.r_[True, reach[:-1] <= start[left[1:]]]
        kept[left[first]] = True
        owner = left[np.maximum.accumulate(np.where(first, np.arange(len(left)), 0))]
        left = left[~first & (start[left] >= end[owner])]
    return kept
