r"""The one matcher: texts x patterns -> spans with exact offsets. Everything that looks for something in text goes through here.

Two kinds of pattern: literals (Aho-Corasick, leftmost-longest) and one regular expression (Rust syntax: no look-around; never
`\b` or `(?i)`, which leave the fast engine: 31 MB/s instead of 430). What stands beside a span is asked afterwards of the few
spans found, through `neighbours`. Frames of spans have the columns of `SPAN_SCHEMA`: offsets in code points within the unit's
text, half open, and the same place in bytes of `Texts.buffer`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from transforms.chars import TOUCHING, Script, script_of
from transforms.cuts import slices, utf8
from transforms.lanes import WHOLE_TEXTS, on_lane

#: Stands around every hit while a text is split; texts never hold it (see `Texts.of`).
MARK = "\x01"
STAND_IN = "\x02"

#: As signed bytes, the first byte of a UTF-8 character is this or more; continuation bytes (10xxxxxx) are less.
FIRST_BYTE = -64

#: Literals of which the automaton is a table of all states: 0.05 s and 10 MB for as many.
MOST_FOR_DFA = 8000
#: In texts of fewer bytes, of many literals only those are looked for whose first bytes stand there: making the automaton of all of
#: them takes half a second, and most of what a small run takes.
FEW_BYTES, MANY = 200_000, 2000
#: First bytes that are compared, two characters of Chinese or one; shorter literals are always looked for.
HEADS = (6, 3)

SPAN_SCHEMA = pl.Schema(
    {"unit": pl.UInt32, "start": pl.Int32, "end": pl.Int32, "start_byte": pl.Int64, "end_byte": pl.Int64, "surface": pl.String}
)


@dataclass(frozen=True)
class Texts:
    """Many short texts (units: the segments of a batch), as strings for matching and as one buffer for neighbours and offsets."""

    strings: pl.Series
    #: All texts as UTF-8, a line end after each.
    buffer: npt.NDArray[np.uint8]
    #: Where each unit starts in `buffer`; one more for the end.
    unit_byte: npt.NDArray[np.int64]
    #: Number of code points that start before each byte of `buffer`.
    chars_before: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, strings: pl.Series) -> "Texts":
        """Texts ready for matching; offsets refer to `strings` as given.

        >>> Texts.of(pl.Series(["3조 엔", "a"])).unit_byte.tolist()
        [0, 9, 11]
        """
        if strings.str.contains(MARK, literal=True).any():
            strings = strings.str.replace_all(MARK, STAND_IN, literal=True)
        unit_byte, buffer = _joined(strings)
        chars_before = np.empty(len(buffer) + 1, dtype=np.uint32)
        chars_before[0], chars_before[1:] = 0, buffer.view(np.int8) >= FIRST_BYTE
        np.cumsum(chars_before, out=chars_before)  # of one type: half the time of summing up booleans
        return cls(strings, buffer, unit_byte, chars_before)

    @cached_property
    def alphabetic(self) -> npt.NDArray[np.int64]:
        """Units that hold a letter of an alphabet: in no other need words of letters be looked for."""
        return self.strings.str.contains(r"[\p{Latin}\p{Cyrillic}]").arg_true().to_numpy().astype(np.int64)

    @cached_property
    def scripts(self) -> npt.NDArray[np.uint8]:
        """`transforms.chars.Script` of every code point, and OTHER behind the last: before the first stands what is behind the last."""
        codepoints = np.frombuffer(self.buffer.tobytes().decode().encode("utf-32-le"), dtype=np.uint32)
        return np.append(script_of(codepoints), np.uint8(Script.OTHER))

    def script_before(self, at_byte: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """Script of the character that ends at each byte position; for many, where `chars.codepoint_before` is for few.

        >>> Texts.of(pl.Series(["3조 a"])).script_before(np.array([0, 1, 4, 6])).tolist()
        [0, 2, 5, 3]
        """
        before: npt.NDArray[np.uint8] = self.scripts[self.chars_before[at_byte].astype(np.int64) - 1]
        return before

    def script_after(self, at_byte: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """Script of the character that starts at each byte position.

        >>> Texts.of(pl.Series(["3조 a"])).script_after(np.array([0, 1, 4, 7])).tolist()
        [2, 5, 1, 0]
        """
        after: npt.NDArray[np.uint8] = self.scripts[self.chars_before[at_byte]]
        return after

    def char_offsets(self, unit: npt.NDArray[Any], at_byte: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Code-point offsets within their unit of byte positions in `buffer`."""
        offsets: npt.NDArray[np.int32] = (self.chars_before[at_byte] - self.chars_before[self.unit_byte[unit]]).astype(np.int32)
        return offsets

    def spans(self, unit: pl.Series, start_byte: npt.NDArray[np.int64], surface: pl.Series) -> pl.DataFrame:
        """A frame of spans, from where each starts in `buffer` and what it says."""
        units = unit.to_numpy()
        end_byte = start_byte + surface.str.len_bytes().to_numpy().astype(np.int64)
        return pl.DataFrame(
            {
                "unit": unit,
                "start": self.char_offsets(units, start_byte),
                "end": self.char_offsets(units, end_byte),
                "start_byte": start_byte,
                "end_byte": end_byte,
                "surface": surface,
            },
            schema=SPAN_SCHEMA,
        )


