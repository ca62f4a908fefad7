"""What is compiled from a Pandera model gives Pandera's own verdict, on rows that are right and on rows that are wrong."""

from pathlib import Path

import pandera.errors
import polars as pl
import pytest

from schemas import TABLES

#: Cells that break one check or another, by type; null breaks the columns that must be there.
ODD: dict[type[pl.DataType], list[object]] = {
    pl.String: [None, "", "Ünlesbar ", "xx-yy-zz"],
    pl.Int32: [None, 0, -1, 2_000_000_000],
    pl.Int64: [None, 0, -1],
    pl.Float64: [None, -0.5, 1.5],
    pl.Boolean: [None, False, True],
}


def pandera_accepts(table: str, rows: pl.DataFrame) -> bool:
    try:
        TABLES[table].validate(rows)
    except pandera.errors.SchemaError:
        return False
    return True


@pytest.mark.parametrize("table", TABLES)
def test_published_rows_pass_both(table: str, warehouse: Path) -> None:
    rows = pl.read_parquet(warehouse / "parquet" / table)
    assert TABLES[table].contract().passes(rows)
    assert pandera_accepts(table, rows)


@pytest.mark.parametrize("table", ["amounts", "dates", "segments", "events", "conflicts"])
def test_every_odd_cell_is_judged_as_pandera_judges_it(table: str, warehouse: Path) -> None:
    rows = pl.read_parquet(warehouse / "parquet" / table).head(3)
    verdicts = set()
    for name, dtype in rows.schema.items():
        for odd in ODD.get(type(dtype), []):
            cells = pl.Series(name, [*rows[name].head(rows.height - 1), odd], dtype=dtype)
            changed = rows.with_columns(cells)
            verdict = TABLES[table].contract().passes(changed)
            assert verdict == pandera_accepts(table, changed), (name, odd)
            verdicts.add(verdict)
    assert verdicts == {True, False}


def test_a_key_twice_a_missing_column_and_another_type_are_refused(warehouse: Path) -> None:
    rows = pl.read_parquet(warehouse / "parquet" / "amounts").head(3)
    contract = TABLES["amounts"].contract()
    assert not contract.passes(pl.concat([rows, rows.head(1)]))
    assert not contract.passes(rows.drop("value"))
    assert not contract.passes(rows.with_columns(pl.col("value").cast(pl.Float64)))
    with pytest.raises(pandera.errors.SchemaError, match="amount_id"):
        TABLES["amounts"].proved(pl.concat([rows, rows.head(1)]))
