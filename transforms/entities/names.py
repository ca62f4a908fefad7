"""Names as keys: one key for the ways of writing one name in one script, whatever its order, case endings or company form."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from transforms.ids import text_id

_PARTS = re.compile(r"[\s・·•＝=,.\-‐'’«»“”\"]+")
#: A stem holds as many letters at least.
STEM_LETTERS = 3
NO_ENDINGS: Mapping[str, str] = MappingProxyType({})
_CYRILLIC = re.compile(r"[а-яё]")


def folded(name: str, endings: Mapping[str, str] = NO_ENDINGS, forms: frozenset[str] = frozenset()) -> str:
    """A key that names written alike share: no case, accents, dots or order; Russian case endings and company forms off.

    >>> folded("Takaichi Sanae") == folded("SANAE TAKAICHI")
    True
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    parts = [part for part in _PARTS.split(plain) if part]
    kept = [part for part in parts if part not in forms] or parts
    return " ".join(sorted(filter(None, (_base(part, endings) for part in kept))))


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


def discovered_ids(names: pl.DataFrame, endings: Mapping[str, str], forms: frozenset[str]) -> pl.Series:
    """`nl-` ids of unknown names (kind, surface, doc_id): the same name of the same kind gets the same id in every batch.

    A name of a single character (김, 李) tells nobody apart outside its document, so there the document counts too.
    """
    owned = names.select(
        "kind", "surface", owner=pl.when(pl.col("surface").str.len_chars() == 1).then(pl.col("doc_id")).otherwise(pl.lit(""))
    )
    distinct = owned.unique(maintain_order=True)
    made = ["nl-" + text_id(kind, folded(surface, endings, forms), owner) for kind, surface, owner in distinct.iter_rows()]
    keys = ["kind", "surface", "owner"]
    return owned.join(
        distinct.with_columns(made=pl.Series(made, dtype=pl.String)), on=keys, how="left", maintain_order="left", validate="m:1"
    )["made"]
