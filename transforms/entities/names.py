"""Names as keys: one key for the ways of writing one name in one script, whatever its order, case endings or company form.

Han characters are one script, as the mainland, Taiwan and Japan write them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from transforms.ids import text_id

_PARTS = re.compile(r"[\s・·•＝=,.\-‐'’«»“”\"]+")
#: A stem holds as many letters at least.
STEM_LETTERS = 3
_CYRILLIC = re.compile(r"[а-яё]")


@dataclass(frozen=True)
class Spelling:
    """What does not matter about the spelling of a name."""

    #: Base of each Russian case ending.
    endings: Mapping[str, str] = field(default_factory=dict)
    #: Company forms, folded.
    forms: frozenset[str] = frozenset()
    #: Simplified form of Han characters, by code point as `str.translate` takes it.
    simplified: Mapping[int, str] = field(default_factory=dict)


def folded(name: str, spelling: Spelling = Spelling()) -> str:
    """A key that names written alike share: no case, accents, dots or order; case endings, company forms and forms of Han characters off.

    >>> folded("Takaichi Sanae") == folded("SANAE TAKAICHI")
    True
    """
    plain = unicodedata.normalize("NFKC", name).casefold().translate(spelling.simplified)
    parts = [part for part in _PARTS.split(plain) if part]
    kept = [part for part in parts if part not in spelling.forms] or parts
    return " ".join(sorted(filter(None, (_base(part, spelling.endings) for part in kept))))


def _base(part: str, endings: Mapping[str, str]) -> str:
    """The part without accents (Latin) or without its case ending (Cyrillic)."""
    if part.isascii():
        return part
    if _CYRILLIC.search(part):
        for cut in range(STEM_LETTERS, len(part)):  # the longest ending that leaves a stem
            base = endings.get(part[cut:])
            if base is not None:
                return part[:cut] + base
        return part
    bare = "".join(c for c in unicodedata.normalize("NFD", part) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare) if bare.isascii() else part


def discovered_ids(names: pl.DataFrame, spelling: Spelling) -> pl.Series:
    """`nl-` ids of unknown names (kind, surface, doc_id): the same name of the same kind gets the same id in every batch.

    A name of a single character (김, 李) tells nobody apart outside its document, so there the document counts too.
    """
    owned = names.select(
        "kind", "surface", owner=pl.when(pl.col("surface").str.len_chars() == 1).then(pl.col("doc_id")).otherwise(pl.lit(""))
    )
    distinct = owned.unique(maintain_order=True)
    made = ["nl-" + text_id(kind, folded(surface, spelling), owner) for kind, surface, owner in distinct.iter_rows()]
    keys = ["kind", "surface", "owner"]
    return owned.join(
        distinct.with_columns(made=pl.Series(made, dtype=pl.String)), on=keys, how="left", maintain_order="left", validate="m:1"
    )["made"]
