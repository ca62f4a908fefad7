"""Which files were read to their end, so that a night opens only what is new or changed; and which of them are gone.

store/files.parquet has one row a file of this machine. A file that was changed just before it was read, or after, is read again the next
time: its clock cannot tell whether all of it was seen.
"""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from flows.inputs.files import SourceFile
from flows.night import Night
from flows.store import sync

#: `changed_ns`: nanoseconds since 1970, 0 where the file is to be read again; `read_with`: code and column names it was read with.
FILES = pl.Schema(
    {
        "source_uri": pl.String, "n_bytes": pl.Int64, "changed_ns": pl.Int64, "read_with": pl.String, "read_run": pl.String,
        "withdrawn_run": pl.String,
    }
)  # fmt: skip
#: A change this near to a run's start may be seen by half.
RACY_NS = 2_000_000_000


def known_files(night: Night) -> pl.DataFrame:
    """What is known of the files of earlier runs."""
    place = _place(night)
    return pl.read_parquet(place) if place.exists() else pl.DataFrame(schema=FILES)


def unread_files(night: Night) -> tuple[SourceFile, ...]:
    """The files of a night that are new, changed, or asked for again."""
    known = known_files(night).filter(pl.col("read_with") == _read_with(night), pl.col("changed_ns") > 0)
    same = dict(zip(known["source_uri"], known.select("n_bytes", "changed_ns").iter_rows(), strict=True))
    since = _since_ns(night)
    return tuple(
        file
        for file in night.files
        if (now := changed_ns(file)) is None or now >= since or same.get(file.uri) != (file.n_bytes, now)
    )  # fmt: skip


def remember_files(night: Night, read: tuple[SourceFile, ...]) -> None:
    """Keep what a night has read, and which files are no longer below its sources; all its batches are committed by now."""
    known = known_files(night)
    latest = int(night.started_at.timestamp() * 1e9) - RACY_NS
    rows = [
        (file.uri, file.n_bytes, now if now <= latest else 0, _read_with(night), night.run_id, None)
        for file in read
        if (now := changed_ns(file)) is not None
    ]
    there = pl.Series([file.uri for file in night.files], dtype=pl.String)
    fresh = pl.DataFrame(rows, schema=FILES, orient="row").unique("source_uri", keep="last", maintain_order=True)
    kept = known.join(fresh, on="source_uri", how="anti", maintain_order="left")
    is_there = pl.col("source_uri").is_in(there.implode())
    is_below = pl.any_horizontal([pl.lit(value=False), *(pl.col("source_uri").str.starts_with(root) for root in night.roots)])
    gone = pl.when(is_there).then(None).when(is_below).then(pl.col("withdrawn_run").fill_null(night.run_id)).otherwise("withdrawn_run")
    grown = pl.concat([kept.with_columns(withdrawn_run=gone), fresh]).sort("source_uri")
    if not grown.equals(known):
        aside = _place(night).with_suffix(".new")
        grown.write_parquet(aside)
        sync(aside)
        aside.replace(_place(night))


def withdrawals(night: Night) -> pl.DataFrame:
    """Rows of `withdrawals`."""
    return known_files(night).drop_nulls("withdrawn_run").select("source_uri", "read_run", "withdrawn_run")


def changed_ns(file: SourceFile) -> int | None:
    """When a file of this machine was changed last, by any of its clocks; None of what is not here, or must be proved each night."""
    try:
        state = Path(file.path).stat() if file.path and not file.sha256 else None
    except OSError:
        return None
    return max(state.st_mtime_ns, state.st_ctime_ns) if state else None


def _place(night: Night) -> Path:
    return night.store.root / "files.parquet"


def _read_with(night: Night) -> str:
    return f"{night.code_version} {sorted(night.settings.columns.items())}"


def _since_ns(night: Night) -> float:
    since = night.settings.since
    return datetime.fromisoformat(since).replace(tzinfo=UTC).timestamp() * 1e9 if since else float("inf")
