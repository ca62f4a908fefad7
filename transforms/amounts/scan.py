"""Where an amount may stand: seeds (digits, words that are numbers) grown over the words of amounts on both sides.

One big regular expression of these 15,000 forms with repetition runs at 4 MB/s, for its automaton does not fit its cache. So the
text is an array of code points, a seed is a run of digits, and all seeds walk a trie of the forms side by side, in NumPy. What
comes back are chunks: the widest stretch of numbers and words of amounts; `transforms.amounts.grammar` reads them.
"""

from dataclasses import dataclass

import numpy as np

from transforms.amounts.codes import code_points, digit_literals, members, runs
from transforms.amounts.roles import JOINTS, Role, Scanner, Sign
from transforms.amounts.trie import Bools, Codes, Flags, Ints, Trie
from transforms.chars import Script, script_of
from transforms.spans import Texts, regex_spans

#: A chunk is never longer than this many words or numbers on either side of its seed.
MOST_STEPS = 24
_JOINTS = members(map(ord, JOINTS))
_BRACKETS = members(map(ord, "（([【"))


@dataclass(frozen=True)
class _Walk:
    text: Codes
    signs: Flags
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
        """The furthest place reached over words (and, going forwards, numbers), with up to two joints between.

        Going forwards, what nothing of an amount follows is left out again: `kept` is behind the last number, the unit right after
        a number, a bound or an ending right after those.
        """
        place, active = place.copy(), np.arange(len(place))
        kept, is_number, is_unit = place.copy(), np.ones(len(place), dtype=np.bool_), np.zeros(len(place), dtype=np.bool_)
        for _ in range(MOST_STEPS):
            now = place[active]
            reached, role, is_tight = self._step(trie, now)
            moved = reached != now
            active, reached, role, is_tight, now = active[moved], reached[moved], role[moved], is_tight[moved], now[moved]
            if not len(active):
                break
            place[active] = reached
            number, unit = is_number[active], is_unit[active]
            literal, scale = role == 0, _is(role, Role.MAGNITUDE)
            counts = _is(role, Role.MONEY | Role.UNIT | Role.COUNT) & number
            beside = (kept[active] == now) & (_is(role, Role.BOUND) | (_is(role, Role.TIGHT | Role.NUMBER) & is_tight))
            keep = literal | (scale & (number | unit)) | counts | beside
            kept[active[keep]] = reached[keep]
            is_open = ~counts | _is(role, Role.BRIDGE)  # 3 million in dollars, 5 ft 2 in
            is_number[active] = literal | scale | (is_open & (number | _is(role, Role.NUMBER)))
            is_unit[active] = counts
        return kept if trie.step == 1 else place

    def _step(self, trie: Trie, now: Ints) -> tuple[Ints, Flags, Bools]:
        """The end of the next word or number after up to two joints, its role (0 for a number in digits), whether nothing stood between."""
        reached, role, is_tight = now.copy(), np.zeros(len(now), dtype=np.uint8), np.zeros(len(now), dtype=np.bool_)
        free = np.ones(len(now), dtype=np.bool_)
        for skipped in range(3):
            at = now + trie.step * skipped
            if skipped:
                free &= self.is_joint(at - 1 if trie.step == 1 else at)
            wanted = np.flatnonzero(free & (reached == now))
            new, found = self._one(trie, at[wanted])
            hit = new != at[wanted]
            reached[wanted[hit]], role[wanted[hit]], is_tight[wanted[hit]] = new[hit], found[hit], skipped == 0
        return reached, role, is_tight

    def _one(self, trie: Trie, at: Ints) -> tuple[Ints, Flags]:
        new, role = trie.longest(self.text, at)
        if trie.step == 1:
            literal = self.literal_at(at)
            is_literal = literal != at
            is_literal &= literal >= new  # 1/2 is a word
            new, role = np.where(is_literal, literal, new), np.where(is_literal, 0, role).astype(np.uint8)
        return new, role


def _is(role: Flags, wanted: int) -> Bools:
    found: Bools = (role & np.uint8(wanted)) != 0  # an enum would make it an array of 64 bits
    return found


