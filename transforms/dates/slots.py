"""Slots of date patterns: what each may hold, as a regular expression both engines read, and its value."""

import re
from collections.abc import Iterable, Mapping

from transforms.chars import Script, letters_of

#: Characters Han numerals are written with.
HAN_NUMERALS = "〇零○一二三四五六七八九十百千两兩廿元正"
#: Digits, ASCII and full width.
D = "[0-9０-９]"
_HAN = "一二三四五六七八九"
_HAN_DIGITS = {c: i for i, c in enumerate("〇" + _HAN)} | {"零": 0, "○": 0, "两": 2, "兩": 2, "元": 1, "正": 1}
_HAN_SCALE = {"十": 10, "百": 100, "千": 1000}
_TEENS = f"二十[{_HAN}]?|廿[{_HAN}]?|十[{_HAN}]?|[{_HAN}]"
_SIXTY = f"[二三四五]?十[{_HAN}]?|[零〇][{_HAN}]|[零〇{_HAN}]"

#: Numeric slots; the longest alternative first. No slot holds more than a few characters: nothing can backtrack far.
NUMERIC: Mapping[str, str] = {
    "year": f"[12１２]{D}{D}{D}|[一二][〇零○{_HAN}]{{3}}",
    # A year that news speaks of, where any other number might stand.
    "late_year": f"[1１][9９][3-9３-９]{D}|[2２][0０][0-4０-４]{D}",
    "yy": f"{D}{D}",
    "yy_zero": f"[0０]{D}|[零〇○][{_HAN}]",
    "month": f"[1１][0-2０-２]|[0０]?[1-9１-９]|十[一二]?|[{_HAN}正]",
    "day": f"[3３][01０１]|[12１２]{D}|[0０]?[1-9１-９]|三十一?|{_TEENS}",
    "late_day": f"[3３][01０１]|[2２]{D}|[1１][3-9３-９]",
    "hour": f"[2２][0-4０-４]|[01０１]?{D}|二十[一二三四]?|十[{_HAN}]?|[零〇两兩{_HAN}]",
    "hhmm": f"(?:[01０１]{D}|[2２][0-3０-３])[0-5０-５]{D}",
    "minute": f"[0-5０-５]?{D}|{_SIXTY}",
    "second": f"[0-5０-５]?{D}|{_SIXTY}",
    "mm": f"[0-5０-５]{D}",
    "quarter": f"[1-4１-４{_HAN[:4]}]",
    "week": f"[1-5]?{D}|十[{_HAN}]?|[{_HAN}]",
    "century": f"[12]?{D}|二十一?|十[{_HAN}]?|[{_HAN}]",
    "decade": f"[12１２]{D}{D}[0０]|[1-9１-９][0０]|[二三四五六七八九]十",
    "era_year": f"{D}{{1,3}}|元|[{_HAN}十百〇]{{1,4}}",
    "numeral": f"{D}{{1,4}}",
    "hour_numeral": f"[2２][0-4０-４]|[01０１]?{D}",
    "n": f"[1-9１-９]{D}{{0,8}}(?:[.,]{D}{{1,3}}){{0,3}}|[0０](?:[.,]{D}{{1,3}})?|[{_HAN}两兩〇零十百千]{{1,7}}",
}
#: Pieces of syntax that cannot be written plainly in a pattern.
MARKS: Mapping[str, str] = {"open": "[(（]", "close": "[)）]", "dot": r"\.", "dash": "[-‐‑–—−]", "apostrophe": "['’‘]"}
RANGE = "[ \u00a0]?[-~∼〜～‐‑–—−―－至到][ \u00a0]?"
LETTERS = letters_of(Script.LATIN, Script.CYRILLIC)
SLOT = re.compile(r"\{([a-z_]+?)(s?)\}")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def narrow(text: str) -> str:
    """Full-width digits as ASCII; the length stays.

    >>> narrow("１２月")
    '12月'
    """
    return text.translate(_FULL_WIDTH)


