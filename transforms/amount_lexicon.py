"""The words of amounts, from the reference tables into one dictionary: written form -> what it may mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal

import polars as pl

from schemas.reference.amounts import AmountsReference
from transforms.numerals import Style

#: A form of this many letters or more stands for its other cases too.
CASED_LETTERS = 3
PLAIN = Style()
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


@dataclass(frozen=True)
class Lexicon:
    """Every form with its meanings; `lengths` says which lengths a form of some first letter can have, longest first."""

    entries: dict[str, tuple[Entry, ...]]
    lengths: dict[str, tuple[int, ...]] = field(repr=False)
    styles: dict[str, Style] = field(repr=False)

    @classmethod
    def of(cls, ref: AmountsReference) -> "Lexicon":
        """The dictionary of all languages."""
        found: dict[str, list[Entry]] = {}
        styles = {r["lang"]: Style(**{k: r[k] for k in STYLE_COLUMNS}) for r in ref.number_styles.iter_rows(named=True)}
        for form, plain in _entries(ref):
            entry = replace(plain, style=styles.get(plain.lang, PLAIN))
            meanings = found.setdefault(form, [])
            if not any(_key(e) == _key(entry) and (len(form) > 1 or e.lang == entry.lang) for e in meanings):
                meanings.append(entry)
        lengths: dict[str, set[int]] = {}
        for form in found:
            lengths.setdefault(form[0], set()).add(len(form))
        ordered = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
        return cls({form: tuple(meanings) for form, meanings in found.items()}, ordered, styles)

    def of_language(self, language: str) -> "Lexicon":
        """The dictionary a text of this language is read with: its own meanings first.

        Single letters and characters of other languages are left out (角 is money in Chinese, a corner in Japanese). An unknown
        language keeps everything.
        """
        if language not in self.styles:
            return self
        home = language.split("-", maxsplit=1)[0]

        def own(entry: Entry) -> bool:
            return entry.lang.split("-", maxsplit=1)[0] in ("", home)

        kept: dict[str, tuple[Entry, ...]] = {}
        for form, entries in self.entries.items():
            usable = entries if len(form) > 1 or not form.isalpha() else tuple(e for e in entries if own(e))
            if usable:
                kept[form] = tuple(sorted(usable, key=lambda e: not own(e)))
        return Lexicon(kept, self.lengths, self.styles)

    def forms(self, *classes: str) -> list[str]:
        """The forms that have a meaning of these classes (`cls` or `cls:role`), longest first."""
        wanted = set(classes)
        hits = [f for f, es in self.entries.items() if any(e.cls in wanted or f"{e.cls}:{e.role}" in wanted for e in es)]
        return sorted(hits, key=lambda f: (-len(f), f))


def _key(entry: Entry) -> tuple[object, ...]:
    return entry.cls, entry.role, entry.target, entry.family, entry.exponent, entry.value


def cased(form: str) -> set[str]:
    """The form and, if it is long enough, its other cases.

    >>> sorted(cased("yen")), sorted(cased("m"))
    (['YEN', 'Yen', 'yen'], ['m'])
    """
    if sum(ch.isalpha() and ch.lower() != ch.upper() for ch in form) < CASED_LETTERS:
        return {form}
    return {form, form[0].upper() + form[1:], form.upper(), form.lower()}


def _spread(rows: pl.DataFrame) -> Iterator[tuple[str, dict[str, object]]]:
    for row in rows.iter_rows(named=True):
        for form in row["forms"].split("|"):
            for variant in sorted(cased(form)):
                yield variant, row


def _entries(ref: AmountsReference) -> Iterable[tuple[str, Entry]]:
    yield from _numbers(ref)
    yield from _currencies(ref)
    for form, r in _spread(ref.unit_words):
        yield form, _entry("unit", r, "role", target="unit", value="factor")
    for form, r in _spread(ref.percent_words):
        yield form, _entry("pct", r, "place", target="unit", value="factor")
    for form, r in _spread(ref.qualifiers):
        yield form, _entry("qual", r, "place", target="qualifier")
    for form, r in _spread(ref.marks):
        yield form, _entry("mark", r, "role")
    for form, r in _spread(ref.country_words):
        yield form, _entry("country", r, "rule_id", target="country")


def _entry(cls: str, row: dict[str, object], role: str, *, target: str | None = None, value: str | None = None) -> Entry:
    given = row[value] if value else None
    return Entry(
        cls=cls,
        role=str(row[role]) if role != "rule_id" else "",
        lang=str(row["lang"]),
        rule_id=str(row["rule_id"]),
        value=given if isinstance(given, Decimal) else Decimal(0),
        target=str(row[target]) if target and row[target] is not None else None,
    )


def _numbers(ref: AmountsReference) -> Iterator[tuple[str, Entry]]:
    for form, r in _spread(ref.magnitudes):
        exponent = int(str(r["exponent10"]))
        yield form, Entry("mag", str(r["role"]), str(r["lang"]), str(r["rule_id"]), exponent, is_lone=bool(r["is_lone"]))
    for form, r in _spread(ref.number_words):
        yield form, _entry("num", r, "role", value="value")


def _currencies(ref: AmountsReference) -> Iterator[tuple[str, Entry]]:
    given: set[str] = set()
    for form, r in _spread(ref.currency_words):
        given.add(form)
        currency, family = (str(r[k]) if r[k] is not None else None for k in ("currency", "family"))
        exponent = int(str(r["exponent10"]))
        place, lang, rule = str(r["place"]), str(r["lang"]), str(r["rule_id"])
        yield form, Entry("cur", place, lang, rule, exponent, target=currency, family=family, is_weak=bool(r["is_weak"]))
    for row in ref.currency_names.iter_rows(named=True):
        for form in sorted(cased(row["surface"]) - given):
            yield form, Entry("cur", "after", row["lang"], "cldr", target=row["currency"])
    for row in ref.currencies.iter_rows(named=True):
        code = row["currency"]
        if code not in given:
            yield code, Entry("cur", "both", "", "iso-4217", target=code, is_weak=row["is_word"])
        yield f"M{code}", Entry("cur", "both", "", "iso-4217", MILLION, target=code, is_weak=row["is_word"])
