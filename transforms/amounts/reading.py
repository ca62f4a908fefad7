"""One number with what it counts: what kind of amount it is, or why it is none."""

from dataclasses import dataclass, field, replace

from transforms.amounts.codes import FRACTION
from transforms.amounts.compounds import late_magnitude, with_coins, with_half, with_parts, with_tenths
from transforms.amounts.counted import Counted
from transforms.amounts.numbers import read_number
from transforms.amounts.prefix import Prefix
from transforms.amounts.tokens import HYPHENS, Tokens
from transforms.amounts.units import TENTH, THOUSANDTHS, Unit, read_unit
from transforms.numerals import LEADING_ZERO, SPACES, Number

#: Kinds that become rows; the others explain why a number is none.
AMOUNT_KINDS = ("money", "percent", "count", "quantity")

#: Bounds of which the stronger wins when two stand together (`at least about`).
STRENGTH = ("approx", "at_most", "at_least", "less_than", "more_than")

#: Number words below a hundred.
SPOKEN = ("digit", "teen", "tens")


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


def quantity(tokens: Tokens, prefix: Prefix) -> tuple[Reading, int] | None:
    """A number with its unit."""
    k = prefix.at
    if k > 0 and prefix.start is not None and not tokens.is_near(k):
        return None
    if _continues_word(tokens, k) or _continues_number(tokens, k):
        return None
    counted = read_number(tokens, k, has_currency=prefix.currency is not None)
    if counted is None:
        return None
    start = tokens.items[k].start if prefix.start is None else prefix.start
    unit, counted, k, end = _measured(tokens, prefix, counted)
    if prefix.is_headed and (unit is None or unit.kind != "money"):
        start = tokens.items[prefix.at].start
    if prefix.is_scaled_only and (unit is None or unit.kind != "quantity"):
        start = tokens.items[prefix.at].start  # 每小时200美元: a sum and its repetition
    number = counted.number
    kind = _kind(tokens, prefix, unit, counted)
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


def _measured(tokens: Tokens, prefix: Prefix, counted: Counted) -> tuple[Unit | None, Counted, int, int]:
    """The unit, the number with what belongs to it behind the unit, the next token and the end."""
    unit, k, end = read_unit(tokens, prefix, counted, counted.next_token, tokens.items[counted.next_token - 1].end)
    if unit is not None and unit.kind == "percent" and unit.factor == TENTH:
        return with_tenths(tokens, unit, counted, k, end)
    if unit is not None and unit.parts:
        unit, number, k, end = with_parts(tokens, unit, counted, k, end)
        counted = replace(counted, number=number)
    if unit is not None and unit.kind == "quantity":
        number, k, end = with_half(tokens, unit, counted, k, end)
        return unit, replace(counted, number=number), k, end
    if unit is None or unit.kind != "money":
        return unit, counted, k, end
    number = counted.number
    if unit.has_dots and counted.decimals == THOUSANDTHS and not counted.has_magnitude and _groups_by_dot(tokens, prefix):
        number = number.scaled(THOUSANDTHS)
    if not counted.has_magnitude:
        number, k, end = late_magnitude(tokens, number, k, end)
    last = k
    number, k, end = with_coins(tokens, unit, replace(counted, number=number), k, end)
    if k > last:
        unit = replace(unit, is_weak=False)  # 一块二角
    return unit, replace(counted, number=number), k, end


def _groups_by_dot(tokens: Tokens, prefix: Prefix) -> bool:
    """Whether the number is digits that do not begin with a zero: Rp 31.500, but not 0.500."""
    token = tokens.items[prefix.at]
    return token.literal is not None and tokens.shape[token.start] not in (LEADING_ZERO, ".")


def bounded(reading: Reading, found: list[str]) -> Reading:
    """The reading with the strongest of the bounds found beside it, unless it is a range or has one."""
    if not found or reading.qualifier not in ("exact", "more_than"):
        return reading
    return replace(reading, qualifier=max((q for q in found if q in STRENGTH), key=STRENGTH.index, default=reading.qualifier))


def is_spaced(gap: str) -> bool:
    """Whether nothing, or a single space, stands between two tokens."""
    return not gap or (len(gap) == 1 and gap in SPACES)


def _follows_letter(tokens: Tokens, k: int) -> bool:
    at = tokens.items[k].start - 1
    if tokens.shape[at] in HYPHENS and at and not any(token.end in (at, at + 1) for token in tokens.items[:k] if token.text not in HYPHENS):
        at -= 1  # SCP-173, but not 3km-5km
    before = tokens.shape[at]
    return tokens.items[k].literal is not None and before.isalpha() and before.lower() != before.upper()


def _is_syllable(tokens: Tokens, prefix: Prefix, counted: Counted) -> bool:
    """Whether a number word without a magnitude is an everyday syllable here: 이 달러, 영원, 영도구."""
    if counted.has_digits or counted.has_magnitude or prefix.currency is not None or prefix.scale is not None or prefix.is_negative:
        return False
    first, unit = tokens.items[prefix.at], tokens.at(counted.next_token)
    entry = first.entry("num")
    if entry is None or not entry.style.needs_magnitude:
        return False
    is_apart = unit is not None and tokens.gap(counted.next_token) != "" and unit.entry("unit", "quantity") is None
    return unit is None or is_apart or len(unit.text) == 1


def _is_labelled(tokens: Tokens, k: int) -> bool:
    before = tokens.at(k - 1)
    return before is not None and before.entry("mark", "label") is not None and is_spaced(tokens.gap(k))


def _continues_word(tokens: Tokens, k: int) -> bool:
    """Whether a hangul numeral stands inside a word: 인이 in 사인이."""
    token = tokens.at(k)
    if token is None or token.literal is not None or not "가" <= token.text[0] <= "힣" or not "가" <= tokens.shape[token.start - 1] <= "힣":
        return False
    before = tokens.at(k - 1)
    return before is None or before.end != token.start or before.entry("qual", "before") is None


def _continues_number(tokens: Tokens, k: int) -> bool:
    """Whether number words that make no number together end here: six in `zero six dollars`."""
    token, before = tokens.at(k), tokens.at(k - 1)
    if token is None or before is None or token.literal is not None or not tokens.is_near(k, hyphen=False):
        return False
    entries = token.entry("num", *SPOKEN), before.entry("num", *SPOKEN, "point")
    return all(entry is not None and entry.style.adds_words for entry in entries)


def _kind(tokens: Tokens, prefix: Prefix, unit: Unit | None, counted: Counted) -> str:
    kind = _kind_of(unit, counted)
    if tokens.shape[tokens.items[prefix.at].start - 1] == FRACTION:
        return "bare"  # 1/4 mile
    is_name = kind not in ("money", "percent") and prefix.start is None and _follows_letter(tokens, prefix.at)  # G7, Covid-19
    is_label = kind in ("money", "count", "bare") and counted.is_label_like and _is_labelled(tokens, prefix.at)  # Chart 2
    return "known" if is_name or is_label or (kind in ("money", "quantity") and _is_syllable(tokens, prefix, counted)) else kind


def _kind_of(unit: Unit | None, counted: Counted) -> str:
    if unit is None:
        return "bare"
    if counted.is_vague:
        return "vague" if unit.kind in ("money", "percent") or (unit.kind in AMOUNT_KINDS and counted.has_magnitude) else "known"
    if unit.is_doubtful(counted):
        return "bare"
    return unit.kind
