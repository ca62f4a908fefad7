"""A shape (see `transforms.numerals`) as tokens: numbers in digits, and words of the lexicon, the longest first."""

from dataclasses import dataclass

from transforms.amount_lexicon import Entry, Lexicon
from transforms.numerals import LEADING_ZERO, MASK, SPACES, Literal, Style, literals

#: `Entry` classes in which a token may be asked for.
Entries = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A number in digits, or a form with its meanings; `is_cut` when more letters of its word follow."""

    start: int
    end: int
    text: str
    literal: Literal | None = None
    entries: Entries = ()
    is_cut: bool = False

    def entry(self, cls: str, *roles: str) -> Entry | None:
        """Its meaning of this class (and one of these roles); a blocked form has none."""
        if self.is_blocked:
            return None
        return next((e for e in self.entries if e.cls == cls and (not roles or e.role in roles)), None)

    @property
    def is_blocked(self) -> bool:
        """Whether this only begins like a word of amounts."""
        return any(e.cls == "mark" and e.role == "block" for e in self.entries)


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
        return len(gap) <= 2 and all(ch in SPACES or (hyphen and ch in "-‑") for ch in gap)  # noqa: PLR2004

    def at(self, k: int) -> Token | None:
        """Token k, if there is one."""
        return self.items[k] if 0 <= k < len(self.items) else None


def _is_letter(char: str) -> bool:
    return char.isalpha() and char.lower() != char.upper()


def _is_hangul(char: str) -> bool:
    return "가" <= char <= "힣"


def _word(shape: str, start: int, stop: int, lexicon: Lexicon, before: Token | None) -> Token | None:
    """The longest form at `start` that ends where a word of letters ends."""
    if (
        shape[start] == "-"
        and _is_letter(shape[start - 1])
        and _is_letter(shape[start + 1])
        and shape[start : start + 2] not in lexicon.entries
    ):
        start_only = [n for n in lexicon.lengths.get("-", ()) if n > 1]
        if not any(shape[start : start + n] in lexicon.entries for n in start_only):
            return None  # forty-five, one-yen
    in_numeral = before is not None and before.end == start and _is_hangul(before.text[-1]) and before.entry("num", "digit") is not None
    in_numeral = in_numeral or (before is not None and before.end == start and before.entry("mag", "small", "large") is not None)
    if _is_letter(shape[start]) and _is_letter(shape[start - 1]):
        return None
    for length in lexicon.lengths.get(shape[start], ()):
        end = start + length
        if end > stop:
            continue
        form = shape[start:end]
        entries = lexicon.entries.get(form)
        if entries is None or (_is_letter(form[-1]) and _is_letter(shape[end])):
            continue
        if in_numeral and _is_hangul(form[0]) and any(e.role == "block" for e in entries):
            continue  # 이십일원: the numeral goes on, 일원 is no word here
        return Token(start, end, form, entries=entries, is_cut=_is_hangul(form[-1]) and _is_hangul(shape[end]))
    return None


def tokens_of(shape: str, lexicon: Lexicon, style: Style) -> Tokens:
    """Tokens of shape[1:-1]; its first and last characters are context."""
    out: list[Token] = []
    at, stop = 1, len(shape) - 1
    while at < stop:
        if shape[at] in (MASK, LEADING_ZERO) or (shape[at] == "." and shape[at + 1] in (MASK, LEADING_ZERO)):
            for found in literals(shape[:stop] + " ", at, style):
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
