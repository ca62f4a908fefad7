"""Names to look for in one batch: those whose first word does not stand in it are left out before the matcher is built."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from transforms.spans import Literals

#: The letters a name in capitals begins with; a capitalised word of the text that holds the name's beginning holds all of them.
HEAD = r"^([\p{Lu}&&[\p{Latin}\p{Cyrillic}]][\p{Latin}\p{Cyrillic}]*)"


@dataclass(frozen=True)
class NameLiterals:
    """Distinct surfaces to look for, and the first word of those that begin with a capital.

    Building a matcher of all 44,000 names takes longer than a matcher needs for 10 MB, and has to be done for every batch.
    """

    #: In the order of `Literals`.
    surfaces: pl.Series
    #: First word of each surface; null where it does not begin with a Latin or Cyrillic capital.
    heads: pl.Series
    #: The distinct ones, as one list.
    head_list: pl.Series

    @classmethod
    def of(cls, surfaces: Iterable[str]) -> "NameLiterals":
        """The surfaces with their heads, empty ones left out."""
        ordered = pl.Series(Literals.of(surfaces).surfaces, dtype=pl.String)
        heads = ordered.str.extract(HEAD, 1)
        return cls(ordered, heads, heads.drop_nulls().unique().sort().implode())

    def within(self, words: pl.Series) -> Literals:
        """The surfaces that may stand in texts of which `words` are all capitalised words; no other hit gets lost.

        >>> NameLiterals.of(["Port Louis", "Портой", "New York"]).within(pl.Series(["Airport", "York", "McPort"])).surfaces
        ('Port Louis',)
        """
        frame = words.unique().rename("word").to_frame()
        seen = frame.select(pl.col("word").str.extract_many(self.head_list, overlapping=True).explode().unique())["word"]
        return Literals(tuple(self.surfaces.filter(self.heads.is_null() | self.heads.is_in(seen.implode()))))
