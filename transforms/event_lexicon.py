"""Surfaces looked for and the rules they stand for, by number: what every hit of a surface may mean in the language it stands in."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.chars import TOUCHING, Script, codepoint_after, codepoint_before, script_of
from transforms.spans import Hits, Literals, Texts, literal_hits

Offsets = npt.NDArray[np.int64]

#: Scripts that cannot follow, and cannot precede, every other: only beside these a word has edges to look at.
_BOUND_BEFORE: npt.NDArray[np.bool_] = np.logical_or.reduce(TOUCHING, axis=0)
_BOUND_AFTER: npt.NDArray[np.bool_] = np.logical_or.reduce(TOUCHING, axis=1)


@dataclass(frozen=True)
class Readings:
    """What hits mean: unit, code points of it, and the number of the rule in `Lexicon.rules`."""

    unit: Offsets
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    rule: Offsets

    def filter(self, kept: npt.NDArray[np.bool_]) -> "Readings":
        """Those kept."""
        return Readings(self.unit[kept], self.start[kept], self.end[kept], self.rule[kept])

    def frame(self, rules: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """A frame of them: s (the unit), start, end and columns of the rules."""
        places = {"s": self.unit.astype(np.uint32), "start": self.start.astype(np.int32), "end": self.end.astype(np.int32)}
        return pl.DataFrame(places).hstack(rules.select(columns)[self.rule])


@dataclass(frozen=True)
class Lexicon:
    """Surfaces, and their rules (lang, surface, is_free, shift, length ...) in the order of the surfaces."""

    literals: Literals
    rules: pl.DataFrame
    #: Row of the first rule of each surface; one more for the end.
    first: Offsets
    #: What script each surface starts and ends with.
    opening: npt.NDArray[np.uint8]
    closing: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, rules: pl.DataFrame) -> "Lexicon":
        """The rules by surface; those of one surface keep their order."""
        literals = Literals.of(rules["surface"])
        numbers = pl.DataFrame({"surface": literals.surfaces}, schema={"surface": pl.String}).with_row_index("literal")
        ordered = rules.join(numbers, on="surface", maintain_order="left").sort("literal", maintain_order=True)
        return cls(
            literals=literals,
            rules=ordered.drop("literal"),
            first=np.searchsorted(ordered["literal"].to_numpy(), np.arange(len(literals.surfaces) + 1)),
            opening=script_of(np.array([ord(surface[0]) for surface in literals.surfaces], dtype=np.uint32)),
            closing=script_of(np.array([ord(surface[-1]) for surface in literals.surfaces], dtype=np.uint32)),
        )


def speaks(language: str, lang: str) -> bool:
    """Whether rules of a language speak for a text's: for its own, any script of it, and all where it is unknown."""
    return language in (lang, "und", lang.partition("-")[0])


def readings(texts: Texts, lexicon: Lexicon, languages: pl.Series, units: Offsets | None = None) -> Readings:
    """The rules of every hit in these units that speak their language and agree with the edges of the hit."""
    hits = literal_hits(texts, lexicon.literals, units)
    rules, first = lexicon.rules, lexicon.first
    count = first[hits.literal + 1] - first[hits.literal]
    hit = np.repeat(np.arange(len(count)), count)
    rule = np.arange(len(hit)) + np.repeat(first[hits.literal] - np.cumsum(count) + count, count)
    spoken = _spoken(languages, rules["lang"])[_codes(languages)[hits.unit[hit]], _codes(rules["lang"])[rule]]
    hit, rule = hit[spoken], rule[spoken]
    opens, closes = _edges(texts, lexicon, hits)
    shift, length = rules["shift"].to_numpy(), rules["length"].to_numpy()
    whole = rules["surface"].str.len_chars().to_numpy()
    inner_end = shift + length < whole
    fits = rules["is_free"].to_numpy()[rule] | (((shift > 0)[rule] | opens[hit]) & (inner_end[rule] | closes[hit]))
    hit, rule = hit[fits], rule[fits]
    start = texts.char_offsets(hits.unit[hit], hits.start_byte[hit]) + shift[rule]
    return Readings(hits.unit[hit], start, start + length[rule], rule)


def _codes(names: pl.Series) -> Offsets:
    """Number of each name among the sorted distinct ones."""
    codes: Offsets = names.cast(pl.Enum(names.unique().sort())).to_physical().to_numpy().astype(np.int64)
    return codes


def _spoken(languages: pl.Series, langs: pl.Series) -> npt.NDArray[np.bool_]:
    """Whether each language's texts (row, by `_codes`) are spoken for by each rule language (column)."""
    pairs = [[speaks(language, lang) for lang in langs.unique().sort()] for language in languages.unique().sort()]
    return np.array(pairs, dtype=np.bool_).reshape(languages.n_unique(), langs.n_unique())


def _edges(texts: Texts, lexicon: Lexicon, hits: Hits) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether a word may start and end at each hit; hangul may follow hangul, as particles and endings do."""
    first, last = lexicon.opening[hits.literal], lexicon.closing[hits.literal]
    opens, closes = np.ones(len(first), dtype=np.bool_), np.ones(len(first), dtype=np.bool_)
    bounded = np.flatnonzero(_BOUND_BEFORE[first])
    opens[bounded] = ~TOUCHING[script_of(codepoint_before(texts.buffer, hits.start_byte[bounded])), first[bounded]]
    bounded = np.flatnonzero(_BOUND_AFTER[last] & (last != Script.HANGUL))
    end_byte = hits.start_byte[bounded] + lexicon.literals.lengths[hits.literal[bounded]]
    closes[bounded] = ~TOUCHING[last[bounded], script_of(codepoint_after(texts.buffer, end_byte))]
    return opens, closes
