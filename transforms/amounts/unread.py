"""Numbers of the articles themselves that no amount, date or known pattern explains, each with the reason."""

import numpy as np
import polars as pl

from transforms.amounts.addresses import reached
from transforms.amounts.codes import Around, strings_of
from transforms.place import placed, with_id

#: Characters on each side that a known pattern (a telephone number, a score) may reach over.
CONTEXT = 48
REASONS = {"bare": "number_without_unit", "vague": "vague_number"}
COLUMNS = ("unread_id", "doc_id", "segment_id", "start_char", "end_char", "surface", "reason_code", "unit", "start", "end")


def read_unread(  # noqa: PLR0913, PLR0917  the frames of a batch
    found: pl.DataFrame,
    amounts: pl.DataFrame,
    around: Around,
    segments: pl.DataFrame,
    dates: pl.DataFrame,
    patterns: pl.DataFrame,
) -> pl.DataFrame:
    """schemas.Unread with unit, start, end.

    Args:
        found: readings of every kind, dates taken out; `low` is null where a number is too large.
        amounts: the amounts read, and what was found to count nothing: unit_index, start.
        around: the segments' texts.
        segments: schemas.Segments in the order of `texts`.
        dates: spans of dates and durations.
        patterns: rows of known patterns.
    """
    is_main = segments["is_main"].gather(found["unit_index"]) if found.height else pl.Series([], dtype=pl.Boolean)
    too_large = pl.col("low").is_null() & pl.col("kind").is_in(["money", "percent", "count", "quantity"])
    nobodys = (pl.col("kind") == "money") & pl.col("unit").is_null()
    reason = (
        pl.when(too_large)
        .then(pl.lit("out_of_range"))
        .when(nobodys)
        .then(pl.lit("unknown_currency"))
        .otherwise(pl.col("kind").replace_strict(REASONS, default=None))
    )
    of_interest = found.with_columns(is_main=is_main, reason_code=reason).filter(
        pl.col("is_main") & pl.col("reason_code").is_not_null() & ((pl.col("kind") != "bare") | ~pl.col("in_words"))
    )
    of_interest = of_interest.join(amounts.select("unit_index", "start"), on=["unit_index", "start"], how="anti", maintain_order="left")
    rows = of_interest.select(
        unit="unit_index", start="start", end="end", from_index="from_index", to_index="to_index", reason_code="reason_code"
    )
    unexplained = _without_patterns(_without_any_date(rows, dates), around, patterns)
    surface = strings_of(around.text, unexplained["from_index"].to_numpy(), unexplained["to_index"].to_numpy())
    at = placed(unexplained.with_columns(surface=surface), segments)
    return with_id(at, "unread_id", "unread").unique("unread_id", keep="first", maintain_order=True).select(COLUMNS)


def _without_any_date(rows: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    if not dates.height or not rows.height:
        return rows
    wide = np.int64(1 << 32)
    spans = dates.select("unit", "start", "end").sort("unit", "start", "end")
    ends = np.maximum.accumulate(spans["unit"].to_numpy().astype(np.int64) * wide + spans["end"].to_numpy())
    begins = spans["unit"].to_numpy().astype(np.int64) * wide + spans["start"].to_numpy()
    unit = rows["unit"].to_numpy().astype(np.int64) * wide
    last = np.searchsorted(begins, unit + rows["end"].to_numpy(), side="left") - 1
    touches = (last >= 0) & (ends[np.maximum(last, 0)] > unit + rows["start"].to_numpy())
    return rows.filter(pl.Series(~touches, dtype=pl.Boolean))


def _without_patterns(rows: pl.DataFrame, around: Around, patterns: pl.DataFrame) -> pl.DataFrame:
    """Rows no known pattern reaches."""
    explained = reached(rows, around, patterns.sort("rule_id")["pattern"], CONTEXT)
    return rows.filter(pl.Series((rows["reason_code"] != "number_without_unit").to_numpy() | ~explained, dtype=pl.Boolean))
