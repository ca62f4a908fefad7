"""The words of amounts, from the reference tables into one dictionary: written form -> what it may mean."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from functools import cached_property
from operator import ne
from typing import Any

import polars as pl

from schemas.reference.amounts import AmountsReference
from transforms.numerals import Style

#: A form of this many letters or more stands for its other cases too.
CASED_LETTERS = 3
PLAIN = Style()
#: The style of every language that has no row of its own.
UNKNOWN = "und"
ZERO = Decimal(0)
#: Forms are looked for by this many first characters.
BEGINNING = 2
#: `MUSD 30`: banks write millions before the code.
MILLION = 6
STYLE_COLUMNS = tuple(column.name for column in fields(Style))


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of one written form."""

    cls: str
    role: str
    lang: str
    rule_id: str
    exponent: int = 0
    value: Decimal = Decimal(0)
    target: str | None = None
    family: str | None = None
    is_weak: bool = False
    is_lone: bool = False
    style: Style = PLAIN
    #: Currencies of the family, where the word names no single one.
    may_be: frozenset[str] = frozenset()
    #: A dot before three last digits groups them (Rp 31.500).
    has_dots: bool = False
    #: Smaller units that may follow, and how many make one of it.
    parts: tuple[tuple[str, int], ...] = ()


Entries = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One written form: its meanings by class, none when it only begins like a word of amounts."""

    text: str
    meanings: dict[str, Entries]
    is_blocked: bool

    @classmethod
    def of(cls, text: str, entries: Entries) -> "Word":
        """Meanings in the order given."""
        if any(e.cls == "mark" and e.role == "block" for e in entries):
            return cls(text, {}, is_blocked=True)
        by_class: dict[str, Entries] = {}
        for entry in entries:
            by_class[entry.cls] = (*by_class.get(entry.cls, ()), entry)
        return cls(text, by_class, is_blocked=False)


@dataclass(frozen=True)
class Lexicon:
    """Every form with its meanings, and which lengths a form of some beginning can have, longest first.

    Read for a language, its own meanings come first, and single letters and characters of other languages are left out (角 is money
    in Chinese, a corner in Japanese); hangul has one language only. An unknown language keeps everything.
    """

    entries: dict[str, Entries]
    lengths: dict[str, tuple[int, ...]] = field(repr=False)
    styles: dict[str, Style] = field(repr=False)
    language: str | None = None
    words: dict[str, Word | None] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, ref: AmountsReference) -> "Lexicon":
        """The dictionary of all languages."""
        found: dict[str, dict[tuple[object, ...], Entry]] = {}
        styles = {r["lang"]: Style(**{k: r[k] for k in STYLE_COLUMNS}) for r in ref.number_styles.iter_rows(named=True)}
        for form, entry in _entries(ref, styles):
            key = entry.cls, entry.role, entry.target, entry.family, entry.exponent, entry.value, entry.lang if len(form) == 1 else ""
            found.setdefault(form, {}).setdefault(key, entry)
        lengths: dict[str, set[int]] = {}
        for form in found:
            lengths.setdefault(form[:BEGINNING], set()).add(len(form))
        ordered = {beginning: tuple(sorted(sizes, reverse=True)) for beginning, sizes in lengths.items()}
        return cls({form: tuple(meanings.values()) for form, meanings in found.items()}, ordered, styles)

    def of_language(self, language: str) -> "Lexicon":
        """The dictionary a text of this language is read with."""
        is_known = language in self.styles and language != UNKNOWN
        return Lexicon(self.entries, self.lengths, self.styles, language) if is_known else self

    def word(self, form: str) -> Word | None:
        """The form as this language reads it."""
        try:
            return self.words[form]
        except KeyError:
            return self.words.setdefault(form, self._word(form))

    def _word(self, form: str) -> Word | None:
        entries = self.entries.get(form, ())
        if self.language is not None:
            own = {e: e.lang.split("-", maxsplit=1)[0] in ("", self.language.split("-", maxsplit=1)[0]) for e in entries}
            usable = [e for e in entries if len(form) > 1 or not form.isalpha() or own[e] or "가" <= form <= "힣"]
            entries = tuple(sorted(usable, key=lambda e: not own[e]))
        return Word.of(form, entries) if entries else None

    @cached_property
    def _by_class(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for form, entries in self.entries.items():
            for entry in entries:
                found[entry.cls].add(form)
                found[f"{entry.cls}:{entry.role}"].add(form)
        return found

    def forms(self, *classes: str) -> list[str]:
        """The forms that have a meaning of these classes (`cls` or `cls:role`), longest first."""
        return sorted(set().union(*(self._by_class[name] for name in classes)), key=lambda f: (-len(f), f))


def cased(form: str) -> set[str]:
    """The form and, if it is long enough, its other cases.

    >>> sorted(cased("yen")), sorted(cased("m")), sorted(cased("Thai baht") - {"Thai baht"})
    (['YEN', 'Yen', 'yen'], ['m'], ['THAI BAHT', 'Thai Baht', 'thai baht'])
    """
    upper = form.upper()
    if upper == form.lower() or sum(map(ne, form.lower(), upper)) < CASED_LETTERS:
        return {form}
    titled = " ".join(word[:1].upper() + word[1:] for word in form.split(" "))
    return {form, form[0].upper() + form[1:], titled, upper, form.lower()}


Row = dict[str, Any]


def _spread(rows: pl.DataFrame, entry_of: Callable[[Row], Entry]) -> Iterator[tuple[str, Entry]]:
    for row in rows.iter_rows(named=True):
        entry = entry_of(row)
        for form in row["forms"].split("|"):
            for variant in sorted(cased(form)):
                yield variant, entry


def _entries(ref: AmountsReference, styles: dict[str, Style]) -> Iterator[tuple[str, Entry]]:
    def made(cls: str, role: str, row: Row, **more: Any) -> Entry:
        return Entry(cls, role, row["lang"], row["rule_id"], style=styles.get(row["lang"], PLAIN), **more)

    parts: dict[str, tuple[tuple[str, int], ...]] = {}
    for unit, part, ratio in ref.unit_parts.select("unit", "part", "ratio").iter_rows():
        parts[unit] = (*parts.get(unit, ()), (part, ratio))
    yield from _spread(ref.magnitudes, lambda r: made("mag", r["role"], r, exponent=r["exponent10"], is_lone=r["is_lone"]))
    yield from _spread(ref.number_words, lambda r: made("num", r["role"], r, value=r["value"] or ZERO))
    yield from _currencies(ref, styles)
    yield from _spread(
        ref.unit_words, lambda r: made("unit", r["role"], r, target=r["unit"], value=r["factor"], parts=parts.get(r["unit"], ()))
    )
    yield from _spread(ref.percent_words, lambda r: made("pct", r["place"], r, target=r["unit"], value=r["factor"]))
    yield from _spread(ref.qualifiers, lambda r: made("qual", r["place"], r, target=r["qualifier"]))
    yield from _spread(ref.marks, lambda r: made("mark", r["role"], r))
    yield from _spread(ref.country_words, lambda r: made("country", "", r, target=r["country"]))


def _currencies(ref: AmountsReference, styles: dict[str, Style]) -> Iterator[tuple[str, Entry]]:
    families: dict[str, frozenset[str]] = {}
    for family, currency in ref.currency_defaults.select("family", "currency").iter_rows():
        families[family] = families.get(family, frozenset()) | {currency}

    dotted = set(ref.currencies.filter("has_dot_groups")["currency"])

    def named(row: Row) -> Entry:
        meant = {"has_dots": row["currency"] in dotted, "target": row["currency"], "family": row["family"], "is_weak": row["is_weak"]}
        meant["may_be"] = families.get(row["family"], frozenset())
        return Entry("cur", row["place"], row["lang"], row["rule_id"], row["exponent10"], style=styles.get(row["lang"], PLAIN), **meant)

    words = list(_spread(ref.currency_words, named))
    given = {form for form, _ in words}
    yield from words
    for row in ref.currency_names.iter_rows(named=True):
        entry = Entry(
            "cur",
            "after",
            row["lang"],
            "cldr",
            target=row["currency"],
            style=styles.get(row["lang"], PLAIN),
            has_dots=row["currency"] in dotted,
        )
        yield from ((form, entry) for form in sorted(cased(row["surface"]) - given))
    for row in ref.currencies.iter_rows(named=True):
        code, entry = (
            row["currency"],
            Entry("cur", "both", "", "iso-4217", target=row["currency"], is_weak=row["is_word"], has_dots=row["currency"] in dotted),
        )
        if code not in given:
            yield code, entry
        yield f"M{code}", replace(entry, exponent=MILLION)
