"""Segments of made-up documents, and what is read of them, for the tests of entities."""

import polars as pl

from transforms.entities.reader import EntitiesRead, read_entities
from transforms.entities.rules import EntitiesReader
from transforms.spans import Texts


def segments_of(rows: list[tuple[str, str, str]]) -> pl.DataFrame:
    """One segment a row of (doc_id, language, text)."""
    frame = pl.DataFrame(rows, schema={"doc_id": pl.String, "language": pl.String, "text": pl.String}, orient="row")
    return frame.with_columns(
        segment_id=pl.concat_str(pl.lit("s"), pl.int_range(pl.len())),
        start_char=pl.lit(0, pl.Int32),
        end_char=pl.col("text").str.len_chars().cast(pl.Int32),
    )


def read(reader: EntitiesReader, rows: list[tuple[str, str, str]]) -> EntitiesRead:
    segments = segments_of(rows)
    return read_entities(Texts.of(segments["text"]), segments, reader)
