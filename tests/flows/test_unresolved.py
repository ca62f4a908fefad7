"""`newsledger unresolved`: what it prints can be added to curation.csv once somebody has decided."""

import io
from pathlib import Path

import duckdb
import polars as pl
from typer.testing import CliRunner

from flows.cli import app
from schemas.reference.curation import Curation


def listed(warehouse: Path, *options: str) -> pl.DataFrame:
    result = CliRunner().invoke(app, ["unresolved", "-w", str(warehouse), *options])
    assert result.exit_code == 0, result.output
    return pl.read_csv(io.StringIO(result.output), infer_schema=False)


def test_the_most_frequent_unknown_names_come_first_in_the_form_of_rows(warehouse: Path) -> None:
    rows = listed(warehouse)
    decided = rows.with_columns(other_id=pl.lit("Q1"), source=pl.lit("an editor"))
    Curation.proved(decided)
    with duckdb.connect(str((warehouse / "newsledger.duckdb").resolve()), read_only=True) as db:
        known = db.sql("SELECT entity_id, basis, n_mentions FROM entities").pl()
    told = rows.join(known, on="entity_id", how="left", maintain_order="left")
    assert set(told["basis"]) == {"discovered"}
    assert told["n_mentions"].is_sorted(descending=True)
    assert rows.select(pl.col("context").str.contains(pl.col("surface"), literal=True).all()).item()


def test_one_language_and_a_few_rows_can_be_asked_for(warehouse: Path) -> None:
    rows = listed(warehouse, "--language", "ko", "--limit", "3")
    assert 0 < rows.height <= 3
    assert set(rows["lang"]) == {"ko"}
