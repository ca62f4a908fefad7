"""Surfaces looked for and the rules they stand for, by number: what every hit of a surface may mean in the language it stands in."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.chars import TOUCHING, Script, script_of
from transforms.coded import coded_hits, free_codes
from transforms.spans import Hits, Literals, Texts, literal_hits

Offsets = npt.NDArray[np.int64]

#: Positions within a unit take the low bits of a key, units the high ones.
POSITION_BITS = 20
UNIT_BITS = 32

#: Scripts that cannot follow, and cannot precede, every other: only beside these a word has edges to look at.
_BOUND_BEFORE: npt.NDArray[np.bool_] = np.logical_or.reduce(TOUCHING, axis=0)
_BOUND_AFTER: npt.NDArray[np.bool_] = np.logical_or.reduce(TOUCHING, axis=1)


@dataclass(frozen=True)
class Readings:
    """What hits mean: unit, code points of it, and the number of the rule in `Lexicon.rules`."""

    unit: Offsets
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    rule: npt.NDArray[np.int32]

    def filter(self, kept: npt.NDArray[np.bool_]) -> "Readings":
        """Those kept."""
        at = np.flatnonzero(kept)
        return Readings(self.unit[at], self.start[at], self.end[at], self.rule[at])

    def frame(self, rules: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """A frame of them: s (the unit), start, end and columns of the rules."""
        places = {"s": self.unit.astype(np.uint32), "start": self.start.astype(np.int32), "end": self.end.astype(np.int32)}
        return pl.DataFrame(places).hstack(rules.select(columns)[self.rule])


@dataclass(frozen=True)
class Vocabulary:
    """Surfaces of one language, and their rules in the order of the surfaces."""

    literals: Literals
    #: Row in `Lexicon.rules` of the first rule of each surface; one more for the end.
    first: npt.NDArray[np.int32]
    #: What script each surface starts and ends with.
    opening: npt.NDArray[np.uint8]
    closing: npt.NDArray[np.uint8]

    def any_rule(self, holds: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Whether something holds of any rule of each surface, from whether it holds of each row in `Lexicon.rules`."""
        found: npt.NDArray[np.bool_] = np.logical_or.reduceat(holds[: self.first[-1]], self.first[:-1])
        return found

    @classmethod
    def of(cls, rules: pl.DataFrame, base: int) -> tuple["Vocabulary", pl.DataFrame]:
        """The rules by surface, numbered from `base`; those of one surface keep their order."""
        literals = Literals.of(rules["surface"])
        numbers = pl.DataFrame({"surface": literals.surfaces}, schema={"surface": pl.String}).with_row_index("literal")
        ordered = rules.join(numbers, on="surface", maintain_order="left").sort("literal", maintain_order=True)
        first = base + np.searchsorted(ordered["literal"].to_numpy(), np.arange(len(literals.surfaces) + 1))
        ends = [script_of(np.array([ord(surface[at]) for surface in literals.surfaces], dtype=np.uint32)) for at in (0, -1)]
        return cls(literals, first.astype(np.int32), *ends), ordered.drop("literal")


@dataclass(frozen=True)
class Lexicon:
    """Rules (lang, surface, is_free, shift, length ...) and what is looked for in texts of each language."""

    vocabularies: dict[str, Vocabulary]
    #: Whether there is a hit every few words: the way of finding them differs, not what is found.
    is_dense: bool
    rules: pl.DataFrame
    #: Whether each rule holds whatever stands before and after the hit: it is free, or stands inside its surface.
    free_before: npt.NDArray[np.bool_]
    free_after: npt.NDArray[np.bool_]
    shift: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]

    @classmethod
    def of(cls, rules: pl.DataFrame, *, is_dense: bool = False) -> "Lexicon":
        """The rules language by language."""
        vocabularies, ordered, base = {}, [rules.clear()], 0
        for lang in rules["lang"].unique().sort():
            vocabularies[lang], own = Vocabulary.of(rules.filter(pl.col("lang") == lang), base)
            ordered.append(own)
            base += own.height
        all_rules = pl.concat(ordered)
        shift, length, is_free = (all_rules[name].to_numpy() for name in ("shift", "length", "is_free"))
        return cls(
            vocabularies=vocabularies,
            is_dense=is_dense,
            rules=all_rules,
            free_before=is_free | (shift > 0),
            free_after=is_free | (shift + length < all_rules["surface"].str.len_chars().to_numpy()),
            shift=shift,
            length=length,
        )


