"""Forms: the surfaces a cell of reference data stands for, what is marked of each, and what stands inside longer ones."""

import re
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from transforms.chars import TOUCHING, Script, script_of
from transforms.spelling import ending_sets, spelled, with_capitals

#: A leading mark of a form that may stand inside a longer word.
FREE = "~"
#: A mark of a form that is a participle, passive behind an auxiliary; and of one that is passive by itself.
PARTICIPLE, PASSIVE_FORM = "*", "^"
_NEED = re.compile(r"(?P<classes>[a-z_/]+)(?P<side>[<>~]?)(?P<window>\d*)")
#: Window of a need that names none: as far as any sentence goes.
ANY_DISTANCE = 100_000


def surfaces(rules: pl.DataFrame, inflections: pl.DataFrame, keep: list[str]) -> pl.DataFrame:
    """One row per surface of each rule: lang, surface, is_free, is_participle, is_passive_form and the columns `keep` of the rule."""
    sets, rows = ending_sets(inflections), []
    for lang, cell, *rest in rules.select("lang", "surface", *keep).iter_rows():
        for form in spelled(cell, sets.get(lang, {})):
            is_free = form.startswith(FREE)
            marked = PARTICIPLE in form, PASSIVE_FORM in form  # within a phrase too: turned* down
            bare = form.removeprefix(FREE).replace(PARTICIPLE, "").replace(PASSIVE_FORM, "")
            rows += [(lang, surface, is_free, *marked, *rest) for surface in with_capitals(bare) if surface]
    marks = {"is_free": pl.Boolean, "is_participle": pl.Boolean, "is_passive_form": pl.Boolean}
    types: dict[str, Any] = {"lang": pl.String, "surface": pl.String, **marks, **{name: rules.schema[name] for name in keep}}
    return pl.DataFrame(rows, schema=types, orient="row").unique(maintain_order=True)


def needs(rules: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row per class a rule asks for: rule (its number), rule_id, need (its number), word_class, side, window."""
    rows = []
    for rule, rule_id, cell in rules.select("rule", "rule_id", column).drop_nulls().iter_rows():
        for number, part in enumerate(cell.split(" ")):
            found = _NEED.fullmatch(part)
            assert found, f"{rule_id}: {part!r} is no need"
            window = int(found["window"] or ANY_DISTANCE)
            rows += [(rule, rule_id, number, word_class, found["side"] or "~", window) for word_class in found["classes"].split("/")]
    types = {
        "rule": pl.UInt32,
        "rule_id": pl.String,
        "need": pl.UInt32,
        "word_class": pl.String,
        "side": pl.String,
        "window": pl.Int32,
    }
    return pl.DataFrame(rows, schema=types, orient="row")


@cache
def _script(character: str) -> Script:
    return Script(script_of(np.array([ord(character)], dtype=np.uint32))[0])


def _may_end(before: str, after: str, *, last: bool) -> bool:
    """Whether a word may end between two characters; hangul goes on after a stem, not before a word."""
    left, right = _script(before), _script(after)
    return not TOUCHING[left, right] or (last and left == Script.HANGUL)


def with_inner(rules: pl.DataFrame) -> pl.DataFrame:
    """Rules with `shift` and `length`, and a row for every surface that stands within a longer one of its language.

    The matcher reports the longest hit only: "met with" would hide "met", a verb form its stem. The hidden ones come along, with
    their place within the longer surface.
    """
    known = rules.select("lang", "surface", "is_free").unique()
    free: dict[str, dict[str, bool]] = {}
    for lang, surface, is_free in known.iter_rows():
        free.setdefault(lang, {})[surface] = free.get(lang, {}).get(surface, False) or is_free
    rows = []
    for lang, surfaces_ in free.items():
        longest = max(map(len, surfaces_))
        for whole in surfaces_:
            size = len(whole)
            for first in range(size):
                for last in range(first + 1, min(size, first + longest) + 1):
                    part = whole[first:last]
                    if part == whole or part not in surfaces_:
                        continue
                    opens = first == 0 or surfaces_[part] or _may_end(whole[first - 1], whole[first], last=False)
                    if opens and (last == size or surfaces_[part] or _may_end(whole[last - 1], whole[last], last=True)):
                        rows.append((lang, part, whole, first))
    types = {"lang": pl.String, "surface": pl.String, "whole": pl.String, "shift": pl.Int32}
    inner = pl.DataFrame(rows, schema=types, orient="row").join(rules, on=["lang", "surface"], maintain_order="left")
    inner = inner.with_columns(length=pl.col("surface").str.len_chars().cast(pl.Int32), surface=pl.col("whole")).drop("whole")
    own = rules.with_columns(shift=pl.lit(0, dtype=pl.Int32), length=pl.col("surface").str.len_chars().cast(pl.Int32))
    return pl.concat([own, inner.select(own.columns)]).unique(maintain_order=True)
