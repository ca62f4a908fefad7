"""The reader of runs: pieces by the rows of the segment's language, then neighbours joined to one date or one range."""

import re
from dataclasses import dataclass, field

from transforms.dates.forms import Form, alone
from transforms.dates.joints import beside, counted_from, joined, ranged
from transforms.dates.rows import Language, Reader, Rule
from transforms.dates.slots import LETTERS, narrow

_ALPHABETIC = re.compile(f"[0-9{LETTERS}]")
_HANGUL, _KATAKANA = re.compile("[가-힣]"), re.compile("[ァ-ヺー]")
COMMA = re.compile("[,、，]")
#: A run longer than this is read in part only: no date is that long.
LONGEST_RUN = 2000
#: Runs remembered, for a process that lives long.
MOST_RUNS = 200_000


@dataclass(frozen=True)
class Found:
    """A date in a run: code points from the start of the run, what it says, the rows that read it."""

    start: int
    end: int
    form: Form
    rules: tuple[str, ...]


#: Where the row matches, where the date in it starts and ends, the row.
Piece = tuple[int, int, int, Rule]


@dataclass
class Memory:
    """What a grammar has read: news repeats itself, so each run, shape and piece is worked out once."""

    runs: dict[str, tuple[Found, ...]] = field(default_factory=dict)
    layouts: dict[str, list[Piece]] = field(default_factory=dict)
    forms: dict[tuple[str, str], Form] = field(default_factory=dict)

    def bound(self) -> None:
        """Forget all when it is too much, for a process that lives long."""
        if len(self.runs) > MOST_RUNS:
            self.runs.clear()
            self.layouts.clear()
            self.forms.clear()


def shape_of(text: str) -> str:
    """The text with each number replaced by one that every slot takes or refuses alike.

    >>> shape_of("2025년 10월 28일"), shape_of("1990년대 7월")
    ('2011년 10월 25일', '1960년대 5월')
    """
    return re.sub("[0-9]+", lambda m: _class_of(m[0]), text)


def _class_of(digits: str) -> str:
    if len(digits) == 1:
        return min(digits, "5")  # quarters end with 4, and rows such as H1 or 2nd name their digit
    if len(digits) == 2:  # noqa: PLR2004
        return _TWO_DIGITS[int(digits)]
    if len(digits) == 4:  # noqa: PLR2004
        return _four_digits(digits)
    head = {"0": "0", "1": "1", "2": "1"}.get(digits[0], "3")
    return head + "1" * (len(digits) - 2) + ("0" if digits[-1] == "0" else "1")


def _four_digits(digits: str) -> str:
    """Years of our time apart from others, and what may be an hour and its minutes (0930) from what cannot."""
    last = "0" if digits[3] == "0" else "1"
    if digits[0] not in "012":
        return "311" + last
    tens = "6" if digits[2] > "5" else "1"
    if "1930" <= digits <= "1959":
        return "193" + last
    if "1960" <= digits <= "2049":
        return ("196" if digits < "2000" else "201") + last
    return digits[0] + ("5" if digits[0] == "2" and digits[1] > "3" else "1") + tens + last


#: Tens apart (decades), and the last month, hour, day, week and minute.
_TWO_DIGITS = tuple(
    f"{n if n % 10 == 0 else next(first for first in (54, 51, 41, 32, 31, 25, 24, 21, 13, 11, 1) if n >= first) if n < 60 else 61:02d}"  # noqa: PLR2004
    for n in range(100)
)


