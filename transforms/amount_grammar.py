"""What a chunk says: its amounts, and the numbers in it that are known to be none."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from transforms.amount_lexicon import Entry, Lexicon
from transforms.amount_numbers import Counted, read_number
from transforms.amount_tokens import Token, Tokens, tokens_of
from transforms.numerals import LEADING_ZERO, MASK, SPACES, Number, Style

ONE = Decimal(1)
#: Kinds that become rows; the others explain why a number is none.
AMOUNT_KINDS = ("money", "percent", "count", "quantity")
#: Qualifiers of which the stronger wins when two stand together (`at least about`).
STRENGTH = ("approx", "at_most", "at_least", "less_than", "more_than")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts."""

    kind: str
    unit: str | None
    family: str | None = None
    country: str | None = None
    factor: Decimal = ONE
    is_weak: bool = False


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


@dataclass
class _Prefix:
    """What stands before a number."""

    at: int
    start: int | None = None
    currency: Entry | None = None
    country: str | None = None
    share: Entry | None = None
    qualifiers: list[str] = field(default_factory=list)
    is_negative: bool = False
    is_open: bool = False


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


def _prefix(tokens: Tokens, at: int) -> _Prefix:
    found = _Prefix(at)
    while (token := tokens.at(found.at)) is not None and token.literal is None and not token.is_cut:
        if found.at > at and not tokens.is_near(found.at):
            break
        if not _take_prefix(found, token, tokens):
            break
        found.at += 1
    return found


def _take_prefix(found: _Prefix, token: Token, tokens: Tokens) -> bool:
    if (currency := token.entry("cur", "both", "before")) is not None and found.currency is None:
        found.currency = currency
        found.start = token.start if found.start is None else found.start
        return True
    if (qualifier := token.entry("qual", "before")) is not None and found.currency is None and qualifier.target is not None:
        if qualifier.target == "negative":
            found.is_negative = True
            found.start = token.start if found.start is None else found.start
        else:
            found.qualifiers.append(qualifier.target)
        return True
    if token.text in "-−－" and (found.currency is not None or not _is_wordlike(tokens.shape[token.start - 1])):
        if tokens.shape[token.end] in SPACES:
            return False  # a dash, no sign
        found.is_negative = True
        found.start = token.start if found.start is None else found.start
        return True
    if token.entry("mark", "range_open") is not None and found.currency is None:
        found.is_open = True
        return True
    if (share := token.entry("pct", "before")) is not None:
        found.share, found.start = share, token.start
        return True
    country = token.entry("country")
    if country is not None and found.currency is None:
        found.country = country.target
        following = tokens.at(found.at + 1)
        return following is not None and following.entry("cur", "both", "before") is not None
    return False


def _is_wordlike(char: str) -> bool:
    return char in f"{MASK}{LEADING_ZERO})%％" or (char.isalpha() and char.lower() != char.upper())


def _expression(tokens: Tokens, at: int) -> tuple[list[Reading], int] | None:
    prefix = _prefix(tokens, at)
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


def _quantity(tokens: Tokens, prefix: _Prefix) -> tuple[Reading, int] | None:
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
    unit, k, end = _unit(tokens, prefix, counted, k, end)
    number = counted.number
    if unit is not None and unit.kind == "money" and not counted.has_magnitude:
        number, k, end = _late_magnitude(tokens, number, k, end)
    if unit is not None and unit.kind == "money":
        counted = replace(counted, number=number)
        number, k, end = _minor(tokens, unit, counted, k, end)
    kind = _kind(tokens, unit, counted, k)
    reading = Reading(start, end, kind, unit, number, is_negative=prefix.is_negative, counted=counted, is_prefixed=prefix.currency is not None)
    if number.high != number.constant and kind in AMOUNT_KINDS:
        low = Number(number.terms, number.constant, number.constant)
        reading = replace(reading, low=low, high=Number(number.terms, number.high, number.high), qualifier="range")
    if counted.is_odd and reading.qualifier == "exact":
        reading = replace(reading, qualifier="more_than")
    return reading, k


def _late_magnitude(tokens: Tokens, number: Number, k: int, end: int) -> tuple[Number, int, int]:
    """`75 USD million`."""
    token = tokens.at(k)
    entry = token.entry("mag", "large") if token is not None and tokens.is_near(k, hyphen=False) else None
    if token is None or entry is None or entry.lang not in ("en", "ru") or tokens.items[k - 1].entry("cur", "both") is None:
        return number, k, end
    return number.scaled(entry.exponent), k + 1, token.end


