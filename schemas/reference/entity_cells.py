"""Cells that every table of names has."""

from typing import Any

from schemas import columns as c

#: Names of rules.
RULE_PATTERN = r"^[a-z0-9][a-z0-9-]*$"


def rule() -> Any:
    """The rule's name."""
    return c.pattern(RULE_PATTERN, "Name of the rule, unique in the file.", unit="rule id", nullable=False)


def lang() -> Any:
    """The row's language, filled by the loader."""
    return c.language("Language of the row: the name of its folder.")


def source() -> Any:
    """Who says so."""
    return c.text("Where the row comes from.")
