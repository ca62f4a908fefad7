"""Patterns of names in scripts without capitals, the listed names of their language put in. Built once a run."""

import re
from collections.abc import Callable

import polars as pl

from schemas.reference import EntitiesReference
from transforms.entities.alternatives import any_longest, any_written_out

#: Letters of which a hangul name's ending must not consist, and of which it must.
HANGUL = "가-힣"


def hangul_suffixes(ref: EntitiesReference) -> str:
    """Pattern of what follows a hangul name: up to three particles or office words, then no more hangul."""
    particles = ref.particles.filter(pl.col("role") == "suffix")
    hangul = pl.col("surface").str.contains(f"^[{HANGUL}]+$")
    offices = ref.offices.filter(hangul)["surface"]
    listed = {*particles["surface"], *offices}
    return f"^(?:{any_longest(listed)}){{0,3}}(?:[^{HANGUL}]|$)" if listed else "^"


def hangul_prefixes(ref: EntitiesReference) -> str:
    """Pattern of what stands before a hangul name: no hangul, and a particle of this place."""
    return f"(?:^|[^{HANGUL}])(?:{any_longest(ref.particles.filter(pl.col('role') == 'prefix')['surface'])})$"


def filled_patterns(ref: EntitiesReference) -> pl.DataFrame:
    """Name patterns with the listed names of their language put in: {family}, {family1} of one character, {family2} of more."""
    slots: dict[str, tuple[pl.DataFrame, Callable[[str], bool]]] = {
        "{family}": (ref.family_names, bool),
        "{family1}": (ref.family_names, lambda name: len(name) == 1),
        "{family2}": (ref.family_names, lambda name: len(name) > 1),
        "{given}": (ref.given_names, bool),
        "{pair}": (ref.given_pairs, bool),
    }
    rows = []
    for row in ref.name_patterns.sort("lang", "role", "rank").iter_rows(named=True):
        pattern, alternatives = row["pattern"], any_written_out if row["role"].endswith("_run") else any_longest
        for slot, (names, fits) in slots.items():
            if slot in pattern:
                listed = [name for name in names.filter(pl.col("lang") == row["lang"])["surface"] if fits(name)]
                pattern = pattern.replace(slot, alternatives(listed))
        rows.append({**row, "pattern": pattern})
    return pl.DataFrame(rows, schema=ref.name_patterns.schema).select("lang", "role", "rank", "rule_id", "pattern", "name_test")


def shapes_by_role(patterns: pl.DataFrame) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """(pattern, name_test) of each language and role, in order of rank."""
    ordered = patterns.sort("lang", "role", "rank", "rule_id").group_by("lang", "role", maintain_order=True).agg("pattern", "name_test")
    return {(lang, role): tuple(zip(shapes, tests, strict=True)) for lang, role, shapes, tests in ordered.iter_rows()}


def runs_by_language(patterns: pl.DataFrame) -> dict[str, tuple[str, tuple[tuple[str, str], ...]]]:
    """Of each language one pattern that finds every run in a whole text, and the (kind, pattern) that tell which run it is."""
    rows = patterns.filter(pl.col("role").str.ends_with("_run")).sort("lang", "rank", "rule_id")
    listed = rows.group_by("lang", maintain_order=True).agg(pl.col("role").str.strip_suffix("_run"), "pattern")
    return {
        lang: ("|".join(f"(?:{re.sub(r'[(][?]P<[a-z]+>', '(?:', run)})" for run in runs), tuple(zip(kinds, runs, strict=True)))
        for lang, kinds, runs in listed.iter_rows()
    }
