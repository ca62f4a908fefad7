"""A shape (see `transforms.numerals`) as tokens: numbers in digits, and words of the lexicon, the longest first."""

import re
from dataclasses import dataclass

from transforms.amounts.lexicon import Entry, Lexicon, Word
from transforms.numerals import FILLING_ZERO, LEADING_ZERO, MASK, PLAIN_GROUPS, SPACES, Literal, Style, literals

DIGITS = (MASK, LEADING_ZERO, FILLING_ZERO)
HYPHENS = "-‑"
#: A number of up to three digits before groups of three.
SPACED = re.compile(f"{MASK}{{1,3}}{PLAIN_GROUPS.pattern}")
NO_WORD = Word("", {}, is_blocked=False)


@dataclass(frozen=True, slots=True)
class Token:
    """A number in digits, or a word; `is_cut` when more letters of its word follow."""

    start: int
    end: int
    text: str
    literal: Literal | None = None
    word: Word = NO_WORD
    is_cut: bool = False

    def entry(self, cls: str, *roles: str) -> Entry | None:
        """Its meaning of this class (and one of these roles); a blocked form has none."""
        meanings = self.word.meanings.get(cls)
        if meanings is None:
            return None
        if not roles:
            return meanings[0]
        for entry in meanings:
            if entry.role in roles:
                return entry
        return None

    @property
    def is_blocked(self) -> bool:
        """Whether this only begins like a word of amounts."""
        return self.word.is_blocked


@dataclass(frozen=True)
class Tokens:
    """The tokens of one shape in order, with what stands between them."""

    shape: str
    items: tuple[Token, ...]

    def gap(self, k: int) -> str:
        """The characters between token k-1 and token k."""
        return self.shape[self.items[k - 1].end : self.items[k].start]

    def is_near(self, k: int, *, hyphen: bool = True) -> bool:
        """Whether token k follows the one before it with no more than a space or hyphen between."""
        if not 0 < k < len(self.items):
            return False
        gap = self.gap(k)
        return not gap or (len(gap) <= 2 and all(ch in SPACES or (hyphen and ch in "-‑") for ch in gap))  # noqa: PLR2004

    def at(self, k: int) -> Token | None:
        """Token k, if there is one."""
        return self.items[k] if 0 <= k < len(self.items) else None


def _is_letter(char: str) -> bool:
    return char.isalpha() and char.lower() != char.upper() and char != LEADING_ZERO


def _is_hangul(char: str) -> bool:
    return "가" <= char <= "힣"


def _lengths(lexicon: Lexicon, shape: str, start: int) -> tuple[int, ...]:
    """Lengths, longest first, that a form may have that begins here."""
    return lexicon.lengths.get(shape[start : start + 2], ()) + lexicon.lengths.get(shape[start], ())


def _word(shape: str, start: int, stop: int, lexicon: Lexicon, before: Token | None) -> Token | None:
    """The longest form at `start` that ends where a word of letters ends."""
    first = shape[start]
    if _is_letter(first) and _is_letter(shape[start - 1]):
        return None
    if first in HYPHENS and _is_letter(shape[start + 1]) and (_is_letter(shape[start - 1]) or shape[start - 1] in DIGITS):
        longer = (shape[start : start + n] for n in _lengths(lexicon, shape, start) if n > 1)
        if not any(form in lexicon.entries for form in longer):
            return None  # forty-five, one-yen, 300-basis-point
    in_numeral = before is not None and before.end == start and _goes_on(before)
    for length in _lengths(lexicon, shape, start):
        end = start + length
        if end > stop or (_is_letter(shape[end]) and _is_letter(shape[end - 1])):
            continue
        word = lexicon.word(shape[start:end])
        if word is None or (in_numeral and word.is_blocked and _is_hangul(first)):
            continue  # 이십일원: the numeral goes on, 일원 is no word here
        return Token(start, end, word.text, word=word, is_cut=_is_hangul(shape[end - 1]) and _is_hangul(shape[end]))
    return None


def _goes_on(before: Token) -> bool:
    """Whether a numeral in words may go on after this word."""
    return before.entry("mag", "small", "large") is not None or (_is_hangul(before.text[-1]) and before.entry("num", "digit") is not None)


def _is_money(shape: str, at: int, lexicon: Lexicon, before: Token | None) -> bool:
    """Whether a currency stands right before or right after groups of three that plain spaces part; a number before them would glue."""
    groups = SPACED.match(shape, at)
    if groups is None or (before is not None and before.literal is not None and shape[before.end : at] in SPACES):
        return False
    if before is not None and before.entry("cur", "both", "before") is not None and shape[before.end : at].strip(SPACES) == "":
        return True
    start, stop = groups.end(), len(shape) - 1
    start += shape[start : start + 1] in SPACES
    after = _word(shape, start, stop, lexicon, None) if start < stop and shape[start] not in DIGITS else None
    return after is not None and after.entry("cur", "both", "after") is not None


def tokens_of(shape: str, lexicon: Lexicon, style: Style) -> Tokens:
    """Tokens of shape[1:-1]; its first and last characters are context."""
    out: list[Token] = []
    at, stop = 1, len(shape) - 1
    while at < stop:
        if shape[at] in DIGITS or (shape[at] == "." and shape[at + 1] in DIGITS):
            is_money = _is_money(shape, at, lexicon, out[-1] if out else None)
            for found in literals(shape[:stop] + " ", at, style, is_money=is_money):
                out.append(Token(found.start, found.end, shape[found.start : found.end], literal=found))
                at = found.end
            continue
        token = _word(shape, at, stop, lexicon, out[-1] if out else None)
        if token is not None:
            out.append(token)
            at = token.end
        else:
            at += 1
    return Tokens(shape, tuple(out))
