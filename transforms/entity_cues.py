"""Words beside names: offices, honorifics, verbs of speech, words that are part of names, and country signs in pairs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.chars import Script, codepoint_after, script_of
from transforms.entity_aliases import Flags, ends_alone, starts_alone
from transforms.entity_rules import EntitiesReader
from transforms.spans import Texts, literal_spans

Indices = npt.NDArray[np.int64]

#: Between a name and its title stand at most so many bytes.
GAP_BYTES = 24
#: Signs that may stand between a name and its title, with or without a small word.
GAP_SIGNS = " ,、，（(·\u00a0"


def cue_spans(texts: Texts, languages: pl.Series, reader: EntitiesReader) -> pl.DataFrame:
    """Every cue of the unit's language: a span with lang, cue, office, kind, position, name_test."""
    spans = literal_spans(texts, reader.cue_literals)
    spans = spans.with_columns(lang=languages.gather(spans["unit"]))
    found = spans.join(reader.cues, on=["surface", "lang"], how="inner", validate="m:1").sort("start_byte")
    return found.filter(pl.Series(_edges(texts, found, reader.suffixes), dtype=pl.Boolean))


def _edges(texts: Texts, found: pl.DataFrame, suffixes: str) -> Flags:
    """Cues that end as words do; on their left only scripts with spaces need an edge: a name may be written right before."""
    first = script_of(codepoint_after(texts.buffer, found["start_byte"].to_numpy()))
    spaced = np.isin(first, [Script.LATIN, Script.CYRILLIC, Script.DIGIT])
    edges: Flags = (starts_alone(texts, found) | ~spaced) & ends_alone(texts, found, suffixes)
    return edges


@dataclass(frozen=True)
class Beside:
    """For each title the rows of names it stands beside: the person, and a country or body between the two; -1 for none."""

    person: Indices
    between: Indices


def _gap_ok(texts: Texts, left: pl.Series, right: pl.Series, unit: pl.Series, small_words: list[str]) -> Flags:
    """Whether nothing but signs and at most one small word stands between two code-point offsets of a unit."""
    frame = pl.DataFrame({"text": texts.strings.gather(unit), "left": left, "n": (right - left).clip(0, GAP_BYTES)})
    gap = frame.select(pl.col("text").str.slice(pl.col("left"), pl.col("n")).str.strip_chars(GAP_SIGNS))["text"]
    fits: Flags = gap.is_in(["", *small_words]).to_numpy()
    return fits


def _near(texts: Texts, names: pl.DataFrame, at: pl.DataFrame, rows: Indices, after: bool, small_words: list[str]) -> Flags:
    """Whether name `rows[i]` stands right before (or after) the stretch `at[i]` (unit, start, end)."""
    there = (rows >= 0) & (rows < names.height)
    if not names.height:
        return np.zeros(len(rows), dtype=np.bool_)
    name = names[np.where(there, rows, 0)]
    left, right = (at["end"], name["start"]) if after else (name["end"], at["start"])
    distance = (right - left).to_numpy()
    close = there & (name["unit"] == at["unit"]).to_numpy() & (distance >= 0) & (distance <= GAP_BYTES)
    index = np.flatnonzero(close)
    close[index] = _gap_ok(texts, left.gather(index), right.gather(index), at["unit"].gather(index), small_words)
    return close


def titles_beside(texts: Texts, names: pl.DataFrame, titles: pl.DataFrame, after: bool, small_words: list[str]) -> Beside:
    """Which names stand right before each title, or right `after` it. `names` and `titles` are sorted and without overlaps."""
    starts, ends = names["start_byte"].to_numpy(), names["end_byte"].to_numpy()
    step = 1 if after else -1
    first: Indices = (
        np.searchsorted(starts, titles["end_byte"].to_numpy(), side="left")
        if after
        else np.searchsorted(ends, titles["start_byte"].to_numpy(), side="right") - 1
    ).astype(np.int64)
    near = _near(texts, names, titles, first, after, small_words)
    kinds = names["kind"].to_numpy() if names.height else np.array([""], dtype=object)
    is_person = near & (kinds[np.clip(first, 0, max(names.height - 1, 0))] == "Person")
    other = near & ~is_person
    second = first + step
    stretch = names.select("unit", "start", "end")[np.where(other, first, 0)] if names.height else titles.select("unit", "start", "end")
    behind = other & _near(texts, names, stretch, second, after, small_words)
    behind &= kinds[np.clip(second, 0, max(names.height - 1, 0))] == "Person"
    return Beside(np.where(is_person, first, np.where(behind, second, -1)), np.where(other, first, -1))
