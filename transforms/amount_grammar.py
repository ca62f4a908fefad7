"""What a chunk says: its amounts, and the numbers in it that are known to be none."""

from dataclasses import dataclass, field, replace

from transforms.amount_counted import Counted
from transforms.amount_lexicon import Lexicon
from transforms.amount_numbers import read_number
from transforms.amount_prefix import Prefix, read_prefix
from transforms.amount_tokens import Token, Tokens, tokens_of
from transforms.amount_units import Unit, agrees, late_magnitude, read_unit, with_coins
from transforms.numerals import Number, Style

#: Kinds that become rows; the others explain why a number is none.
AMOUNT_KINDS = ("money", "percent", "count", "quantity")
#: Qualifiers of which the stronger wins when two stand together (`at least about`).
STRENGTH = ("approx", "at_most", "at_least", "less_than", "more_than")


@dataclass(frozen=True, slots=True)
class Reading:
    """One expression of a shape; start and end in the shape, factor still to be applied to low and high."""

    start: int
    end: int
    kind: str
    unit: Unit | None
    low: Number
    high: Number | None = None
    low_end: int | None = None
    high_start: int | None = None
    qualifier: str = "exact"
    is_negative: bool = False
    plain_low: Number | None = None
    counted: Counted | None = field(default=None, compare=False)
    is_prefixed: bool = False
    is_weak: bool = False


def parse(shape: str, lexicon: Lexicon, style: Style) -> list[Reading]:
    """Everything a shape says, in order."""
    tokens = tokens_of(shape, lexicon, style)
    out: list[Reading] = []
    at = 0
    while at < len(tokens.items):
        found = _expression(tokens, at)
        if found is None:
            at += 1
            continue
        readings, at = found
        out += readings
    return out


def _expression(tokens: Tokens, at: int) -> tuple[list[Reading], int] | None:
    prefix = read_prefix(tokens, at)
    first = _quantity(tokens, prefix)
    if first is None:
        return None
    reading, k = first
    ranged = _range(tokens, prefix, reading, k)
    if ranged is not None:
        readings, k = ranged
    else:
        readings = [reading]
    if readings[0].kind in AMOUNT_KINDS or readings[0].kind == "bare":
        readings, k = _qualified(tokens, prefix, readings, k)
    return readings, max(k, at + 1)


def _quantity(tokens: Tokens, prefix: Prefix) -> tuple[Reading, int] | None:
    """A number with its unit."""
    k = prefix.at
    if k > 0 and prefix.start is not None and not tokens.is_near(k):
        return None
    if _continues_word(tokens, k):
        return None
    counted = read_number(tokens, k, has_currency=prefix.currency is not None)
    if counted is None:
        return None
    start = tokens.items[k].start if prefix.start is None else prefix.start
    end = tokens.items[counted.next_token - 1].end
    k = counted.next_token
    unit, k, end = read_unit(tokens, prefix, counted, k, end)
    number = counted.number
    if unit is not None and unit.kind == "money" and not counted.has_magnitude:
        number, k, end = late_magnitude(tokens, number, k, end)
    if unit is not None and unit.kind == "money":
        counted = replace(counted, number=number)
        number, k, end = with_coins(tokens, unit, counted, k, end)
    kind = _kind(unit, counted)
    if kind not in ("money", "percent") and prefix.start is None and _follows_letter(tokens, prefix.at):
        kind = "known"  # G7, Covid-19
    is_weak = kind == "bare" and unit is not None
    if is_weak:
        unit, end, k = None, tokens.items[counted.next_token - 1].end, counted.next_token
    reading = Reading(
        start,
        end,
        kind,
        unit,
        number,
        is_negative=prefix.is_negative,
        counted=counted,
        is_prefixed=prefix.currency is not None,
        is_weak=is_weak,
    )
    if number.high != number.constant and kind in AMOUNT_KINDS:
        low = Number(number.terms, number.constant, number.constant)
        reading = replace(reading, low=low, high=Number(number.terms, number.high, number.high), qualifier="range")
    if counted.is_odd and reading.qualifier == "exact":
        reading = replace(reading, qualifier="more_than")
    return reading, k


def _follows_letter(tokens: Tokens, k: int) -> bool:
    before = tokens.shape[tokens.items[k].start - 1]
    return tokens.items[k].literal is not None and before.isalpha() and before.lower() != before.upper()


def _continues_word(tokens: Tokens, k: int) -> bool:
    """Whether a hangul numeral stands inside a word: 인이 in 사인이."""
    token = tokens.at(k)
    if token is None or token.literal is not None or not "가" <= token.text[0] <= "힣" or not "가" <= tokens.shape[token.start - 1] <= "힣":
        return False
    before = tokens.at(k - 1)
    return before is None or before.end != token.start or before.entry("qual", "before") is None


