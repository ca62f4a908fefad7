"""From a span in a segment to a row that names document, segment and code points."""

import polars as pl

from transforms.ids import span_ids

#: What `placed` needs of the frame of segments, one row a unit of `Texts`, in the same order.
SEGMENT_COLUMNS = ("doc_id", "segment_id", "start_char")


def placed(spans: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Spans (unit, start, end, surface ...) with doc_id, segment_id and start_char, end_char within the document's text.

    `segments` has one row per unit, in the order of `Texts`; other columns of `spans` stay.
    """
    at = segments.select(*SEGMENT_COLUMNS)[spans["unit"]] if spans.height else segments.select(*SEGMENT_COLUMNS).clear()
    origin = at["start_char"]
    return spans.with_columns(
        doc_id=at["doc_id"],
        segment_id=at["segment_id"],
        start_char=(origin + spans["start"]).cast(pl.Int32),
        end_char=(origin + spans["end"]).cast(pl.Int32),
    )


def with_id(rows: pl.DataFrame, column: str, namespace: str, *numbers: str) -> pl.DataFrame:
    """Rows (doc_id, start_char, end_char) with an id; further whole-number columns tell rows of one place apart."""
    given = [rows["start_char"], rows["end_char"], *(rows[name] for name in numbers)]
    return rows.with_columns(span_ids(rows["doc_id"], namespace, *given).alias(column))
