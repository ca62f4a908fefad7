"""Rows of patterns as a grammar: one regular expression for the scan, and a reader of the runs it finds."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from schemas.reference import DatesReference
from transforms.date_forms import Form, beside, form_of, joined, ranged
from transforms.date_runs import Scan
from transforms.date_scan import SLOT_MARK, Vocabulary, expanded
from transforms.date_slots import LETTERS, MARKS, NUMERIC, SLOT, narrow, pattern_regex, with_capital

Words = dict[str, dict[str, str]]
#: Where a piece may end: not inside a number or a word of an alphabet or of katakana.
END = f"(?:(?<=[0-9])(?![0-9{LETTERS}]|[.,:][0-9])|(?<=[{LETTERS}])(?![0-9{LETTERS}])|(?<=[ァ-ヺー])(?![ァ-ヺー])|(?<=[^0-9{LETTERS}ァ-ヺー]))"
_ALPHABETIC = re.compile(f"[0-9{LETTERS}]")
_HANGUL, _KATAKANA = re.compile("[가-힣]"), re.compile("[ァ-ヺー]")
GLUE = ("join", "range")
COMMA = re.compile("[,、，]")
#: Rows that read together, the first preferred where two read as far: what is no date, dates, durations; each parted by number of
#: slots, for within one regular expression the first row wins, not the longest.
READERS = (("none",), ("date", "shift", "ago", "later", "set", "now", "same"), ("duration", "last_n", "next_n"))
#: A run longer than this is read in part only: no date is that long.
LONGEST_RUN = 2000
MOST_RUNS = 200_000


@dataclass(frozen=True)
class Found:
    """A date in a run: code points from the start of the run, what it says, the rows that read it."""

    start: int
    end: int
    form: Form
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A pattern row."""

    rule_id: str
    op: str
    sets: Mapping[str, str]
    pattern: str
    words: Words

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The row with a group for each slot; compiled when it first matches."""
        return re.compile(f"(?:{pattern_regex(self.pattern, self.words, named=True)}){END}")

    def span(self, text: str, at: int) -> tuple[int, int]:
        """Where the date of the match at a place stands, without the words that must be beside it."""
        match = self.regex.match(text, at)
        assert match is not None
        groups = match.re.groupindex
        start = match.end("pre") if "pre" in groups and match["pre"] else match.start()
        end = match.start("post") if "post" in groups and match["post"] else match.end()
        return start, end

    def values(self, match: re.Match[str]) -> dict[str, str]:
        """The value of each slot: the meaning of a word, or the digits as written."""
        out = {}
        for name, text in match.groupdict().items():
            if text is not None:
                slot = name.removesuffix("_a").removesuffix("_b")
                out[name] = self.words.get(slot, {}).get(text, text)
        return out

    def form(self, match: re.Match[str]) -> Form:
        """What the row says of this match."""
        raw = self.values(match)
        sets = {k: raw[v[1:]] if v.startswith("$") else v for k, v in self.sets.items() if not v.startswith("$") or v[1:] in raw}
        return form_of(self.op, raw, sets)


Reader = tuple[re.Pattern[str], tuple[Rule, ...]]
#: Letters of each script of `date_languages.csv`.
SCRIPT_LETTERS = {"Latin": "A-Za-z", "Cyrillic": "Ѐ-ԯ", "Hangul": "가-힣", "Han": "一-鿿ぁ-ヿ"}


@dataclass(frozen=True, eq=False)
class Language:
    """The rows of one language, the longer patterns first."""

    #: Finds every run of date words and numbers, for the Rust engine.
    scan: Scan
    #: The words before a run that some rows ask for; empty where none does.
    before: str
    #: The rows of dates and those of durations apart, so that a date wins where both read as far: each with a regular expression
    #: that tells which row matches at a place (one group a row).
    readers: tuple[Reader, ...]
    #: The rows of digits and marks only, and the letters that the others need.
    numeric: Reader
    letters: re.Pattern[str]
    join: re.Pattern[str]
    ranges: tuple[tuple[re.Pattern[str], str], ...]


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
    ('1111년 10월 25일', '1110년대 5월')
    """
    return re.sub("[0-9]+", lambda m: _class_of(m[0]), text)


def _class_of(digits: str) -> str:
    if len(digits) == 1:
        return min(digits, "5")  # quarters end with 4, and rows such as H1 or 2nd name their digit
    if len(digits) == 2:  # noqa: PLR2004
        return _TWO_DIGITS[int(digits)]
    head = "1" if digits[0] in "12" else "3"
    return head + "1" * (len(digits) - 2) + ("0" if digits[-1] == "0" else "1")


#: Tens apart (decades), and the last month, hour, day, week and minute.
_TWO_DIGITS = tuple(
    f"{n if n % 10 == 0 else next(first for first in (54, 51, 41, 32, 31, 25, 24, 21, 13, 11, 1) if n >= first) if n < 60 else 61:02d}"  # noqa: PLR2004
    for n in range(100)
)


