"""From a form and the day it is counted from to a TIMEX3 value, first and last day: pure, one form at a time."""

import math
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from transforms.dates.calendar import PRECISION, calendar_value
from transforms.dates.days import ONE_DAY, Day0, Value, add_months, months, narrowed, week_of
from transforms.dates.forms import CLOCK, Form

#: Values remembered: a night's news is counted from few days.
MOST_VALUES = 100_000
#: Years of one story lie together.
FAR_YEARS = 15
#: Where a text names no year, two digits are a year from 1970 to 2029, or of no known century.
FIRST_SHORT_YEAR, LAST_SHORT_YEAR = 70, 29
DAYPARTS_12 = {"PM", "AF", "EV", "NI", "DT"}
#: TIMEX3 has no words for the halves of the clock nor for the hours before dawn.
TIMEX_DAYPARTS = {"AM": "MO", "PM": "AF", "AM2": "MO"}


@lru_cache(MOST_VALUES)
def resolved(form: Form, day0: Day0) -> Value | None:
    """The value of a form, or None where the calendar has no such day.

    >>> resolved(Form.of("date", {"m": 12, "d": 20}), Day0()).value
    'XXXX-12-20'
    >>> resolved(Form.of("date", {"rel": ("Y", -1), "m": 10}), Day0(date(2023, 11, 1))).value
    '2022-10'
    """
    fields = dict(form.fields)
    if form.kind == "duration":
        return _duration(fields, day0)
    if form.kind == "set":
        return _set(fields)
    if form.kind == "now":
        return Value("DATE", "PRESENT_REF", "day", (day0.anchor, day0.anchor) if day0.anchor else None, counted=True)
    if form.kind == "range":
        return _range(fields["a"], fields["b"], day0)
    try:
        return _date(fields, day0)
    except (ValueError, OverflowError):
        return None


def is_counted(form: Form) -> bool:
    """Whether the value of a form may depend on the day it is counted from.

    >>> is_counted(Form.of("date", {"y": 2025, "m": 12})), is_counted(Form.of("date", {"m": 12}))
    (False, True)
    """
    fields = dict(form.fields)
    if form.kind == "range":
        return is_counted(fields["a"]) or is_counted(fields["b"])
    if form.kind != "date":
        return form.kind == "now" or "span" in fields
    if "base" in fields:
        return is_counted(fields["base"])
    names = set(fields) - {"t", "ap"}
    is_whole = "y" in names and ("m" in names if "d" in names else "wd" not in names)
    return bool(names & {"rel", "same", "ago", "beside", "y2", "dir"}) or not (is_whole or "dec" in names or not names)


def _duration(fields: dict[str, Any], day0: Day0) -> Value:
    items = fields["items"]
    value = iso_duration(items)
    sign, span = fields.get("span"), None
    if sign and day0.anchor and len(items) == 1 and items[0][1] and items[0][0] in STEPS:
        times, unit = STEPS[items[0][0]]
        other = _stepped(day0.anchor, unit, sign * items[0][1] * times)
        span = (other, day0.anchor - ONE_DAY) if sign < 0 else (day0.anchor + ONE_DAY, other)
    if "to" in fields:
        value += "/" + iso_duration(fields["to"])
    return Value("DURATION", value, "duration", span, counted=span is not None)


def iso_duration(items: tuple[tuple[str, float | None], ...]) -> str:
    """ISO 8601 of (unit, number) pairs; X where the number is not named.

    >>> iso_duration((("Y", 1.0), ("M", 6.0))), iso_duration((("MIN", 10.0),)), iso_duration((("DEC", 2.0),))
    ('P1Y6M', 'PT10M', 'P20Y')
    """
    days = clock = ""
    for unit, count in items:
        times, letter = {"DEC": (10, "Y"), "CEN": (100, "Y"), "Q": (3, "M"), "H2": (6, "M")}.get(unit, (1, unit))
        text = "X" if count is None else f"{_plain(count * times)}"
        if letter in CLOCK:
            clock += text + CLOCK[letter]
        else:
            days += text + letter
    return "P" + days + ("T" + clock if clock else "")


def _plain(count: float) -> str:
    """The number without an exponent.

    >>> _plain(20_000_000.0), _plain(1.5)
    ('20000000', '1.5')
    """
    return f"{count:.0f}" if count == int(count) else f"{count:.15g}"


