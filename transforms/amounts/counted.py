"""A number as read, with what is known of how it is written."""

from dataclasses import dataclass
from decimal import Decimal

from transforms.numerals import Number

TEN = Decimal(10)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number and what is known of how it is written; `next_token` is the first token after it."""

    number: Number
    next_token: int
    has_magnitude: bool
    has_digits: bool
    n_integer: int
    decimals: int
    is_grouped: bool
    last_exponent: int
    is_vague: bool = False
    is_odd: bool = False
    large_exponent: int = 0

    @property
    def has_large(self) -> bool:
        """Whether a magnitude of ten thousand or more, or a thousand in letters, is named."""
        return self.large_exponent > 0

    @property
    def is_large(self) -> bool:
        """Surely no small number: a weak word beside it may be a currency."""
        return self.has_magnitude or self.is_grouped or self.n_integer >= 3 or self.decimals == 2  # noqa: PLR2004

    @property
    def is_sum(self) -> bool:
        """Written as only sums are: with a magnitude, groups, or two decimals."""
        return self.has_magnitude or self.is_grouped or self.decimals == 2  # noqa: PLR2004

    @property
    def is_many(self) -> bool:
        """Surely things that are counted: too many, in digits, for a rank, a ratio or an age."""
        return self.has_digits and self.is_large and (not self.decimals or self.has_magnitude)

    @property
    def is_label_like(self) -> bool:
        """A small plain number, as charts, chapters and rooms have."""
        return self.has_digits and not self.has_magnitude and not self.is_grouped and not self.decimals and self.n_integer <= 2  # noqa: PLR2004

    @property
    def is_yearlike(self) -> bool:
        """Four plain digits."""
        return self.n_integer == 4 and not self.is_grouped and not self.decimals and not self.has_magnitude  # noqa: PLR2004

    @property
    def is_whole(self) -> bool:
        """No part of one: things are not counted in tenths (a magnitude of 6.5)."""
        return not self.decimals or self.has_magnitude

    @property
    def is_measured(self) -> bool:
        """Rather measured than repeated: 15度, 7.5度, 三十度; but 一度, 3度 are times as well."""
        return self.n_integer >= 2 or self.decimals > 0 or self.number.constant >= TEN  # noqa: PLR2004

    @property
    def inherits(self) -> bool:
        """Whether the lower end of a range may lack the magnitude its upper end names (15-20 billion)."""
        return not self.has_large and not self.is_grouped and self.n_integer <= 3  # noqa: PLR2004

    def shares_scale_of(self, upper: "Counted") -> bool:
        """Whether a lower end names no magnitude because the upper does: 15-20 billion, 2,000至3,000億, but not 5,000 to 1 million."""
        no_longer = self.is_grouped and upper.is_grouped and self.n_integer <= upper.n_integer
        return upper.has_magnitude and not self.has_large and (self.inherits or no_longer)

    @property
    def scale(self) -> int:
        """The power of ten that a lower end inherits: everything after the digits, else the large magnitude."""
        terms = self.number.terms
        return terms[0].exponent + self.decimals if len(terms) == 1 else self.large_exponent
