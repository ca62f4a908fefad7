"""Tables of money: the currencies of the world, their names, whose they are where a name is shared, and exchange rates."""

import pandera.polars as pa
import polars as pl

from schemas import columns as c
from schemas.reference.amount_words import PLACES, RULE_PATTERN, Rules

#: What a word of money is where it is no amount.
NOTHING = "none"


class CurrencyWords(Rules):
    """Names, signs and abbreviations of money."""

    currency: str = c.pattern(c.ISO_CURRENCY_PATTERN, "ISO 4217, where the word names one currency.", unit="ISO 4217")
    family: str = c.text("Family (dollar, pound), where the country must come from elsewhere.", nullable=True)
    exponent10: pl.Int32 = c.number("Power of ten to whole units: -2 for a cent, 8 for a heading （亿元）.", unit="exponent", ge=-3, le=12)
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


class CountryWords(Rules):
    """Words that say whose dollar or pound is meant."""

    country: str = c.pattern(r"^[A-Z]{2}$", "ISO 3166-1 alpha-2.", unit="ISO 3166", nullable=False)


class Currencies(c.Table):
    """The currencies of ISO 4217."""

    currency: str = c.pattern(c.ISO_CURRENCY_PATTERN, "ISO 4217.", unit="ISO 4217", nullable=False)
    name: str = c.text("English name.")
    minor_digits: pl.Int32 = c.number("Decimal places of the minor unit.", unit="digits", ge=0, le=4)
    has_dot_groups: bool = c.flag("A dot before three last digits groups them, in any language: Rp 31.500.")
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
    """Where a word of a family of currencies is a unit of another kind (pounds that weigh), or no amount at all (the Bucks)."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    lang: str = c.language("Language of the segment.")
    family: str = c.text("The family.")
    pattern: str = c.text(
        "Regular expression in Rust syntax over what stands around it; the amount itself is between ⟨ and ⟩.", unit="regex"
    )
    kind: str = c.one_of(("quantity", "count", NOTHING), "What it is there.")
    unit: str = c.text("UCUM code.", nullable=True)
    proof: str = c.text("A text with one such amount.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class EquivalentLinks(c.Table):
    """What may stand between one sum and the same sum in another currency."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    link: str = c.text("The characters between, spaces squeezed.")
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
