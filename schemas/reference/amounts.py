"""Reference tables of amounts: how each language writes numbers, currencies, units, bounds, ranges and repetition.

A cell `forms` holds all written forms of one word, parted by `|`. Forms of three letters or more stand for their capitalised and
upper-case variants too; shorter ones are read exactly as written (`m` is not `M`).
"""

from dataclasses import dataclass

import pandera.polars as pa
import polars as pl

from schemas import columns as c
from schemas.reference.base import reference_file

RULE_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z-]*$"
PLACES = ("before", "after", "both", "minor", "minor2", "middle")
MAGNITUDE_ROLES = ("small", "large", "letter", "vague")
NUMBER_ROLES = (
    "digit", "teen", "tens", "hundreds", "half", "plushalf", "article", "and", "point", "vague", "odd", "oddvague",
)  # fmt: skip
UNIT_ROLES = ("quantity", "count", "weight", "time", "rank")
MARK_ROLES = (
    "range",
    "range_and",
    "range_open",
    "range_open_after",
    "of",
    "hyphen",
    "range_or",
    "suffix",
    "block",
    "minorlink",
    "period_link",
    "period_bar",
    "label",
)
WRITTEN_QUALIFIERS = ("approx", "at_least", "at_most", "more_than", "less_than", "negative")


def _forms() -> str:
    return c.text("Written forms, parted by |.", unit="forms")  # type: ignore[no-any-return]