@dataclass(frozen=True)
class Grammar:
    """The rows a segment of one language reads: its own, and those of languages that cannot be taken for it."""

    languages: tuple[Language, ...]
    _memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    def read(self, run: str) -> tuple[Found, ...]:
        """Every date in a run, whose first and last characters are what stands around it (a blank at the text's edge)."""
        if run not in self._memory.runs:
            self._memory.bound()
            self._memory.runs[run] = tuple(self._composed(narrow(run[:LONGEST_RUN])))
        return self._memory.runs[run]

    def _pieces(self, text: str) -> list[Found]:
        """The pieces, laid out as in any run of the same shape; only the forms depend on the digits."""
        shape = shape_of(text)
        layout = self._memory.layouts.get(shape)
        if layout is None:
            layout = self._memory.layouts[shape] = self._layout(shape)
        pieces = []
        for at, start, end, rule in layout:
            key = (rule.rule_id, text[at:end])
            form = self._memory.forms.get(key)
            if form is None:
                exact = rule.regex.match(text, at)
                assert exact is not None, f"{rule.rule_id} reads {shape!r} but not {text!r}"
                form = self._memory.forms[key] = rule.form(exact)
            pieces.append(Found(start, end, form, (rule.rule_id,)))
        return pieces

    def _layout(self, text: str) -> list[Piece]:
        layout, at, last = [], 1, len(text) - 1
        readers = self._readers(text)
        previous_end = 0
        while at < last:
            best = _longest(readers, text, at, last) if starts_word(text, at, previous_end) else None
            if best is None:
                at += 1
                continue
            start, end = best.span(text, at)
            if start > at and (rival := _longest(readers, text, start, last)) and rival.span(text, start)[1] > end:
                at, best, (start, end) = start, rival, rival.span(text, start)
            layout.append((at, start, end, best))
            at = previous_end = end
        return layout

    def _readers(self, text: str) -> list[Reader]:
        """The rows that may read this run: the first language's, those of languages whose letters it holds, and rows of digits only."""
        own, *others = self.languages
        lettered = [lang for lang in others if lang.letters.search(text, 1, len(text) - 1)]
        return [reader for lang in (own, *lettered) for reader in lang.readers] + [
            lang.numeric for lang in others if lang.numeric[1] and lang not in lettered
        ]

    def _composed(self, text: str) -> list[Found]:
        dates: list[Found] = []
        for piece in self._pieces(text):
            if dates and (one := self._joined(text, dates[-1], piece)):
                dates[-1] = one
            else:
                dates.append(piece)
        out: list[Found] = []
        for date in dates:
            if out and (one := self._counted_from(text, out[-1], date) or self._ranged(text, out[-1], date)):
                out[-1] = one
            else:
                out.append(date)
        return [
            Found(d.start - 1, d.end - 1, form, d.rules)
            for d in out
            if (form := alone(d.form)).kind != "none" and "weak" not in dict(form.fields)
        ]

    def _joined(self, text: str, left: Found, right: Found) -> Found | None:
        if left.end != right.start and not self._may_join(text, left, right):
            return None
        between = text[left.end : right.start]
        if (comma := COMMA.search(between)) and not beside(left.form, right.form, comma[0]):
            return None
        form = joined(left.form, right.form)
        if form is None:
            return None
        end = right.end
        if between.strip() in ("(", "（") and text[end : end + 1] in (")", "）"):
            end += 1
        return Found(left.start, end, form, left.rules + right.rules)

    def _may_join(self, text: str, left: Found, right: Found) -> bool:
        if any(lang.join.fullmatch(text, left.end, right.start) for lang in self.languages):
            return True
        ends = [form for name, form in right.form.fields if name in ("a", "b")] if right.form.kind == "range" else [right.form]
        is_clock = right.form.kind in ("date", "range") and all(end.pins() <= set("TA") for end in ends)
        return is_clock and any(lang.clock_join.fullmatch(text, left.end, right.start) for lang in self.languages)

    def _counted_from(self, text: str, left: Found, right: Found) -> Found | None:
        for glue, sign, opens, shuts in (row for lang in self.languages for row in lang.offsets):
            if not glue.fullmatch(text, left.end, right.start) or (shuts and re.search(f"(?:{shuts})$", text[: left.start])):
                continue
            if not opens or re.search(f"(?:{opens})$", text[: left.start]):
                form = counted_from(left.form, alone(right.form), sign)
                if form is not None:
                    return Found(left.start, right.end, form, left.rules + right.rules)
        return None

    def _ranged(self, text: str, left: Found, right: Found) -> Found | None:
        for glue, opens in (pair for lang in self.languages for pair in lang.ranges):
            if glue.fullmatch(text, left.end, right.start) and (not opens or re.search(f"(?:{opens})$", text[: left.start])):
                form = ranged(left.form, right.form)
                if form is not None:
                    return Found(left.start, right.end, form, left.rules + right.rules)
        return None


def _longest(readers: list[Reader], text: str, at: int, last: int) -> Rule | None:
    """The rule whose match here is longest; among equals the first language's first."""
    end, rule = at, None
    for which, rules in readers:
        match = which.match(text, at)
        if match and end < match.end() <= last:
            end, rule = match.end(), rules[(match.lastindex or 1) - 1]
    return rule


def starts_word(text: str, at: int, previous_end: int) -> bool:
    """Whether a piece may start here: not inside a number or word, unless where the piece before it ends."""
    here, before = text[at], text[at - 1]
    if _ALPHABETIC.match(here):
        if _ALPHABETIC.match(before):
            return False
        return not (here.isdigit() and before in ".,:" and at > 1 and text[at - 2].isdigit())
    if at == previous_end:
        return True
    return not (_HANGUL.match(here) and _HANGUL.match(before)) and not (_KATAKANA.match(here) and _KATAKANA.match(before))
