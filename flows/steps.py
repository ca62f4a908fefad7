"""The steps of a run, each callable on its own: stage, extract, reconcile, publish. No orchestrator here."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import monotonic, perf_counter

import polars as pl

from flows.bundle import load_bundle
from flows.ingest import COMPRESSION, RAW_SCHEMA, RawBatch, even_batch_bytes, read_batches
from flows.night import WORKERS, Night
from flows.store import commit_batch, last_of, versions_of
from schemas import DocumentSources, Quarantine
from transforms.extract import extract

SIGHTING = ["doc_id", "source_uri", "external_id"]
#: What extraction needs of a document; the rest is bookkeeping.
INPUT_COLUMNS = ["doc_id", "title", "language", "published_at", "published_offset", "publisher", "text", "encoding"]

#: File of a staged batch that says how long reading it took.
SECONDS = "seconds"


@dataclass(frozen=True)
class BatchDone:
    """What became of one batch."""

    n_inputs: int
    n_documents: int
    n_quarantined: int
    raw_bytes: int
    seconds: float
    seconds_ingest: float


def stage(night: Night) -> Iterator[Path]:
    """Read the sources; each batch that holds anything not seen before is laid down for `extract_batch`."""
    documents = night.store.scan("documents").select("doc_id").collect()
    sightings = night.store.scan("document_sources").select(SIGHTING).collect()
    refusals = night.store.scan("quarantine").select("quarantine_id").collect()
    begun = perf_counter()
    for number, batch in enumerate(read_batches(list(night.files), even_batch_bytes(night.files, WORKERS))):
        fresh = _unseen(batch, sightings, refusals)
        if not (fresh.records.height or fresh.refused.height):
            continue
        is_new = ~fresh.records["doc_id"].is_in(documents["doc_id"].implode()) & fresh.records["doc_id"].is_first_distinct()
        folder = night.store.stage / f"{night.run_id}-{number:05d}"
        folder.mkdir(parents=True)
        fresh.records.with_columns(is_new=is_new).write_parquet(folder / "records.parquet", compression="lz4")
        fresh.refused.write_parquet(folder / "refused.parquet")
        documents = pl.concat([documents, fresh.records.filter(is_new).select("doc_id")])
        sightings = pl.concat([sightings, fresh.records.select(SIGHTING)])
        refusals = pl.concat([refusals, fresh.refused.select("quarantine_id")])
        (folder / SECONDS).write_text(str(perf_counter() - begun), encoding="utf-8")
        yield folder
        begun = perf_counter()


def _unseen(batch: RawBatch, sightings: pl.DataFrame, refusals: pl.DataFrame) -> RawBatch:
    records = batch.records.unique(SIGHTING, keep="first", maintain_order=True)
    refused = batch.refused.unique("quarantine_id", keep="first", maintain_order=True)
    return RawBatch(
        records.join(sightings, on=SIGHTING, how="anti", maintain_order="left"),
        refused.join(refusals, on="quarantine_id", how="anti", maintain_order="left"),
    )


def stale_batches(night: Night) -> Iterator[Path]:
    """Batches to be read again, oldest first, for as long as the settings allow: other code or reference data, or asked for.

    Those whose tables have other columns than today's cannot be published as they are, and do not wait.
    """
    minutes, since = night.settings.rebuild_minutes, (night.settings.since or "").replace("-", "")
    deadline = inf if minutes is None else monotonic() + 60 * minutes
    for batch in night.store.committed():
        of_other_shape = versions_of(batch).get("tables") != night.versions["tables"]
        may_wait = night.settings.rebuild or is_stale(night, batch) or (since and last_of(batch.name) >= since)
        if of_other_shape or (may_wait and monotonic() < deadline):
            yield batch


def is_stale(night: Night, batch: Path) -> bool:
    """Whether a batch was read with another version of the code or the reference data."""
    return not night.versions.items() <= versions_of(batch).items()


def stale_bytes(night: Night) -> int:
    """About how much text the batches to be read again hold."""
    return sum(map(text_bytes, stale_batches(night)))


def text_bytes(batch: Path) -> int:
    """About how much text a batch holds."""
    return COMPRESSION * (batch / "documents.parquet").stat().st_size


def extract_batch(night: Night, staged: Path) -> BatchDone:
    """Read one staged batch and commit it to the store."""
    begun = perf_counter()
    records = pl.read_parquet(staged / "records.parquet")
    refused = pl.read_parquet(staged / "refused.parquet").with_columns(run_id=pl.lit(night.run_id))
    seen = records.select(*SIGHTING, "publisher", "url", "raw_sha256", seen_run=pl.lit(night.run_id))
    fresh = records.filter("is_new").select(INPUT_COLUMNS)
    stamp = {"first_seen_run": pl.lit(night.run_id), "ingested_at": pl.lit(night.started_at, dtype=RAW_SCHEMA["published_at"])}
    tables = _extracted(fresh.with_columns(**stamp)) | {
        "document_sources": DocumentSources.proved(seen),
        "quarantine": Quarantine.proved(refused.select(Quarantine.empty().columns)),
    }
    commit_batch(night.store.batches / staged.name, tables, night.reading)
    ingest = float((staged / SECONDS).read_text(encoding="utf-8"))
    shutil.rmtree(staged)
    size = int(fresh["text"].str.len_bytes().sum())
    return BatchDone(records.height + refused.height, fresh.height, refused.height, size, perf_counter() - begun, ingest)


def extract_again(night: Night, batch: Path) -> BatchDone:
    """Read a committed batch once more, with today's code and reference data; what was ingested stays."""
    begun = perf_counter()
    documents = pl.read_parquet(batch / "documents.parquet").drop("title", "language")
    documents = documents.rename({"declared_title": "title", "declared_language": "language"})
    # What an older version of the code did not keep is not known.
    lacking = [pl.lit(None, dtype=RAW_SCHEMA[name]).alias(name) for name in INPUT_COLUMNS if name not in documents.columns]
    tables = _extracted(documents.with_columns(lacking).select(*INPUT_COLUMNS, "first_seen_run", "ingested_at"))
    for kept in ("document_sources", "quarantine"):
        tables[kept] = pl.read_parquet(batch / f"{kept}.parquet")
    commit_batch(batch, tables, night.reading)
    size = int(documents["text"].str.len_bytes().sum())
    return BatchDone(0, 0, 0, size, perf_counter() - begun, 0.0)


def _extracted(documents: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return extract(documents, load_bundle().readers)