def _joined(strings: pl.Series) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """All texts as one buffer of UTF-8, a line end after each, and where each starts in it, one more for the end."""
    return utf8(strings + "\n")


def _cut_out(texts: Texts, units: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """The same of some units (rising, one at least): units that follow each other are copied in one piece."""
    last = np.flatnonzero(np.append(np.diff(units) != 1, True))
    begins, ends = texts.unit_byte[units[np.append(0, last[:-1] + 1)]], texts.unit_byte[units[last] + 1]
    unit_byte = np.append(0, np.cumsum(texts.unit_byte[units + 1] - texts.unit_byte[units]))
    return unit_byte, np.concatenate([texts.buffer[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)])


def _heads(buffer: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.uint64]:
    """A number for each few bytes of a buffer that start there."""
    heads = np.zeros(len(starts), dtype=np.uint64)
    for step in range(size):
        heads = (heads << np.uint64(8)) | buffer[starts + step].astype(np.uint64)
    return heads


@dataclass(frozen=True)
class Literals:
    """Distinct surfaces to look for, longest first: the leftmost, then the longest hit wins. None holds a line end."""

    surfaces: tuple[str, ...]

    @classmethod
    def of(cls, surfaces: Iterable[str]) -> "Literals":
        """Literals in matching order, empty ones left out."""
        ordered = tuple(sorted({s for s in surfaces if s}, key=lambda s: (-len(s.encode()), s)))
        assert not any("\n" in surface for surface in ordered), "a literal with a line end could match across texts"
        return cls(ordered)

    def __getstate__(self) -> dict[str, tuple[str, ...]]:
        """The surfaces alone: an automaton cannot be pickled, and is made again where it is needed."""
        return {"surfaces": self.surfaces}

    @cached_property
    def strings(self) -> pl.Series:
        """The surfaces as a column: 0.04 s for 176,000 of them, once a process."""
        return pl.Series(self.surfaces, dtype=pl.String)

    @cached_property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Bytes of each surface."""
        return np.array([len(surface.encode()) for surface in self.surfaces], dtype=np.int64)

    @cached_property
    def automaton(self) -> BytesAhoCorasick:
        """The matcher: 0.16 s for 44,000 surfaces, once a process. Of few, a table of all states is faster still, and affordable."""
        made_as = Implementation.DFA if len(self.surfaces) <= MOST_FOR_DFA else None
        return BytesAhoCorasick(
            [surface.encode() for surface in self.surfaces], matchkind=MatchKind.LeftmostLongest, implementation=made_as
        )

    def met_in(self, buffer: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
        """Numbers of the literals whose first bytes stand in a text, and of short ones: few of many, and all that can be met."""
        starts, joined = _joined(self.strings)
        may_be, asked = np.ones(len(self.surfaces), dtype=bool), np.zeros(len(self.surfaces), dtype=bool)
        for head in HEADS:
            of_size = (self.lengths >= head) & ~asked
            there = np.unique(_heads(buffer, np.arange(max(0, len(buffer) - head + 1)), head))
            may_be[of_size] = np.isin(_heads(joined, starts[:-1][of_size], head), there)
            asked |= of_size
        return np.flatnonzero(may_be)

    @cached_property
    def overlapping(self) -> BytesAhoCorasick:
        """The matcher of every hit, also of those inside another."""
        return BytesAhoCorasick([surface.encode() for surface in self.surfaces], implementation=Implementation.DFA)


@dataclass(frozen=True)
class Hits:
    """Places of literals: unit and byte in `Texts.buffer`, in order, and the number of the literal in `Literals.surfaces`."""

    unit: npt.NDArray[np.int64]
    start_byte: npt.NDArray[np.int64]
    literal: npt.NDArray[np.int64]


def literal_hits(texts: Texts, literals: Literals, units: npt.NDArray[np.int64] | None = None) -> Hits:
    """Every leftmost-longest hit of the literals in these units (rising; all where none are given). Case counts.

    One pass of an automaton over the bytes of all texts: measured at 160 MB/s in one thread with 44,000 names.
    """
    if not literals.surfaces or not len(texts.strings) or (units is not None and not len(units)):
        nothing = np.zeros(0, dtype=np.int64)
        return Hits(nothing, nothing, nothing)
    unit_byte, buffer = (texts.unit_byte, texts.buffer) if units is None else _cut_out(texts, units)
    known, numbers = literals, None
    if len(buffer) < FEW_BYTES and len(literals.surfaces) > MANY and "automaton" not in literals.__dict__:
        numbers = literals.met_in(buffer)
        known = Literals(tuple(literals.surfaces[number] for number in numbers))
    found = known.automaton.find_matches_as_indexes(buffer.data)
    literal, start, _ = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3).T
    literal = literal if numbers is None else numbers[literal]
    row = np.searchsorted(unit_byte, start, side="right") - 1
    if units is None:
        return Hits(row, start, literal)
    return Hits(units[row], texts.unit_byte[units[row]] + start - unit_byte[row], literal)


def every_hit(strings: pl.Series, literals: Literals) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(row of `strings`, number of the literal) of every hit, hits inside others too.

    >>> [found.tolist() for found in every_hit(pl.Series(["b", "abc"]), Literals.of(["abc", "b"]))]
    [[0, 1, 1], [1, 1, 0]]
    """
    unit_byte, buffer = _joined(strings)
    found = literals.overlapping.find_matches_as_indexes(buffer.data, overlapping=True)
    literal, start, _ = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3).T
    return np.searchsorted(unit_byte, start, side="right") - 1, literal


