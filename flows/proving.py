"""Pages without a date of their own, read once more by the day their story proves.

batches/<batch>/proved/          anchors.parquet (doc_id, anchor_date) and the tables of PROVED for these documents alone

The batch itself stays as it was first read: what stories are made of must not depend on what earlier nights concluded.
"""

import shutil
from concurrent.futures import Executor
from datetime import UTC
from pathlib import Path

import polars as pl

from flows.bundle import load_bundle
from transforms.extract import extract

#: Tables in which an anchor shows, with their keys: days, dollars at the rate of a day, segments and the days of events.
PROVED = {"segments": "segment_id", "dates": "date_id", "amounts": "amount_id", "event_mentions": "event_mention_id"}
FOLDER = "proved"
ANCHORS = "anchors"


def prove(batches: list[Path], anchors: pl.DataFrame, pool: Executor) -> None:
    """Bring every batch's readings up to date, in the pool, with the days its documents are proved to be of (doc_id, anchor_date)."""
    begun = []
    for batch in batches:
        ids = pl.read_parquet(batch / "documents.parquet", columns=["doc_id"])
        wanted = anchors.join(ids, on="doc_id", how="semi").sort("doc_id")
        if not wanted.equals(_anchors(batch)):
            begun.append(pool.submit(_write, batch, wanted))
    for written in begun:
        written.result()


def proved_rows(batch: Path, table: str) -> pl.DataFrame | None:
    """Rows of one table that were read anew; None where no document of the batch was."""
    file = batch / FOLDER / f"{table}.parquet"
    return pl.read_parquet(file) if file.exists() else None


def _anchors(batch: Path) -> pl.DataFrame:
    known = proved_rows(batch, ANCHORS)
    return pl.DataFrame(schema={"doc_id": pl.String, "anchor_date": pl.Date}) if known is None else known


def _write(batch: Path, wanted: pl.DataFrame) -> None:
    """Read the wanted documents with their days declared, and lay the rows down whole."""
    aside, final = batch / f"{FOLDER}.tmp", batch / FOLDER
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(final, ignore_errors=True)
    if wanted.is_empty():
        return
    documents = pl.read_parquet(batch / "documents.parquet").drop("title", "language", "anchor_date", "anchor_basis")
    dated = (
        documents.rename({"declared_title": "title", "declared_language": "language"})
        .join(wanted, on="doc_id", validate="1:1", maintain_order="left")
        .with_columns(
            published_at=pl.col("anchor_date").cast(pl.Datetime("us")).dt.replace_time_zone(str(UTC)),
            published_offset=pl.lit(0, dtype=pl.Int32),
        )
        .drop("anchor_date")
    )
    read = extract(dated, load_bundle().readers)
    basis = pl.col("anchor_basis")
    read["dates"] = read["dates"].with_columns(anchor_basis=pl.when(basis == "metadata").then(pl.lit("inferred_story")).otherwise(basis))
    aside.mkdir()
    wanted.write_parquet(aside / f"{ANCHORS}.parquet")
    for table in PROVED:
        read[table].write_parquet(aside / f"{table}.parquet", compression="zstd", compression_level=1)
    aside.rename(final)


def all_proved_rows(batches: list[Path], table: str) -> pl.DataFrame | None:
    """The same of several batches."""
    found = [rows for batch in batches if (rows := proved_rows(batch, table)) is not None]
    return pl.concat(found) if found else None


def as_proved(rows: pl.DataFrame, anew: pl.DataFrame | None, table: str) -> pl.DataFrame:
    """Rows of a table with those read anew in the place of the first ones; columns that only `rows` has stay."""
    if anew is None:
        return rows
    key = PROVED[table]
    columns = [name for name in rows.columns if name in anew.columns and name != key]
    found = rows.select(key).join(
        anew.select(key, *columns, is_new=pl.lit(value=True)), on=key, how="left", validate="1:1", maintain_order="left"
    )
    is_new = found["is_new"].fill_null(value=False)
    return rows.with_columns(pl.when(is_new).then(found[name]).otherwise(rows[name]).alias(name) for name in columns)
