"""Reference tables of amounts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AmountsReference:
    """What is known of amounts, as data."""
