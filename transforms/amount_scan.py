"""Where an amount may stand: seeds (digits, words that are numbers) grown over the words of amounts on both sides.

One big regular expression of these 15,000 forms with repetition runs at 4 MB/s, for its automaton does not fit its cache. So the
text is an array of code points, a seed is a run of digits, and all seeds walk a trie of the forms side by side, in NumPy. What
comes back are chunks: the widest stretch of numbers and words of amounts; `transforms.amount_grammar` reads them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.amount_lexicon import Lexicon
from transforms.chars import TOUCHING, Script, script_of
from transforms.numerals import COMMAS, DOTS, LEADING_ZERO, MASK, SPACES
from transforms.spans import Texts, regex_spans

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint32]

#: A chunk is never longer than this many words or numbers on either side of its seed.
MOST_STEPS = 24
JOINTS = SPACES + "-‑–"
FULL_WIDTH_ZERO = 0xFF10


def _apart() -> Bools:
    """Which scripts may not touch at the edge of a word of amounts: letters; hangul is the grammar's business."""
    pairs = TOUCHING.copy()
    for script in (Script.LATIN, Script.CYRILLIC):
        pairs[script, Script.DIGIT] = pairs[Script.DIGIT, script] = False
    pairs[Script.DIGIT, Script.DIGIT] = pairs[Script.HANGUL, Script.HANGUL] = False
    return pairs


APART = _apart()


@dataclass(frozen=True)
class Trie:
    """Forms as one sorted table of transitions: (state, character) -> state."""

    chars: Codes
    keys: Ints
    following: Ints
    is_end: Bools
    step: int

    @classmethod
    def of(cls, forms: Iterable[str], step: int = 1) -> "Trie":
        """A trie to walk forwards (`step` 1) or backwards (-1)."""
        table: dict[tuple[int, int], int] = {}
        ends: set[int] = set()
        for form in sorted(set(forms)):
            state = 0
            for char in form[::step]:
                state = table.setdefault((state, ord(char)), len(table) + 1)
            ends.add(state)
        chars = np.unique(np.array([char for _, char in table], dtype=np.uint32))
        codes = np.searchsorted(chars, np.array([char for _, char in table], dtype=np.uint32))
        states = np.array([state for state, _ in table], dtype=np.int64)
        keys = states * (len(chars) + 1) + codes
        order = np.argsort(keys)
        is_end = np.zeros(len(table) + 1, dtype=np.bool_)
        is_end[list(ends)] = True
        return cls(chars, keys[order], np.array(list(table.values()), dtype=np.int64)[order], is_end, step)

    def longest(self, text: Codes, start: Ints) -> Ints:
        """Where the longest form that starts at each place ends (exclusive, in walking direction); `start` where none does.

        Going backwards `start` is the place just after the form's last character, and the result that of its first.
        """
        step = self.step
        first = start if step == 1 else start - 1
        best, active = start.copy(), np.flatnonzero((first >= 0) & (first < len(text)))
        state, at = np.zeros(len(active), dtype=np.int64), first[active]
        while len(active):
            char = text[at]
            code = np.minimum(np.searchsorted(self.chars, char), len(self.chars) - 1)
            key = state * (len(self.chars) + 1) + code
            place = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
            on = (self.chars[code] == char) & (self.keys[place] == key)
            active, at, state = active[on], at[on], self.following[place[on]]
            done = self.is_end[state]
            done[done] &= self._is_free(text, at[done])
            best[active[done]] = at[done] + 1 if step == 1 else at[done]
            at = at + step
            inside = (at >= 0) & (at < len(text))
            active, at, state = active[inside], at[inside], state[inside]
        return best

    def _is_free(self, text: Codes, last: Ints) -> Bools:
        beside = np.clip(last + self.step, 0, len(text) - 1)
        here, there = script_of(text[last]), script_of(text[beside])
        free: Bools = ~(APART[here, there] if self.step == 1 else APART[there, here])
        if self.step == -1:
            free &= ~((here == Script.HANGUL) & (there == Script.HANGUL))
        return free