def _set(fields: dict[str, Any]) -> Value:
    if "m" in fields and "d" in fields:
        base = f"XXXX-{fields['m']:02d}-{fields['d']:02d}"
    elif "wd" in fields and not isinstance(fields["wd"], tuple):
        base = f"XXXX-WXX-{fields['wd']}"
    elif "m" in fields and not isinstance(fields["m"], tuple):
        base = f"XXXX-{fields['m']:02d}"
    elif isinstance(fields.get("d"), int):
        base = f"XXXX-XX-{fields['d']:02d}"
    elif "t" in fields or "ap" in fields:
        base = "XXXX-XX-XX"
    else:
        return Value("SET", iso_duration(fields["items"]) if "items" in fields else "P1D", "duration")
    return Value("SET", base + _time_text(fields), "time" if "t" in fields else "day")


def _range(a: Form, b: Form, day0: Day0) -> Value | None:
    ends = [dict(end.fields) for end in (a, b)]
    if all(end.keys() <= {"m", "ahead"} and isinstance(end.get("m"), int) for end in ends) and ends[0]["m"] != ends[1]["m"]:
        return resolved(Form.of("date", {**ends[0], "m": (ends[0]["m"], ends[1]["m"])}), day0)
    first = resolved(a, day0)
    if first is None:
        return None
    after = replace(day0, previous=first.span[0] if first.span else day0.previous, year=first.span[0].year if first.span else day0.year)
    last = resolved(b, after)
    if last is None:
        return None
    if first.span and last.span and last.span[1] < first.span[0]:
        fields = dict(b.fields)
        if "y" in fields or day0.anchor is None:
            return None
        years = (resolved(Form.of("date", {**fields, "y": first.span[0].year + step, "rel": None}), after) for step in (0, 1))
        last = next((at for at in years if at and at.span and at.span[1] >= first.span[0]), None)
        if last is None or last.span is None:
            return None
    span = (first.span[0], last.span[1]) if first.span and last.span else None
    kind = "TIME" if "TIME" in (first.timex_type, last.timex_type) else "DATE"
    return Value(kind, f"{first.value}/{last.value}", first.precision, span, counted=first.counted or last.counted)


#: Units of a calendar in years, months, weeks, days.
STEPS = {
    "DEC": (10, "Y"), "CEN": (100, "Y"), "H2": (6, "M"), "Q": (3, "M"), "2W": (2, "W"), "Y": (1, "Y"), "M": (1, "M"), "W": (1, "W"),
    "D": (1, "D"),
}  # fmt: skip


def _stepped(day: date, unit: str, count: float) -> date:
    if unit in ("Y", "Q", "M", "H"):
        return add_months(day, round(count * {"Y": 12, "H": 6, "Q": 3, "M": 1}[unit]))
    return day + timedelta(days=count * (7 if unit == "W" else 1))


def _time_text(fields: dict[str, Any]) -> str:
    part, clock = fields.get("ap"), fields.get("t")
    if isinstance(part, str) and clock is None:
        return f"T{TIMEX_DAYPARTS.get(part, part)}"
    if clock is None:
        return ""
    hour, minute, second = clock
    noon = 12
    if part in DAYPARTS_12 and hour < noon and not (part == "NI" and hour < 5):  # noqa: PLR2004  "2 at night"
        hour += noon
    elif part in ("AM", "NI", "MO", "AM2") and hour == noon:
        hour = 0
    return f"T{hour:02d}" + (f":{minute:02d}" if minute is not None else "") + (f":{second:02d}" if second is not None else "")


def _date(fields: dict[str, Any], day0: Day0) -> Value | None:
    if "ago" in fields:
        unit, count = fields["ago"]
        base = fields.get("base")
        at = _ago(unit, count, _origin(fields, day0), fields.get("more", ()), by_day=base is not None and base.pins() != {"Y"})
        return replace(at, counted=base is None or is_counted(base)) if at else None
    if "y2" in fields and "y" not in fields:
        short, sure = fields["y2"], fields.get("yyfull")
        year = _sure_year(short, day0) if sure else _bare_year(short, day0, beside_month="m" in fields)
        if year is None and not sure:
            return Value("DURATION", f"P{short}Y", "duration")
        day0 = day0 if year else Day0()
        fields = {k: v for k, v in fields.items() if k not in ("y2", "yyfull")} | {"y": year}
    time = _time_text(fields)
    calendar = {k: v for k, v in fields.items() if k not in ("t", "ap", "week_of")}
    if not calendar:
        return Value("TIME", time, "time")
    out = calendar_value(calendar, day0)
    if out is None:
        return None
    if "week_of" in fields:
        out = week_of(out)
    if "p" in fields and out.span:
        half = f"{out.value}-{fields['p']}" if out.precision == "year" and fields["p"] in ("H1", "H2") else None
        out = replace(out, value=half or out.value, precision="half" if half else out.precision, span=narrowed(out.span, fields["p"]))
    if time:
        out = replace(out, timex_type="TIME", value=out.value + time, precision="time")
    return out


