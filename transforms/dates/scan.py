"""The scan: from all rows one regular expression small enough for the fast engine, which finds runs of date words and numbers.

A run starts with what can start a date (a number and the word that follows it in some row, or a row's first words), and goes on over
every word, number and joint that occurs in any row. It may hold no date, or more than one: the grammar reads it.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import product
from math import prod

import numpy as np

from transforms.dates.runs import Scan
from transforms.dates.slots import HAN_NUMERALS, LETTERS, MARKS, NUMERIC, RANGE, SLOT, with_capital
from transforms.spans import Literals

#: Any number as a date may hold it; the scan does not care which.
NUMBER = f"(?:[0-9０-９]+(?:[.,][0-9０-９]+)*|[{HAN_NUMERALS}]+)"
ALPHABETIC = re.compile(f"[{LETTERS}]")
#: Between a number and its word.
GAP = "[ \u00a0\u3000]?-?"
_D = "[0-9０-９]"
#: Dates, times and years that are digits and marks only.
NUMERIC_STARTS = (
    f"{_D}{_D}?:{_D}{_D}|[12１２]{_D}{_D}{_D}(?:[./-] ?{_D}{_D}?[./-] ?{_D}{_D}?)?|{_D}{_D}?[./-]{_D}{_D}?[./-](?:{_D}{_D})?{_D}{_D}"
    f"|{_D}{_D}?/{_D}{_D}"
)
#: More forms of one row than this are not spelt out.
MANY = 40
#: What may stand between the words of a run, at most three marks; and what is syntax in a joint's row.
_JOINT = " \u00a0\u3000,、，.:/~∼〜～–—−(（)）\\-"
_SYNTAX = "()|?\\[\\]{}+\\\\"
SLOT_MARK = re.compile("\x02([a-z_]+)\x02")
Words = Mapping[str, Mapping[str, str]]


def expanded(pattern: str) -> list[str]:
    r"""Every way to read the `( | )` and `?` of a pattern; slots stay, between marks.

    >>> expanded("(a|b)c?"), expanded("x ?{days}")
    (['ac', 'a', 'bc', 'b'], ['x \x02day\x02', 'x\x02day\x02'])
    """
    text = SLOT.sub(lambda m: f"\x02{m[1]}\x02", pattern).replace("<", "<(").replace(">", ")>")
    found, _ = _alternatives(text, 0)
    return found


def _alternatives(text: str, at: int) -> tuple[list[str], int]:
    every: list[str] = []
    sequence = [""]
    while at < len(text) and text[at] != ")":
        if text[at] == "|":
            every, sequence, at = every + sequence, [""], at + 1
            continue
        if text[at] == "(":
            item, at = _alternatives(text, at + 1)
            at += 1
        elif text[at] == "\x02":
            end = text.index("\x02", at + 1) + 1
            item, at = [text[at:end]], end
        else:
            item, at = [text[at]], at + 1
        if at < len(text) and text[at] == "?":
            item, at = [*item, ""], at + 1
        sequence = [a + b for a, b in product(sequence, item)]
    return every + sequence, at


class Vocabulary:
    """What the rows of all languages start with, and what may follow."""

    def __init__(self) -> None:
        self.starts: set[str] = set()
        self.follows: set[str] = set()
        self.words: set[str] = set()
        self.before: set[str] = set()
        self.before_number: set[str] = set()
        self.number_words: set[str] = set()

    def add(self, pattern: str, words: Words) -> None:
        """Take in a pattern row."""
        for form in expanded(pattern):
            if form.startswith("<"):
                head, _, form = form[1:].partition(">")  # noqa: PLW2901
                if not SLOT_MARK.search(head):
                    self.before.update(with_capital(head))
            tokens = [t for t in re.split("(\x02[a-z_]+\x02)", form.replace("<", "").replace(">", "")) if t]
            self._add(tokens, words)

    def _add(self, tokens: list[str], words: Words) -> None:
        self.words.update(w for token in tokens for s in _strings(token, words) for w in s.split() if len(w) > 1 or w.isalpha())
        if not tokens or _slot(tokens[0]) in MARKS:
            return
        if len(tokens) > 1 and not _slot(tokens[0]) and _slot(tokens[1]) in NUMERIC:
            to = self.starts if ALPHABETIC.search(tokens[0].strip()[-1:]) else self.before_number
            to.update(s.strip() for s in with_capital(tokens[0]))
            return
        if _slot(tokens[0]) in NUMERIC:
            self.number_words.update(_strings(tokens[0], words))
            tails = (
                "".join(parts).strip().removeprefix("-") for tail in _until_word(tokens[1:]) for parts in product(*_lists(tail, words))
            )
            self.follows.update(tail for tail in tails if len(tail) > 1 or not tail.islower())
            return
        for form in _until_word(tokens):
            lists = _lists(form, words)
            spelt = lists if prod(map(len, lists)) <= MANY else lists[:1]
            self.starts.update("".join(parts).strip() for parts in product(*spelt))

    def scan(self, glue: Iterable[str], *, spaced: bool) -> Scan:
        """How the runs are found; `glue` are the pattern rows of joints, `spaced` tells whether words stand apart."""
        words = self.words | self.number_words | {w for joint in glue for w in re.findall(f"[^{_JOINT}{_SYNTAX}]+", joint)}
        if spaced:
            words = {form for word in words for part in re.findall(f"[{LETTERS}]+", word) for form in with_capital(part)}
        number = f"(?:{NUMBER}|{_trie(self.number_words)})" if self.number_words else NUMBER
        led = f"|(?:{_trie(self.before_number)}){GAP}{number}" if self.before_number else ""
        # A word that starts with a numeral (四日市) before the number alone.
        start = f"(?:{_trie(self.starts)}|{number}(?:{RANGE}{NUMBER})?{GAP}(?:{_trie(self.follows)}){led}|{NUMERIC_STARTS})"
        heads = Literals.of(self.starts | self.before_number | self.number_words | (set() if spaced else self._numeral_heads()))
        numeral = np.array([surface[0] in HAN_NUMERALS for surface in heads.surfaces], dtype=np.bool_)
        word = _trie(words)
        rest = f"[{_JOINT}'’]{{1,3}}(?:{word})|[{_JOINT}'’]{{0,3}}{_D}+(?:{word})?" if spaced else f"[{_JOINT}]{{0,3}}(?:{word}|{NUMBER})"
        return Scan(heads, numeral, f"^{start}(?:{word})?(?:{rest})*[.)）]?" if spaced else f"^{start}(?:{rest})*[)）]?", spaced)

    def _numeral_heads(self) -> set[str]:
        """Han numerals with the character that may follow one."""
        after = {follow[0] for follow in self.follows if follow[0].isalpha()}
        return {numeral + gap + first for numeral in HAN_NUMERALS for gap in ("", " ") for first in after}

    def before_regex(self) -> str:
        """Words that must stand before some dates, at the end of the text that precedes a run."""
        return f"(?:^|[^{LETTERS}])((?:{_trie(self.before)}))$" if self.before else ""


def _until_word(tokens: list[str]) -> list[list[str]]:
    """The tokens up to and with the first that holds letters, and one more where that stands next to it: "last" alone says little."""
    for at, token in enumerate(tokens):
        if _slot(token) in NUMERIC or _slot(token) in MARKS:
            return [tokens[:at]] if at and any(_is_word(t) for t in tokens[:at]) else []
        if _is_word(token):
            end = at + 1
            if end < len(tokens) and not _is_word(tokens[end]) and not _slot(tokens[end]):
                end += 1
            full = end < len(tokens) and _is_word(tokens[end]) and _slot(tokens[end]) not in NUMERIC
            return [tokens[: end + 1] if full else tokens[: at + 1]]
    return []


def _is_word(token: str) -> bool:
    slot = _slot(token)
    return (slot not in NUMERIC and slot not in MARKS) if slot else any(c.isalpha() for c in token)


def _lists(tokens: list[str], words: Words) -> list[list[str]]:
    """The strings each token may be."""
    return [_strings(t, words) if _slot(t) else list(with_capital(t)) if i == 0 else [t] for i, t in enumerate(tokens)]


def _slot(token: str) -> str:
    match = SLOT_MARK.fullmatch(token)
    return match[1] if match else ""


def _strings(token: str, words: Words) -> list[str]:
    slot = _slot(token)
    return list(words.get(slot, ())) if slot else [token]


def _trie(strings: Iterable[str]) -> str:
    """Alternatives of plain literals, longest first: the engine makes one trie of them."""
    return "|".join(re.sub(r"([.^$*+\[\]\\{}&~#()|?])", r"\\\1", s) for s in sorted({s for s in strings if s}, key=lambda s: (-len(s), s)))
