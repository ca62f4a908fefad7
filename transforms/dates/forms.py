"""What a piece of a date says, before it is counted from any day: forms, and how two pieces become one."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from transforms.dates.slots import number

#: Units by letter, as in ISO 8601; MIN and S, H are of the clock.
CLOCK = {"H": "H", "MIN": "M", "S": "S"}
#: No duration has so many years: 2015年前 is before the year 2015.
FIRST_YEAR = 1500
#: What each field pins down; two pieces join when the union of what they pin down is one of SHAPES.
PINS = {
    "y": "Y",
    "y2": "Y",
    "dec": "E",
    "h": "H",
    "q": "Q",
    "s": "S",
    "m": "M",
    "w": "W",
    "d": "D",
    "wd": "d",
    "t": "T",
    "ap": "A",
    "p": "P",
    "dir": "x",
    "nth": "N",
}
REL_PINS = {"Y": "Y", "M": "YM", "D": "YMD", "W": "YW", "Q": "YQ", "H": "YH", "S": "YS", "T": "YMDT", "E": "E", "C": "E"}
SHAPES = frozenset(
    frozenset(core + extra)
    for cores, extras in (
        (("Y", "E", "YH", "H", "YQ", "Q", "YS", "S", "YM", "M", "YW", "W"), ("", "P", "x", "xP")),
        (("YMD", "MD", "D", "d", "YWd", "Wd", "YMDd", "MDd", "Dd"), ("", "T", "A", "TA", "x", "xT", "xA", "xTA")),
        (("YMN", "MN", "YN"), ("", "T", "A", "TA")),
        (("T", "A"), ("", "A", "T")),
        (("YW", "W"), ("A", "T", "TA")),
    )
    for core in cores
    for extra in extras
)


@dataclass(frozen=True)
class Form:
    """A date expression as read: its kind (date, duration, set, now, range, none) and its fields, sorted by name."""

    kind: str
    fields: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, kind: str, fields: Mapping[str, Any]) -> "Form":
        """A form; fields that are None are left out."""
        return cls(kind, tuple(sorted((k, v) for k, v in fields.items() if v is not None)))

    def pins(self) -> frozenset[str]:
        """Which fields of the calendar and the clock the form says something of."""
        out: set[str] = set()
        for name, value in self.fields:
            out.update(REL_PINS[value[0]] if name in ("rel", "same") else PINS.get(name, ""))
        return frozenset(out)


def whole(text: str) -> int:
    """The whole number of a slot."""
    return int(number(text))


def _year(raw: Mapping[str, str], sets: Mapping[str, str]) -> Any:
    if "era" in sets:
        return int(sets["era"]) + whole(raw["era_year"]) - 1
    if "year" in raw:
        last = whole(raw["year"])
        first = raw.get("year_a")
        return (whole(first), last) if first else last
    return None


def _part(raw: Mapping[str, str], word: str, *slots: str) -> Any:
    """A field that a slot of digits or of words holds, alone or as a range."""
    for slot in (word, *slots):
        if slot in raw:
            one, first, second = whole(raw[slot]), raw.get(f"{slot}_a"), raw.get(f"{slot}_b")
            return (whole(first), one) if first else (one, whole(second)) if second else one
    return None


def _clock(raw: Mapping[str, str], sets: Mapping[str, str]) -> Any:
    if "t" in sets:
        return (*map(int, sets["t"].split(":")), None)
    text = raw.get("hour") or raw.get("hour_numeral")
    if text is None:
        return None
    minute = raw.get("minute") or raw.get("mm") or sets.get("minute")
    second = raw.get("second")
    hour = whole(text) % 24
    return (hour, whole(minute) if minute else None, whole(second) if second else None)


def _century(raw: Mapping[str, str], sets: Mapping[str, str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if "century" in raw or "century" in sets:
        c = whole(raw.get("century") or sets["century"])
        out["dec"] = ((c - 1) * 100, 100)
    if "decade" in raw or "decade" in sets:
        d = whole(raw.get("decade") or sets["decade"])
        out["dec"] = (d if d >= 100 else (1900 if d >= 30 else 2000) + d, 10)  # noqa: PLR2004  '90s; '20s
    return out


def calendar_fields(raw: Mapping[str, str], sets: Mapping[str, str]) -> dict[str, Any]:
    """Fields of a calendar expression from the slots' values and the row's fixed ones."""
    out: dict[str, Any] = {
        "y": _year(raw, sets),
        "y2": whole(raw["yy"]) if "yy" in raw else None,
        "m": _part(raw, "month_name", "month"),
        "d": _part(raw, "day", "day_word"),
        "wd": _part(raw, "weekday"),
        "q": _part(raw, "quarter", "quarter_word"),
        "w": _part(raw, "week"),
        "h": _part(raw, "half"),
        "t": _clock(raw, sets),
        "s": raw.get("season"),
        "p": raw.get("part"),
        "ap": raw.get("daypart"),
        "dir": int(raw["shift"]) if "shift" in raw else None,
        **_century(raw, sets),
    }
    for name in ("h", "q", "m", "d", "wd", "fy", "dir", "yyfull", "weekend"):
        if name in sets:
            out[name] = int(sets[name])
    for name in ("p", "ap", "s", "weak"):
        if name in sets:
            out[name] = sets[name]
    for name in ("rel", "same"):
        if name in sets:
            unit, step = sets[name].split(",")
            out[name] = (unit, int(step))
            out["beside"] = True if unit == "D" and out["d"] else None
    if "nth" in sets:
        weekday = out.pop("wd")
        out["nth"] = ("D" if weekday else sets.get("nth_unit", "D"), int(sets["nth"]), weekday)
    return out


def duration_items(raw: Mapping[str, str], sets: Mapping[str, str]) -> tuple[tuple[str, float | None], ...]:
    """(unit, number) of a duration; a number of None is an unnamed few."""
    unit = raw.get("unit") or sets["unit"]
    text = raw.get("n") or sets.get("n") or "X"
    count = None if text == "X" else number(text)
    if count is not None and "half" in sets:
        count += 0.5
    times = 1
    if unit[:-1].isdigit():  # a unit such as 2W
        times, unit = int(unit[:-1]), unit[-1]
    return ((unit, None if count is None else count * times),)


def form_of(op: str, raw: Mapping[str, str], sets: Mapping[str, str]) -> Form:
    """The form a pattern row reads, from the values of its slots and its fixed fields."""
    if op in ("duration", "last_n", "next_n", "ago", "later"):
        return _counted_form(op, duration_items(raw, sets))
    if op == "shift":
        fields = calendar_fields({k: v for k, v in raw.items() if k != "shift"}, sets)
        fields["rel"] = (raw.get("unit") or sets["unit"], int(raw.get("shift") or sets["shift"]))
        return Form.of("date", fields)
    if op == "set":
        fields = calendar_fields(raw, {k: v for k, v in sets.items() if k != "unit"})
        if "unit" in raw or "unit" in sets:
            fields["items"] = duration_items({"n": "1", **raw}, sets)
        return Form.of("set", fields)
    return Form.of("date", calendar_fields(raw, sets)) if op in ("date", "same") else Form(op, ())


def _counted_form(op: str, items: tuple[tuple[str, float | None], ...]) -> Form:
    unit, count = items[0]
    if unit == "Y" and (count or 0) >= FIRST_YEAR:
        return Form.of("date", {"y": int(count or 0)})
    if op == "duration":
        return Form.of("duration", {"items": items})
    if op in ("last_n", "next_n"):
        return Form.of("duration", {"items": items, "span": -1 if op == "last_n" else 1})
    return Form.of("date", {"ago": (unit, None if count is None else -count if op == "ago" else count)})


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
    return _joined_dates(left, right) if left.kind == right.kind == "date" else None


def _joined_durations(left: Form, right: Form) -> Form | None:
    a, b = dict(left.fields), dict(right.fields)
    items = a["items"] + (b["items"] if "items" in b else (b["ago"],))
    if "span" in b or "more" in b or not _falls(items):
        return None
    if "items" in b:
        return Form.of("duration", {**a, "items": items})
    return None if "span" in a or None in dict(items).values() else Form.of("date", {"ago": b["ago"], "more": a["items"]})


def _joined_dates(left: Form, right: Form) -> Form | None:
    a, b = dict(left.fields), dict(right.fields)
    if "ago" in a or "ago" in b or (b.get("rel") == ("D", 0) and "t" not in a):  # "12 October today": a day beside its own name
        return None
    pins_a, pins_b = left.pins(), right.pins()
    if (set(a) & set(b)) - {"weak"} or pins_a & pins_b:
        return _weekday_beside(left, right)
    return Form.of("date", {**a, **b, "weak": None}) if frozenset(pins_a | pins_b) in SHAPES else None


def beside(left: Form, right: Form) -> bool:
    """Whether two pieces with a comma between are one: a weekday or hour beside a day, its year, a duration's smaller units."""
    if left.kind == right.kind == "duration":
        return True
    pins_a, pins_b = left.pins(), right.pins()
    year_after = pins_b == {"Y"} and "y" in dict(right.fields) and bool(pins_a & set("MDQHS"))
    weekday_first = pins_a == {"d"} and "D" in pins_b
    return left.kind == "date" and (weekday_first or pins_b <= set("dTA") or year_after)


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
