"""What goes on behind a unit: smaller units, smaller coins, tenths of a tenth, a magnitude behind the currency."""

from dataclasses import replace

from transforms.amounts.counted import Counted
from transforms.amounts.lexicon import Entry
from transforms.amounts.numbers import HALF, read_number
from transforms.amounts.tokens import HYPHENS, Tokens
from transforms.amounts.units import ONE, Unit
from transforms.numerals import Number

FOOT, INCH = "[ft_i]", "[in_i]"


def late_magnitude(tokens: Tokens, number: Number, k: int, end: int) -> tuple[Number, int, int]:
    """`40 USD million`."""
    token = tokens.at(k)
    entry = token.entry("mag", "large") if token is not None and tokens.is_near(k, hyphen=False) else None
    if token is None or entry is None or not entry.style.adds_words or tokens.items[k - 1].entry("cur", "both") is None:
        return number, k, end
    return number.scaled(entry.exponent), k + 1, token.end


def with_parts(tokens: Tokens, unit: Unit, counted: Counted, k: int, end: int) -> tuple[Unit, Number, int, int]:
    """`5 ft 2 in`, `5 feet and 2 inches`, `1 m 80 cm`, `6-foot-2` in the smaller unit."""
    as_it_is = unit, counted.number, k, end
    if not unit.parts or counted.has_magnitude or counted.decimals:
        return as_it_is
    dash = tokens.at(k)
    is_dashed = dash is not None and dash.text in HYPHENS and tokens.shape[end : dash.end] == dash.text
    is_linked = unit.unit == FOOT and dash is not None and tokens.is_near(k) and dash.entry("num", "and") is not None
    at = k + (is_dashed or is_linked)
    more = read_number(tokens, at) if tokens.is_near(at) else None
    if more is None or more.has_magnitude or more.is_vague or more.is_grouped or not (more.has_digits or not counted.has_digits):
        return as_it_is
    following = tokens.at(more.next_token)
    entry = following.entry("unit", "quantity", "weight", "part") if following is not None and tokens.is_near(more.next_token) else None
    if is_dashed and unit.unit == FOOT and (entry is None or entry.target == INCH):
        part: str | None = INCH
    else:
        part = entry.target if entry is not None and entry.value == ONE and not is_dashed else None
    ratio = dict(unit.parts).get(part or "")
    if ratio is None or not more.has_digits or more.n_integer > len(str(ratio - 1)) or (entry is None and (more.decimals or is_linked)):
        return as_it_is
    last = following if entry is not None and following is not None else tokens.items[more.next_token - 1]
    number = counted.number.times(ratio).plus(more.number)
    return replace(unit, unit=part, parts=()), number, more.next_token + (entry is not None), last.end


def with_half(tokens: Tokens, unit: Unit, counted: Counted, k: int, end: int) -> tuple[Number, int, int]:
    """一吨半, 3メートル半の: half a unit more, where no other word begins with it (半径)."""
    token = tokens.at(k)
    is_beside = token is not None and token.entry("pct", "half") is not None and tokens.gap(k) == ""
    if token is None or not is_beside or unit.kind != "quantity" or counted.decimals or counted.has_magnitude:
        return counted.number, k, end
    if "一" <= tokens.shape[token.end] <= "鿿":
        return counted.number, k, end
    return counted.number.plus(Number.of(HALF)), k + 1, token.end


def with_coins(tokens: Tokens, unit: Unit, counted: Counted, k: int, end: int) -> tuple[Number, int, int]:
    """`84元7角2分`, `3 dollars and 50 cents`: smaller coins after a whole unit."""
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


def with_tenths(tokens: Tokens, unit: Unit, counted: Counted, k: int, end: int) -> tuple[Unit, Counted, int, int]:
    """`3割5分2厘`, `三成半`: hundredths and thousandths after tenths, or half a tenth, in per cent."""
    number = counted.number.scaled(1)
    start = k
    half = tokens.at(k)
    if half is not None and tokens.gap(k) == "" and (entry := half.entry("pct", "half")) is not None:
        return replace(unit, factor=ONE), replace(counted, number=number.plus(Number.of(entry.value))), k + 1, half.end
    while (more := read_number(tokens, k)) is not None and tokens.gap(k) == "":
        part = tokens.at(more.next_token)
        entry = part.entry("pct", "minor") if part is not None and tokens.gap(more.next_token) == "" else None
        if part is None or entry is None:
            break
        number = number.plus(more.number.scaled(entry.value.adjusted()))
        k, end = more.next_token + 1, part.end
    if k == start:
        return unit, counted, k, end
    return replace(unit, factor=ONE), replace(counted, number=number), k, end


def _is_coin(entry: Entry, unit: Unit) -> bool:
    if entry.target is not None:
        return entry.target == unit.unit
    return entry.family == unit.family or unit.family is None or entry.role in ("minor", "minor2")
