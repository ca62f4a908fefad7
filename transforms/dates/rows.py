"""Rows of date patterns, compiled: what reads a piece of a date in each language, and what may join two pieces."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from schemas.reference import DatesReference
from transforms.chars import Script, letters_of, named
from transforms.dates.forms import Form, form_of
from transforms.dates.runs import Scan
from transforms.dates.scan import SLOT_MARK, Vocabulary, expanded
from transforms.dates.slots import LETTERS, MARKS, NUMERIC, SLOT, pattern_regex, with_capital

Words = dict[str, dict[str, str]]
#: Where a piece may end: not inside a number or a word of an alphabet or of katakana.
END = (
    f"(?:(?<=[0-9])(?![0-9{LETTERS}]|[.,:][0-9])|(?<=[{LETTERS}])(?![0-9{LETTERS}])"
    f"|(?<=[ァ-ヺー])(?![ァ-ヺー])|(?<=[^0-9{LETTERS}ァ-ヺー]))"
)
#: Rows that join pieces; all others read one.
GLUE = ("join", "range", "offset")
#: Rows that read together, the first preferred where two read as far: what is no date, dates, durations; each parted by number of
#: slots, for within one regular expression the first row wins, not the longest.
READERS = (("none",), ("date", "hours", "shift", "ago", "later", "set", "now", "same"), ("duration", "last_n", "next_n"))
MOST_SLOTS = 2
NEVER = "(?!)"


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
    #: What may stand between a day and the clock only.
    clock_join: re.Pattern[str]
    #: What may stand between the two ends of a range, and what must stand before the first.
    ranges: tuple[tuple[re.Pattern[str], str], ...]
    #: What stands between a count and the date it is counted from, its direction, what must and what must not stand before.
    offsets: tuple[tuple[re.Pattern[str], int, str, str], ...]


class Row(NamedTuple):
    """A pattern row with its rank among the rows of its language and its regular expression without groups."""

    rank: tuple[int, int, int]
    plain: str
    rule: Rule

    @property
    def slots(self) -> int:
        """How many slots it has, as far as readers tell them apart."""
        return min(-self.rank[0], MOST_SLOTS)


def languages_of(ref: DatesReference) -> dict[str, Language]:
    """Every language with its rows compiled; an unknown slot raises with the row's name."""
    langs = ref.languages.select("lang", "script", "spaced").iter_rows()
    return {
        lang: _language(ref.patterns.filter(pl.col("lang") == lang), words_of(ref, lang), script, spaced=spaced)
        for lang, script, spaced in langs
    }


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
    """Slot -> surface -> value, capitals included; eras as the slot `era`."""
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


def _plain(row: Mapping[str, str], words: Words) -> str:
    try:
        return pattern_regex(row["pattern"], words, named=False)
    except ValueError as error:
        raise ValueError(f"{row['rule_id']}: {error}") from None


def _digits_only(row: Row) -> bool:
    pattern = re.sub(r"\([^()]*\)\?", "", row.rule.pattern)
    bare = SLOT.sub(lambda m: "" if m[1] in NUMERIC or m[1] in MARKS else "x", pattern)
    return not any(c.isalpha() for c in bare)


def _reader(rows: list[Row], wanted: Callable[[Row], bool]) -> Reader:
    own = [row for row in rows if row.rule.op not in GLUE and wanted(row)]
    which = "|".join(f"({row.plain})" for row in own) or NEVER
    return re.compile(f"(?:{which}){END}"), tuple(row.rule for row in own)


def _readers(rows: list[Row]) -> tuple[Reader, ...]:
    every = []
    for ops in READERS:
        for slots in range(MOST_SLOTS, -1, -1):
            reader = _reader([row for row in rows if row.rule.op in ops], lambda row, slots=slots: row.slots == slots)  # type: ignore[misc]
            every += [reader] if reader[1] else []
    return tuple(every)


def _any_of(rows: Iterable[Row]) -> re.Pattern[str]:
    return re.compile("|".join(row.plain for row in rows) or NEVER)


def _language(patterns: pl.DataFrame, words: Words, script: str, *, spaced: bool) -> Language:
    rows = [
        Row(_weight(row["pattern"], words), _plain(row, words), Rule(row["rule_id"], row["op"], _sets(row["sets"]), row["pattern"], words))
        for row in patterns.iter_rows(named=True)
    ]
    rows.sort(key=lambda row: (row.rank, row.rule.rule_id))
    vocabulary = Vocabulary()
    for row in rows:
        if row.rule.op not in GLUE:
            vocabulary.add(row.rule.pattern, words)
    return Language(
        scan=vocabulary.scan([row.rule.pattern for row in rows if row.rule.op in GLUE], spaced=spaced),
        before=vocabulary.before_regex(),
        readers=_readers(rows),
        numeric=_reader(rows, _digits_only),
        letters=re.compile(f"[{letters_of(*(s for s in Script if named(s) == script))}]"),
        join=_any_of(row for row in rows if row.rule.op == "join" and "only" not in row.rule.sets),
        clock_join=_any_of(row for row in rows if row.rule.op == "join" and row.rule.sets.get("only") == "clock"),
        ranges=tuple((re.compile(row.plain), row.rule.sets.get("opens", "")) for row in rows if row.rule.op == "range"),
        offsets=tuple(
            (re.compile(row.plain), int(row.rule.sets["sign"]), row.rule.sets.get("opens", ""), row.rule.sets.get("shuts", ""))
            for row in rows
            if row.rule.op == "offset"
        ),
    )
