"""Where an amount may stand: seeds (digits, words that are numbers) grown over the words of amounts on both sides.

One big regular expression of these 15,000 forms with repetition runs at 4 MB/s, for its automaton does not fit its cache. So the
text is an array of code points, a seed is a run of digits, and all seeds walk a trie of the forms side by side, in NumPy. What
comes back are chunks: the widest stretch of numbers and words of amounts; `transforms.amount_grammar` reads them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from transforms.amount_lexicon import Lexicon
from transforms.amount_pattern import alternatives
from transforms.amount_trie import LAST_CODE_POINT, Bools, Codes, Ints, Trie
from transforms.chars import Script, script_of
from transforms.numerals import COMMAS, DOTS, LEADING_ZERO, MASK, SPACES
from transforms.spans import Texts, regex_spans

#: A chunk is never longer than this many words or numbers on either side of its seed.
MOST_STEPS = 24
JOINTS = SPACES + "-‑–"
FULL_WIDTH_ZERO = 0xFF10


@dataclass(frozen=True)
class Scanner:
    """The tries of a lexicon and the pattern of numbers in letters."""

    after: Trie
    before: Trie
    needed: Trie
    numbers: Trie
    #: Which code points are numerals.
    numerals: Bools = field(repr=False)
    hangul_numerals: Bools = field(repr=False)
    letters: str

    @classmethod
    def of(cls, lexicon: Lexicon) -> "Scanner":
        """Everything to find chunks with."""
        makes = ("mag", "cur", "unit", "pct", "mark:block")
        after = lexicon.forms(*makes, "num", "country", "qual:after", "qual:middle", "qual:before", "mark")
        before = lexicon.forms(
            "qual:before", "mark:range_open", "cur:both", "cur:before", "pct:before", "mark:block", "country", "num:vague"
        )
        lone = [f for f in lexicon.forms("mag:small", "mag:large") if "가" <= f <= "힣" and any(e.is_lone for e in lexicon.entries[f])]
        single = [f for f in lexicon.forms("num", "mag:small", "mag:large") if len(f) == 1]
        return cls(
            after=Trie.of(f for f in after if f not in JOINTS),
            before=Trie.of((*before, *lone, *"-−－+▲△"), step=-1),
            needed=Trie.of(lexicon.forms(*makes)),
            numbers=Trie.of(
                f for f in lexicon.forms("num", "mag:small", "mag:large") if _is_lettered(f) or f == "a" or "가" <= f[0] <= "힣"
            ),
            numerals=_members(ord(f) for f in single if script_of(_codes([f]))[0] == Script.HAN),
            hangul_numerals=_members(ord(f) for f in single if script_of(_codes([f]))[0] == Script.HANGUL),
            letters=_letters(lexicon),
        )


def _codes(chars: Iterable[str]) -> Codes:
    return np.array(sorted(ord(c) for c in chars), dtype=np.uint32)


def _is_lettered(form: str) -> bool:
    return form[0].isalpha() and ord(form[0]) < 0x500 and len(form) > 1  # noqa: PLR2004  Latin and Cyrillic blocks


def _letters(lexicon: Lexicon) -> str:
    """Pattern of the first word of a number in letters; no repetition of large groups (see above)."""
    roles = [f"num:{role}" for role in ("digit", "teen", "tens", "hundreds", "half", "vague")]
    words = [f for f in lexicon.forms(*roles, "mag:small", "mag:large") if _is_lettered(f)]
    scales = [f for f in lexicon.forms("mag:small", "mag:large") if _is_lettered(f) and len(f) > 2]  # noqa: PLR2004
    words += [f"{article} {scale}" for article in lexicon.forms("num:article") for scale in scales]
    return f"(?:^|[^A-Za-zА-Яа-яёЁ0-9]){alternatives(words)}[ \u00a0-]"


def code_points(texts: Texts) -> Codes:
    """All texts as code points, a line end after each; index = `Texts.chars_before` of a byte."""
    return np.frombuffer(texts.buffer.tobytes().decode().encode("utf-32-le"), dtype=np.uint32)


def _runs(mask: Bools) -> tuple[Ints, Ints]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return edges[::2].astype(np.int64), edges[1::2].astype(np.int64)


def _members(chars: Iterable[int]) -> Bools:
    table = np.zeros(LAST_CODE_POINT + 1, dtype=np.bool_)
    table[list(chars)] = True
    return table


_DIGITS = _members([*range(ord("0"), ord("9") + 1), *range(FULL_WIDTH_ZERO, FULL_WIDTH_ZERO + 10)])
_JOINTS = _members(map(ord, JOINTS))
_SEPARATORS = _members(map(ord, COMMAS + DOTS))


def is_digit(text: Codes) -> Bools:
    """Western digits, plain and full-width."""
    found: Bools = _DIGITS[text]
    return found


def digit_literals(text: Codes) -> tuple[Ints, Ints]:
    """Start and end of every run of digits, single separators inside included."""
    start, end = _runs(is_digit(text))
    if not len(start):
        return start, end
    joined = (start[1:] - end[:-1] == 1) & _SEPARATORS[text[end[:-1]]]
    first = np.concatenate(([True], ~joined))
    last = np.concatenate((~joined, [True]))
    start, end = start[first], end[last]
    before, outer = text[np.maximum(start - 1, 0)], script_of(text[np.maximum(start - 2, 0)])
    bare = (start > 1) & (before == ord(".")) & np.isin(outer, (Script.SPACE, Script.OTHER)) & (text[np.maximum(start - 2, 0)] != ord("."))
    return start - bare, end


@dataclass(frozen=True)
class _Walk:
    text: Codes
    starts: Ints
    ends: Ints

    def literal_at(self, at: Ints) -> Ints:
        """End of the number in digits that starts at each place; the place itself where none does."""
        if not len(self.starts):
            return at.copy()
        index = np.minimum(np.searchsorted(self.starts, at), len(self.starts) - 1)
        found: Ints = np.where(self.starts[index] == at, self.ends[index], at)
        return found

    def is_joint(self, at: Ints) -> Bools:
        inside = (at >= 0) & (at < len(self.text))
        joint: Bools = _JOINTS[self.text[np.clip(at, 0, len(self.text) - 1)]] & inside
        return joint

    def grow(self, trie: Trie, place: Ints) -> Ints:
        """The furthest place reached over words (and, going forwards, numbers), with up to two joints between."""
        place, active = place.copy(), np.arange(len(place))
        for _ in range(MOST_STEPS):
            now = place[active]
            reached, free = now.copy(), np.ones(len(active), dtype=np.bool_)
            for skipped in range(3):
                at = now + trie.step * skipped
                if skipped:
                    free &= self.is_joint(at - 1 if trie.step == 1 else at)
                wanted = np.flatnonzero(free & (reached == now))
                new = self._one(trie, at[wanted])
                hit = new != at[wanted]
                reached[wanted[hit]] = new[hit]
            moved = reached != now
            place[active[moved]] = reached[moved]
            active = active[moved]
            if not len(active):
                break
        return place

    def _one(self, trie: Trie, at: Ints) -> Ints:
        new = trie.longest(self.text, at)
        if trie.step == 1:
            literal = self.literal_at(at)
            new = np.where(literal != at, literal, new)
        return new


def _word_seeds(scanner: Scanner, texts: Texts, text: Codes, walk: _Walk) -> tuple[Ints, Ints]:
    """Numbers in words that a word of amounts follows; the seed is the number alone."""
    found = regex_spans(texts, scanner.letters)
    start = texts.chars_before[found["start_byte"].to_numpy()].astype(np.int64)
    end = start + found["surface"].str.len_chars().to_numpy() - 1
    is_letter = np.isin(script_of(text[start]), (Script.LATIN, Script.CYRILLIC))
    start = start + ~is_letter
    last = walk.grow(scanner.numbers, end)
    makes = scanner.needed.longest(text, last + walk.is_joint(last)) != last + walk.is_joint(last)
    keep = makes | (last > end)
    seeds = [(start[keep], last[keep])]
    for numerals, bound in ((scanner.numerals, False), (scanner.hangul_numerals, True)):
        first_at, last_at = _runs(numerals[text])
        if bound:
            outside = script_of(text[np.maximum(first_at - 1, 0)]) != Script.HANGUL
            first_at, last_at = first_at[outside | (first_at == 0)], last_at[outside | (first_at == 0)]
            last_at = walk.grow(scanner.numbers, last_at)
        past = np.where(walk.is_joint(last_at), last_at + 1, last_at)
        makes = scanner.needed.longest(text, past) != past
        own = (last_at - first_at) > 1
        keep = makes | own if not bound else makes
        seeds.append((first_at[keep], last_at[keep]))
    return np.concatenate([s for s, _ in seeds]), np.concatenate([e for _, e in seeds])


def chunks(texts: Texts, scanner: Scanner) -> tuple[Codes, Ints, Ints]:
    """The code points of all texts, and start and end of every chunk in them, in order, not overlapping."""
    text = code_points(texts)
    starts, ends = digit_literals(text)
    walk = _Walk(text, starts, ends)
    word_start, word_end = _word_seeds(scanner, texts, text, walk)
    seed_start, seed_end = np.concatenate((starts, word_start)), np.concatenate((ends, word_end))
    grown_end = walk.grow(scanner.after, seed_end)
    order = np.lexsort((-grown_end, seed_start))
    seed_start, grown_end = seed_start[order], grown_end[order]
    if len(seed_start):
        before = np.concatenate(([-1], np.maximum.accumulate(grown_end)[:-1]))
        outer = seed_start >= before
        seed_start, grown_end, before = seed_start[outer], grown_end[outer], before[outer]
        grown_start = np.maximum(walk.grow(scanner.before, seed_start), np.maximum(before, 0))
        return text, np.minimum(grown_start, seed_start), grown_end
    return text, seed_start, grown_end


def strings_of(text: Codes, start: Ints, end: Ints, *, masked: bool = False) -> pl.Series:
    """The stretches as strings; masked ones are shapes: digits hidden, first and last character reduced to their script."""
    length = end - start
    total = int(length.sum()) + len(length)
    first = np.cumsum(length + 1) - (length + 1)
    index = np.arange(total) - np.repeat(first, length + 1) + np.repeat(start, length + 1)
    out = text[np.clip(index, 0, max(len(text) - 1, 0))].copy() if len(text) else np.zeros(0, dtype=np.uint32)
    if masked:
        digit = is_digit(out)
        leading = (out == ord("0")) & ~np.concatenate(([False], digit[:-1])) & _SEPARATORS[np.append(out[1:], 0)]
        out[digit] = ord(MASK)
        out[leading] = ord(LEADING_ZERO)
        out[first] = np.where(start >= 0, _context(out[first]), ord(" "))
        out[first + length - 1] = _context(out[first + length - 1])
    out[first + length] = ord("\n")
    pieces = out.tobytes().decode("utf-32-le", "replace").split("\n")
    return pl.Series(pieces[:-1], dtype=pl.String)


#: What stands for a character beside a chunk, by script; signs stay as they are.
_FACES = np.array([ord(c) for c in "· 0aя가アあ漢"], dtype=np.uint32)


def _context(chars: Codes) -> Codes:
    faces: Any = _FACES[script_of(chars)]
    ascii_sign = (chars < 0x80) & (faces == ord("·"))  # noqa: PLR2004  ASCII
    kept: Codes = np.where(ascii_sign, chars, faces).astype(np.uint32)
    return kept