def _continues_word(tokens: Tokens, k: int) -> bool:
    """Whether a hangul numeral stands inside a word: 인이 in 사인이."""
    token = tokens.at(k)
    if token is None or token.literal is not None or not "가" <= token.text[0] <= "힣" or not "가" <= tokens.shape[token.start - 1] <= "힣":
        return False
    before = tokens.at(k - 1)
    return before is None or before.end != token.start or before.entry("qual", "before") is None


def _kind(tokens: Tokens, unit: Unit | None, counted: Counted, k: int) -> str:
    if unit is None:
        return "bare"
    if counted.is_vague and unit.kind in AMOUNT_KINDS:
        return "vague"
    if unit.is_weak and not counted.is_large:
        return "bare"
    return unit.kind


def _unit(tokens: Tokens, prefix: _Prefix, counted: Counted, k: int, end: int) -> tuple[Unit | None, int, int]:
    """What is counted: currency before or after, per cent, unit; and where it ends."""
    if prefix.share is not None:
        return Unit("percent", "%", factor=prefix.share.value), k, end
    own = _money(prefix.currency, prefix.country) if prefix.currency is not None else None
    after = _unit_after(tokens, counted, k)
    if own is None:
        return (None, k, end) if after is None else (after[0], after[1], tokens.items[after[1] - 1].end)
    if after is not None and after[0].kind == "money" and _agrees(own, after[0]) and not _belongs_to_next(tokens, after[1] - 1):
        known = after[0] if own.unit is None else own
        return replace(known, factor=after[0].factor), after[1], tokens.items[after[1] - 1].end
    weak = own.is_weak and not counted.is_large
    if weak:
        return (None, k, end) if after is None else (after[0], after[1], tokens.items[after[1] - 1].end)
    return replace(own, is_weak=False), k, end


def _agrees(before: Unit, after: Unit) -> bool:
    return before.unit is None or after.unit is None or before.unit == after.unit


def _belongs_to_next(tokens: Tokens, k: int) -> bool:
    """Whether a sign stands right before another number: `RMB100 US$15`."""
    following = tokens.at(k + 1)
    here = tokens.items[k]
    two_sided = here.entry("cur", "both", "before") is not None
    return two_sided and following is not None and following.literal is not None and tokens.gap(k + 1) == "" and tokens.gap(k) != ""


def _money(entry: Entry, country: str | None) -> Unit:
    factor = ONE.scaleb(entry.exponent)
    return Unit("money", entry.target, entry.family, None if entry.target else country, factor, entry.is_weak)


def _unit_after(tokens: Tokens, counted: Counted, k: int) -> tuple[Unit, int] | None:
    """The unit at token k and the token after it."""
    country = None
    hyphen = counted.next_token == k
    token = tokens.at(k)
    if token is None or not tokens.is_near(k, hyphen=hyphen):
        return None
    if token.entry("mark", "of") is not None and (counted.is_vague or counted.has_magnitude):
        k += 1
        token = tokens.at(k)
        if token is None or not tokens.is_near(k):
            return None
    named = token.entry("country")
    following = tokens.at(k + 1)
    if named is not None and following is not None and tokens.is_near(k + 1) and following.entry("cur") is not None:
        country, k, token = named.target, k + 1, following
    for read in (_percent_at, _currency_at, _unit_at):
        found = read(tokens, counted, k, token, country)
        if found is not None:
            return found, k + 1
    return None


def _percent_at(tokens: Tokens, counted: Counted, k: int, token: Token, country: str | None) -> Unit | None:
    entry = token.entry("pct", "after")
    if entry is None or country is not None or not _is_whole(tokens, k, counted):
        return None
    if token.text in "%％" and (following := tokens.shape[token.end]) and (following == MASK or (following.isascii() and following.isalpha())):
        return None  # %20 of an address
    if len(token.text) == 1 and token.text not in "%％﹪‰" and _is_letterlike(tokens.shape[token.end]):
        return None
    return Unit("percent", entry.target, factor=entry.value)


def _is_letterlike(char: str) -> bool:
    return char.isalpha() and char not in "あ"


def _currency_at(tokens: Tokens, counted: Counted, k: int, token: Token, country: str | None) -> Unit | None:
    entry = token.entry("cur", "after", "both") or token.entry("cur", "minor")
    if entry is None or (entry.role == "minor" and _joined_letters(tokens, k)):
        return None
    if _belongs_to_next(tokens, k) or not _is_whole(tokens, k, counted):
        return None
    return _money(entry, country)


