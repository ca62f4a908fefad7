"""Where dates may stand: runs of date words and numbers with only joints between them, found without one large expression.

The words of all rows go through the literal matcher, numbers through one small expression; neighbours whose gap is a joint are one
run. A run that holds no word a date needs, and no figures that are a date alone, is dropped. What is left is read by the grammar.
(One expression of all rows, even as tries, leaves the fast engine of Rust's `regex`: 20 kB/s instead of 100 MB/s.)
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.chars import Script, codepoint_after
from transforms.date_slots import SLOT, with_capital
from transforms.spans import SPAN_SCHEMA, Literals, Texts, literal_spans, neighbours, regex_spans

#: Figures and Chinese numerals as a date may hold them; figures with their marks, as 2025-12-20, 14:30 or 27.10, are one.
NUMBER = "[0-9０-９]+(?:[.,:/-][0-9０-９]+)*|[〇零○一二三四五六七八九十百千两兩廿]+|元年|正月"
#: Figures that are a date or a time with no word beside them: 2025-12-20, 27.10.2025, 14:30, 2025.
ALONE = "[0-9０-９][:./-][0-9０-９]|(?:^|[^0-9０-９.,])[12１２][0-9０-９]{3}(?:[^0-9０-９.,]|$)"
#: What may stand between two pieces of a run: spaces, a dash, a bracket; joints such as `of` or `의` are words of rows themselves.
MARKS = " \u00a0\u3000-‐‑–—−~∼〜～.,/()（）、，·'’"
#: A bracket that closes right behind a run belongs to it: 12月20日（土）.
CLOSING = ")）"
#: Longest gap, in code points.
LONGEST_GAP = 4

LETTERS = (int(Script.LATIN), int(Script.CYRILLIC))


#: Words of a pattern, without its slots and syntax.
PATTERN_WORD = re.compile(r"[^\s(){}|?<>]+")


@dataclass(frozen=True)
class RunWords:
    """All words of date rows; those that make a run worth reading; and the words that may stand between pieces."""

    literals: Literals
    strong: pl.Series

    @classmethod
    def of(cls, patterns: Iterable[str], joints: Iterable[str], surfaces: Iterable[str]) -> "RunWords":
        """From the pattern rows of all languages, those that only join dates, and the words their slots may hold.

        A slot's word makes a run worth reading, and so does a pattern that has no slot; the other words of patterns do so only
        beside a number.

        >>> words = RunWords.of(["{n} {unit} ago", "yesterday"], [], ["days"])
        >>> sorted(words.literals.surfaces), words.strong.to_list()
        (['Ago', 'Days', 'Yesterday', 'ago', 'days', 'yesterday'], ['Days', 'Yesterday', 'days', 'yesterday'])
        """
        weak: set[str] = set()
        strong = {form for surface in surfaces for form in with_capital(surface)}
        given = [(pattern, bool(SLOT.search(pattern))) for pattern in patterns] + [(pattern, True) for pattern in joints]
        for pattern, is_weak in given:
            found = {form for word in PATTERN_WORD.findall(SLOT.sub(" ", pattern)) for form in with_capital(word)}
            weak |= found
            strong |= set() if is_weak or not found else {word for word in found if len(word) == max(map(len, found))}
        return cls(Literals.of(weak | strong), pl.Series(sorted(strong), dtype=pl.String))


def date_runs(texts: Texts, words: RunWords) -> pl.DataFrame:
    """Every run that may hold a date (`SPAN_SCHEMA`), in order."""
    pieces = _pieces(texts, words)
    if pieces.is_empty():
        return SPAN_SCHEMA.to_frame()
    opens = ~_joined(texts, pieces)
    runs = (
        pieces.with_columns(run=pl.Series(np.cumsum(opens)))
        .group_by("run", maintain_order=True)
        .agg(pl.first("unit", "start", "start_byte"), pl.max("end", "end_byte"), pl.any("is_strong", "is_word", "is_number"))
        .filter((pl.col("is_strong") & (pl.col("end") - pl.col("start") > 1)) | (pl.col("is_word") & pl.col("is_number")))
    )
    after = codepoint_after(texts.buffer, runs["end_byte"].to_numpy())
    closes = np.isin(after, [ord(c) for c in CLOSING])
    runs = runs.with_columns(
        end=pl.col("end") + pl.Series(closes.astype(np.int32)),
        end_byte=pl.col("end_byte") + pl.Series(np.where(after == ord(CLOSING[0]), 1, 3) * closes),
    )
    return runs.with_columns(surface=_cut(texts, runs)).select(SPAN_SCHEMA.names()).cast(dict(SPAN_SCHEMA))  # type: ignore[arg-type]


def _cut(texts: Texts, spans: pl.DataFrame) -> pl.Series:
    """The characters of spans (unit, start, end)."""
    frame = pl.DataFrame({"text": texts.strings.gather(spans["unit"]), "start": spans["start"], "length": spans["end"] - spans["start"]})
    return frame.select(pl.col("text").str.slice("start", "length")).to_series()


def _pieces(texts: Texts, words: RunWords) -> pl.DataFrame:
    """Words and numbers in the order of the text, words only where they are not part of a longer one."""
    found = neighbours(texts, literal_spans(texts, words.literals))
    letter = "^[A-Za-zА-Яа-яЁё]"
    starts = found["surface"].str.contains(letter) & found["before"].is_in(LETTERS)
    ends = found["surface"].str.contains("[A-Za-zА-Яа-яЁё]$") & found["after"].is_in(LETTERS)
    is_strong = pl.col("surface").is_in(words.strong.implode())
    named = found.filter(~starts & ~ends).with_columns(is_strong=is_strong, is_word=True, is_number=False)
    numbers = regex_spans(texts, NUMBER).with_columns(is_strong=pl.col("surface").str.contains(ALONE), is_word=False, is_number=True)
    columns = [*SPAN_SCHEMA.names(), "is_strong", "is_word", "is_number"]
    return pl.concat([named.select(columns), numbers.select(columns)]).sort("start_byte", "end_byte")


def _joined(texts: Texts, pieces: pl.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Whether each piece goes on with the run of the piece before it."""
    unit, start = pieces["unit"].to_numpy(), pieces["start"].to_numpy()
    reach = pieces.select(pl.col("end").cum_max().over("unit"))["end"].to_numpy()
    same = np.zeros(len(unit), dtype=np.bool_)
    same[1:] = unit[1:] == unit[:-1]
    gap = np.zeros(len(unit), dtype=np.int32)
    gap[1:] = start[1:] - reach[:-1]
    near = same & (gap > 0) & (gap <= LONGEST_GAP)
    at = np.flatnonzero(near)
    between = _cut(texts, pl.DataFrame({"unit": unit[at], "start": reach[at - 1], "end": start[at]}))
    fits = between.str.strip_chars(MARKS) == ""
    joined = same & (gap <= 0)
    joined[at] = fits.to_numpy()
    return joined
