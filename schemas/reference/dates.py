"""Reference tables of dates."""

from dataclasses import dataclass

import pandera.polars as pa
import polars as pl

from schemas import columns as c
from schemas.reference.base import reference_file

#: What a pattern row says about the text it matches; see `transforms.dates.grammar` for the meaning of each.
DATE_OPS = (
    "date", "hours", "shift", "ago", "later", "last_n", "next_n", "duration", "set", "now", "same", "none", "join", "range", "offset",
)  # fmt: skip
EXAMPLE_KINDS = ("wild", "synthetic", "negative", "known_failure")
RULE_PATTERN = r"^[a-z]{2}[a-z0-9]*(-[a-z0-9]+)+$"


class DateLanguages(c.Table):
    """One row per language whose date expressions are known: which rows a segment of that language reads."""

    lang: str = c.text("The folder under lang/.")
    script: str = c.text("Script its date words are written in.")
    family: str = c.text("Languages of one script read each other's rows only within a family.")

    spaced: bool = c.flag("Words stand apart, with blanks between.")
    letters: str = c.text(
        "Letters that tell a text of no declared language is read with these rows (a Rust regular expression).", nullable=True
    )
    letters_rank: pl.Int32 = c.number("Which letters are looked for first.", unit="ordinal", nullable=True)

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang"]


class DateWords(c.Table):
    """One row per word that fills a slot of a pattern: names of months and weekdays, numerals, units, shifts.

    A surface in small letters is also read with a capital; one with a capital is read as written.
    """

    surface: str = c.text("The word as written.")
    slot: str = c.pattern(r"^[a-z_]+$", "The slot it fills.", unit="slot", nullable=False)
    value: str = c.text("What it means there: month 1-12, weekday 1-7 from Monday, a number, a unit letter, a shift.")
    source: str = c.text("Where it was read.")
    lang: str = c.text("The language.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "slot", "surface"]


class DatePatterns(c.Table):
    """One row per way of writing a piece of a date, or of joining two pieces.

    `pattern` is text with slots in braces, `( | )` alternatives, `?` after what may be missing; a space is one or no-break one.
    """

    rule_id: str = c.pattern(RULE_PATTERN, "Short unique name.", unit="id", nullable=False)
    pattern: str = c.text("The written form, with slots.")
    op: str = c.one_of(DATE_OPS, "What it says.")
    sets: str = c.text("Fixed fields, `name=value` parted by `;`; a value of the form $slot is a slot's.", nullable=True)
    source: str = c.text("Where the rule comes from.")
    note: str = c.text("Why it is as it is.", nullable=True)
    lang: str = c.text("The language.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]

    @pa.dataframe_check
    @classmethod
    def braces_close(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """Every slot is closed."""
        text = pl.col("pattern")
        return data.lazyframe.select(text.str.count_matches("{", literal=True) == text.str.count_matches("}", literal=True))


class DateAhead(c.Table):
    """One row per kind of words beside a date without a year that tell it lies ahead, or that it does not."""

    rule_id: str = c.pattern(RULE_PATTERN, "Short unique name.", unit="id", nullable=False)
    side: str = c.one_of(
        ("before", "after", "last", "past", "undone", "taken"),
        "Where the words stand: in the date's clause before or after it, at the end of its sentence. What must not stand: past: between;"
        " undone: on their far side; taken: on the other side of the date, which is written @.",
    )
    pattern: str = c.text("The words in small letters, a Rust regular expression of whole words where words stand apart.")
    source: str = c.text("Where the rule comes from.")
    note: str = c.text("Why it is as it is.", nullable=True)
    lang: str = c.text("The language.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class Eras(c.Table):
    """One row per way of writing an era, by language."""

    era: str = c.text("The era as written before the year.")
    lang: str = c.text("Languages that count with it, parted by blanks.")
    year_one: pl.Int32 = c.number("Gregorian year of the era's year 1.", unit="year", ge=-3000, le=2100)
    last_year: pl.Int32 = c.number("Last year of the era in the era's own count.", unit="year", ge=1, nullable=True)
    source: str = c.text("Where it was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["era"]


class DateExamples(c.Table):
    """One row per sentence that proves a rule, or shows what must not be read."""

    rule_id: str = c.text("The rule it proves; for a negative the rule it guards.")
    text: str = c.text("The sentence.")
    anchor: pl.Date = c.day("The day the sentence is read on; empty where nothing proves one.")
    surface: str = c.text("The date's characters; empty where none must be read.", nullable=True)
    value: str = c.text("Its TIMEX3 value.", nullable=True, unit="TIMEX3")
    start_date: pl.Date = c.day("First day, where the example fixes it.")
    end_date: pl.Date = c.day("Last day, where the example fixes it.")
    kind: str = c.one_of(EXAMPLE_KINDS, "What the example is.")
    source: str = c.text("Who wrote it.")
    note: str = c.text("What it shows.", nullable=True)
    lang: str = c.text("The language.")


@dataclass(frozen=True)
class DatesReference:
    """What is known of dates, as data."""

    languages: pl.DataFrame = reference_file(DateLanguages, "date_languages.csv")
    words: pl.DataFrame = reference_file(DateWords, "lang/*/date_words.csv")
    patterns: pl.DataFrame = reference_file(DatePatterns, "lang/*/date_patterns.csv")
    ahead: pl.DataFrame = reference_file(DateAhead, "lang/*/date_ahead.csv")
    eras: pl.DataFrame = reference_file(Eras, "eras.csv")
    examples: pl.DataFrame = reference_file(DateExamples, "lang/*/examples_dates.csv")
