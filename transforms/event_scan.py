"""Where events may be told: trigger words, the sentences that hold them, and everything else these sentences hold."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from transforms.event_lexicon import Readings, readings, speaks
from transforms.event_rules import SAY, EventsReader
from transforms.spans import FIRST_BYTE, Texts

#: Segments that tell nothing: marks of the page, not sentences.
MUTE_ROLES = ("label", "boilerplate", "byline")
#: Positions within a sentence take the low bits of a key, sentences the high ones.
POSITION_BITS = 20

Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Told:
    """The sentences that hold a trigger word (`s` is the row), as text, with what was found in them (offsets within them)."""

    #: s, sentence, unit, at (start in the unit), end_at, language
    sentences: pl.DataFrame
    texts: Texts
    #: s, start, end, rule, lang, is_participle
    heads: pl.DataFrame
    #: s, start, end, lang, value (a class)
    classes: pl.DataFrame
    #: s, start, end, value (a function)
    markers: pl.DataFrame
    #: s, start, end, kind (status, modality), value, side, window
    cues: pl.DataFrame

    @cached_property
    def char_byte(self) -> Offsets:
        """Byte in `texts.buffer` of each code point of it, and the end."""
        return np.append(np.flatnonzero(self.texts.buffer.view(np.int8) >= FIRST_BYTE), len(self.texts.buffer))

    def bytes_at(self, s: pl.Series, position: pl.Series) -> Offsets:
        """Byte positions in `texts.buffer` of code points of sentences; for many, where `bytes_at` is for few."""
        first = self.texts.chars_before[self.texts.unit_byte[s.to_numpy()]]
        found: Offsets = self.char_byte[first.astype(np.int64) + position.to_numpy()]
        return found

    @cached_property
    def breaks(self) -> Offsets:
        """Keys of the places where a new clause begins, sorted: conjunctions, semicolons, reporting verbs, ends of quotations."""
        ends = self.markers.filter(pl.col("value").is_in(["break", "quote"]))
        says = self.classes.filter(pl.col("value") == SAY)
        return np.sort(np.concatenate([keys(ends["s"], ends["start"]), keys(says["s"], says["start"])]))

    @cached_property
    def quote_ends(self) -> Offsets:
        """Keys of the places where reported speech ends, sorted; who acts inside does not speak outside."""
        ends = self.markers.filter(pl.col("value") == "quote")
        return np.sort(keys(ends["s"], ends["start"]))


def keys(s: pl.Series, position: pl.Series) -> Offsets:
    """Sentence and position as one number that sorts by both."""
    whole: Offsets = (s.to_numpy().astype(np.int64) << POSITION_BITS) + position.to_numpy().astype(np.int64)
    return whole


def first(*columns: str) -> pl.Expr:
    """Whether a row is the first of those that say the same in these columns."""
    return (pl.col(*columns) if len(columns) == 1 else pl.struct(*columns)).is_first_distinct()


def sentence_rows(sentences: pl.DataFrame, unit: pl.Series, start: pl.Series) -> Offsets:
    """Row of the sentence each place lies in, -1 for none; `sentences` sorted by unit and start."""
    opens = (sentences["unit"].to_numpy().astype(np.int64) << 32) + sentences["start"].to_numpy()
    asked = (unit.to_numpy().astype(np.int64) << 32) + start.to_numpy()
    row: Offsets = (np.searchsorted(opens, asked, side="right") - 1).astype(np.int64)
    if not len(opens):
        return row
    inside = (row >= 0) & (sentences["unit"].to_numpy()[row] == unit.to_numpy()) & (sentences["end"].to_numpy()[row] > start.to_numpy())
    found: Offsets = np.where(inside, row, -1)
    return found


def bytes_at(texts: Texts, unit: npt.NDArray[Any], char: npt.NDArray[Any]) -> Offsets:
    """Byte positions in `texts.buffer` of code points of units."""
    nth = texts.chars_before[texts.unit_byte[unit]].astype(np.int64) + char
    # the query keeps the array's type, or numpy would copy the whole array
    found: Offsets = (np.searchsorted(texts.chars_before, (nth + 1).astype(texts.chars_before.dtype), side="left") - 1).astype(np.int64)
    return found


def slices(buffer: npt.NDArray[np.uint8], start_byte: Offsets, end_byte: Offsets) -> pl.Series:
    """The texts between byte positions; for many short ones."""
    length = end_byte - start_byte
    offsets = np.zeros(len(length) + 1, dtype=np.int64)
    np.cumsum(length, out=offsets[1:])
    at = np.arange(offsets[-1]) + np.repeat(start_byte - offsets[:-1], length)
    return _strings(offsets, buffer[at])


def tiles(buffer: npt.NDArray[np.uint8], start_byte: Offsets, end_byte: Offsets) -> pl.Series:
    """The texts between byte positions that rise and do not overlap, without copying what lies between."""
    bounds = np.append(np.stack([start_byte, end_byte], axis=1).ravel(), len(buffer))
    return _strings(bounds, buffer).gather_every(2)


def _strings(offsets: Offsets, data: npt.NDArray[np.uint8]) -> pl.Series:
    array = pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(data)))
    strings = pl.from_arrow(array)
    assert isinstance(strings, pl.Series)
    return strings.cast(pl.String)


def told(texts: Texts, segments: pl.DataFrame, sentences: pl.DataFrame, reader: EventsReader) -> Told:
    """The sentences worth reading, with triggers, classes, markers and cues."""
    languages, heads = segments["language"], reader.heads
    langs = heads.rules["lang"].unique()
    spoken = [language for language in languages.unique() if any(speaks(language, lang) for lang in langs)]
    read = languages.is_in(spoken) & ~segments["role"].is_in(MUTE_ROLES)
    found = readings(texts, heads, languages, read.arg_true().to_numpy().astype(np.int64))
    row = sentence_rows(sentences, pl.Series(found.unit), pl.Series(found.start))
    rows = np.unique(row[row >= 0])
    chosen = sentences.select("sentence", "unit", at="start", end_at="end")[rows]
    chosen = chosen.with_columns(language=languages.gather(chosen["unit"])).with_row_index("s")
    units = chosen["unit"].to_numpy()
    inner = Texts.of(
        tiles(texts.buffer, bytes_at(texts, units, chosen["at"].to_numpy()), bytes_at(texts, units, chosen["end_at"].to_numpy()))
    )
    s = np.searchsorted(rows, row)
    at = chosen["at"].to_numpy()[s] if len(rows) else s
    held = Readings(s, found.start - at, found.end - at, found.rule).filter(row >= 0)
    words = readings(inner, reader.words, chosen["language"])
    classes, markers, cues = (
        words.filter(reader.words.rules["kind"].is_in(kinds).to_numpy()[words.rule])
        for kinds in (["class"], ["marker"], ["status", "modality"])
    )
    return Told(
        sentences=chosen,
        texts=inner,
        heads=held.frame(heads.rules, "rule", "lang", "is_participle"),
        classes=classes.frame(reader.words.rules, "lang", "value"),
        markers=markers.frame(reader.words.rules, "value"),
        cues=cues.frame(reader.words.rules, "kind", "value", "side", "window").with_columns(pl.col("value").cast(pl.String)),
    )


def inside(told_: Told, sentences: pl.DataFrame, rows: pl.DataFrame, unit: str = "unit") -> pl.DataFrame:
    """Rows (unit, start, end) that lie in the sentences read, with `s` and offsets within them, in order."""
    row = sentence_rows(sentences, rows[unit], rows["start"])
    wanted = np.full(sentences.height + 1, -1, dtype=np.int64)
    wanted[sentence_rows(sentences, told_.sentences["unit"], told_.sentences["at"])] = np.arange(told_.sentences.height)
    wanted[-1] = -1
    s = wanted[row]
    kept = rows.filter(pl.Series(s >= 0)).with_columns(s=pl.Series(s[s >= 0], dtype=pl.UInt32))
    at = told_.sentences[kept["s"]] if kept.height else told_.sentences.clear()
    shifted = kept.with_columns((pl.col("start", "end") - at["at"]).cast(pl.Int32)).filter(kept["end"] <= at["end_at"])
    return shifted.sort("s", "start", "end")
