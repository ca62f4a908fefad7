"""How two neighbouring pieces of a date become one date, or the two ends of a range."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from transforms.dates.forms import PINS, REL_PINS, SHAPES, Form


def joined(left: Form, right: Form) -> Form | None:
    """One form of two neighbouring pieces, or None where they do not belong together.

    >>> joined(Form.of("date", {"y": 2025}), Form.of("date", {"m": 10})).fields
    (('m', 10), ('y', 2025))
    >>> joined(Form.of("date", {"m": 9}), Form.of("date", {"m": 10})) is None
    True
    """
    if left.kind == "duration" and (right.kind == "duration" or "ago" in dict(right.fields)):
        return _joined_durations(left, right)
    if {left.kind, right.kind} == {"set", "date"}:
        return _joined_set(left, right)
    if {left.kind, right.kind} == {"range", "date"}:
        return _joined_range(left, right)
    return _joined_dates(left, right) if left.kind == right.kind == "date" else None


def counted_from(left: Form, right: Form, sign: int) -> Form | None:
    """A date so long after (1) or before (-1) another ("two weeks before Christmas"); 0: the count behind the date says which.

    >>> counted_from(Form.of("duration", {"items": (("D", 3.0),)}), Form.of("date", {"m": 1, "d": 12}), 1).pins() == set()
    True
    """
    count, base = (dict(left.fields), right) if sign else (dict(right.fields), left)
    if base.kind != "date" or "ago" in dict(base.fields) or {"span", "to"} & set(count) or not (count.get("items") or count.get("ago")):
        return None
    items = count.get("items") or (*count.get("more", ()), count["ago"])
    unit = items[-1][0]
    is_day, is_year = bool(base.pins() & set("Dd")), base.pins() == {"Y"}
    if None in dict(items).values() or not _falls(items) or not ((is_day and unit in "YMWD") or (is_year and unit == "Y")):
        return None
    last = items[-1][1] * sign if sign else items[-1][1]
    return Form.of("date", {"ago": (unit, last), "more": items[:-1] or None, "base": base})


def _joined_range(left: Form, right: Form) -> Form | None:
    """A day beside two clock times is the day of both: "Monday, 9 to 11 a.m."."""
    day, hours = (left, dict(right.fields)) if right.kind == "range" else (right, dict(left.fields))
    if not all(end.pins() <= set("TA") for end in hours.values()) or day.pins() & set("TA"):
        return None
    first, last = (_joined_dates(day, hours[end]) for end in "ab")
    return Form.of("range", {"a": first, "b": last}) if first and last else None


def _joined_durations(left: Form, right: Form) -> Form | None:
    a, b = dict(left.fields), dict(right.fields)
    items = a["items"] + (b["items"] if "items" in b else (b["ago"],))
    if "span" in b or "more" in b or "to" in {*a, *b} or not _falls(items):
        return None
    if "items" in b:
        return Form.of("duration", {**a, "items": items})
    return None if "span" in a or None in dict(items).values() else Form.of("date", {"ago": b["ago"], "more": a["items"]})


def _joined_dates(left: Form, right: Form) -> Form | None:
    a, b = dict(left.fields), dict(right.fields)
    if "ago" in a or "ago" in b or (b.get("rel") == ("D", 0) and "t" not in a):  # "12 October today": a day beside its own name
        return None
    day, hour = (a, right) if "t" in b else (b, left)
    if {"ap"} <= set(a) & set(b) and hour.pins() == set("TA") and Form.of("date", day).pins() & set("Dd"):
        del day["ap"]  # "this afternoon at 2 p.m.": the hour's own half of the day is surer
    pins_a, pins_b = Form.of("date", a).pins(), Form.of("date", b).pins()
    if (set(a) & set(b)) - {"weak"} or pins_a & pins_b:
        return _weekday_beside(left, right)
    return Form.of("date", {**a, **b, "weak": None}) if frozenset(pins_a | pins_b) in SHAPES else None


def beside(left: Form, right: Form, comma: str) -> bool:
    """Whether two pieces with a comma between are one: a weekday or hour beside a day, its year, a duration's smaller units.

    A year and smaller units come after a comma in alphabets only: the commas of Chinese and Japanese part what is listed.
    """
    if left.kind == right.kind == "duration":
        return comma == ","
    pins_a, pins_b = left.pins(), right.pins()
    year_after = comma == "," and pins_b == {"Y"} and "y" in dict(right.fields) and bool(pins_a & set("MDQHS"))
    weekday_first = pins_a == {"d"} and "D" in pins_b
    return left.kind == "date" and right.kind != "set" and (weekday_first or pins_b <= set("dTA") or year_after)


def _weekday_beside(left: Form, right: Form) -> Form | None:
    """A day counted from the anchor with the date it is: "오늘(11일)", "昨日20日"; the date is kept, the count proves it."""
    for day, other in ((left, right), (right, left)):
        fields, rest = dict(day.fields), dict(other.fields)
        unit = (fields.get("rel") or fields.get("same") or ("", 0))[0]
        if unit == "D" and set(fields) <= {"rel", "same", "wd"} and set(rest) <= {"m", "d", "wd"} and "d" in rest:
            return Form.of("date", {**rest, **fields, "beside": True})
    return None


def _joined_set(left: Form, right: Form) -> Form | None:
    every, date = (left, right) if left.kind == "set" else (right, left)
    fields = dict(date.fields)
    if not set(fields) <= {"wd", "t", "ap", "m", "d"}:
        return None
    return Form.of("set", {**dict(every.fields), **fields})


def _falls(items: tuple[tuple[str, float | None], ...]) -> bool:
    order = "Y M W D H MIN S".split()
    ranks = [order.index(unit) if unit in order else -1 for unit, _ in items]
    return -1 not in ranks and all(x < y for x, y in pairwise(ranks))


def ranged(left: Form, right: Form) -> Form | None:
    """A range from one form to another; what one side leaves out, the other says ("10월 27일~28일", "5 to 7 May").

    >>> ranged(Form.of("date", {"m": 10, "d": 27}), Form.of("date", {"d": 28})) is not None
    True
    """
    if left.kind != "date" or right.kind != "date":
        return None
    a, b = dict(left.fields), dict(right.fields)
    if "ago" in a or "ago" in b:
        return None
    fine = "TdDMQHSY"
    finest = [next((p for p in fine if p in form.pins()), "") for form in (left, right)]
    if finest[0] != finest[1] and not ("D" in left.pins() and "D" in right.pins()):
        return None
    for name in ("ap", "d", "dir", "wd", "m", "rel", "y"):
        if name in a and name not in b and not _pinned(name, a) & right.pins() and _may_inherit(name, b):
            b = {**b, name: a[name]}
        elif (
            name in b and name not in a and not _pinned(name, b) & left.pins() and (name in ("y", "m", "rel") or left.pins() <= {"T", "A"})
        ):
            a = {**a, name: b[name]}
    for fields in (a, b):
        fields.pop("weak", None)
    first, last = Form.of("date", a), Form.of("date", b)
    if first.pins() not in SHAPES or last.pins() not in SHAPES:
        return None
    return Form.of("range", {"a": first, "b": last})


def _pinned(name: str, fields: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(REL_PINS[fields[name][0]] if name == "rel" else PINS.get(name, ""))


def _may_inherit(name: str, fields: Mapping[str, Any]) -> bool:
    if name in ("y", "rel"):
        return bool({"m", "q", "h", "t", "d"} & set(fields)) or name == "y"
    return (name == "m" and "d" in fields) or (name in ("d", "wd", "dir", "ap") and "t" in fields)