class _Rules(c.Table):
    """Base of every table of rules."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    lang: str = c.language("Language of the folder.")
    forms: str = _forms()
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class Magnitudes(_Rules):
    """Words that scale a number by a power of ten."""

    exponent10: pl.Int32 = c.number("The power of ten.", unit="exponent", ge=1, le=24)
    role: str = c.one_of(MAGNITUDE_ROLES, "small composes below a large one; a letter counts only beside a currency.")
    is_lone: bool = c.flag("Means one of it when no number stands before.")


class NumberWords(_Rules):
    """Words that are numbers."""

    value: c.Money = c.number("The number; null for joints and vague words.", unit="1", nullable=True)
    role: str = c.one_of(NUMBER_ROLES, "How the word composes.")


class CurrencyWords(_Rules):
    """Names, signs and abbreviations of money."""

    currency: str = c.pattern(c.ISO_CURRENCY_PATTERN, "ISO 4217, where the word names one currency.", unit="ISO 4217")
    family: str = c.text("Family (dollar, pound), where the country must come from elsewhere.", nullable=True)
    exponent10: pl.Int32 = c.number("Power of ten to whole units: -2 for a cent.", unit="exponent", ge=-3, le=0)
    place: str = c.one_of(PLACES, "Where it stands to its number; minor ones follow a whole unit.")
    is_weak: bool = c.flag("Also an everyday word: counts only beside a large number.")

    @pa.dataframe_check
    @classmethod
    def names_currency_or_family(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """One of the two is given."""
        return data.lazyframe.select(pl.col("currency").is_null() != pl.col("family").is_null())


class CurrencyNames(c.Table):
    """Names of the currencies of the world in one language, as CLDR has them."""

    surface: str = c.text("The name as written.")
    lang: str = c.language("Language of the folder.")
    currency: str = c.pattern(c.ISO_CURRENCY_PATTERN, "ISO 4217.", unit="ISO 4217", nullable=False)
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class CountryWords(_Rules):
    """Words that say whose dollar or pound is meant."""

    country: str = c.pattern(r"^[A-Z]{2}$", "ISO 3166-1 alpha-2.", unit="ISO 3166", nullable=False)


class UnitWords(_Rules):
    """Units and what is counted; time and rank are known, and are no amounts."""

    unit: str = c.text("UCUM code or plain English noun.", nullable=True)
    role: str = c.one_of(UNIT_ROLES, "What kind of thing it measures.")
    factor: c.Money = c.number("Units of `unit` in one of it.", unit="ratio", gt=0)


class PercentWords(_Rules):
    """Words for per cent, percentage points and shares."""

    unit: str = c.one_of(("%", "pp"), "Per cent or percentage points.")
    factor: c.Money = c.number("Per cent in one of it.", unit="ratio", gt=0)
    place: str = c.one_of(("before", "after", "minor"), "Where it stands to its number; minor ones go on after a tenth (3割5分).")


class Qualifiers(_Rules):
    """Words that say how exactly a number is meant."""

    qualifier: str = c.one_of(WRITTEN_QUALIFIERS, "What they mean.")
    place: str = c.one_of(PLACES, "Before the number, after the unit, or between number and unit.")


class AmountMarks(_Rules):
    """Joints of ranges, what may touch a word, and words that only begin like one."""

    role: str = c.one_of(MARK_ROLES, "What the mark does.")


class Periods(_Rules):
    """Words for repetition."""

    period: str = c.pattern(c.DURATION_PATTERN, "ISO 8601 duration.", unit="ISO 8601 duration", nullable=False)
    place: str = c.one_of(("before", "after"), "Where they stand to the amount.")


class NumberStyles(c.Table):
    """How a language marks decimals and groups digits."""

    lang: str = c.language("BCP 47.")
    has_decimal_comma: bool = c.flag("1,5 is one and a half.")
    has_space_groups: bool = c.flag("1 500 is one thousand five hundred.")
    glues_digits: bool = c.flag("Digits after a magnitude go on with the number: 1만2000.")
    glues_across_space: bool = c.flag("They do so across a space: 3조 5천억.")
    adds_words: bool = c.flag("Number words stand apart and add up (two hundred five); else they are digits side by side (二〇二五).")
    needs_magnitude: bool = c.flag("Number words without a magnitude are everyday syllables (이 = this), no sums.")
    has_middle_dot: bool = c.flag("A middle dot marks decimals: １８２・４４.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang"]


class NumberPatterns(c.Table):
    """Numbers that are known not to be amounts: telephone numbers, scores, versions, names with digits."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    pattern: str = c.text("Regular expression in Rust syntax.", unit="regex")
    proof: str = c.text("A text that holds such a number, and no other that nothing explains.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class ObjectPatterns(c.Table):
    """What is counted, in the text right after the number (`bare`) or after its unit (`unit`); one group holds it."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    lang: str = c.language("Language of the segment.")
    role: str = c.one_of(("bare", "unit"), "What stands before: a number alone, or a number with its unit.")
    pattern: str = c.text("Regular expression in Rust syntax.", unit="regex")
    proof: str = c.text("A text with one such count; what is counted stands between ⟨ and ⟩.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class Shares(_Rules):
    """Words for a share of a whole, and what must and must not stand around them: no whole, no share."""

    numerator: pl.Int32 = c.number("Parts of the whole; null where numerals beside the word say it.", unit="1", nullable=True, ge=1)
    denominator: pl.Int32 = c.number("What the whole is parted into.", unit="1", nullable=True, ge=2)
    order: str = c.one_of(
        ("denominator_first", "numerator_first"), "Which of the two numerals stands before the joint (三分之一).", nullable=True
    )
    qualifier: str = c.one_of(WRITTEN_QUALIFIERS, "What the word itself says of the bound (a majority is more than half).", nullable=True)
    before: str = c.text("What the text before must end with, a bound left out.", unit="regex", nullable=True)
    after: str = c.text("What must follow.", unit="regex", nullable=True)
    not_before: str = c.text("What the text before must not end with, a bound left out.", unit="regex", nullable=True)
    not_after: str = c.text("What must not follow.", unit="regex", nullable=True)


class EquivalentLinks(c.Table):
    """What may stand between one sum and the same sum in another currency."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    link: str = c.text("The characters between, spaces squeezed.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class Currencies(c.Table):
    """The currencies of ISO 4217."""

    currency: str = c.pattern(c.ISO_CURRENCY_PATTERN, "ISO 4217.", unit="ISO 4217", nullable=False)
    name: str = c.text("English name.")
    minor_digits: pl.Int32 = c.number("Decimal places of the minor unit.", unit="digits", ge=0, le=4)
    is_word: bool = c.flag("The code is also a word or another abbreviation in capitals.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["currency"]


class CurrencyDefaults(c.Table):
    """Which currency of a family is meant, by country or by language; both empty is the last resort.

    A row with both says what naming the country decides in texts of that language.
    """

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    family: str = c.text("The family.")
    country: str = c.pattern(r"^[A-Z]{2}$", "ISO 3166-1 alpha-2.", unit="ISO 3166")
    language: str = c.language("BCP 47.", nullable=True)
    currency: str = c.pattern(c.ISO_CURRENCY_PATTERN, "ISO 4217.", unit="ISO 4217", nullable=False)
    is_context: bool = c.flag("Naming the country in the segment or the document is enough.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["family", "country", "language"]


class OtherMeanings(c.Table):
    """Where a word of a family of currencies is a unit of another kind: pounds that weigh."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    lang: str = c.language("Language of the segment.")
    family: str = c.text("The family.")
    pattern: str = c.text(
        "Regular expression in Rust syntax over what stands around it; the amount itself is between ⟨ and ⟩.", unit="regex"
    )
    kind: str = c.one_of(("quantity", "count"), "What it is there.")
    unit: str = c.text("UCUM code.")
    proof: str = c.text("A text with one such amount.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class Rates(c.Table):
    """Exchange rates of one's own: they stand beside the European Central Bank's, and before them where both have the day."""

    date: pl.Date = c.day("The day.", nullable=False)
    currency: str = c.pattern(c.ISO_CURRENCY_PATTERN, "ISO 4217.", unit="ISO 4217", nullable=False)
    usd: c.Rate = c.number("US dollars for one unit.", unit="USD", gt=0)
    source: str = c.text("Whose rate it is; becomes `fx_source`.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["date", "currency"]


class AmountExamples(c.Table):
    """Sentences that prove a rule: what is read in them, or, for a negative one, that nothing is."""

    rule_id: str = c.pattern(RULE_PATTERN, "The rule it proves.", unit="id", nullable=False)
    lang: str = c.language("Language of the folder.")
    text: str = c.text("The sentence.")
    surface: str = c.text("The amount in it.", nullable=True)
    amount_kind: str = c.text("Its kind.", nullable=True)
    value: c.Money = c.number("Its value.", unit="units of `unit`", nullable=True)
    value_high: c.Money = c.number("Upper end of a range.", unit="units of `unit`", nullable=True)
    unit: str = c.text("Its unit.", nullable=True)
    qualifier: str = c.text("How exactly it is meant.", nullable=True)
    period: str = c.text("What it is repeated by, ISO 8601.", nullable=True)
    reason_code: str = c.text("Why nothing is read, where the number is left unread.", nullable=True)
    kind: str = c.one_of(("wild", "synthetic", "negative", "known_failure"), "Where the sentence comes from.")
    source: str = c.text("Where it was read.")
    note: str = c.text("The form that it proves, or what else it shows.", nullable=True)


@dataclass(frozen=True)
class AmountsReference:
    """What is known of amounts, as data."""

    magnitudes: pl.DataFrame = reference_file(Magnitudes, "lang/*/magnitudes.csv")
    number_words: pl.DataFrame = reference_file(NumberWords, "lang/*/number_words.csv")
    currency_words: pl.DataFrame = reference_file(CurrencyWords, "lang/*/currency_words.csv")
    currency_names: pl.DataFrame = reference_file(CurrencyNames, "lang/*/currency_names.csv")
    country_words: pl.DataFrame = reference_file(CountryWords, "lang/*/country_words.csv")
    unit_words: pl.DataFrame = reference_file(UnitWords, "lang/*/unit_words.csv")
    percent_words: pl.DataFrame = reference_file(PercentWords, "lang/*/percent_words.csv")
    qualifiers: pl.DataFrame = reference_file(Qualifiers, "lang/*/qualifiers.csv")
    marks: pl.DataFrame = reference_file(AmountMarks, "lang/*/amount_marks.csv")
    periods: pl.DataFrame = reference_file(Periods, "lang/*/periods.csv")
    currencies: pl.DataFrame = reference_file(Currencies, "currencies.csv")
    currency_defaults: pl.DataFrame = reference_file(CurrencyDefaults, "currency_defaults.csv")
    other_meanings: pl.DataFrame = reference_file(OtherMeanings, "other_meanings.csv")
    rates: pl.DataFrame = reference_file(Rates, "rates.csv")
    number_styles: pl.DataFrame = reference_file(NumberStyles, "number_styles.csv")
    number_patterns: pl.DataFrame = reference_file(NumberPatterns, "number_patterns.csv")
    object_patterns: pl.DataFrame = reference_file(ObjectPatterns, "object_patterns.csv")
    shares: pl.DataFrame = reference_file(Shares, "lang/*/shares.csv")
    examples: pl.DataFrame = reference_file(AmountExamples, "lang/*/examples_amounts.csv")
    equivalent_links: pl.DataFrame = reference_file(EquivalentLinks, "equivalent_links.csv")
