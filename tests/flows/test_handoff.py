"""What the next tool in line finds: files that say what they hold, a package that lists them, publishes that stay for a while."""

import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from flows.dictionary import about, columns
from flows.nightly import run_direct
from flows.paths import SAMPLE
from flows.settings import Settings
from schemas import TABLES


@pytest.mark.parametrize("table", TABLES)
def test_every_column_carries_its_meaning_in_the_file(warehouse: Path, table: str) -> None:
    for file in (warehouse / "parquet" / table).glob("*.parquet"):
        schema = pq.read_schema(file)
        assert schema.metadata[b"description"].decode() == about(TABLES[table])
        for column in columns(TABLES[table]):
            said = schema.field(column.name).metadata
            assert (said[b"description"].decode(), said[b"unit"].decode()) == (column.description, column.unit)


def test_the_package_lists_every_file_key_and_reference(warehouse: Path) -> None:
    package = json.loads((warehouse / "datapackage.json").read_text(encoding="utf-8"))
    listed = {path for resource in package["resources"] for path in resource["path"]}
    assert listed == {path.relative_to(warehouse).as_posix() for path in (warehouse / "parquet").rglob("*.parquet")}
    by_name = {resource["name"]: resource for resource in package["resources"]}
    assert list(by_name) == list(TABLES)
    for name, resource in by_name.items():
        rows = pl.read_parquet([warehouse / path for path in resource["path"]])
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert fields.keys() <= set(rows.columns)
        assert all(rows[field].null_count() == 0 for field, about_it in fields.items() if about_it["constraints"]["required"])
        assert rows.select(resource["schema"]["primaryKey"]).is_unique().all()
        for key in resource["schema"]["foreignKeys"]:
            assert key["reference"]["fields"][0] in {f["name"] for f in by_name[key["reference"]["resource"]]["schema"]["fields"]}, name


def test_publishes_are_kept_as_long_as_asked(tmp_path: Path) -> None:
    first = next(iter(sorted(SAMPLE.glob("*.txt"))))
    kept = []
    for keep in (5, 5, 5, 1, 0):
        run_direct([first], tmp_path, settings=Settings(keep_publishes=keep))
        kept.append(len(list((tmp_path / "store" / "publishes").iterdir())))
        assert (tmp_path / "newsledger.duckdb").exists()
        assert (tmp_path / "datapackage.json").exists()
    assert kept == [1, 2, 3, 2, 1]


@pytest.mark.parametrize("wrong", [{"columns": {"body": "x"}}, {"keep_publishes": -1}, {"on_drift": "maybe"}])
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"0 or more|none of|no field"):
        Settings(**wrong)  # type: ignore[arg-type]


QUERY = "SELECT count(*) AS n, sum(amount_usd) AS usd FROM pledges"


def test_business_tools_read_it_through_sqlalchemy(warehouse: Path) -> None:
    engine = sa.create_engine(f"duckdb:///{warehouse / 'newsledger.duckdb'}", connect_args={"read_only": True})
    with engine.connect() as connection:
        row = connection.execute(sa.text(QUERY)).one()
        assert isinstance(row.usd, Decimal)
        with pytest.raises(sa.exc.ProgrammingError):
            connection.execute(sa.text("DELETE FROM documents"))
    engine.dispose()


def test_data_frames_read_it_from_parquet(warehouse: Path) -> None:
    folder = warehouse / "parquet" / "amounts"
    polars = pl.scan_parquet(folder / "*.parquet").select(pl.col("value").sum()).collect().item()
    arrow = ds.dataset(folder).to_table(columns=["value"])
    assert sum(v for v in arrow["value"].to_pylist() if v is not None) == polars
    pandas = pytest.importorskip("pandas")
    assert len(pandas.read_parquet(folder)) == arrow.num_rows
