"""What makes the Parquet files speak for themselves: each column's meaning in its file, and one `datapackage.json` for all of them.

The package follows the Data Package standard, version 2: tables, types, keys and what refers to what, for any tool that reads it.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pyarrow as pa

from flows.check import REFERENCES
from flows.dictionary import about, columns
from schemas import TABLES

PACKAGE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
#: Polars type -> type of a Data Package field.
FIELD_TYPES: dict[type[pl.DataType], str] = {
    pl.String: "string", pl.Int32: "integer", pl.Int64: "integer", pl.Float64: "number", pl.Decimal: "number", pl.Boolean: "boolean",
    pl.Date: "date", pl.Datetime: "datetime",
}  # fmt: skip


def write_table(path: Path, table: str, rows: pl.DataFrame) -> None:
    """A Parquet file whose columns carry their meaning and unit; stable types, the same bytes for the same rows."""
    rows.write_parquet(path, compression="zstd", compression_level=1, arrow_schema=_described(table, tuple(rows.schema.items())))


@cache
def _described(table: str, types: tuple[tuple[str, pl.DataType], ...]) -> pa.Schema:
    """The Arrow schema of these columns, with what is known of each."""
    plain = pl.DataFrame(schema=dict(types)).to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    if table not in TABLES:
        return plain
    known = {column.name: {"description": column.description, "unit": column.unit} for column in columns(TABLES[table])}
    fields = [field.with_metadata(known.get(field.name, {})) for field in plain]
    return pa.schema(fields, {"description": about(TABLES[table]), "newsledger.table": table})


def write_package(publish: Path, run_id: str) -> None:
    """`datapackage.json` of a publish, beside its folder `parquet`."""
    package = {
        "$schema": PROFILE,
        "name": "newsledger",
        "title": "Entities, amounts, events, claims and conflicts read from news",
        "version": run_id,
        "resources": [_resource(publish, table) for table in TABLES],
    }
    (publish / PACKAGE).write_bytes(orjson.dumps(package, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _resource(publish: Path, table: str) -> dict[str, Any]:
    model = TABLES[table]
    files = sorted((publish / "parquet" / table).glob("*.parquet"))
    key = list(model.Config.unique or [])
    return {
        "name": table,
        "description": about(model),
        "path": [file.relative_to(publish).as_posix() for file in files],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": {
            "fields": [_field(column) for column in columns(model)],
            "primaryKey": key,
            "foreignKeys": [*_foreign_keys(table)],
        },
    }


def _field(column: Any) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": FIELD_TYPES[column.dtype.base_type()],
        "description": column.description,
        "unit": column.unit,
        "constraints": {"required": not column.nullable},
    }


def _foreign_keys(table: str) -> Iterable[dict[str, Any]]:
    for ours, column, other, target in REFERENCES:
        if ours == table:
            yield {"fields": [column], "reference": {"resource": other, "fields": [target]}}
