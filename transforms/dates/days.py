"""Calendar arithmetic on days, months and the periods between: nothing here knows a language."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

Span = tuple[date, date]
ONE_DAY = timedelta(days=1)
#: Day of the week that says which month or year a week belongs to, as in ISO 8601.
THURSDAY = 4


@dataclass(frozen=True)
class Value:
    """What a form means: as the columns of `Dates`, and whether an anchor or an earlier date was needed."""

    timex_type: str
    value: str
    precision: str
    span: Span | None = None
    counted: bool = False
    weekday_ok: bool | None = None


@dataclass(frozen=True)
class Day0:
    """What a form is counted from: the anchor, and the last date named before it."""

    anchor: date | None = None
    previous: date | None = None
    #: Year the text last named, for two-digit years.
    year: int | None = None
    #: The clock of the anchor, for hours and minutes ago.
    moment: datetime | None = None


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the month's last day where it has no such day.

    >>> add_months(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - ONE_DAY if (year, month) != (9999, 12) else date.max


def months(year: int, first: int, last: int) -> Span:
    """The days from the first of one month to the end of another, of one year; the last may lie past December."""
    over, month = divmod(last - 1, 12)
    start_over, start = divmod(first - 1, 12)
    return date(year + start_over, start + 1, 1), month_end(year + over, month + 1)


def monday(day: date) -> date:
    """The first day of the day's ISO week."""
    return day - timedelta(days=day.weekday())


