"""What a chunk says: its amounts, and the numbers in it that are known to be none."""

from dataclasses import replace

from transforms.amounts.lexicon import Lexicon
from transforms.amounts.prefix import Prefix, read_prefix
from transforms.amounts.ranges import ranged
from transforms.amounts.reading import AMOUNT_KINDS, Reading, bounded, is_spaced, quantity
from transforms.amounts.tokens import Tokens, tokens_of
from transforms.numerals import Number, Style

NEGATIVE = "negative"
#: Units of temperature, as UCUM has them, and a degree of an unknown scale.
DEGREES = ("deg", "Cel", "[degF]")


def parse(shape: str, lexicon: Lexicon, style: Style) -> list[Reading]:
    """Everything a shape says, in order."""
    tokens = tokens_of(shape, lexicon, style)
    out: list[Reading] = []
    at = 0
    while at < len(tokens.items):
        found = _expression(tokens, at)
        if found is None:
            literal = tokens.items[at].literal
            if literal is not None and not literal.is_sound:  # 4.18.2
                out.append(Reading(literal.start, literal.end, "bare", None, Number()))
            at += 1
            continue
        readings, at = found
        out += readings
    return out


def _expression(tokens: Tokens, at: int) -> tuple[list[Reading], int] | None:
    prefix = read_prefix(tokens, at)
    first = quantity(tokens, prefix)
    if first is None:
        return None
    reading, k = first
    two = ranged(tokens, prefix, reading, k)
    if two is not None:
        readings, k = two
    else:
        readings = [reading]
    if readings[0].kind in AMOUNT_KINDS or readings[0].kind == "bare":
        readings, k = _qualified(tokens, prefix, readings, k)
    return readings, max(k, at + 1)


def _qualified(tokens: Tokens, prefix: Prefix, readings: list[Reading], k: int) -> tuple[list[Reading], int]:
    """Bounds before the first reading are its own, those behind the last are the last one's."""
    behind: list[str] = []
    last = readings[-1]
    while (token := tokens.at(k)) is not None:
        entry = token.entry("qual", "after", "middle")
        if entry is None or entry.target is None or not is_spaced(tokens.gap(k)):
            break
        if entry.target == NEGATIVE:
            last = _below_zero(last, token.end)
        else:
            behind.append(entry.target)
        k += 1
    if len(readings) == 1:
        return [bounded(last, [*prefix.qualifiers, *behind])], k
    return [bounded(readings[0], prefix.qualifiers), *readings[1:-1], bounded(last, behind)], k


def _below_zero(reading: Reading, end: int) -> Reading:
    """`10 degrees below zero`; the ends of a range would change places, and are left unread."""
    if reading.high is not None or reading.is_negative or reading.unit is None or reading.unit.unit not in DEGREES:
        return replace(reading, kind="bare", unit=None) if reading.high is not None else reading
    return replace(reading, is_negative=True, end=end)
