"""What a piece of a date says, before it is counted from any day."""

from collections.abc import Mapping
from dataclasses import dataclass
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
    "nth_n": "N",
    "week_of": "K",
}
REL_PINS = {"Y": "Y", "M": "YM", "D": "YMD", "W": "YW", "Q": "YQ", "H": "YH", "S": "YS", "T": "YMDT", "E": "E", "C": "E"}
SHAPES = frozenset(
    frozenset(core + extra)
    for cores, extras in (
        (("Y", "E", "YH", "H", "YQ", "Q", "YS", "S", "YM", "M", "YW", "W"), ("", "P", "x", "xP")),
        (
            ("YMD", "MD", "D", "d", "YWd", "Wd", "YMDd", "MDd", "Dd"),
            ("", "T", "A", "TA", "x", "xT", "xA", "xTA", "P", "PT", "PA", "PTA", "Px", "PxA"),
        ),
        (("YMN", "MN", "YN", "YQN", "YHN", "EN"), ("", "T", "A", "TA")),
        (("YMDK", "MDK"), ("",)),
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


def alone(form: Form) -> Form:
    """What a piece says that nothing joined: "the first nine months" of no period are a time of nine months."""
    fields = dict(form.fields)
    if "nth_n" in fields and "weak" in fields:
        unit, count, _ = fields["nth_n"]
        return Form.of("duration", {"items": ((unit, count),)})
    return form


def needs_clock(form: Form) -> bool:
    """Whether the form counts hours, minutes or seconds from the anchor."""
    return dict(form.fields).get("ago", ("",))[0] in CLOCK


def needs_context(form: Form) -> bool:
    """Whether the form leans on what the text named before it."""
    if form.kind == "range":
        fields = dict(form.fields)
        return needs_context(fields["a"]) or needs_context(fields["b"])
    names = {name for name, _ in form.fields}
    if "base" in names:
        return needs_context(dict(form.fields)["base"])
    return form.kind == "date" and bool({"same", "told", "y2"} & names or ("d" in names and not names & {"m", "y", "rel"}))


def whole(text: str) -> int:
    """The whole number of a slot."""
    return int(number(text))


def _year(raw: Mapping[str, str], sets: Mapping[str, str]) -> Any:
    if "era" in sets:
        return int(sets["era"]) + whole(raw["era_year"]) - 1
    if "late_year" in raw:
        return whole(raw["late_year"])
    if "year" in raw:
        last = whole(raw["year"])
        first = raw.get("year_a")
        if "yy" in raw:  # a season or a school year: 2024-25
            return (last, last + 1) if (last + 1) % 100 == whole(raw["yy"]) else None
        return (whole(first), last) if first else last
    return None


def _short_year(raw: Mapping[str, str]) -> int | None:
    text = None if "year" in raw or "late_year" in raw else raw.get("yy") or raw.get("yy_zero")
    return whole(text) if text else None


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
    if "hhmm" in raw:
        return int(raw["hhmm"][:2]), int(raw["hhmm"][2:]), None
    text = raw.get("hour") or raw.get("hour_numeral")
    if text is None:
        return None
    minute = raw.get("minute") or raw.get("mm") or sets.get("minute")
    second = raw.get("second")
    hour = whole(text) % 24
    if second and not minute:
        minute = "0"
    return (hour, whole(minute) if minute else None, whole(second) if second else None)


def _century(raw: Mapping[str, str], sets: Mapping[str, str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if "century" in raw or "century" in sets:
        c = whole(raw.get("century") or sets["century"])
        out["dec"] = ((c - 1) * 100, 100)
    if "decade" in raw or "decade" in sets:
        d = whole(raw.get("decade") or sets["decade"])
        first = out["dec"][0] if "dec" in out else 1900 if d >= 30 else 2000  # noqa: PLR2004  '90s; '20s
        out["dec"] = (d if d >= 100 else first + d, 10)  # noqa: PLR2004
    return out


def calendar_fields(raw: Mapping[str, str], sets: Mapping[str, str]) -> dict[str, Any]:
    """Fields of a calendar expression from the slots' values and the row's fixed ones."""
    out: dict[str, Any] = {
        "y": _year(raw, sets),
        "y2": _short_year(raw),
        "m": _part(raw, "month_name", "month"),
        "d": _part(raw, "day", "day_word", "late_day"),
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
    for name in ("h", "q", "m", "d", "wd", "fy", "dir", "yyfull", "weekend", "week_of"):
        if name in sets:
            out[name] = int(sets[name])
    for name in ("p", "ap", "s", "weak"):
        if name in sets:
            out[name] = sets[name]
    if "month_day" in sets:
        out["m"], out["d"] = map(int, sets["month_day"].split("-"))
    for name in ("rel", "same"):
        if name in sets:
            unit, step = sets[name].split(",")
            out[name] = (unit, int(step))
            out["beside"] = True if unit == "D" and out["d"] else None
    if "nth" in sets:
        weekday = out.pop("wd")
        out["nth"] = ("D" if weekday else sets.get("nth_unit", "D"), int(sets["nth"]), weekday)
    if "nth_n" in sets:
        unit, count = duration_items(raw, sets)[0]
        out["nth_n"] = (unit, count, int(sets["nth_n"]))
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
    if op == "duration" and "n_b" in raw:
        return Form.of("duration", {"items": duration_items(raw, sets), "to": duration_items({**raw, "n": raw["n_b"]}, sets)})
    if op in ("duration", "last_n", "next_n", "ago", "later"):
        return _counted_form(op, duration_items(raw, sets), int(sets["told"]) if "told" in sets else None)
    if op == "shift":
        fields = calendar_fields({k: v for k, v in raw.items() if k != "shift"}, sets)
        fields["rel"] = (raw.get("unit") or sets["unit"], int(raw.get("shift") or sets["shift"]))
        return Form.of("date", fields)
    if op == "hours":
        return _hours(raw, sets)
    if op == "set":
        fields = calendar_fields(raw, {k: v for k, v in sets.items() if k != "unit"})
        if "unit" in raw or "unit" in sets:
            fields["items"] = duration_items({"n": sets.get("n", "1"), **raw}, sets)
        return Form.of("set", fields)
    read = Form.of("date", calendar_fields(raw, sets)) if op in ("date", "same") else Form(op, ())
    return read if read.fields or op not in ("date", "same") else Form("none", ())


def _hours(raw: Mapping[str, str], sets: Mapping[str, str]) -> Form:
    """A range of two clock times that share what follows the second: "9 to 11 a.m."."""
    first = {"hour": raw["hour"], "minute": raw.get("mm", "")}
    last = {"hour": raw["hour_b"], "minute": raw.get("mm_b", "")}
    ends = [Form.of("date", {"t": _clock(end, {}), "ap": sets.get("ap")}) for end in (first, last)]
    return Form.of("range", dict(zip("ab", ends, strict=True)))


def _counted_form(op: str, items: tuple[tuple[str, float | None], ...], told: int | None) -> Form:
    unit, count = items[0]
    if unit == "Y" and (count or 0) >= FIRST_YEAR:
        return Form.of("date", {"y": int(count or 0)})
    if op == "duration":
        return Form.of("duration", {"items": items})
    if op in ("last_n", "next_n"):
        return Form.of("duration", {"items": items, "span": -1 if op == "last_n" else 1})
    return Form.of("date", {"ago": (unit, None if count is None else -count if op == "ago" else count), "told": told})