def iso_week(day: date) -> str:
    """The day's week, as 2025-W51."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def week_of(day: Value) -> Value:
    """The week a day lies in.

    >>> week_of(Value("DATE", "2025-11-12", "day", (date(2025, 11, 12), date(2025, 11, 12)))).value
    '2025-W46'
    """
    if day.span is None:
        return Value("DATE", "XXXX-WXX", "week", counted=True)
    first = monday(day.span[0])
    return Value("DATE", iso_week(first), "week", (first, first + timedelta(days=6)), counted=day.counted)


def valid(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


#: First month of a season and how long it lasts, northern hemisphere, as meteorologists count; winter ends the year after.
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def narrowed(span: Span, part: str) -> Span:
    """The part of a period that words such as "beginning" or 上旬 mean: a third, or a half.

    >>> narrowed((date(2025, 12, 1), date(2025, 12, 31)), "MID")
    (datetime.date(2025, 12, 11), datetime.date(2025, 12, 20))
    """
    start, end = span
    days = (end - start).days + 1
    if days <= 3:  # noqa: PLR2004  "early Wednesday" is that day
        return span
    if part in ("H1", "H2"):
        first_days = 15 if days > 7 else 3  # noqa: PLR2004  of a month; a week's later half starts with Thursday
        half = _month_cut(span, 2, 1) if days > 31 else start + timedelta(days=first_days)  # noqa: PLR2004
        return (start, half - ONE_DAY) if part == "H1" else (half, end)
    if days > 31:  # noqa: PLR2004  longer than a month: thirds of whole months
        one, two = _month_cut(span, 3, 1), _month_cut(span, 3, 2)
    else:
        step = 10 if days > 7 else max(days // 3, 1)  # noqa: PLR2004  a week's thirds are of two days
        one, two = start + timedelta(days=step), start + timedelta(days=2 * step)
    return {"START": (start, one - ONE_DAY), "MID": (one, two - ONE_DAY), "END": (two, end)}[part]


def _month_cut(span: Span, parts: int, nth: int) -> date:
    start, end = span
    length = (end.year - start.year) * 12 + end.month - start.month + 1
    return (
        add_months(start.replace(day=1), length * nth // parts)
        if length >= parts
        else start + timedelta(days=((end - start).days + 1) * nth // parts)
    )


def nearest(candidates: list[date], anchor: date, ahead_days: int) -> date | None:
    """The candidate nearest the anchor; one ahead counts only within `ahead_days`, else the past is preferred."""
    fit = [c for c in candidates if (c - anchor).days <= ahead_days]
    return min(fit, key=lambda c: (abs((c - anchor).days), c > anchor), default=None)


def directed(candidates: list[date], anchor: date, direction: int) -> date | None:
    """The last candidate before the anchor (-1), or the first one after (+1)."""
    if direction < 0:
        return max((c for c in candidates if c < anchor), default=None)
    return min((c for c in candidates if c > anchor), default=None)


def coming(candidates: list[date], anchor: date, farthest_days: int) -> date | None:
    """The first candidate that is not past, unless it is farther ahead than that.

    >>> coming([date(2025, 3, 1), date(2026, 3, 1)], date(2025, 11, 20), 243)
    datetime.date(2026, 3, 1)
    """
    return min((c for c in candidates if 0 <= (c - anchor).days <= farthest_days), default=None)


#: Months of the units that part a year.
MONTHS = {"M": 1, "Q": 3, "H2": 6}


def part_of(whole: Value, unit: str, n: float | None, side: int) -> Value | None:
    """The first (side 1) or last (-1) n months, quarters, weeks or days of a period; None where they are not a part of it.

    >>> part_of(Value("DATE", "2025", "year", months(2025, 1, 12)), "M", 9.0, 1).value
    '2025-01/2025-09'
    >>> part_of(Value("DATE", "XXXX", "year"), "M", 9.0, 1).value
    'XXXX-01/XXXX-09'
    """
    if n is None or n != int(n) or n < 1:
        return None
    count = int(n)
    if unit not in MONTHS or whole.precision != "year" or not (whole.span is None or whole.span[0].month == 1):
        return _days_of(whole, unit, count, side)
    per_year = 12 // MONTHS[unit]
    if count >= per_year:
        return None
    first, last = (1, count) if side > 0 else (per_year - count + 1, per_year)
    written = [f"{whole.value}-{i:02d}" if unit == "M" else f"{whole.value}-{unit[0]}{i}" for i in (first, last)]
    width = MONTHS[unit]
    span = months(whole.span[0].year, (first - 1) * width + 1, last * width) if whole.span else None
    text = written[0] if first == last else "/".join(written)
    return Value("DATE", text, {"M": "month", "Q": "quarter"}.get(unit, "half"), span, whole.counted or span is None)


def _days_of(whole: Value, unit: str, count: int, side: int) -> Value | None:
    if whole.span is None or unit not in ("D", "W", "M", "Y"):
        return None
    start, end = whole.span
    if unit in ("D", "W"):
        days = timedelta(days=count * (7 if unit == "W" else 1))
        first, last = (start, start + days - ONE_DAY) if side > 0 else (end - days + ONE_DAY, end)
    else:
        step = count * (12 if unit == "Y" else 1)
        first, last = (start, add_months(start, step) - ONE_DAY) if side > 0 else (add_months(end + ONE_DAY, -step), end)
    if first < start or last > end:
        return None
    return Value("DATE", f"{first}/{last}", "day", (first, last), whole.counted)


def nth_of(whole: Value, unit: str, n: int, weekday: int | None) -> Value | None:
    """The n-th day, week (unit D, W) or weekday of a month or year, the last for -1.

    >>> nth_of(Value("DATE", "2025-11", "month", months(2025, 11, 11)), "D", 1, 5).value
    '2025-11-07'
    """
    if whole.precision not in ("month", "year"):
        return None
    if whole.span is None:
        end = f"WXX-{weekday}-#{n}" if weekday else f"W{n:02d}" if unit == "W" and n > 0 else "WXX" if unit == "W" else "XX"
        return Value("DATE", f"{whole.value}-{end}", "week" if unit == "W" else "day", counted=True)
    first, last = whole.span
    sought = weekday or (THURSDAY if unit == "W" else None)
    fit = [at for at in (first + timedelta(days=k) for k in range((last - first).days + 1)) if sought is None or at.isoweekday() == sought]
    place = n - 1 if n > 0 else len(fit) + n
    if not 0 <= place < len(fit):
        return None
    at = fit[place]
    if unit == "W":
        return Value("DATE", iso_week(at), "week", (monday(at), monday(at) + timedelta(days=6)), whole.counted)
    return Value("DATE", at.isoformat(), "day", (at, at), whole.counted)
