"""From the batches to one publish: what is told across documents, the tables made of it, the checks, the swap."""

import shutil
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import duckdb
import polars as pl

from flows import publish
from flows.bundle import load_bundle
from flows.database import begin_database, opened
from flows.filling import add_rows, discovered, fill, fill_last
from flows.measures import SHARE_EXPLAINED, alarms
from flows.night import Night, started_at
from flows.reconciling import reconciled
from flows.seen import withdrawals
from flows.steps import BatchDone, is_stale
from flows.store import run_of
from schemas import TABLES, Runs
from transforms.facts.catalogue import entity_table
from transforms.facts.reconcile import Known
from transforms.stories.corpus import Reconciled


@dataclass(frozen=True)
class Summary:
    """What a run did, in plain values."""

    warehouse: str
    run_id: str
    changed: bool
    n_inputs: int
    n_passed_over: int
    n_documents: int
    n_new_documents: int
    n_quarantined: int
    n_conflicts: int
    #: Batches that were read with other rules and wait for the next run.
    n_stale: int
    raw_bytes: int
    seconds: float
    rows: dict[str, int] = field(default_factory=dict)
    #: Figures of this run that are unlike those of the nights before.
    alarms: list[str] = field(default_factory=list)
    #: Share of the new articles' numbers that a row or a known pattern explains.
    share_explained: float | None = None

    def plain(self) -> dict[str, Any]:
        """As a dictionary, for an orchestrator."""
        return asdict(self)

    def headline(self) -> list[tuple[str, str]]:
        """The lines of the closing table that are not row counts."""
        speed = self.raw_bytes / 1e6 / self.seconds if self.seconds else 0.0
        return [
            ("documents", f"{self.n_documents:,}"),
            ("new documents", f"{self.n_new_documents:,}"),
            ("quarantined in this run", f"{self.n_quarantined:,}"),
            ("files of other kinds passed over", f"{self.n_passed_over:,}"),
            ("conflicts", f"{self.n_conflicts:,}"),
            *([("batches still to be read again", f"{self.n_stale:,}")] if self.n_stale else []),
            *([] if self.share_explained is None else [("numbers explained in new documents", f"{self.share_explained:.1%}")]),
            ("seconds", f"{self.seconds:.1f}"),
            ("MB of text a second", f"{speed:.2f}"),
        ]


def reconcile_corpus(night: Night, pool: Executor) -> tuple[Reconciled, float, bool]:
    """Stories, events, claims and conflicts of all batches; the seconds it took; whether the database has grown from the current one."""
    begun = perf_counter()
    store = night.store
    with ThreadPoolExecutor(1) as beside:  # the database takes in what the batches hold while stories are found
        grown = beside.submit(begin_database, store, publish.new_folder(store, night.run_id), publish.LINKED)
        found = _reconciled(night, pool)
        return found, perf_counter() - begun, grown.result()


def _reconciled(night: Night, pool: Executor) -> Reconciled:
    ref = load_bundle().reference
    known = Known(
        ref.stories,
        night.run_id,
        _previous_claims(night),
        ref.entities.people,
        versions=night.versions,
        curation=ref.entities.curation,
    )
    aside = night.store.stage / f"{night.run_id}-parts"
    try:
        return reconciled(night.store, aside, _discovered_and_known(night), known, pool)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _discovered_and_known(night: Night) -> pl.DataFrame:
    ref, found = load_bundle().reference.entities, discovered(night.store)
    ids = pl.concat([ref.entities.select("entity_id"), found.entities.select("entity_id")]).unique("entity_id")
    counts = ids.with_columns(n_mentions=pl.lit(0, dtype=pl.Int64), n_documents=pl.lit(0, dtype=pl.Int64))
    return entity_table(counts, pl.Series([], dtype=pl.String), found, ref)


def _previous_claims(night: Night) -> pl.DataFrame:
    files, columns = night.store.current / "parquet" / "claims", ["claim_id", "first_seen_run"]
    return pl.read_parquet(files, columns=columns) if files.exists() else TABLES["claims"].empty().select(columns)