def number(text: str) -> float:
    """The number of a numeric slot: ASCII digits, or Chinese numerals by place or by scale.

    >>> number("2025"), number("二〇二五"), number("廿一"), number("2.5"), number("1,200")
    (2025.0, 2025.0, 21.0, 2.5, 1200.0)
    """
    text = narrow(text).replace("廿", "二十")
    if text[0].isascii():
        whole = text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) else text.replace(",", ".")
        return float(whole) if whole.count(".") < 2 else float(whole.replace(".", ""))  # noqa: PLR2004  1.200.000
    if not any(c in _HAN_SCALE for c in text):
        return float("".join(str(_HAN_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _HAN_SCALE:
            total, digit = total + (digit or 1) * _HAN_SCALE[c], 0
        else:
            digit = _HAN_DIGITS[c]
    return float(total + digit)


def with_capital(surface: str) -> tuple[str, ...]:
    """The word, and with a capital where it starts with a small letter.

    >>> with_capital("мая"), with_capital("May")
    (('мая', 'Мая'), ('May',))
    """
    capital = surface[:1].upper() + surface[1:]
    return (surface,) if capital == surface else (surface, capital)


def escaped(text: str) -> str:
    """Text as a regular expression of either engine; a space may be no-break."""
    return re.sub(r"([.^$*+\[\]\\{}&~#])", r"\\\1", text).replace(" ", "[ \u00a0\u3000]")


def words_regex(surfaces: Iterable[str]) -> str:
    """Alternatives of words, longest first."""
    every = {form for surface in surfaces for form in with_capital(surface)}
    return "|".join(escaped(s) for s in sorted(every, key=lambda s: (-len(s), s)))


def slot_regex(name: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """What a slot may hold: a numeric form, the words of the language that fill it, or both."""
    parts = [words_regex(words[name])] if name in words else []
    parts += [NUMERIC[name]] if name in NUMERIC else []
    if not parts:
        raise ValueError(f"no word fills the slot {{{name}}}")
    return "|".join(parts)


def pattern_regex(pattern: str, words: Mapping[str, Mapping[str, str]], *, named: bool) -> str:
    r"""A pattern row as a regular expression: with named groups for the parser, without for the scan.

    A slot in the plural (`{days}`) may hold a range: its first value is the group `day_a`; a slot written twice has its second
    value in `day_b`. What stands in `< >` must be there and is not part of the date: the groups `pre` and `post`.

    >>> pattern_regex("<on >{mm}", {}, named=False)
    '(?:[oO]n[ \xa0\u3000])(?:[0-5０-５][0-9０-９])'
    """
    out, at, seen = [], 0, set()
    for slot in SLOT.finditer(pattern):
        out.append(_literal(pattern[at : slot.start()], first=at == 0))
        at = slot.end()
        name, plural = slot.groups()
        if name in MARKS:
            out.append(MARKS[name])
            continue
        holds = slot_regex(name, words)
        group = f"{name}_b" if name in seen else name
        seen.add(name)
        if plural:
            out.append(f"(?:(?P<{name}_a>{holds}){RANGE})?" if named else f"(?:(?:{holds}){RANGE})?")
        out.append(f"(?P<{group}>{holds})" if named else f"(?:{holds})")
    return _with_context("".join([*out, _literal(pattern[at:], first=at == 0)]), named=named)


def _literal(text: str, *, first: bool) -> str:
    text = escaped(text).replace("<", "\x02").replace(">", "\x03")
    if first:
        text = re.sub(r"(?:^|(?<=[(|\x02]))[a-zа-яё]", lambda m: f"[{m[0]}{m[0].upper()}]", text)
    return text.replace("(", "(?:")


def _with_context(regex: str, *, named: bool) -> str:
    names = ["(?P<pre>", "(?P<post>"] if named else ["(?:", "(?:"]
    for name in names if regex.startswith(("\x02", "(?:\x02")) else names[1:]:
        regex = regex.replace("\x02", name, 1)
    return regex.replace("\x03", ")")