@dataclass(frozen=True)
class Scanner:
    """The tries of a lexicon and the pattern of numbers in letters."""

    after: Trie
    before: Trie
    needed: Trie
    numerals: Codes
    hangul_numerals: Codes
    letters: str

    @classmethod
    def of(cls, lexicon: Lexicon) -> "Scanner":
        """Everything to find chunks with."""
        makes = ("mag", "cur", "unit", "pct", "mark:block")
        after = lexicon.forms(*makes, "num", "country", "qual:after", "qual:middle", "qual:before", "mark")
        before = lexicon.forms("qual:before", "mark:range_open", "cur:both", "cur:before", "pct:before", "mark:block", "country", "num:vague")
        lone = [f for f in lexicon.forms("mag:small", "mag:large") if "가" <= f <= "힣" and any(e.is_lone for e in lexicon.entries[f])]
        single = [f for f in lexicon.forms("num", "mag:small", "mag:large") if len(f) == 1]
        return cls(
            after=Trie.of(f for f in after if f not in JOINTS),
            before=Trie.of((*before, *lone, *"-−－+▲△"), step=-1),
            needed=Trie.of(lexicon.forms(*makes)),
            numerals=_codes(f for f in single if script_of(_codes([f]))[0] == Script.HAN),
            hangul_numerals=_codes(f for f in single if script_of(_codes([f]))[0] == Script.HANGUL),
            letters=_letters(lexicon),
        )


def _codes(chars: Iterable[str]) -> Codes:
    return np.array(sorted(ord(c) for c in chars), dtype=np.uint32)


def _letters(lexicon: Lexicon) -> str:
    """Pattern of one number in letters and the word that makes it an amount; no repetition of large groups (see above)."""

    def lettered(forms: Iterable[str]) -> str:
        wanted = [f for f in forms if f[0].isalpha() and ord(f[0]) < 0x500 and len(f) > 1]  # noqa: PLR2004  Latin and Cyrillic blocks
        return "|".join(f.replace(".", r"\.").replace("$", r"\$") for f in wanted)

    words = lettered(lexicon.forms("num", "mag:small", "mag:large"))
    makes = lettered(f for f in lexicon.forms("mag", "cur", "unit", "pct") if len(f) > 2)  # noqa: PLR2004
    articles = "|".join(lexicon.forms("num:article"))
    scales = lettered(f for f in lexicon.forms("mag:small", "mag:large") if len(f) > 2)  # noqa: PLR2004
    words = f"{words}|(?:{articles}) (?:{scales})"
    return f"(?:{words})(?:[ \u00a0-](?:{words}))*[ \u00a0-](?:{makes}|%)"


def code_points(texts: Texts) -> Codes:
    """All texts as code points, a line end after each; index = `Texts.chars_before` of a byte."""
    return np.frombuffer(texts.buffer.tobytes().decode().encode("utf-32-le"), dtype=np.uint32)


def _runs(mask: Bools) -> tuple[Ints, Ints]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return edges[::2].astype(np.int64), edges[1::2].astype(np.int64)


def is_digit(text: Codes) -> Bools:
    """Western digits, plain and full-width."""
    found: Bools = ((text >= ord("0")) & (text <= ord("9"))) | ((text >= FULL_WIDTH_ZERO) & (text < FULL_WIDTH_ZERO + 10))
    return found


def digit_literals(text: Codes) -> tuple[Ints, Ints]:
    """Start and end of every run of digits, single separators inside included."""
    start, end = _runs(is_digit(text))
    if not len(start):
        return start, end
    joined = (start[1:] - end[:-1] == 1) & np.isin(text[end[:-1]], _codes(COMMAS + DOTS))
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
        joint: Bools = np.isin(self.text[np.clip(at, 0, len(self.text) - 1)], _codes(JOINTS)) & inside
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
    end = start + found["surface"].str.len_chars().to_numpy()
    before, first = script_of(text[np.maximum(start - 1, 0)]), script_of(text[start])
    free = ~((start > 0) & APART[before, first])
    seeds = [(start[free], end[free])]
    for numerals, bound in ((scanner.numerals, False), (scanner.hangul_numerals, True)):
        first_at, last_at = _runs(np.isin(text, numerals))
        if bound:
            outside = script_of(text[np.maximum(first_at - 1, 0)]) != Script.HANGUL
            first_at, last_at = first_at[outside | (first_at == 0)], last_at[outside | (first_at == 0)]
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
        leading = (out == ord("0")) & ~np.concatenate(([False], digit[:-1])) & np.isin(np.append(out[1:], 0), _codes(COMMAS + DOTS))
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
