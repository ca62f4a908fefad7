"""DuckDB types, comments and the README's data dictionary, all printed from the schema classes."""

import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from schemas import TABLES, Table


@dataclass(frozen=True)
class Column:
    """One column as a person reads of it."""

    name: str
    dtype: pl.DataType
    unit: str
    nullable: bool
    description: str

    @property
    def comment(self) -> str:
        """What DuckDB shows."""
        return f"{self.description} [{self.unit}]"


def columns(model: type[Table]) -> Iterator[Column]:
    """The columns of a table, key columns first, then in the order of the class."""
    schema = model.to_schema()
    key = model.Config.unique or []
    for name in sorted(schema.columns, key=lambda n: key.index(n) if n in key else len(key)):
        column = schema.columns[name]
        unit = str((column.metadata or {}).get("unit", ""))
        yield Column(name, column.dtype.type, unit, column.nullable, str(column.description))


def about(model: type[Table]) -> str:
    """The first line of the class's docstring: what one row is."""
    return (inspect.getdoc(model) or "").splitlines()[0]


def duckdb_type(dtype: pl.DataType) -> str:
    """The DuckDB type of a Polars type; an unknown one raises.

    >>> duckdb_type(pl.Decimal(38, 6))
    'DECIMAL(38,6)'
    """
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision},{dtype.scale})"
    names: dict[pl.DataType, str] = {
        pl.String(): "VARCHAR", pl.Int32(): "INTEGER", pl.Int64(): "BIGINT", pl.Float64(): "DOUBLE", pl.Boolean(): "BOOLEAN",
        pl.Date(): "DATE", pl.Datetime("us", "UTC"): "TIMESTAMPTZ",
    }  # fmt: skip
    return names[dtype]


def quoted(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def create_statements(name: str) -> Iterator[str]:
    """CREATE TABLE and the comments of one table."""
    model = TABLES[name]
    listed = list(columns(model))
    yield f"CREATE TABLE {name} ({', '.join(f'{c.name} {duckdb_type(c.dtype)}' for c in listed)})"
    yield f"COMMENT ON TABLE {name} IS {quoted(about(model))}"
    for column in listed:
        yield f"COMMENT ON COLUMN {name}.{column.name} IS {quoted(column.comment)}"


def markdown() -> str:
    """The data dictionary of the README."""
    parts = []
    for name, model in TABLES.items():
        key = ", ".join(model.Config.unique or [])
        rows = [f"| `{c.name}` | {duckdb_type(c.dtype)} | {c.unit} | {c.description.replace('|', '/')} |" for c in columns(model)]
        head = [f"### `{name}`", "", f"{about(model)} Key: {key}.", "", "| column | type | unit | meaning |", "| --- | --- | --- | --- |"]
        parts.append("\n".join([*head, *rows]))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(markdown())
