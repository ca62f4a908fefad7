"""Tables of the words of amounts: numbers, units, bounds, joints and repetition, as each language writes them.

A cell `forms` holds all written forms of one word, parted by `|`. Forms of three letters or more stand for their capitalised and
upper-case variants too; shorter ones are read exactly as written (`m` is not `M`).
"""

import polars as pl

from schemas import columns as c

RULE_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z-]*$"
PLACES = ("before", "after", "both", "minor", "minor2", "middle")
MAGNITUDE_ROLES = ("small", "large", "letter", "vague")
NUMBER_ROLES = (
    "digit", "teen", "tens", "hundreds", "half", "plushalf", "article", "and", "point", "vague", "vague_scale", "odd", "oddvague", "whole",
    "decimal", "fraction",
)  # fmt: skip
UNIT_ROLES = ("quantity", "count", "weight", "time", "rank", "scale", "coin", "part")
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
    "scale_open",
    "minorlink",
    "period_link",
    "period_bar",
    "label",
)
WRITTEN_QUALIFIERS = ("approx", "at_least", "at_most", "more_than", "less_than", "negative")


def _forms() -> str:
    return c.text("Written forms, parted by |.", unit="forms")  # type: ignore[no-any-return]


class Rules(c.Table):
    """Base of every table of rules."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    lang: str = c.language("Language of the folder.")
    forms: str = _forms()
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class Magnitudes(Rules):
    """Words that scale a number by a power of ten."""

    exponent10: pl.Int32 = c.number("The power of ten.", unit="exponent", ge=1, le=24)
    role: str = c.one_of(MAGNITUDE_ROLES, "small composes below a large one; a letter counts only beside a currency.")
    is_lone: bool = c.flag("Means one of it when no number stands before.")


class NumberWords(Rules):
    """Words that are numbers."""

    value: c.Money = c.number(
        "The number; null for joints and vague words, of which some name a scale (hundreds of, 수백만).", unit="1", nullable=True
    )
    role: str = c.one_of(NUMBER_ROLES, "How the word composes.")


class UnitWords(Rules):
    """Units and what is counted; time and rank are known, and are no amounts; a scale stands before its number (섭씨 30도, 시속 80km).

    A coin is money by another name (ten dimes): its unit is a family of currencies. A part is one only behind the larger unit (5 ft 2 in).
    """

    unit: str = c.text("UCUM code, plain English noun, or the family of a coin.", nullable=True)
    role: str = c.one_of(UNIT_ROLES, "What kind of thing it measures.")
    factor: c.Money = c.number("Units of `unit` in one of it.", unit="ratio", gt=0)


class PercentWords(Rules):
    """Words for per cent, percentage points and shares."""

    unit: str = c.one_of(("%", "pp"), "Per cent or percentage points.")
    factor: c.Money = c.number("Per cent in one of it.", unit="ratio", gt=0)
    place: str = c.one_of(
        ("before", "after", "minor", "half", "discount"),
        "Where it stands to its number; minor ones and a half go on after a tenth (3割5分, 三成半), a discount says what is left (75折).",
    )


class Qualifiers(Rules):
    """Words that say how exactly a number is meant."""

    qualifier: str = c.one_of(WRITTEN_QUALIFIERS, "What they mean.")
    place: str = c.one_of(PLACES, "Before the number, after the unit, or between number and unit.")


class AmountMarks(Rules):
    """Joints of ranges, what may touch a word, and words that only begin like one."""

    role: str = c.one_of(MARK_ROLES, "What the mark does.")


class Periods(Rules):
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
    has_price_comma: bool = c.flag("A comma before two last digits marks decimals, as foreign prices have them: 16,50 €.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang"]
