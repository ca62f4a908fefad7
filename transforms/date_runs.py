"""Where dates may stand: runs of date words and numbers with only joints between them (see `transforms.date_scan`).

Where words stand apart (`date_languages.spaced`), one expression for whole runs would leave the fast engine on varied text (measured on
mixed news: 1 MB/s instead of 50). There the expression finds only where runs start, at the edge of a word, and the words that follow are
looked up one by one; elsewhere the expression finds whole runs.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.date_slots import LETTERS, D
from transforms.spans import Texts, regex_spans

#: How far behind its first words a run may reach, in code points.
LONGEST_REST = 120
_EDGE = f"[^{LETTERS}0-9０-９]"
_WORD = f"(?:[{LETTERS}]+|{D}+)"


@dataclass(frozen=True)
class Scan:
    """How the runs of one language are found."""

    #: Finds runs, or where they start.
    expression: str
    #: What may stand between the words of a run: marks as inside of brackets of an expression. Empty: `expression` finds whole runs.
    joints: str
    #: Words that may go on with a run.
    words: pl.Series


def date_runs(texts: Texts, scan: Scan) -> pl.DataFrame:
    """Every run that may hold a date (`SPAN_SCHEMA`), in order."""
    if not scan.joints:
        return regex_spans(texts, scan.expression)
    starts = _without_edge(regex_spans(texts, f"(?:^|{_EDGE})(?:{scan.expression})"), texts)
    if starts.is_empty():
        return starts
    reach = starts["end"] + _rest(texts, starts, scan)
    before = pl.DataFrame({"unit": starts["unit"], "reach": reach}).select(pl.col("reach").cum_max().shift(1).over("unit")).to_series()
    runs = starts.with_columns(end=reach).filter((before <= starts["start"]).fill_null(value=True))
    surface = _cut(texts, runs["unit"], runs["start"], runs["end"] - runs["start"])
    return texts.spans(runs["unit"], runs["start_byte"].to_numpy(), surface)


def _without_edge(spans: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """Spans without the character before the word they start with."""
    inner = spans["surface"].str.replace(f"^{_EDGE}", "")
    lead = (spans["surface"].str.len_bytes().cast(pl.Int64) - inner.str.len_bytes().cast(pl.Int64)).to_numpy()
    return texts.spans(spans["unit"], spans["start_byte"].to_numpy() + lead, inner)


def _cut(texts: Texts, unit: pl.Series, start: pl.Series, length: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"text": texts.strings.gather(unit), "start": start, "length": length})
    return frame.select(pl.col("text").str.slice("start", "length")).to_series()


def _rest(texts: Texts, starts: pl.DataFrame, scan: Scan) -> pl.Series:
    """Code points each run goes on behind its first words: over known words and numbers, with three marks or fewer between."""
    tails = _cut(texts, starts["unit"], starts["end"], pl.Series(np.full(starts.height, LONGEST_REST)))
    distinct = pl.DataFrame({"tail": tails}).unique(maintain_order=True).with_row_index("row")
    step = f"[{scan.joints}]{{0,3}}{_WORD}"
    whole = pl.col("tail").str.extract(f"^((?:{step})+)").str.extract_all(step)
    pieces = distinct.select("row", piece=whole).drop_nulls().explode("piece")
    word = pl.col("piece").str.strip_chars(scan.joints.replace("\\", ""))
    known = word.is_in(scan.words.implode()) | word.str.contains("^[0-9０-９]")
    goes_on = known.cast(pl.Int8).cum_min().over("row") == 1
    length = pieces.filter(goes_on).group_by("row").agg(rest=pl.col("piece").str.len_chars().sum().cast(pl.Int32))
    closed = distinct.join(length, on="row", how="left", maintain_order="left").with_columns(pl.col("rest").fill_null(0))
    closing = closed.select(pl.col("tail").str.slice("rest", 1).is_in([".", ")", "）"]).cast(pl.Int32)).to_series()
    table = closed.select("tail", rest=pl.col("rest") + closing)
    return pl.DataFrame({"tail": tails}).join(table, on="tail", how="left", maintain_order="left")["rest"]