def _sure_year(short: int, day0: Day0) -> int | None:
    """The year that two digits beside a month or an apostrophe mean; None where it is as well one of another century.

    >>> _sure_year(98, Day0()), _sure_year(24, Day0(date(2025, 1, 1))), _sure_year(37, Day0())
    (1998, 2024, None)
    """
    near = day0.year or (day0.anchor.year if day0.anchor else None)
    if near is None:
        return 1900 + short if short >= FIRST_SHORT_YEAR else 2000 + short if short <= LAST_SHORT_YEAR else None
    full = _nearest_century(short, near)
    return full if full - near <= FAR_YEARS else None


def _nearest_century(short: int, near: int) -> int:
    first = near // 100 * 100
    return min((first + step + short for step in (-100, 0, 100)), key=lambda year: abs(year - near))


def _bare_year(short: int, day0: Day0, *, beside_month: bool) -> int | None:
    """The year nearest one the text names that "23년" alone means; None where it may be a time for which something lasts."""
    if day0.year is None:
        return None
    full = _nearest_century(short, day0.year)
    if abs(full - day0.year) > FAR_YEARS:
        return None
    # Bare ones follow each other, and a round number of years is a time for which something lasts.
    return full if beside_month or (full >= day0.year and full % 10) else None


def _origin(fields: dict[str, Any], day0: Day0) -> Day0:
    """What a count starts from: the date it names, the one told before ("three days later"), else the anchor.

    What came later than nothing told stays unresolved; what came earlier came before the telling.
    """
    if "base" in fields:
        base = resolved(fields["base"], day0)
        return Day0(base.span[0] if base and base.span else None)
    if "told" not in fields:
        return day0
    told = day0.previous or (date(day0.year, 1, 1) if day0.year and fields["ago"][0] in ("Y", "DEC") else None)
    return replace(day0, moment=None, anchor=told or (day0.anchor if fields["told"] < 0 else None))


def _hours_from(day0: Day0, items: tuple[tuple[str, float], ...] | None) -> Value | None:
    """So many hours, minutes and seconds after the anchor (before it where negative); of an anchor without a time, its day."""
    seconds = {"D": 86400, "H": 3600, "MIN": 60, "S": 1}
    if day0.moment is None or items is None or any(unit not in seconds for unit, _ in items):
        return Value("TIME", "XXXX-XX-XX" if day0.anchor is None else f"{day0.anchor}", "day", None, counted=True)
    at = day0.moment + timedelta(seconds=sum(count * seconds[unit] for unit, count in items))
    text = at.isoformat(timespec="seconds" if items[0][0] == "S" else "minutes")
    return Value("TIME", text, "time", (at.date(), at.date()), counted=True)


def _ago(unit: str, count: float | None, day0: Day0, more: tuple[tuple[str, float], ...], *, by_day: bool) -> Value | None:
    """So long before or after the anchor; `more` are the larger units of "1 month and 21 days ago"; `by_day` counts from a day named."""
    if unit in CLOCK:
        return _hours_from(day0, None if count is None else ((unit, count), *((u, math.copysign(n, count)) for u, n in more)))
    times, unit = STEPS[unit]
    if day0.anchor is None or count is None:
        return Value("DATE", {"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX"}.get(unit, "XXXX-XX-XX"), PRECISION[unit], counted=True)
    at = day0.anchor
    for larger, number in more:
        at = _stepped(at, larger, math.copysign(number, count))
    at = _stepped(at, unit, count * times)
    if by_day:
        return Value("DATE", at.isoformat(), "day", (at, at), counted=True)
    if unit == "Y":
        return Value("DATE", f"{at.year:04d}", "year", months(at.year, 1, 12), counted=True)
    if unit == "M":
        return Value("DATE", f"{at.year:04d}-{at.month:02d}", "month", months(at.year, at.month, at.month), counted=True)
    return Value("DATE", at.isoformat(), "day", (at, at), counted=True)