def literal_spans(texts: Texts, literals: Literals) -> pl.DataFrame:
    """Every leftmost-longest hit of the literals, in order; hits do not overlap. Case counts.

    >>> literal_spans(Texts.of(pl.Series(["동일본, 일본"])), Literals.of(["일본"])).select("start", "end").rows()
    [(1, 3), (5, 7)]
    """
    hits = literal_hits(texts, literals)
    if not len(hits.unit):
        return SPAN_SCHEMA.to_frame()
    return texts.spans(pl.Series(hits.unit, dtype=pl.UInt32), hits.start_byte, literals.strings.gather(hits.literal))


def regex_spans(texts: Texts, pattern: str, units: npt.NDArray[np.int64] | None = None) -> pl.DataFrame:
    """Every leftmost hit of one regular expression in these units (rising; all where none are given); empty hits are left out.

    >>> regex_spans(Texts.of(pl.Series(["약 250그루와 50명"])), "[0-9]+").select("start", "end", "surface").rows()
    [(2, 5, '250'), (9, 11, '50')]
    """
    unit = pl.Series(np.arange(len(texts.strings)) if units is None else units, dtype=pl.UInt32)
    if not len(unit):
        return SPAN_SCHEMA.to_frame()
    read = texts.strings if units is None else texts.strings.gather(unit)
    marked = on_lane(WHOLE_TEXTS, read.str.replace_all, pattern, f"{MARK}${{0}}{MARK}")
    starts, buffer = utf8(marked)
    marks = np.flatnonzero(buffer == ord(MARK))
    row = np.searchsorted(starts, marks[::2], side="right") - 1
    # Two marks a hit, and none else: a hit stands as many marks further on as there are before it in its text.
    start, end = (marks[side::2] - np.arange(side, len(marks), 2) for side in (0, 1))
    before = np.searchsorted(marks, starts[:-1])[row]
    units = unit.to_numpy()[row]
    start, end = (at + before - starts[row] + texts.unit_byte[units] for at in (start, end))
    hit = np.flatnonzero(end > start)
    return texts.spans(pl.Series(units[hit], dtype=pl.UInt32), start[hit], slices(texts.buffer, start[hit], end[hit]))


def neighbours(texts: Texts, spans: pl.DataFrame) -> pl.DataFrame:
    """The spans with the script of the character before and after each (`before`, `after`; see `transforms.chars.Script`)."""
    before, after = texts.script_before(spans["start_byte"].to_numpy()), texts.script_after(spans["end_byte"].to_numpy())
    return spans.with_columns(before=pl.Series(before, dtype=pl.UInt8), after=pl.Series(after, dtype=pl.UInt8))


def whole_words(texts: Texts, spans: pl.DataFrame) -> pl.DataFrame:
    """The spans that do not stand inside a longer word of their own script.

    Latin, Cyrillic and digits must not touch a letter or digit of those; katakana must not touch katakana; hangul must not
    follow hangul (what may come after it, a particle, is the caller's business); Han and hiragana know no word ends.

    >>> texts = Texts.of(pl.Series(["won, wonder; 원 공원"]))
    >>> whole_words(texts, literal_spans(texts, Literals.of(["won", "원"])))["start"].to_list()
    [0, 13]
    """
    around = neighbours(texts, spans)
    first, last = texts.script_after(spans["start_byte"].to_numpy()), texts.script_before(spans["end_byte"].to_numpy())
    free = ~TOUCHING[around["before"].to_numpy(), first] & ~TOUCHING[last, around["after"].to_numpy()]
    return spans.filter(pl.Series(free, dtype=pl.Boolean))
