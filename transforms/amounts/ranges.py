"""Two numbers that are one expression: ranges, and sums that share their unit."""

from dataclasses import replace

from transforms.amounts.prefix import Prefix, read_prefix
from transforms.amounts.reading import AMOUNT_KINDS, Reading, bounded, is_spaced, quantity
from transforms.amounts.tokens import Token, Tokens
from transforms.amounts.units import Unit, agrees


def ranged(tokens: Tokens, prefix: Prefix, low: Reading, k: int) -> tuple[list[Reading], int] | None:
    """`15-20 billion`, `1조~2조 원`, `от 3 до 5 тысяч`; two readings where the ends are a change and no range."""
    joint = tokens.at(k)
    if joint is None or low.high is not None or low.kind not in (*AMOUNT_KINDS, "bare"):
        return None
    spread = joint.entry("mark", "range", "range_open_after")
    both = joint.entry("mark", "range_and", "range_or")
    is_joint = (spread is not None or both is not None) and is_spaced(tokens.gap(k))
    if not is_joint or tokens.at(k + 1) is None or not is_spaced(tokens.gap(k + 1)):
        return None
    if joint.text in "-−" and tokens.gap(k) and not tokens.gap(k + 1):
        return None  # index 80 -2.5%: a sign
    upper_prefix = read_prefix(tokens, k + 1)
    found = quantity(tokens, upper_prefix)
    if found is None or found[0].high is not None or found[0].is_negative:
        return None
    merged = _listed(low, found[0], joint) if spread is None and not prefix.is_open else _joined(tokens, prefix, low, found[0], joint)
    if merged is not None and len(merged) > 1:
        merged = [merged[0], bounded(merged[1], upper_prefix.qualifiers)]
    return None if merged is None else (merged, found[1])


def _listed(low: Reading, high: Reading, joint: Token) -> list[Reading] | None:
    """`two or three million`: a range; `38 and 40 dollars`, `2 and 1.4 billion`: two sums that share their unit."""
    if low.kind != "bare" or low.is_weak or low.counted is None or high.counted is None or high.is_prefixed:
        return None
    if high.kind not in ("money", "percent") or high.unit is None or not low.counted.inherits or low.counted.has_magnitude:
        return None
    if joint.entry("mark", "range_or") is not None and low.counted.has_digits == high.counted.has_digits:
        scale = high.counted.scale if high.counted.has_magnitude else 0
        return [_spanned(low, high, high.unit, scale)]
    if not low.counted.has_digits or not high.counted.has_digits:
        return None
    is_alike = low.counted.n_integer == high.counted.n_integer and (low.counted.decimals or high.counted.decimals)
    if high.counted.has_magnitude and not is_alike:
        return None  # in groups 2 and 5 million dollars: a number of its own
    scale = high.counted.scale if high.counted.has_magnitude else 0
    return [replace(low, kind=high.kind, unit=high.unit, low=low.low.scaled(scale)), high]


def _joined(tokens: Tokens, prefix: Prefix, low: Reading, high: Reading, joint: Token) -> list[Reading] | None:  # fmt: skip
    if (
        high.kind == "bare"
        and low.kind in ("money", "percent")
        and high.counted is not None
        and high.counted.has_digits
        and _opens(tokens, low)
    ):
        high = replace(high, kind=low.kind, unit=low.unit)
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
    scale = high.counted.scale if low.counted.shares_scale_of(high.counted) else 0
    if low.kind != "bare" and tokens.items[low.counted.next_token - 1].end != low.end:
        scale = 0  # a unit after the lower number closes it: 5 dollars to 6 million dollars
    return [_spanned(low, high, replace(unit, factor=high.unit.factor), scale)]


def _spanned(low: Reading, high: Reading, unit: Unit, scale: int) -> Reading:
    """One range; `scale` is the power of ten that the lower end takes from the upper."""
    return Reading(
        low.start, high.end, high.kind, unit, low.low.scaled(scale) if scale else low.low, high.low,
        low_end=low.end, high_start=high.start, qualifier="range", is_negative=low.is_negative,
        plain_low=low.low if scale else None, counted=high.counted,
    )  # fmt: skip


def _opens(tokens: Tokens, low: Reading) -> bool:
    """Whether the currency stands before the lower number, and so before both: $15-20 billion."""
    assert low.counted is not None
    return tokens.items[low.counted.next_token - 1].end == low.end