def _words(scanner: Scanner, texts: Texts, text: Codes) -> tuple[Ints, Ints]:
    """Start and end of the words of letters that a number or a share may begin with, a space or hyphen behind them included."""
    found = regex_spans(texts, scanner.letters, texts.alphabetic)
    start = texts.chars_before[found["start_byte"].to_numpy()].astype(np.int64)
    is_letter = np.isin(script_of(text[start]), (Script.LATIN, Script.CYRILLIC))
    return start + ~is_letter, start + found["surface"].str.len_chars().to_numpy()


def _word_seeds(scanner: Scanner, text: Codes, walk: _Walk, words: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Numbers in words that a word of amounts follows; the seed is the number alone."""
    start, end = words[0], words[1] - 1
    is_open = _JOINTS[text[end]]
    start, end = start[is_open], end[is_open]
    last = walk.grow(scanner.numbers, end)
    past = last + walk.is_joint(last)
    keep = (scanner.after.longest(text, past)[0] != past) | (last > end)
    seeds = [(start[keep], last[keep])]
    scale_at = np.flatnonzero(_is(walk.signs, Sign.SCALE))
    for script in (Sign.HAN, Sign.HANGUL):
        first_at, last_at = runs(_is(walk.signs, script))
        if script == Sign.HANGUL:
            outside = (first_at == 0) | (script_of(text[np.maximum(first_at - 1, 0)]) != Script.HANGUL)
            begins = outside & _is(walk.signs[first_at], Sign.BEGINNING)
            first_at, last_at = first_at[begins], last_at[begins]
            last_at = walk.grow(scanner.numbers, last_at)
        past = np.where(walk.is_joint(last_at), last_at + 1, last_at)
        role = scanner.after.longest(text, past)[1]
        is_scaled = (np.searchsorted(scale_at, last_at) > np.searchsorted(scale_at, first_at)) | _is(role, Role.MAGNITUDE)
        is_opened = _is(scanner.before.longest(text, first_at)[1], Role.MONEY)
        whole_at, whole = scanner.after.longest(text, first_at)
        is_blocked = (whole == Role.TIGHT) & (whole_at > last_at)  # 一元的: no sum
        keep = (_is(role, Role.MONEY | Role.UNIT | Role.MAGNITUDE) | is_scaled | is_opened) & ~is_blocked
        seeds.append((first_at[keep], last_at[keep]))
    return np.concatenate([s for s, _ in seeds]), np.concatenate([e for _, e in seeds])


@dataclass(frozen=True)
class Chunks:
    """Stretches of numbers and words of amounts, in order, not overlapping; places in the code points of all texts."""

    text: Codes
    start: Ints
    end: Ints
    #: Where every string of digits starts.
    digits: Ints
    #: Where words of letters start that may be shares, and where the rarest characters of other shares stand.
    share_words: Ints
    share_signs: Ints


def chunks(texts: Texts, scanner: Scanner) -> Chunks:
    """Every chunk of the texts."""
    text = code_points(texts)
    signs = scanner.signs[text]
    starts, ends = digit_literals(text, _is(signs, Sign.DIGIT))
    walk = _Walk(text, signs, starts, ends)
    words = _words(scanner, texts, text)
    word_start, word_end = _word_seeds(scanner, text, walk, words)
    shares = words[0], np.flatnonzero(_is(signs, Sign.SHARE))
    seed_start, seed_end = np.concatenate((starts, word_start)), np.concatenate((ends, word_end))
    grown_end = walk.grow(scanner.after, seed_end)
    order = np.lexsort((-grown_end, seed_start))
    seed_start, grown_end = seed_start[order], grown_end[order]
    if len(seed_start):
        before = np.concatenate(([-1], np.maximum.accumulate(grown_end)[:-1]))
        outer = seed_start >= before
        seed_start, grown_end = seed_start[outer], grown_end[outer]
        grown_start = walk.grow(scanner.before, seed_start)
        is_headed = _BRACKETS[text[grown_start]] & (seed_start > grown_start)  # （亿元）12.5: the heading is no chunk of its own
        inside = np.append(is_headed[1:] & (grown_start[1:] < seed_start[:-1]), False)
        seed_start, grown_end, grown_start = seed_start[~inside], grown_end[~inside], grown_start[~inside]
        before = np.concatenate(([0], np.maximum.accumulate(grown_end)[:-1]))
        grown_start = np.maximum(grown_start, before)
        seed_start = np.minimum(grown_start, seed_start)
    return Chunks(text, seed_start, grown_end, starts, *shares)
