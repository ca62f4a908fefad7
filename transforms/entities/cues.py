"""Words beside names: offices, honorifics, verbs of speech, words that are part of names, and country signs in pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.chars import Script
from transforms.entities.aliases import Flags, ends_alone, starts_alone
from transforms.entities.rules import EntitiesReader
from transforms.spans import Texts, literal_spans

Indices = npt.NDArray[np.int64]

#: Between a name and its title stand at most so many code points.
GAP_CHARS = 24
#: Signs that may stand between a name and its title, with or without a small word.
GAP_SIGNS = " ,、，（(·\u00a0"


def cue_spans(texts: Texts, languages: pl.Series, reader: EntitiesReader) -> pl.DataFrame:
    """Every cue of the unit's language: a span with lang, cue, office, kind, position, name_test."""
    spans = literal_spans(texts, reader.cue_literals)
    spans = spans.with_columns(lang=languages.gather(spans["unit"]))
    found = spans.join(reader.cues, on=["surface", "lang"], how="inner", maintain_order="left", validate="m:1")
    return found.filter(pl.Series(_edges(texts, found, reader.suffixes), dtype=pl.Boolean))


def _edges(texts: Texts, found: pl.DataFrame, suffixes: str) -> Flags:
    """Cues that end as words do; on their left only scripts with spaces need an edge: a name may be written right before."""
    first = texts.script_after(found["start_byte"].to_numpy())
    spaced = np.isin(first, [Script.LATIN, Script.CYRILLIC, Script.DIGIT])
    edges: Flags = (starts_alone(texts, found) | ~spaced) & ends_alone(texts, found, suffixes)
    return edges


@dataclass(frozen=True)
class Beside:
    """For each title the rows of names it stands beside: the person, and a country or body between the two; -1 for none."""

    person: Indices
    between: Indices


@dataclass(frozen=True)
class _Places:
    """Where stretches stand, in code points of their unit."""

    unit: Indices
    start: Indices
    end: Indices

    @classmethod
    def of(cls, spans: pl.DataFrame) -> "_Places":
        return cls(*(spans[name].to_numpy() for name in ("unit", "start", "end")))

    def at(self, rows: Indices) -> "_Places":
        return _Places(self.unit[rows], self.start[rows], self.end[rows])


def _gap_ok(texts: Texts, left: Indices, right: Indices, unit: Indices, small_words: Sequence[str]) -> Flags:
    """Whether nothing but signs and at most one small word stands between two code-point offsets of a unit."""
    fits: Flags = right == left
    more = np.flatnonzero(~fits)
    frame = pl.DataFrame({"text": texts.strings.gather(unit[more]), "left": left[more], "n": (right - left)[more]})
    gap = pl.col("text").str.slice(pl.col("left"), pl.col("n")).str.strip_chars(GAP_SIGNS)
    fits[more] = frame.select(gap.is_in(["", *small_words])).to_series().to_numpy()
    return fits


def _near(texts: Texts, name: _Places, at: _Places, *, after: bool, small_words: Sequence[str]) -> Flags:
    """Whether name i stands right before (or after) stretch i."""
    left, right = (at.end, name.start) if after else (name.end, at.start)
    close: Flags = (name.unit == at.unit) & (right - left >= 0) & (right - left <= GAP_CHARS)
    index = np.flatnonzero(close)
    close[index] = _gap_ok(texts, left[index], right[index], at.unit[index], small_words)
    return close


def titles_beside(texts: Texts, names: pl.DataFrame, titles: pl.DataFrame, *, after: bool, small_words: Sequence[str]) -> Beside:
    """Which names stand right before each title, or right `after` it. `names` and `titles` are sorted and without overlaps."""
    if not names.height or not titles.height:
        none = np.full(titles.height, -1, dtype=np.int64)
        return Beside(none, none)
    places, people = _Places.of(names), (names["kind"] == "Person").fill_null(value=False).to_numpy()
    if after:
        first, step = np.searchsorted(names["start_byte"].to_numpy(), titles["end_byte"].to_numpy(), side="left"), 1
    else:
        first, step = np.searchsorted(names["end_byte"].to_numpy(), titles["start_byte"].to_numpy(), side="right") - 1, -1

    def near(rows: Indices, at: _Places, among: Flags) -> tuple[Flags, Indices]:
        there, row = among & (rows >= 0) & (rows < names.height), np.clip(rows, 0, names.height - 1)
        index = np.flatnonzero(there)
        there[index] = _near(texts, places.at(row[index]), at.at(index), after=after, small_words=small_words)
        return there, row

    beside, row = near(first, _Places.of(titles), np.ones(titles.height, dtype=np.bool_))
    other = beside & ~people[row]
    behind, second = near(first + step, places.at(row), other)
    person = np.where(beside & people[row], row, np.where(behind & people[second], second, -1))
    return Beside(person.astype(np.int64), np.where(other, row, -1).astype(np.int64))
