"""Parquet and Arrow files: one document a row, read some rows at a time; which column is what can be told."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from flows.inputs.decode import MAX_TEXT_BYTES, Decoded, RefusedError, decode, normalised, shown
from flows.inputs.files import FIELDS, SourceFile
from flows.inputs.opening import seekable
from flows.inputs.records import Record, Refused, declared, external_id

#: Rows held at once: of the longest texts allowed still no more than memory bears.
ROWS = 64
#: Tables of the FineWeb kind call the publication time `date`; those that name the Common Crawl `dump` they were cut from hold the day of
#: the crawl in it, which dates nothing.
DATE_COLUMN, CRAWL_COLUMN = "date", "dump"


def read_parquet(file: SourceFile, stream: BinaryIO) -> Iterator[Record | Refused]:
    """The rows of a Parquet file."""
    try:
        table = pq.ParquetFile(seekable(stream), pre_buffer=False)
        chosen = _chosen(table.schema_arrow, file)
        batches = table.iter_batches(ROWS, columns=sorted(set(chosen.values())), use_threads=False)
        yield from _rows(batches, chosen, file)
    except pa.ArrowException as error:
        raise RefusedError("broken_file", f"no sound Parquet file: {error}"[:300]) from None


def read_arrow(file: SourceFile, stream: BinaryIO) -> Iterator[Record | Refused]:
    """The rows of an Arrow file, or of a stream of record batches."""
    source = seekable(stream)
    is_file = source.read(6) == b"ARROW1"
    source.seek(0)
    try:
        reader = pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)
        batches = (reader.get_batch(n) for n in range(reader.num_record_batches)) if is_file else iter(reader)
        chosen = _chosen(reader.schema, file)
        narrow = (batch.select(sorted(set(chosen.values()))) for batch in batches)
        pieces = (batch.slice(start, ROWS) for batch in narrow for start in range(0, batch.num_rows, ROWS))
        yield from _rows(pieces, chosen, file)
    except pa.ArrowException as error:
        raise RefusedError("broken_file", f"no sound Arrow file: {error}"[:300]) from None


def _chosen(schema: pa.Schema, file: SourceFile) -> dict[str, str]:
    """Field -> column, as told, else by the same name."""
    chosen = {name: name for name in FIELDS if name in schema.names}
    if "published_at" not in chosen and DATE_COLUMN in schema.names and CRAWL_COLUMN not in schema.names:
        chosen["published_at"] = DATE_COLUMN
    chosen |= {name: column for name, column in file.columns if column in schema.names}
    if "text" not in chosen:
        raise RefusedError("no_text_column", f"no column `text` among {', '.join(schema.names)[:200]}: tell it with --map text=COLUMN")
    twice = [name for name in set(chosen.values()) if schema.names.count(name) > 1]
    if twice:
        raise RefusedError("odd_columns", f"more than one column is called {twice[0]}")
    return chosen


def _rows(batches: Iterator[pa.RecordBatch], chosen: dict[str, str], file: SourceFile) -> Iterator[Record | Refused]:
    number = 0
    for batch in batches:
        cells = {name: _values(batch.column(column)) for name, column in chosen.items()}
        for row in range(batch.num_rows):
            number += 1
            try:
                yield _record({name: values[row] for name, values in cells.items()}, file, number)
            except RefusedError as refused:
                yield Refused(f"{file.uri}#{number}", refused.reason_code, refused.detail, refused.excerpt)


#: Text is looked at as the bytes it lies in: what a file calls text need not be valid.
AS_BYTES = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary(), pa.string_view(): pa.binary_view()}


def _sound(column: pa.Array) -> pa.Array:
    """The column, text as bytes; raises ArrowInvalid where it points outside the file's own memory, which nothing else would notice."""
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, _sound(column.dictionary)).dictionary_decode()
    if column.type in AS_BYTES:
        column = column.view(AS_BYTES[column.type])
    column.validate(full=True)
    return column


def _values(column: pa.Array) -> list[Any]:
    """Python values; text as bytes, and times to the microsecond."""
    column = _sound(column)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    values: list[Any] = column.to_pylist()
    return values


def _record(cells: dict[str, Any], file: SourceFile, number: int) -> Record:
    raw = cells.pop("text")
    if not isinstance(raw, bytes):
        raise RefusedError("no_text", "the row has no text" if raw is None else f"a text of type {type(raw).__name__}")
    if len(raw) > MAX_TEXT_BYTES:
        raise RefusedError("too_long", f"{len(raw)} bytes, the limit is {MAX_TEXT_BYTES}", shown(raw))
    if not raw.strip():
        raise RefusedError("empty", "holds no character but white space")
    fields = {name: value.decode("utf-8", "replace") if isinstance(value, bytes) else value for name, value in cells.items()}
    return Record(file.uri, external_id(fields, file, number), _decoded(raw), sha256(raw).hexdigest(), declared(fields, raw))


def _decoded(raw: bytes) -> Decoded:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return decode(raw)
    if not text.strip():
        raise RefusedError("empty", "holds no character but white space")
    return Decoded(normalised(text), "utf-8")