def release(night: Night, batches: list[BatchDone], outcome: tuple[Reconciled, float, bool]) -> Summary:
    """Write Parquet and DuckDB aside, check them, swap them in."""
    begun = perf_counter()
    found, seconds_reconcile, grown = outcome
    aside = publish.folder(night.store, night.run_id)
    publish.write_linked(night.store, aside / "parquet", found.entity_links)
    with opened(aside) as db:
        fill(night, db, found, grown=grown)
        row = _run_row(night, batches, found, seconds_reconcile, perf_counter() - begun)
        figures = fill_last(night, db, pl.concat([_lost_runs(night), row]), grown=grown)
        db.commit()  # the checks look through connections of their own
        checks = publish.check_database(db, night.run_id)
        publish.failed_checks(checks)
        db.begin()
        add_rows(night, db, "checks", checks, grown=grown)
        rows = {table: _rows(db, table) for table in TABLES}
    publish.prove_written(aside, rows)
    publish.swap_in(night.store, aside, night.settings.keep_publishes)
    return _summary(night, row, rows, figures, changed=True)


def _lost_runs(night: Night) -> pl.DataFrame:
    """Rows for runs that were killed: they committed batches, or missed files, and never came to publish."""
    known = {night.run_id, *night.store.history("runs")["run_id"]}
    missed = withdrawals(night)
    named = {run_of(batch.name) for batch in night.store.committed()} | {*missed["read_run"], *missed["withdrawn_run"]}
    lost = sorted(named - known)
    started = [started_at(run_id) for run_id in lost]
    blank = _run_row(night, [], None, 0.0, 0.0).with_columns(status=pl.lit("failed"))
    rows = pl.concat([blank] * len(lost)) if lost else blank.clear()
    times = pl.Series(started, dtype=blank["started_at"].dtype)
    return rows.with_columns(run_id=pl.Series(lost, dtype=pl.String), started_at=times, finished_at=times)


def publish_unchanged(night: Night) -> Summary:
    """Nothing new arrived: the same tables again, with this run's row beside them."""
    aside = publish.new_folder(night.store, night.run_id)
    publish.copy_current(night.store, aside)
    with opened(aside) as db:
        before = night.store.history("runs").tail(1)
        row = _run_row(night, [], None, 0.0, 0.0).with_columns(before["n_documents"], before["n_conflicts"])
        figures = fill_last(night, db, pl.concat([_lost_runs(night), row]), grown=True)
        rows = {table: _rows(db, table) for table in TABLES}
    publish.prove_written(aside, rows)
    publish.swap_in(night.store, aside, night.settings.keep_publishes)
    return _summary(night, row, rows, figures, changed=False)


def _rows(db: duckdb.DuckDBPyConnection, table: str) -> int:
    row = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def _run_row(night: Night, batches: list[BatchDone], found: Reconciled | None, reconcile_s: float, publish_s: float) -> pl.DataFrame:
    values = {
        "run_id": night.run_id,
        "started_at": night.started_at,
        "finished_at": datetime.now(UTC),
        "status": "completed",
        "code_version": night.code_version,
        "reference_version": night.reference_version,
        "n_inputs": sum(b.n_inputs for b in batches),
        "n_documents": found.document_links.height if found else 0,
        "n_new_documents": sum(b.n_documents for b in batches),
        "n_quarantined": sum(b.n_quarantined for b in batches),
        "n_conflicts": found.conflicts.height if found else 0,
        "raw_bytes": sum(b.raw_bytes for b in batches),
        "seconds_ingest": sum(b.seconds_ingest for b in batches),
        "seconds_extract": sum(b.seconds for b in batches),
        "seconds_reconcile": reconcile_s,
        "seconds_publish": publish_s,
    }
    return pl.DataFrame([values], schema=Runs.empty().schema)


def _summary(night: Night, row: pl.DataFrame, rows: dict[str, int], figures: pl.DataFrame, *, changed: bool) -> Summary:
    values = row.row(0, named=True)
    said = [] if night.settings.on_drift == "off" else alarms(figures)
    return Summary(
        warehouse=str(night.store.warehouse),
        run_id=night.run_id,
        changed=changed,
        n_passed_over=night.n_passed_over,
        n_stale=sum(is_stale(night, batch) for batch in night.store.committed()),
        seconds=(datetime.now(UTC) - night.started_at).total_seconds(),
        rows=rows,
        alarms=said,
        share_explained=next(iter(figures.filter(pl.col("measure") == SHARE_EXPLAINED)["value"]), None),
        **{name: values[name] for name in ("n_inputs", "n_documents", "n_new_documents", "n_quarantined", "n_conflicts", "raw_bytes")},
    )
