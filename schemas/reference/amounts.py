"""Reference tables of amounts: how each language writes numbers, currencies, units, bounds, ranges and repetition."""

from dataclasses import dataclass

import polars as pl

from schemas.reference.amount_money import (
    CountryWords,
    Currencies,
    CurrencyDefaults,
    CurrencyNames,
    CurrencyWords,
    EquivalentLinks,
    OtherMeanings,
    Rates,
)
from schemas.reference.amount_patterns import (
    AmountExamples,
    EndPatterns,
    NumberPatterns,
    ObjectPatterns,
    Shares,
    UncountedPatterns,
    UnitParts,
)
from schemas.reference.amount_words import AmountMarks, Magnitudes, NumberStyles, NumberWords, PercentWords, Periods, Qualifiers, UnitWords
from schemas.reference.base import reference_file


@dataclass(frozen=True)
class AmountsReference:
    """What is known of amounts, as data."""

    magnitudes: pl.DataFrame = reference_file(Magnitudes, "lang/*/magnitudes.csv", one_meaning=True)
    number_words: pl.DataFrame = reference_file(NumberWords, "lang/*/number_words.csv")
    currency_words: pl.DataFrame = reference_file(CurrencyWords, "lang/*/currency_words.csv", one_meaning=True)
    currency_names: pl.DataFrame = reference_file(CurrencyNames, "lang/*/currency_names.csv")
    country_words: pl.DataFrame = reference_file(CountryWords, "lang/*/country_words.csv", one_meaning=True)
    unit_words: pl.DataFrame = reference_file(UnitWords, "lang/*/unit_words.csv")
    unit_parts: pl.DataFrame = reference_file(UnitParts, "unit_parts.csv")
    percent_words: pl.DataFrame = reference_file(PercentWords, "lang/*/percent_words.csv", one_meaning=True)
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
    uncounted_patterns: pl.DataFrame = reference_file(UncountedPatterns, "uncounted_patterns.csv")
    end_patterns: pl.DataFrame = reference_file(EndPatterns, "end_patterns.csv")
    shares: pl.DataFrame = reference_file(Shares, "lang/*/shares.csv")
    examples: pl.DataFrame = reference_file(AmountExamples, "lang/*/examples_amounts.csv")
    equivalent_links: pl.DataFrame = reference_file(EquivalentLinks, "equivalent_links.csv")
