"""What a number read from the left has come to, and what stands next to it."""

from dataclasses import replace
from decimal import Decimal

from transforms.amounts.lexicon import Entry
from transforms.amounts.tokens import Token, Tokens
from transforms.numerals import Number

ONE = Decimal(1)
#: Magnitudes below this compose within one above it: 6천 350만.
SMALLEST_LARGE = 4
#: Bounds that a plural does not take: more than a thousand, not more than thousands; but at least thousands.
ONE_BOUNDS = ("approx", "more_than", "less_than", "at_most")


class NumberState:
    """Parts of a number so far; `current` is not yet scaled, `section` is below the last large magnitude."""

    def __init__(self, tokens: Tokens, start: int, *, has_currency: bool) -> None:
        self.tokens, self.start, self.at, self.has_currency = tokens, start, start, has_currency
        self.total: Number | None = None
        self.section: Number | None = None
        self.current: Number | None = None
        self.current_role = ""
        self.digits: list[Decimal] = []
        self.last_exponent, self.last_large = 0, 99
        self.has_magnitude = self.has_digits = self.is_grouped = self.is_vague = self.is_odd = False
        self.n_integer = self.decimals = 0
        self.large_exponent = 0

    def _one_bounded(self, token: Token) -> Entry | None:
        """The magnitude of a word for an unknown many where a bound before it leaves one alone: более тысячи человек, около сотни."""
        before, scale = self.tokens.at(self.at - 1), token.entry("mag", "large", "vague")
        bound = before.entry("qual", "before") if before is not None and self.tokens.is_near(self.at, hyphen=False) else None
        if scale is None or bound is None or bound.target not in ONE_BOUNDS:
            return None
        return replace(scale, is_lone=True, role="small" if scale.exponent < SMALLEST_LARGE - 1 else "large")

    def _ends_whole(self, k: int) -> bool:
        """Whether a magnitude or a currency follows at once: 2万6469.89ドル."""
        following = self.tokens.at(k)
        if following is None or self.tokens.gap(k) != "":
            return False
        return following.entry("mag", "small", "large") is not None or following.entry("cur") is not None

    def _goes_on(self, k: int) -> bool:
        following = self.tokens.at(k)
        if following is None or not self.tokens.is_near(k, hyphen=False):
            return False
        scale = following.entry("mag", "small", "large")
        if scale is not None:
            return scale.exponent < self.last_exponent or (self.last_exponent < SMALLEST_LARGE <= scale.exponent)
        if self.has_digits and (following.entry("num", "odd") is not None or following.entry("unit") is not None):
            return True  # 4만 6000여 명, but not 구조 1명: rescued
        return any(following.entry(cls) is not None for cls in ("cur", "pct", "country"))

    def _is_digit(self, k: int) -> bool:
        token = self.tokens.at(k)
        return token is not None and token.entry("num", "digit") is not None and self.tokens.gap(k) == ""

    def _is_article(self, k: int) -> bool:
        token = self.tokens.at(k)
        return token is not None and token.entry("num", "article") is not None and self._is_magnitude(k + 1)

    def _is_one(self, k: int) -> bool:
        """Whether `a mile` stands here: half a mile."""
        token, unit = self.tokens.at(k), self.tokens.at(k + 1)
        is_one = token is not None and token.entry("num", "article") is not None and self.tokens.is_near(k + 1, hyphen=False)
        return is_one and unit is not None and unit.entry("unit", "quantity") is not None and len(unit.text) > 2  # noqa: PLR2004

    def _is_magnitude(self, k: int) -> bool:
        token = self.tokens.at(k)
        return token is not None and self.tokens.is_near(k) and token.entry("mag", "small", "large") is not None

    def _spans(self, low: Decimal, high: Decimal) -> bool:
        """Whether two digits side by side are the ends of a range: 八九亿, 三五百; 二五 alone is 25."""
        return (high == low + 1 and not self._is_digit(self.at + 1)) or (high == low + 2 and self._is_magnitude(self.at + 1))
