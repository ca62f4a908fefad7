"""Tables of what stands around numbers: shares in words, numbers that are none, what is counted; and the sentences that prove all."""

import polars as pl

from schemas import columns as c
from schemas.reference.amount_words import RULE_PATTERN, WRITTEN_QUALIFIERS, Rules


class Shares(Rules):
    """Words for a share of a whole, and what must and must not stand around them: no whole, no share."""

    numerator: pl.Int32 = c.number("Parts of the whole; null where numerals beside the word say it.", unit="1", nullable=True, ge=1)
    denominator: pl.Int32 = c.number("What the whole is parted into.", unit="1", nullable=True, ge=2)
    order: str = c.one_of(
        ("denominator_first", "numerator_first"), "Which of the two numerals stands before the joint (三分之一).", nullable=True
    )
    qualifier: str = c.one_of(WRITTEN_QUALIFIERS, "What the word itself says of the bound (a majority is more than half).", nullable=True)
    needs_bound: bool = c.flag("It is a share only with a bound beside it (more than half).")
    before: str = c.text("What the text before must end with, a bound left out.", unit="regex", nullable=True)
    after: str = c.text("What must follow; a group in it is part of the share (3人に1人).", unit="regex", nullable=True)
    not_before: str = c.text("What the text before must not end with, a bound left out.", unit="regex", nullable=True)
    not_after: str = c.text("What must not follow.", unit="regex", nullable=True)


class NumberPatterns(c.Table):
    """Numbers that are known not to be amounts: telephone numbers, scores, versions, names with digits."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    pattern: str = c.text("Regular expression in Rust syntax.", unit="regex")
    is_address: bool = c.flag("Whether nothing inside is an amount, whatever unit stands there: an address, a hashtag.")
    proof: str = c.text("A text that holds such a number, and no other that nothing explains.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class UnitParts(c.Table):
    """Units that are told together with a part of theirs: 5 ft 2 in, 1 m 80 cm."""

    unit: str = c.text("UCUM code of the larger.")
    part: str = c.text("UCUM code of the smaller.")
    ratio: pl.Int32 = c.number("How many make the larger.", unit="1", ge=2)
    proof: str = c.text("A text with one such amount.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["unit", "part"]


class ObjectPatterns(c.Table):
    """What is counted, beside a number alone (`bare`) or beside one with its unit (`unit`); one group holds it.

    Of the rows of a language and role the first that finds something holds.
    """

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    lang: str = c.language("Language of the segment.")
    role: str = c.one_of(("bare", "unit"), "What stands before: a number alone, or a number with its unit.")
    pattern: str = c.text(
        "Regular expression in Rust syntax over what stands around it; the count itself is between ⟨ and ⟩.", unit="regex"
    )
    not_object: str = c.text("What the word found must not be.", unit="regex", nullable=True)
    proof: str = c.text("A text with one such count; what is counted stands between ⟨ and ⟩.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class UncountedPatterns(c.Table):
    """What numbers say that count nothing: the base of a rate, a rank, an age, the name of a list."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    lang: str = c.language("Language of the segment.")
    pattern: str = c.text(
        "Regular expression in Rust syntax over what stands around it; the number with its unit is between ⟨ and ⟩.", unit="regex"
    )
    unless: str = c.text("Signs in the same window that it counts all the same.", unit="regex", nullable=True)
    proof: str = c.text("A text with one such number, between ⟨ and ⟩, and nothing that is counted.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class EndPatterns(c.Table):
    """Upper bounds that are none, for a change ends there: вырос до 12 млрд."""

    rule_id: str = c.pattern(RULE_PATTERN, "Name of the rule.", unit="id", nullable=False)
    lang: str = c.language("Language of the segment.")
    pattern: str = c.text(
        "Regular expression in Rust syntax over what stands around it; the amount itself is between ⟨ and ⟩.", unit="regex"
    )
    not_end: str = c.text("What makes it a bound all the same.", unit="regex", nullable=True)
    proof: str = c.text("A text with one amount that a change ends at, last of its amounts.")
    source: str = c.text("Where the fact was read.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


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
