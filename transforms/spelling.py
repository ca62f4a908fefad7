"""A cell of reference data spelled out: forms parted by `|`, endings in braces."""

import re
from collections.abc import Mapping
from itertools import product

import polars as pl

_BRACES = re.compile(r"\{([^{}]*)\}")


def ending_sets(inflections: pl.DataFrame) -> dict[str, dict[str, tuple[str, ...]]]:
    """The endings of each set of each language, from inflections (lang, name, endings)."""
    sets: dict[str, dict[str, tuple[str, ...]]] = {}
    for lang, name, endings in inflections.select("lang", "name", "endings").iter_rows():
        sets.setdefault(lang, {})[name] = tuple(endings.split(","))
    return sets


def spelled(cell: str, endings: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Every form of a cell, in written order.

    >>> spelled("sign{v}|ink{s,ed}", {"v": ("", "s")})
    ['sign', 'signs', 'inks', 'inked']
    """
    forms = []
    for form in cell.split("|"):
        pieces = _BRACES.split(form)
        choices = [
            (endings.get(piece) or tuple(piece.split(","))) if at % 2 else (piece,)  # every other piece stood in braces
            for at, piece in enumerate(pieces)
        ]
        forms += ["".join(choice) for choice in product(*choices)]
    return forms


def with_capitals(form: str) -> list[str]:
    """The form, and the form with a capital first letter where its script has them.

    >>> with_capitals("signed"), with_capitals("서명")
    (['signed', 'Signed'], ['서명'])
    """
    capital = form[:1].upper() + form[1:]
    return [form] if capital == form else [form, capital]
