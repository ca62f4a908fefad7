"""Figures of what a run brought, kept night by night, and what they say when a night is unlike those before."""

from pathlib import Path

import polars as pl

from flows.database import Made
from flows.night import Night
from flows.store import StoreError
from schemas import Measures
from transforms.drift import judged

#: Share of the articles' numbers that a row of any table or a known pattern explains.
SHARE_EXPLAINED = "share_explained"

#: Tables of a batch whose rows are counted: what each stage made of the night's documents.
COUNTED = (
    "document_sources", "segments", "dates", "amounts", "entity_mentions", "quotes", "event_mentions", "event_participants", "unread",
)  # fmt: skip


def measured(night: Night) -> pl.DataFrame:
    """Rows of `measures` for the batches that are not published yet, judged by the nights before."""
    figures = _figures(new_batches(night))
    tonight = pl.DataFrame({"measure": list(figures), "value": list(figures.values())}, schema={"measure": pl.String, "value": pl.Float64})
    rows = judged(tonight, night.store.history("measures").select("run_id", "measure", "value"))
    return Measures.proved(rows.select(pl.lit(night.run_id).alias("run_id"), pl.all()))


def new_batches(night: Night) -> list[Path]:
    """Committed batches that the current publish does not hold."""
    published = Made.read(night.store.current)
    return [batch for batch in night.store.committed() if published is None or not published.within(batch.name)]


def _figures(batches: list[Path]) -> dict[str, float]:
    documents = _read(batches, "documents", ["doc_id", "language", "n_numbers"])
    if documents is None:
        return {"documents": 0.0}
    rows = {f"rows.{table}": _count(batches, table) for table in COUNTED}
    refused, seen, n_documents = _count(batches, "quarantine"), rows["rows.document_sources"], documents.height
    unread = _read(batches, "unread", ["doc_id", "surface"])
    figures = {"documents": float(n_documents), "rows.quarantine": refused, **rows}
    if refused + seen:
        figures["share_quarantined"] = refused / (refused + seen)
    numbers = int(documents["n_numbers"].sum())
    if numbers and unread is not None:
        parts = unread.filter(pl.col("surface").str.contains("[0-9０-９]")).group_by("doc_id").len()
        left = documents.join(parts, on="doc_id").select(pl.min_horizontal("n_numbers", "len").sum()).item()
        figures[SHARE_EXPLAINED] = 1 - left / numbers  # a string of digits may be left in several parts
    if n_documents:
        figures["share_unread"] = (unread["doc_id"].n_unique() if unread is not None else 0) / n_documents
        mix = documents.group_by("language").len()
        figures |= {f"share_language.{language}": count / n_documents for language, count in sorted(mix.iter_rows())}
    return figures


def _files(batches: list[Path], table: str) -> list[Path]:
    return [file for batch in batches if (file := batch / f"{table}.parquet").exists()]


def _read(batches: list[Path], table: str, columns: list[str]) -> pl.DataFrame | None:
    files = _files(batches, table)
    return pl.concat([pl.read_parquet(file, columns=columns) for file in files]) if files else None


def _count(batches: list[Path], table: str) -> float:
    files = _files(batches, table)
    return float(pl.scan_parquet(files, missing_columns="insert").select(pl.len()).collect().item()) if files else 0.0


def alarms(rows: pl.DataFrame) -> list[str]:
    """What is unusual, a line each.

    >>> row = {"measure": "share_unread", "value": 0.5, "usual_low": 0.0, "usual_high": 0.2, "n_nights": 14, "is_unusual": True}
    >>> alarms(pl.DataFrame([row]))
    ['share_unread is 0.50; in the 14 nights before, 0.00 to 0.20 was usual']
    """
    return [
        f"{row['measure']} is {_shown(row['value'])}; in the {row['n_nights']} nights before, "
        f"{_shown(row['usual_low'])} to {_shown(row['usual_high'])} was usual"
        for row in rows.filter("is_unusual").iter_rows(named=True)
    ]


def _shown(figure: float) -> str:
    return f"{figure:,.2f}" if figure < 2 else f"{figure:,.0f}"  # noqa: PLR2004  shares have two places, counts none


def stop_on_drift(night: Night) -> None:
    """Fail the run before it publishes when its settings say so and the night is unlike those before."""
    if night.settings.on_drift == "fail" and (said := alarms(measured(night))):
        raise StoreError(f"not published: {'; '.join(said)}. The last publish stays; --on-drift warn publishes it all the same")
