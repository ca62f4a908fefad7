"""Forms: a cell of reference data spelled out into the surfaces it stands for."""

import re
from collections.abc import Mapping
from itertools import product

import polars as pl

#: A leading mark of a form that may stand inside a longer word.
FREE = "~"
_BRACES = re.compile(r"\{([^{}]*)\}")
_NEED = re.compile(r"(?P<classes>[a-z_/]+)(?P<side>[<>~]?)(?P<window>\d*)")
#: Window of a need that names none: as far as any sentence goes.
ANY_DISTANCE = 100_000


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


def surfaces(rules: pl.DataFrame, inflections: pl.DataFrame, keep: list[str]) -> pl.DataFrame:
    """One row per surface of each rule: lang, surface, is_free and the columns `keep` of the rule."""
    sets: dict[str, dict[str, tuple[str, ...]]] = {}
    for lang, name, endings in inflections.select("lang", "name", "endings").iter_rows():
        sets.setdefault(lang, {})[name] = tuple(endings.split(","))
    rows = []
    for lang, cell, *rest in rules.select("lang", "surface", *keep).iter_rows():
        for form in spelled(cell, sets.get(lang, {})):
            is_free = form.startswith(FREE)
            rows += [(lang, surface, is_free, *rest) for surface in with_capitals(form.removeprefix(FREE)) if surface]
    types = {"lang": pl.String, "surface": pl.String, "is_free": pl.Boolean, **{name: rules.schema[name] for name in keep}}
    return pl.DataFrame(rows, schema=types, orient="row").unique(maintain_order=True)


def needs(rules: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row per class a rule asks for: rule_id, need (its number), word_class, side, window."""
    rows = []
    for rule_id, cell in rules.select("rule_id", column).drop_nulls().iter_rows():
        for number, part in enumerate(cell.split(" ")):
            found = _NEED.fullmatch(part)
            assert found, f"{rule_id}: {part!r} is no need"
            window = int(found["window"] or ANY_DISTANCE)
            rows += [(rule_id, number, word_class, found["side"] or "~", window) for word_class in found["classes"].split("/")]
    types = {"rule_id": pl.String, "need": pl.UInt32, "word_class": pl.String, "side": pl.String, "window": pl.Int32}
    return pl.DataFrame(rows, schema=types, orient="row")
