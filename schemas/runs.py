"""What the pipeline did: runs, what it refused, and the checks it made."""

import polars as pl

from schemas import columns as c

RUN_STATUSES = ("completed", "failed")
HISTORY_TABLES = ("events", "conflicts", "claims")


class Quarantine(c.Table):
    """One row per input, or row at a border, that was refused, with the reason."""

    quarantine_id: str = c.key("Hash of source, stage and reason.")
    run_id: str = c.key("The run that refused it: runs.run_id.")
    source_uri: str = c.text("The file, and #line for a record in it.", unit="path or URL")
    stage: str = c.text("Where it was refused.", unit="code")
    reason_code: str = c.text("Why, as a code; a failed check's name.", unit="code")
    detail: str = c.text("Why, in words.")
    excerpt: str = c.text("The first characters of what was refused.", nullable=True)

    class Config(c.Table.Config):
        """Key."""

        unique = ["quarantine_id"]


class Runs(c.Table):
    """One row per run of the pipeline."""

    run_id: str = c.key("When it started, as text that sorts.")
    started_at: c.Instant = c.moment("Start.")
    finished_at: c.Instant = c.moment("End.")
    status: str = c.one_of(RUN_STATUSES, "How it ended.")
    code_version: str = c.text("Version of newsledger.")
    reference_version: str = c.text("Hash of data/reference.", unit="hex")
    n_inputs: pl.Int64 = c.count("Sightings and refusals met for the first time.")
    n_documents: pl.Int64 = c.count("Documents in the warehouse afterwards.")
    n_new_documents: pl.Int64 = c.count("Documents this run read first.")
    n_quarantined: pl.Int64 = c.count("Rows this run added to quarantine.")
    n_conflicts: pl.Int64 = c.count("Conflicts in the warehouse afterwards.")
    raw_bytes: pl.Int64 = c.number("Bytes of text this run read.", unit="bytes", ge=0)
    seconds_ingest: float = c.number("Reading and decoding.", unit="seconds of work, all workers", ge=0)
    seconds_extract: float = c.number("Segments, dates, amounts, entities and event mentions.", unit="seconds of work, all workers", ge=0)
    seconds_reconcile: float = c.number("Stories, events, claims and conflicts.", unit="seconds", ge=0)
    seconds_publish: float = c.number("Parquet, DuckDB and checks.", unit="seconds", ge=0)

    class Config(c.Table.Config):
        """Key."""

        unique = ["run_id"]


class Measures(c.Table):
    """One row per figure of what a run brought, with what the nights before it make usual."""

    run_id: str = c.key("The run: runs.run_id.")
    measure: str = c.text(
        "What is counted: documents, rows.<table>, share_quarantined, share_unread, share_explained, share_language.<tag>."
    )
    value: float = c.number("The figure, of the documents this run read first.", unit="count, or share from 0 to 1", ge=0)
    usual_low: float = c.number("Least that is usual; null where it cannot be told yet.", unit="as value", ge=0, nullable=True)
    usual_high: float = c.number("Most that is usual; null where it cannot be told yet.", unit="as value", ge=0, nullable=True)
    n_nights: pl.Int64 = c.count("Nights with new documents that it is compared with, 14 at most.")
    is_unusual: bool = c.flag("Whether value lies outside what is usual.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["run_id", "measure"]


class Withdrawals(c.Table):
    """One row per file that was read once and is no longer below its source; what was read from it stays."""

    source_uri: str = c.text("The file: documents read from it are rows of document_sources.", unit="path or URL")
    read_run: str = c.key("The run that read it last: runs.run_id.")
    withdrawn_run: str = c.key("The run that first missed it: runs.run_id.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["source_uri"]


class History(c.Table):
    """One row per version of an event or conflict that was ever published, and per claim that is made no more: nothing is forgotten."""

    table_name: str = c.one_of(HISTORY_TABLES, "The table whose row it was.")
    row_id: str = c.key("The key of that row.")
    since_run: str = c.key("The run that first published it like this: runs.run_id.")
    until_run: str = c.key("The run that published it otherwise, or no more: runs.run_id.", nullable=True)
    said: str = c.text("The row as it was; null while it is what its table says.", nullable=True, unit="JSON")

    class Config(c.Table.Config):
        """Key."""

        unique = ["table_name", "row_id", "since_run"]


class Checks(c.Table):
    """One row per check of a table made before a publish."""

    run_id: str = c.key("The run: runs.run_id.")
    table_name: str = c.text("The table checked.")
    check_name: str = c.text("What must hold.")
    rows_checked: pl.Int64 = c.count("Rows looked at.")
    rows_failed: pl.Int64 = c.count("Rows that broke it.")
    passed: bool = c.flag("Whether none did.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["run_id", "table_name", "check_name"]