def _kind(unit: Unit | None, counted: Counted) -> str:
    if unit is None:
        return "bare"
    if counted.is_vague:
        return "vague" if unit.kind in ("money", "percent") or (unit.kind in AMOUNT_KINDS and counted.has_magnitude) else "known"
    if unit.is_weak and not counted.is_large:
        return "bare"
    return unit.kind


def _range(tokens: Tokens, prefix: Prefix, low: Reading, k: int) -> tuple[list[Reading], int] | None:
    """`15-20 billion`, `1조~2조 원`, `от 3 до 5 тысяч`; two readings where the ends are a change and no range."""
    joint = tokens.at(k)
    if joint is None or low.high is not None or low.kind not in (*AMOUNT_KINDS, "bare"):
        return None
    spread = joint.entry("mark", "range", "range_open_after")
    both = joint.entry("mark", "range_and") if prefix.is_open else None
    if (spread is None and both is None) or len(tokens.gap(k)) > 1 or not _only_spaces(tokens.gap(k)):
        return None
    if tokens.at(k + 1) is None or not _only_spaces(tokens.gap(k + 1)) or len(tokens.gap(k + 1)) > 1:
        return None
    if joint.text in "-−" and tokens.gap(k) and not tokens.gap(k + 1):
        return None  # index 80 -2.5%: a sign
    upper_prefix = read_prefix(tokens, k + 1)
    found = _quantity(tokens, upper_prefix)
    if found is None or found[0].high is not None or found[0].is_negative:
        return None
    merged = _joined(tokens, prefix, low, found[0], joint)
    return None if merged is None else (merged, found[1])


def _only_spaces(gap: str) -> bool:
    return gap.strip(" \u00a0\u202f\u2009\u3000") == ""


def _joined(tokens: Tokens, prefix: Prefix, low: Reading, high: Reading, joint: Token) -> list[Reading] | None:  # fmt: skip
    if high.kind == "bare" and low.kind == "money" and high.counted is not None and high.counted.has_digits and _opens(tokens, low):
        high = replace(high, kind="money", unit=low.unit)
    if high.kind not in AMOUNT_KINDS or high.counted is None or low.counted is None or high.unit is None:
        return None
    if low.unit is not None and low.kind != "bare":
        if low.kind != high.kind or not agrees(low.unit, high.unit) or (low.kind != "money" and low.unit.unit != high.unit.unit):
            return None
        changes = joint.text.isalpha() and (
            (prefix.is_open and joint.entry("mark", "range_and") is None) or joint.entry("mark", "range_open_after") is not None
        )
        if changes and not (low.counted.inherits and high.counted.has_magnitude and _opens(tokens, low)):
            return None
        if low.unit.factor != high.unit.factor:
            return None
        unit = high.unit if low.unit.unit is None else low.unit
    else:
        if high.is_prefixed or (low.counted.is_yearlike and not prefix.is_open and not (high.counted.is_yearlike and len(joint.text) == 1)):
            return None
        unit = high.unit
    scale = high.counted.scale if low.counted.inherits and high.counted.has_magnitude and not low.counted.has_large else 0
    if low.kind != "bare" and tokens.items[low.counted.next_token - 1].end != low.end:
        scale = 0  # a unit after the lower number closes it: 5 dollars to 6 million dollars
    low_number = low.low.scaled(scale) if scale else low.low
    merged = Reading(
        low.start, high.end, high.kind, replace(unit, factor=high.unit.factor), low_number, high.low,
        low_end=low.end, high_start=high.start, qualifier="range", is_negative=low.is_negative,
        plain_low=low.low if scale else None, counted=high.counted,
    )  # fmt: skip
    return [merged]


def _opens(tokens: Tokens, low: Reading) -> bool:
    """Whether the currency stands before the lower number, and so before both: $15-20 billion."""
    assert low.counted is not None
    return tokens.items[low.counted.next_token - 1].end == low.end


def _qualified(tokens: Tokens, prefix: Prefix, readings: list[Reading], k: int) -> tuple[list[Reading], int]:
    found = list(prefix.qualifiers)
    while (token := tokens.at(k)) is not None:
        entry = token.entry("qual", "after", "middle")
        if entry is None or entry.target is None or not _only_spaces(tokens.gap(k)) or len(tokens.gap(k)) > 1:
            break
        found.append(entry.target)
        k += 1
    last = readings[-1]
    if found and last.qualifier in ("exact", "more_than"):
        strongest = max((q for q in found if q in STRENGTH), key=STRENGTH.index, default=last.qualifier)
        readings = [*readings[:-1], replace(last, qualifier=strongest)]
    return readings, k
