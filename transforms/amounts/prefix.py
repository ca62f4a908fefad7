"""What stands before a number: currency, sign, bound, the opening of a range."""

from dataclasses import dataclass, field

from transforms.amounts.lexicon import Entry
from transforms.amounts.tokens import HYPHENS, Token, Tokens
from transforms.numerals import FILLING_ZERO, LEADING_ZERO, MASK, SPACES

#: Hyphen, minus, full-width hyphen, and the dash that many pages use for a minus.
SIGNS = "-−－–"


@dataclass
class Prefix:
    """What stands before a number."""

    at: int
    start: int | None = None
    currency: Entry | None = None
    country: str | None = None
    share: Entry | None = None
    scale: Entry | None = None
    qualifiers: list[str] = field(default_factory=list)
    is_negative: bool = False
    is_open: bool = False

    @property
    def is_headed(self) -> bool:
        """Whether the currency stands in a heading: （亿元）."""
        return self.currency is not None and self.currency.exponent > 0 and self.currency.role == "before"

    @property
    def is_scaled_only(self) -> bool:
        """Whether what stands before the number is a scale and nothing that belongs to sums."""
        return self.scale is not None and self.currency is None and self.share is None and not self.is_negative


def read_prefix(tokens: Tokens, at: int) -> Prefix:
    """Everything before a number, from token `at`; `Prefix.at` is where the number should start."""
    found = Prefix(at)
    while (token := tokens.at(found.at)) is not None and token.literal is None and not token.is_cut:
        if found.at > at and not tokens.is_near(found.at):
            break
        if not _take_prefix(found, token, tokens):
            break
        found.at += 1
    return found


def _take_prefix(found: Prefix, token: Token, tokens: Tokens) -> bool:  # noqa: C901, PLR0911  one return a kind of word
    if (currency := token.entry("cur", "both", "before")) is not None and _names_no_other(found.currency, currency):
        found.start = token.start if found.start is None or found.is_scaled_only else found.start
        found.currency = found.currency or currency
        return True
    if (qualifier := token.entry("qual", "before")) is not None and found.currency is None and qualifier.target is not None:
        if qualifier.target == "negative":
            found.is_negative = True
            found.start = token.start if found.start is None else found.start
        elif not _leads_on(tokens, found.at):
            found.qualifiers.append(qualifier.target)
        return True
    if token.text in SIGNS and (found.currency is not None or not _is_wordlike(tokens.shape[token.start - 1])):
        if tokens.shape[token.end] in SPACES:
            return False  # a dash, no sign
        found.is_negative = True
        found.start = token.start if found.start is None else found.start
        return True
    if token.text in HYPHENS and found.is_negative:
        return True  # minus-5
    if token.entry("mark", "range_open") is not None and found.currency is None:
        found.is_open = True
        return True
    if (share := token.entry("pct", "before")) is not None:
        found.share, found.start = share, token.start
        return True
    if (scale := token.entry("unit", "scale")) is not None and found.currency is None:
        found.scale, found.start = scale, token.start
        return True
    country = token.entry("country")
    if country is not None and found.currency is None:
        found.country = country.target
        following = tokens.at(found.at + 1)
        return following is not None and following.entry("cur", "both", "before") is not None
    return False


def _leads_on(tokens: Tokens, k: int) -> bool:
    """Whether a word that also joins the ends of a range stands behind an amount: с 5% до 10% goes to ten, at most ten is not said."""
    before, token = tokens.at(k - 1), tokens.items[k]
    if before is None or token.entry("mark", "range") is None or not tokens.is_near(k):
        return False
    return any(before.entry(cls) is not None for cls in ("cur", "pct", "unit", "mag"))


def _names_no_other(first: Entry | None, second: Entry) -> bool:
    """Whether a second word before a number goes with the first: none yet, or its own sign (NZD $100)."""
    return first is None or (first.target in second.may_be and second.target is None)


def _is_wordlike(char: str) -> bool:
    return char in f"{MASK}{LEADING_ZERO}{FILLING_ZERO})%％" or (char.isalpha() and char.lower() != char.upper())