def _joined_letters(tokens: Tokens, k: int) -> bool:
    return _is_letterlike(tokens.shape[tokens.items[k].end])


def _is_whole(tokens: Tokens, k: int, counted: Counted) -> bool:
    """Whether a word ends where the form does, or what follows may follow it (a particle), or the number leaves no doubt."""
    token = tokens.items[k]
    if not token.is_cut:
        return True
    following = tokens.at(k + 1)
    if following is not None and tokens.gap(k + 1) == "":
        return not following.is_blocked
    return counted.is_large or (len(token.text) > 1 and counted.has_digits)


def _unit_at(tokens: Tokens, counted: Counted, k: int, token: Token, country: str | None) -> Unit | None:
    if country is not None:
        return None
    entry = token.entry("unit")
    if entry is None or (entry.role in ("quantity", "count") and not _is_whole(tokens, k, counted)):
        return None
    if entry.role in ("quantity", "count") and (other := token.entry("unit", "time", "rank")) is not None:
        entry = other if not counted.is_large and entry.role == "count" else entry
    kind = {"weight": "quantity", "time": "known", "rank": "known"}.get(entry.role, entry.role)
    if kind == "count" and not counted.has_digits and not counted.has_magnitude:
        return Unit("known", None)
    return Unit(kind, entry.target, factor=entry.value)


def _minor(tokens: Tokens, unit: Unit, counted: Counted, k: int, end: int) -> tuple[Number, int, int]:
    """`50元6角3分`, `3 dollars and 50 cents`: smaller coins after a whole unit."""
    number = counted.number
    if unit.factor != ONE or counted.is_vague:
        return number, k, end
    while True:
        at = k
        token = tokens.at(at)
        if token is not None and (token.entry("mark", "minorlink") or token.entry("num", "and") or token.entry("mark", "range_and")):
            at += 1
        if tokens.at(at) is None or not tokens.is_near(at, hyphen=False):
            return number, k, end
        more = read_number(tokens, at)
        coin = tokens.at(more.next_token) if more is not None else None
        if more is None or coin is None or not tokens.is_near(more.next_token, hyphen=False):
            return number, k, end
        entry = coin.entry("cur", "minor", "minor2") or coin.entry("cur", "after")
        if entry is None or entry.exponent >= 0 or not _is_coin(entry, unit):
            return number, k, end
        number = number.plus(more.number.scaled(entry.exponent))
        k, end = more.next_token + 1, coin.end


def _is_coin(entry: Entry, unit: Unit) -> bool:
    if entry.target is not None:
        return entry.target == unit.unit
    return entry.family == unit.family or unit.family is None or entry.role in ("minor", "minor2")


def _range(tokens: Tokens, prefix: _Prefix, low: Reading, k: int) -> tuple[list[Reading], int] | None:
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
        return None  # 50 -1.3%: a sign
    upper_prefix = _prefix(tokens, k + 1)
    found = _quantity(tokens, upper_prefix)
    if found is None or found[0].high is not None or found[0].is_negative:
        return None
    return _joined(tokens, prefix, low, found[0], joint, found[1])


def _only_spaces(gap: str) -> bool:
    return gap.strip(" \u00a0\u202f\u2009\u3000") == ""


def _joined(
    tokens: Tokens, prefix: _Prefix, low: Reading, high: Reading, joint: Token, k: int
) -> tuple[list[Reading], int] | None:  # fmt: skip
    if high.kind == "bare" and low.kind == "money" and high.counted is not None and high.counted.has_digits and _opens(tokens, low):
        high = replace(high, kind="money", unit=low.unit)
    if high.kind not in AMOUNT_KINDS or high.counted is None or low.counted is None or high.unit is None:
        return None
    if low.unit is not None and low.kind != "bare":
        if low.kind != high.kind or not _agrees(low.unit, high.unit) or (low.kind != "money" and low.unit.unit != high.unit.unit):
            return None
        changes = prefix.is_open and joint.text.isalpha() and joint.entry("mark", "range_and") is None
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
    return [merged], k


def _opens(tokens: Tokens, low: Reading) -> bool:
    """Whether the currency stands before the lower number, and so before both: $15-20 billion."""
    assert low.counted is not None
    return tokens.items[low.counted.next_token - 1].end == low.end


def _qualified(tokens: Tokens, prefix: _Prefix, readings: list[Reading], k: int) -> tuple[list[Reading], int]:
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