def speaks(language: str, lang: str) -> bool:
    """Whether rules of a language speak for a text's: for its own, any script of it, and all where it is unknown."""
    return language in (lang, "und", lang.partition("-")[0])


def readings(texts: Texts, lexicon: Lexicon, languages: pl.Series, chosen: npt.NDArray[np.bool_] | None = None) -> Readings:
    """The rules of every hit in the chosen units (all where none are) that speak their language and agree with the edges of the hit."""
    found = [_none()]
    codes = free_codes(texts, lexicon.rules.height) if lexicon.is_dense else np.zeros(0, dtype=np.int64)
    for lang, vocabulary in lexicon.vocabularies.items():
        spoken = languages.is_in([language for language in languages.unique() if speaks(language, lang)]).to_numpy()
        units = np.flatnonzero(spoken if chosen is None else spoken & chosen)
        if len(units):
            literals = vocabulary.literals
            hits = coded_hits(texts, literals, units, codes) if lexicon.is_dense else literal_hits(texts, literals, units)
            found.append(_readings(texts, lexicon, vocabulary, hits))
    unit, start, end, rule = (np.concatenate([getattr(part, name) for part in found]) for name in ("unit", "start", "end", "rule"))
    order = np.argsort((unit << UNIT_BITS) + start, kind="stable")
    return Readings(unit[order], start[order], end[order], rule[order])


def _none() -> Readings:
    places = np.zeros(0, dtype=np.int32)
    return Readings(np.zeros(0, dtype=np.int64), places, places, places)


def _readings(texts: Texts, lexicon: Lexicon, vocabulary: Vocabulary, hits: Hits) -> Readings:
    """The rules of one language that hits stand for."""
    hits, opens, closes = _edges(texts, lexicon, vocabulary, hits)
    first = vocabulary.first[hits.literal]
    count = vocabulary.first[hits.literal + 1] - first
    hit = np.repeat(np.arange(len(count), dtype=np.int32), count)
    rule = np.arange(len(hit), dtype=np.int32) + (first - np.cumsum(count, dtype=np.int32) + count)[hit]
    fits = (lexicon.free_before[rule] | opens[hit]) & (lexicon.free_after[rule] | closes[hit])
    hit, rule = hit[fits], rule[fits]
    start = texts.char_offsets(hits.unit, hits.start_byte)[hit] + lexicon.shift[rule]
    return Readings(hits.unit[hit], start, start + lexicon.length[rule], rule)


def _edges(texts: Texts, lexicon: Lexicon, vocabulary: Vocabulary, hits: Hits) -> tuple[Hits, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Hits some rule may hold for, and whether a word may start and end at each; hangul may follow hangul, as particles and endings do.

    A preposition of one letter stands inside every other word: what stands before a hit is asked first, what follows it of those left.
    """
    opens = np.ones(len(hits.literal), dtype=np.bool_)
    first = vocabulary.opening[hits.literal]
    bounded = np.flatnonzero(_BOUND_BEFORE[first])
    opens[bounded] = ~TOUCHING[texts.script_before(hits.start_byte[bounded]), first[bounded]]
    kept = np.flatnonzero(opens | vocabulary.any_rule(lexicon.free_before)[hits.literal])
    hits, opens = Hits(hits.unit[kept], hits.start_byte[kept], hits.literal[kept]), opens[kept]
    closes = np.ones(len(kept), dtype=np.bool_)
    last = vocabulary.closing[hits.literal]
    bounded = np.flatnonzero(_BOUND_AFTER[last] & (last != Script.HANGUL))
    end_byte = hits.start_byte[bounded] + vocabulary.literals.lengths[hits.literal[bounded]]
    closes[bounded] = ~TOUCHING[last[bounded], texts.script_after(end_byte)]
    return hits, opens, closes
