r"""Numbers as written, in digits: which separators group, which mark decimals, and the exact value.

The readers of amounts look at *shapes*: the text with every digit masked (`MASK`; `LEADING_ZERO` for a zero before a separator,
`FILLING_ZERO` for one before more digits, as in 007 and in the second group of 10 000).
A number read from a shape is a recipe (`Number`): which slices of the text hold digits, and what power of ten each is worth.
`exact` turns recipes into decimals for many texts at once.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

MASK, LEADING_ZERO, FILLING_ZERO = "0", "Ø", "⓪"
APOSTROPHES, DOTS, MIDDLE_DOT = "'’", ".．", "・"
COMMAS = ",，" + APOSTROPHES
SPACES = " \u00a0\u202f\u2009\u3000"
#: A run of digits with single separators inside; linear.
LITERAL = re.compile(f"[.]?[{MASK}{LEADING_ZERO}{FILLING_ZERO}]+(?:[{COMMAS}{DOTS}{MIDDLE_DOT}]{MASK}+)*")
#: A group of three digits behind a space; one that begins with a zero (10 000) can be no number of its own.
_GROUP, _FILLED = f"[{MASK}{FILLING_ZERO}]{MASK}{{2}}", f"{FILLING_ZERO}{MASK}{{2}}"
_NARROW, _ANY = "[\u00a0\u202f\u2009]", "[ \u00a0\u202f\u2009]"
_DECIMALS = f"(?:[.,]{MASK}{{1,2}}(?!{MASK}|[.,]{MASK})|(?![.,]{MASK}))"
#: Groups parted by spaces that are no line ends, or of which one is no number of its own.
SPACE_GROUPS = re.compile(f"(?:(?:{_NARROW}{_GROUP})+|(?:{_ANY}{_GROUP})*?{_ANY}{_FILLED}(?:{_ANY}{_GROUP})*)(?!{MASK}){_DECIMALS}")
#: Groups parted by plain spaces: only where the language writes so, or where they are money.
PLAIN_GROUPS = re.compile(f"(?:{_ANY}{_GROUP})+(?!{MASK})(?:,{MASK}+(?!{MASK}|,{MASK})|{_DECIMALS})")
#: A digit less than DECIMAL(38,6) holds, so that sums fit.
INTEGER_DIGITS, SCALE = 31, 6
GROUP = 3
FULL_WIDTH, WESTERN = "０１２３４５６７８９", "0123456789"


@dataclass(frozen=True, slots=True)
class Style:
    """How a language writes numbers."""

    has_decimal_comma: bool = False
    has_space_groups: bool = False
    glues_digits: bool = False
    glues_across_space: bool = False
    adds_words: bool = False
    needs_magnitude: bool = False
    has_middle_dot: bool = False
    has_price_comma: bool = False


@dataclass(frozen=True, slots=True)
class Literal:
    """One number in digits within a shape; `decimals` of its digits stand after the decimal mark."""

    start: int
    end: int
    n_integer: int
    decimals: int
    is_grouped: bool
    is_sound: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """Digits of text[start:end], separators left out, times 10**exponent."""

    start: int
    end: int
    exponent: int


@dataclass(frozen=True, slots=True)
class Number:
    """A sum of terms and of a constant; `high` is the constant of the upper end where words name two (八九亿)."""

    terms: tuple[Term, ...] = ()
    constant: Decimal = Decimal(0)
    high: Decimal = Decimal(0)

    @classmethod
    def of(cls, value: Decimal) -> "Number":
        """A number that stands in words."""
        return cls((), value, value)

    def scaled(self, exponent: int) -> "Number":
        """Times 10**exponent.

        >>> Number.of(Decimal(3)).scaled(2).constant
        Decimal('3E+2')
        """
        terms = tuple(replace(t, exponent=t.exponent + exponent) for t in self.terms)
        factor = Decimal(1).scaleb(exponent)
        return Number(terms, self.constant * factor, self.high * factor)

    def times(self, count: int) -> "Number":
        """Times a small whole number: a power of ten moves the exponents, another repeats the terms.

        >>> Number((Term(0, 1, 0),)).times(3).terms == (Term(0, 1, 0),) * 3
        True
        """
        power = len(str(count)) - 1
        if count == 10**power:
            return self.scaled(power)
        return Number(self.terms * count, self.constant * count, self.high * count)

    def plus(self, other: "Number") -> "Number":
        """The sum of two numbers."""
        return Number(self.terms + other.terms, self.constant + other.constant, self.high + other.high)


def _groups_of_three(groups: list[str]) -> bool:
    return len(groups[0]) <= GROUP and groups[0] != LEADING_ZERO and all(len(g) == GROUP for g in groups[1:])


def _indian(groups: list[str]) -> bool:
    return len(groups) > 2 and len(groups[0]) <= 2 and len(groups[-1]) == GROUP and all(len(g) == 2 for g in groups[1:-1])  # noqa: PLR2004


def decimals_of(written: str, style: Style) -> int | None:  # noqa: PLR0911  one return a way of writing
    """How many of the digits stand after the decimal mark; None when this is not one number.

    >>> [decimals_of(w, Style()) for w in ("000,000", "00.00", "00,00,000.00", "0,0", "0000.00.00", "Ø,000")]
    [0, 2, 2, None, None, None]
    >>> decimals_of("0,0", Style(has_decimal_comma=True))
    1
    >>> [decimals_of(w, Style(has_price_comma=True)) for w in ("00,00", "0,0", "0'000,00", "0'000")]
    [2, None, 2, 0]
    """
    if written[0] == ".":
        return len(written) - 1 if written[1:].strip(MASK + LEADING_ZERO) == "" else None
    groups = re.split(f"[{COMMAS}{DOTS}]", written)
    marks = ["'" if m in APOSTROPHES else "," if m in COMMAS else "." for m in re.findall(f"[{COMMAS}{DOTS}]", written)]
    if not marks:
        return 0
    if "." not in marks and (_groups_of_three(groups) or _indian(groups)):
        return 0
    if marks == [","]:
        is_price = style.has_price_comma and len(groups[-1]) == 2  # noqa: PLR2004
        return len(groups[1]) if style.has_decimal_comma or is_price else None
    if marks == ["."]:
        return len(groups[1])
    if set(marks) == {"."}:
        return 0 if _groups_of_three(groups) else None
    whole, last = groups[:-1], len(groups[-1])
    kinds = set(marks[:-1])
    return last if len(kinds) == 1 and marks[-1] not in kinds and (_groups_of_three(whole) or _indian(whole)) else None


def _literal(start: int, written: str, decimals: int, *, is_sound: bool = True) -> Literal:
    digits = sum(ch in MASK + LEADING_ZERO + FILLING_ZERO for ch in written)
    grouped = sum(ch in COMMAS + DOTS + SPACES for ch in written) > (decimals > 0)
    return Literal(start, start + len(written), digits - decimals, decimals, grouped, is_sound)


def literals(shape: str, start: int, style: Style, *, is_money: bool = False) -> list[Literal]:
    """The numbers in digits that begin at `start`: one, or several where separators only list (`1,2위`).

    `is_money`: a currency stands beside groups of three, which plain spaces may part then in every language.

    >>> [(n.start, n.end) for n in literals("0,0위", 0, Style())]
    [(0, 1), (2, 3)]
    >>> [[n.end for n in literals(shape, 0, Style())] for shape in ("00 ⓪00 000", "00 000", "0000 ⓪00", "00 ⓪000")]
    [[10], [2], [4], [2]]
    >>> [n.decimals for n in literals("00 000.00", 0, Style(), is_money=True)]
    [2]
    """
    found = LITERAL.match(shape, start)
    assert found is not None, f"no digit at {start}"
    written = found[0].replace(MIDDLE_DOT, ".") if style.has_middle_dot else found[0].split(MIDDLE_DOT)[0]
    if not any(ch in COMMAS + DOTS for ch in written) and len(written) <= GROUP:
        more = (PLAIN_GROUPS if style.has_space_groups or is_money else SPACE_GROUPS).match(shape, start + len(written))
        if more is not None and written[0] != FILLING_ZERO:
            whole = written + more[0]
            return [_literal(start, whole, len(re.split("[.,]", f"{whole},")[1]))]
    if written[0] == FILLING_ZERO and written[1:].strip(MASK) == "":
        return [Literal(start, start + len(written), len(written), 0, is_grouped=False, is_sound=False)]
    if written.isdecimal() or written.strip(MASK) == "":
        return [Literal(start, start + len(written), len(written), 0, is_grouped=False)]
    decimals = decimals_of(written, style)
    if decimals is not None:
        return [_literal(start, written, decimals)]
    parts = re.split(f"[{COMMAS}]", written)
    out, at = [], start
    for part in parts:
        here = decimals_of(part, style)
        out.append(_literal(at, part, here or 0, is_sound=here is not None))
        at += len(part) + 1
    return out


def exact(terms: pl.DataFrame) -> pl.DataFrame:
    """Value of each term: frame (text, start, end, exponent) -> plus `value` Decimal(38,6), null where it does not fit.

    >>> exact(pl.DataFrame({"text": ["3,250억"], "start": [0], "end": [5], "exponent": [8]}))["value"][0]
    Decimal('325000000000.000000')
    """
    plain = pl.col("text").str.replace_many(list(FULL_WIDTH), list(WESTERN))
    digits = plain.str.slice(pl.col("start"), pl.col("end") - pl.col("start")).str.replace_all("[^0-9]", "").str.strip_chars_start("0")
    zeros = pl.col("exponent") + SCALE
    length = pl.col("digits").str.len_bytes()
    padded = pl.concat_str("digits", pl.lit("0").repeat_by(zeros.clip(0)).list.join(""))
    cut = pl.when(zeros < 0).then(pl.col("digits").str.head((length.cast(pl.Int64) + zeros).clip(0))).otherwise(padded)
    micro = pl.col("micro").str.zfill(SCALE + 1)
    written = pl.concat_str(micro.str.head(-SCALE), pl.lit("."), micro.str.tail(SCALE))
    fits = pl.col("micro").str.len_bytes() <= INTEGER_DIGITS + SCALE
    return (
        terms.with_columns(digits=digits)
        .with_columns(zeros.clip(upper_bound=INTEGER_DIGITS + SCALE).alias("zeros"))
        .with_columns(micro=pl.when(length > INTEGER_DIGITS + SCALE).then(pl.lit("9" * 40)).otherwise(cut))
        .with_columns(value=pl.when(fits).then(written).cast(pl.Decimal(38, SCALE)))
        .drop("digits", "zeros", "micro")
    )
