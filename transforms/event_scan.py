"""Where events may be told: trigger words, the sentences that hold them, and everything else these sentences hold."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from transforms.chars import TOUCHING, Script, codepoint_after, codepoint_before, script_of
from transforms.event_rules import EventsReader
from transforms.spans import Texts, literal_spans

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
    #: s, start, end, rule_id, is_participle
    heads: pl.DataFrame
    #: s, start, end, kind, value, side, window
    words: pl.DataFrame


def keys(s: pl.Series, position: pl.Series) -> Offsets:
    """Sentence and position as one number that sorts by both."""
    whole: Offsets = (s.to_numpy().astype(np.int64) << POSITION_BITS) + position.to_numpy().astype(np.int64)
    return whole


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


def with_edges(texts: Texts, hits: pl.DataFrame) -> pl.DataFrame:
    """Hits with `opens` and `closes`: a word may start and end there; hangul may follow hangul, as particles and endings do."""
    start, end = hits["start_byte"].to_numpy(), hits["end_byte"].to_numpy()
    first, last = script_of(codepoint_after(texts.buffer, start)), script_of(codepoint_before(texts.buffer, end))
    before, after = script_of(codepoint_before(texts.buffer, start)), script_of(codepoint_after(texts.buffer, end))
    closes = ~TOUCHING[last, after] | (last == Script.HANGUL)
    return hits.with_columns(opens=pl.Series(~TOUCHING[before, first], dtype=pl.Boolean), closes=pl.Series(closes, dtype=pl.Boolean))


def _spoken(languages: pl.Series, langs: pl.Series) -> pl.DataFrame:
    """Which rule languages speak for a segment's language: its own, any script of it, all where it is unknown."""
    pairs = [
        (language, lang)
        for language in languages.unique().sort()
        for lang in langs.unique().sort()
        if language in (lang, "und", lang.split("-")[0])
    ]
    return pl.DataFrame(pairs, schema={"language": pl.String, "lang": pl.String}, orient="row")


def _ruled(texts: Texts, hits: pl.DataFrame, rules: pl.DataFrame, languages: pl.Series) -> pl.DataFrame:
    """Hits joined with the rules of their surface that speak the language of their unit and agree with its edges."""
    spoken = _spoken(languages, rules["lang"])
    at_end = pl.col("shift") + pl.col("length") == pl.col("end") - pl.col("start")
    return (
        with_edges(texts, hits)
        .with_columns(language=languages.gather(hits["unit"]))
        .join(rules, on="surface", maintain_order="left")
        .filter(pl.col("is_free") | (((pl.col("shift") > 0) | pl.col("opens")) & (~at_end | pl.col("closes"))))
        .join(spoken, on=["language", "lang"], how="semi", maintain_order="left")
        .with_columns(start=pl.col("start") + pl.col("shift"))
        .with_columns(end=pl.col("start") + pl.col("length"))
    )


def told(texts: Texts, segments: pl.DataFrame, sentences: pl.DataFrame, reader: EventsReader) -> Told:
    """The sentences worth reading, with triggers, classes, markers and cues."""
    hits = literal_spans(texts, reader.heads)
    is_mute = segments["role"].is_in(MUTE_ROLES).gather(hits["unit"])
    heads = _ruled(texts, hits.filter(~is_mute), reader.head_rules, segments["language"])
    row = sentence_rows(sentences, heads["unit"], heads["start"])
    heads = heads.with_columns(sentence_row=pl.Series(row)).filter(pl.col("sentence_row") >= 0)
    rows = np.unique(heads["sentence_row"].to_numpy())
    chosen = sentences.select("sentence", "unit", at="start", end_at="end")[rows]
    chosen = chosen.with_columns(language=segments["language"].gather(chosen["unit"])).with_row_index("s")
    units = chosen["unit"].to_numpy()
    strings = tiles(texts.buffer, bytes_at(texts, units, chosen["at"].to_numpy()), bytes_at(texts, units, chosen["end_at"].to_numpy()))
    inner = Texts.of(strings)
    s = np.searchsorted(rows, heads["sentence_row"].to_numpy())
    heads = heads.with_columns(s=pl.Series(s, dtype=pl.UInt32))
    heads = heads.with_columns(pl.col("start", "end") - chosen["at"].gather(heads["s"]))
    words = _ruled(inner, literal_spans(inner, reader.words), reader.word_rules, chosen["language"]).rename({"unit": "s"})
    return Told(
        sentences=chosen,
        texts=inner,
        heads=heads.select("s", "start", "end", "rule_id", "lang", "is_participle"),
        words=words.select("s", "start", "end", "lang", "kind", "value", "side", "window"),
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
