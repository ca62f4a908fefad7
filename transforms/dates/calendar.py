"""Calendar fields and the day they are counted from, as a TIMEX3 value with its first and last day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from transforms.dates.days import (
    SEASONS,
    THURSDAY,
    Day0,
    Value,
    add_months,
    coming,
    directed,
    iso_week,
    monday,
    month_end,
    months,
    nearest,
    nth_of,
    part_of,
    valid,
)

#: "The weekend" of a row: from Monday to Wednesday the last one, then the coming one.
NEAREST = 2
#: Years of a decade.
DECADE = 10
#: A year with every day, and the last day a month may have.
LEAP_YEAR, LAST_DAY = 2000, 31
#: How far ahead of the anchor a month, quarter, half or season without a year may begin and still be the coming one.
AHEAD_DAYS = {"m": 62, "md": 183, "q": 153, "h": 153, "s": 153, "d": 25}
#: How many days ahead the coming one can lie: beyond, the year would be told, or it is the period past whose figures are still to come.
FARTHEST_DAYS = {"m": 243, "md": 243, "q": 183, "h": 92, "s": 243}
PRECISION = {"Y": "year", "M": "month", "D": "day", "W": "week", "Q": "quarter", "H": "half", "S": "season", "E": "decade", "C": "century"}


def calendar_value(f: dict[str, Any], day0: Day0) -> Value | None:
    """The value of calendar fields (no clock) counted from `day0`; None where the calendar has no such day."""
    if "dec" in f:
        return _long_period(f)
    if f.get("beside"):
        return _beside(f, day0)
    if "same" in f:
        unit, step = f["same"]
        day0 = replace(day0, anchor=day0.previous or day0.anchor)
        f = {k: v for k, v in f.items() if k != "same"} | {"rel": (unit, step)}
    if "nth_n" in f or "nth" in f:
        whole = calendar_value({k: v for k, v in f.items() if k not in ("nth_n", "nth")}, day0)
        return whole and (part_of(whole, *f["nth_n"]) if "nth_n" in f else nth_of(whole, *f["nth"]))
    unit = f["rel"][0] if "rel" in f else ""
    if unit in ("D", "W", "E", "C", "T"):
        return _counted_day(f, unit, day0)
    if "d" in f:
        return _day(f, day0)
    return _weekday(f, day0) if "wd" in f else _period(f, unit, day0)


def _long_period(f: dict[str, Any]) -> Value:
    start, length = f["dec"]
    if length == DECADE:
        return Value("DATE", f"{start:04d}"[:3] + "X", "decade", (date(start, 1, 1), date(start + 9, 12, 31)))
    return Value("DATE", f"{start:04d}"[:2] + "XX", "century", (date(start + 1, 1, 1), date(start + 100, 12, 31)))


def _beside(f: dict[str, Any], day0: Day0) -> Value | None:
    """A counted day and the date beside it: "yesterday, the 20th"; where the two are not one, the date alone counts."""
    plain = {k: v for k, v in f.items() if k not in ("rel", "same", "beside")}
    origin = day0.previous if "same" in f else day0.anchor
    if origin:
        at = origin + timedelta(days=f["same" if "same" in f else "rel"][1])
        if at.day == f["d"] and f.get("m", at.month) == at.month:
            return Value("DATE", at.isoformat(), "day", (at, at), counted=True)
    return calendar_value(plain, replace(day0, previous=None) if "same" in f else day0)


def _counted_day(f: dict[str, Any], unit: str, day0: Day0) -> Value | None:
    step, anchor = f["rel"][1], day0.anchor
    if anchor is None:
        text = {"E": "XXXX", "C": "XXXX", "W": f"XXXX-WXX-{f['wd']}" if "wd" in f else "XXXX-WXX"}.get(unit, "XXXX-XX-XX")
        return Value("DATE", text, "day" if "wd" in f else PRECISION.get(unit, "day"), counted=True)
    if unit == "W":
        return _counted_week(f, monday(anchor) + timedelta(weeks=step), anchor)
    if unit in ("E", "C"):
        length = DECADE if unit == "E" else 10 * DECADE
        return replace(_long_period({"dec": (anchor.year // length * length + step * length, length)}), counted=True)
    at = anchor + timedelta(days=step)
    ok = f["wd"] == at.isoweekday() if "wd" in f and not isinstance(f["wd"], tuple) else None
    return Value("DATE", at.isoformat(), "day", (at, at), counted=True, weekday_ok=ok)


def _counted_week(f: dict[str, Any], first: date, anchor: date) -> Value:
    if f.get("weekend") == NEAREST and anchor.isoweekday() < THURSDAY:
        first -= timedelta(weeks=1)
    if f.get("weekend"):
        return Value("DATE", iso_week(first) + "-WE", "week", (first + timedelta(days=5), first + timedelta(days=6)), counted=True)
    if "wd" in f and not isinstance(f["wd"], tuple):
        at = first + timedelta(days=f["wd"] - 1)
        return Value("DATE", at.isoformat(), "day", (at, at), counted=True)
    return Value("DATE", iso_week(first), "week", (first, first + timedelta(days=6)), counted=True)


def _weekday(f: dict[str, Any], day0: Day0) -> Value | None:
    wd, direction, anchor = f["wd"], f.get("dir"), day0.anchor
    if isinstance(wd, tuple):
        wd = wd[0]
    if anchor is None:
        return Value("DATE", f"XXXX-WXX-{wd}", "day", counted=True)
    past = anchor - timedelta(days=(anchor.isoweekday() - wd) % 7)
    week = monday(anchor) + timedelta(days=wd - 1)
    at = past if direction is None else week if direction == 0 else week + timedelta(weeks=direction) if direction in (1, 2) else past
    if f.get("ahead"):
        at = anchor + timedelta(days=(wd - anchor.isoweekday()) % 7)
    if direction == -1 and at == anchor:
        at -= timedelta(weeks=1)
    if direction == 9:  # noqa: PLR2004  the coming one
        at = past + timedelta(weeks=1)
    return Value("DATE", at.isoformat(), "day", (at, at), counted=True)


def _day(f: dict[str, Any], day0: Day0) -> Value | None:
    year, month, counted = _year_month(f, day0)
    first, last = f["d"] if isinstance(f["d"], tuple) else (f["d"], f["d"])
    if month is None or (year is None and day0.anchor is None):
        month_text = f"{month:02d}" if month else "XX"
        text = "/".join(f"XXXX-{month_text}-{d:02d}" for d in dict.fromkeys((first, last)))
        return (
            Value("DATE", text, "day", counted=True)
            if (month is None or valid(LEAP_YEAR, month, last)) and 1 <= first <= last <= LAST_DAY
            else None
        )
    at = valid(year, month, first) if year is not None else _unnamed_year(f, month, first, day0)
    if at is None:
        return None
    end = valid(at.year, at.month, last)
    if end is None or end < at:
        return None
    ok = None
    if "wd" in f:
        ok = at.isoweekday() == (f["wd"][0] if isinstance(f["wd"], tuple) else f["wd"])
    return Value("DATE", at.isoformat() if end == at else f"{at}/{end}", "day", (at, end), counted=counted or year is None, weekday_ok=ok)


def _year_month(f: dict[str, Any], day0: Day0) -> tuple[int | None, int | None, bool]:
    """The year and month of a day, as far as they are named, counted, or clear from the date just named."""
    year, month, anchor = f.get("y"), f.get("m"), day0.anchor
    if isinstance(year, tuple) or isinstance(month, tuple):
        return None, None, True
    unit, step = f.get("rel", ("", 0))
    if unit == "Y":
        return (anchor.year + step if anchor else None), month, True
    if unit == "M":
        at = add_months(anchor.replace(day=1), step) if anchor else None
        return (at.year, at.month, True) if at else (None, None, True)
    if month is None and year is None and anchor:
        at = _day_of_month(f, day0)
        return (at.year, at.month, True) if at else (None, None, True)
    return year, month, year is None


def _day_of_month(f: dict[str, Any], day0: Day0) -> date | None:
    anchor = day0.anchor
    assert anchor is not None
    first = f["d"][0] if isinstance(f["d"], tuple) else f["d"]
    if day0.previous and first > day0.previous.day and "dir" not in f:
        return valid(day0.previous.year, day0.previous.month, first)
    around = [add_months(anchor.replace(day=1), k) for k in (-2, -1, 0, 1, 2)]
    days = [d for m in around if (d := valid(m.year, m.month, first))]
    if "wd" in f and not isinstance(f["wd"], tuple):
        days = [d for d in days if d.isoweekday() == f["wd"]] or days
    if f.get("dir"):
        return directed(days, anchor, f["dir"])
    same = valid(anchor.year, anchor.month, first)
    if same and (same - anchor).days <= AHEAD_DAYS["d"] and same in days:
        return same
    return nearest(days, anchor, AHEAD_DAYS["d"])


def _unnamed_year(f: dict[str, Any], month: int, day: int, day0: Day0) -> date | None:
    assert day0.anchor is not None
    year = day0.anchor.year
    days = [d for y in range(year - 8, year + 9) if (d := valid(y, month, day))]
    if f.get("dir"):
        return directed(days, day0.anchor, -1 if f["dir"] < 0 else 1)
    close = [d for d in days if abs(d.year - year) <= 1]
    if "wd" in f and not isinstance(f["wd"], tuple):
        close = [d for d in close if d.isoweekday() == f["wd"]] or close
    ahead = coming(close, day0.anchor, FARTHEST_DAYS["md"]) if f.get("ahead") else None
    return ahead or nearest(close or days, day0.anchor, AHEAD_DAYS["md"])


def _period(f: dict[str, Any], unit: str, day0: Day0) -> Value | None:
    """A year, half, quarter, season, month or week of the year."""
    anchor, year, counted = day0.anchor, f.get("y"), "rel" in f
    if unit == "M":
        return _shifted_months(f["rel"][1], 1, anchor)
    if unit in ("Q", "H") and not {"q", "h"} & set(f):
        return _shifted_months(f["rel"][1], 3 if unit == "Q" else 6, anchor)
    if unit == "S":
        return None
    if unit == "Y":
        # Whose fiscal year is the last one depends on who tells: fy 0 is a year of unknown months.
        year = anchor.year + f["rel"][1] - (anchor.month < f.get("fy", 1)) if anchor and f.get("fy") != 0 else None
    if isinstance(year, tuple):
        return (
            Value("DATE", f"{year[0]:04d}/{year[1]:04d}", "year", (date(year[0], 1, 1), date(year[1], 12, 31)))
            if year[0] < year[1]
            else None
        )
    name = next((k for k in ("m", "q", "h", "s", "w") if k in f), None)
    if name is None:
        return _whole_year(f, year, counted)
    first, last = f[name] if isinstance(f[name], tuple) else (f[name], f[name])
    if year is None and counted is False and anchor and name != "w":
        long = name == "m" and (last - first) % 12 > 2  # noqa: PLR2004  longer than a quarter
        plain = "dir" not in f and (first == 1 or "ahead" not in f)
        year, counted = _year_of_months(first, last, anchor) if long and plain else _year_of_part(f, name, first, anchor), True
    return _part_of_year(name, (first, last), year, f, counted=counted)


def _whole_year(f: dict[str, Any], year: int | None, counted: bool) -> Value:
    fiscal = "FY" if "fy" in f else ""
    if year is None:
        return Value("DATE", fiscal + "XXXX", "year", counted=True)
    first = f.get("fy", 1)
    if first == 0:
        return Value("DATE", f"FY{year:04d}", "year", None, counted)
    return Value("DATE", f"{fiscal}{year:04d}", "year", months(year, first, first + 11), counted)


def _year_of_part(f: dict[str, Any], name: str, first: Any, anchor: date) -> int | None:
    width = {"m": 1, "q": 3, "h": 6, "s": 0}[name]
    start = width * (first - 1) + 1 if width else SEASONS[first]
    starts = [date(y, start, 1) for y in range(anchor.year - 2, anchor.year + 3) if y > 0]
    direction, month = f.get("dir"), anchor.replace(day=1)
    if direction:
        at = directed(starts, month, direction)
    elif f.get("ahead") and (next_one := coming(starts, add_months(month, 1 - (width or 3)), FARTHEST_DAYS[name])):
        at = next_one
    elif name in ("q", "h") or direction == 0:
        ahead = (date(anchor.year, start, 1) - anchor).days > AHEAD_DAYS[name]
        return anchor.year - 1 if ahead and direction is None else anchor.year
    else:
        at = nearest(starts, anchor, AHEAD_DAYS[name])
    return at.year if at else None


def _year_of_months(first: int, last: int, anchor: date) -> int | None:
    """The year in which months that are more than a quarter begin: figures since January are told as they end, others once they began.

    >>> _year_of_months(1, 9, date(2025, 11, 20)), _year_of_months(4, 12, date(2026, 2, 5)), _year_of_months(6, 9, date(2025, 6, 10))
    (2025, 2025, 2025)
    """
    told, ahead_days = (last, AHEAD_DAYS["m"]) if first == 1 else (first, 0)
    at = nearest([date(y, told, 1) for y in range(anchor.year - 2, anchor.year + 2) if y > 0], anchor, ahead_days)
    return at.year if at else None


def _part_of_year(name: str, ends: tuple[Any, Any], year: int | None, f: dict[str, Any], *, counted: bool) -> Value | None:
    first, last = ends
    text = f"{year:04d}" if year is not None else "XXXX"
    precision = {"m": "month", "q": "quarter", "h": "half", "s": "season", "w": "week"}[name]
    if name == "w":
        if year is None:
            return Value("DATE", f"XXXX-W{first:02d}", "week", counted=True)
        at = date.fromisocalendar(year, first, 1)
        return Value("DATE", iso_week(at), "week", (at, at + timedelta(days=6)), counted)
    written = [f"{x:02d}" if name == "m" else x if name == "s" else f"{name.upper()}{x}" for x in (first, last)]
    fiscal = "FY" if "fy" in f else ""
    later = f"{text[:4] if year is None or name == 's' or last >= first else f'{year + 1:04d}'}-{written[1]}"
    value = fiscal + (f"{text}-{written[0]}" if first == last else f"{text}-{written[0]}/{later}")
    if year is None or f.get("fy") == 0:
        return Value("DATE", value, precision, counted=counted or year is None)
    offset = f.get("fy", 1) - 1
    width = {"m": 1, "q": 3, "h": 6, "s": 3}[name]
    number = {"m": first, "q": first, "h": first, "s": 0}[name]
    begin = SEASONS[first] if name == "s" else width * number - width + 1
    wrap = 12 // width if name != "s" and last < first else 0
    finish = begin + width - 1 if first == last else width * (last + wrap)
    return Value("DATE", value, precision, months(year, begin + offset, finish + offset), counted)


def _shifted_months(step: int, width: int, anchor: date | None) -> Value:
    precision, letter = {1: ("month", "XX"), 3: ("quarter", "QX"), 6: ("half", "HX")}[width]
    if anchor is None:
        return Value("DATE", f"XXXX-{letter}", precision, counted=True)
    start = add_months(date(anchor.year, (anchor.month - 1) // width * width + 1, 1), step * width)
    end = month_end(start.year, start.month + width - 1)
    text = f"{start.month:02d}" if width == 1 else f"{precision[0].upper()}{(start.month - 1) // width + 1}"
    return Value("DATE", f"{start.year:04d}-{text}", precision, (start, end), counted=True)