@dataclass(frozen=True)
class Grammar:
    """The rows a segment of one language reads: its own, and those of languages that cannot be taken for it."""

    languages: tuple[Language, ...]
    _memory: Memory = field(default_factory=lambda: Memory(), compare=False, repr=False)

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
            if out and (one := self._ranged(text, out[-1], date)):
                out[-1] = one
            else:
                out.append(date)
        return [Found(d.start - 1, d.end - 1, d.form, d.rules) for d in out if d.form.kind != "none" and "weak" not in dict(d.form.fields)]

    def _joined(self, text: str, left: Found, right: Found) -> Found | None:
        if left.end != right.start and not any(lang.join.fullmatch(text, left.end, right.start) for lang in self.languages):
            return None
        between = text[left.end : right.start]
        if COMMA.search(between) and not beside(left.form, right.form):
            return None
        form = joined(left.form, right.form)
        if form is None:
            return None
        end = right.end
        if between.strip() in ("(", "（") and text[end : end + 1] in (")", "）"):
            end += 1
        return Found(left.start, end, form, left.rules + right.rules)

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


def _sets(text: str | None) -> dict[str, str]:
    return dict(item.split("=", 1) for item in text.split(";")) if text else {}


def _weight(pattern: str, words: Words) -> tuple[int, int, int]:
    """Rank of a row: more slots first, then more letters, then longer words: what must read further comes first.

    Of a pattern with parts that may be missing, its shortest form counts.
    """
    slots = [m[1] for m in SLOT.finditer(pattern) if m[1] not in MARKS]
    longest = max((len(w) for slot in slots for w in words.get(slot, ())), default=0)
    shortest = min(expanded(pattern), key=len)
    return -len(SLOT_MARK.findall(shortest)), -len(SLOT_MARK.sub("", shortest)), -longest


def words_of(ref: DatesReference, lang: str) -> Words:
    """slot -> surface -> value, capitals included; eras as the slot `era`."""
    words: Words = {}
    for row in ref.words.filter(pl.col("lang") == lang).iter_rows(named=True):
        for form in with_capital(row["surface"]):
            words.setdefault(row["slot"], {})[form] = row["value"]
    for row in ref.eras.iter_rows(named=True):
        if lang in row["lang"].split():
            words.setdefault("era", {})[row["era"]] = str(row["year_one"])
    return words


def reading_order(ref: DatesReference, lang: str | None) -> list[str]:
    """Languages whose rows a segment of this language reads, its own first; rows of one script do not mix across families."""
    rows = list(ref.languages.iter_rows(named=True))
    own = next((r for r in rows if r["lang"] == lang), None)
    if own is None:
        return [r["lang"] for r in rows]
    rest = [r["lang"] for r in rows if r is not own and (r["script"] != own["script"] or r["family"] == own["family"])]
    return [own["lang"], *rest]


@dataclass(frozen=True)
class Rows:
    """Pattern rows of all languages, compiled once; grammars are put together from them."""

    languages: Mapping[str, Language]

    @classmethod
    def of(cls, ref: DatesReference) -> "Rows":
        """Compile every row; an unknown slot raises with the row's name."""
        langs = ref.languages.select("lang", "script", "spaced").iter_rows()
        return cls(
            {
                lang: _language(ref.patterns.filter(pl.col("lang") == lang), script, words_of(ref, lang), spaced=spaced)
                for lang, script, spaced in langs
            }
        )

    def grammar(self, langs: list[str]) -> Grammar:
        """The grammar of a segment that reads these languages, the first before the others."""
        return Grammar(tuple(self.languages[lang] for lang in langs))


def _plain(row: Mapping[str, str], words: Words) -> str:
    try:
        return pattern_regex(row["pattern"], words, named=False)
    except ValueError as error:
        raise ValueError(f"{row['rule_id']}: {error}") from None


def _digits_only(row: Mapping[str, str]) -> bool:
    bare = SLOT.sub(lambda m: "" if m[1] in NUMERIC or m[1] in MARKS else "x", re.sub(r"\([^()]*\)\?", "", row["pattern"]))
    return not any(c.isalpha() for c in bare)


def _language(patterns: pl.DataFrame, script: str, words: Words, *, spaced: bool) -> Language:
    rows = [(_weight(row["pattern"], words), row["rule_id"], _plain(row, words), row) for row in patterns.iter_rows(named=True)]
    rows.sort(key=lambda row: row[:2])

    def reader(wanted: Callable[[dict[str, Any]], bool]) -> Reader:
        own = [row for row in rows if row[3]["op"] not in GLUE and wanted(row[3])]
        which = re.compile("(?:" + ("|".join(f"({plain})" for _, _, plain, _ in own) or "(?!)") + ")" + END)
        return which, tuple(Rule(rule_id, row["op"], _sets(row["sets"]), row["pattern"], words) for _, rule_id, _, row in own)

    sizes = {row[1]: min(-row[0][0], 2) for row in rows}
    readers = tuple(
        reader(lambda row, ops=ops, size=size: row["op"] in ops and sizes[row["rule_id"]] == size) for ops in READERS for size in (2, 1, 0)
    )
    readers = tuple(one for one in readers if one[1])
    vocabulary = Vocabulary()
    for row in patterns.iter_rows(named=True):
        if row["op"] not in GLUE:
            vocabulary.add(row["pattern"], words)
    join = re.compile("|".join(plain for _, _, plain, row in rows if row["op"] == "join") or "(?!)")
    ranges = tuple((re.compile(plain), _sets(row["sets"]).get("opens", "")) for _, _, plain, row in rows if row["op"] == "range")
    scan = vocabulary.scan([row["pattern"] for row in patterns.iter_rows(named=True) if row["op"] in GLUE], spaced=spaced)
    letters = re.compile(f"[{SCRIPT_LETTERS[script]}]")
    return Language(scan, vocabulary.before_regex(), readers, reader(_digits_only), letters, join, ranges)
