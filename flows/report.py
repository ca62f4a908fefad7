"""What a publish says of its night: rows that came and went, events and contradictions that are new, and how sound the data is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.store import Store
from schemas import TABLES

#: New events and contradictions that a report names; it counts the rest.
NAMED = 20
#: Tables that grow by a row a run and say nothing of the news.
OWN = ("runs", "checks", "measures")

Row = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """Tables a person reads in the morning."""

    #: table, rows, added, removed
    changes: list[Row]
    #: event_id, title, amount, unit, documents
    events: list[Row]
    #: conflict_id, explanation
    contradictions: list[Row]
    #: what, of, figure, note
    quality: list[Row]


def report(store: Store) -> Report:
    """The report of the current publish, against the one before where that is still kept."""
    now = store.current.resolve()
    earlier = sorted(path for path in store.publishes.iterdir() if path.name < now.name and not path.suffix)
    before = earlier[-1] if earlier else None
    return Report(_changes(before, now), _new_events(before, now), _new_contradictions(before, now), _quality(now))


def _files(publish: Path | None, table: str) -> dict[int, Path]:
    """Files of a table by what they are on disk: a publish links what it did not change."""
    folder = publish / "parquet" / table if publish else None
    return {file.stat().st_ino: file for file in folder.glob("*.parquet")} if folder and folder.exists() else {}


def _changed_keys(before: Path | None, now: Path, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keys in files that only the publish now has, and in those that only the one before had."""
    old, new = _files(before, table), _files(now, table)
    key = list(TABLES[table].Config.unique)
    return _keys([new[n] for n in new.keys() - old.keys()], key), _keys([old[n] for n in old.keys() - new.keys()], key)


def _keys(files: list[Path], key: list[str]) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(f, columns=key) for f in files]) if files else pl.DataFrame(schema=dict.fromkeys(key, pl.String))


def _changes(before: Path | None, now: Path) -> list[Row]:
    rows = []
    for table in TABLES:
        if table in OWN:
            continue
        new, old = _changed_keys(before, now, table)
        key = new.columns
        added, removed = new.join(old, on=key, how="anti"), old.join(new, on=key, how="anti")
        total = sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in _files(now, table).values())
        rows.append({"table": table, "rows": total, "added": added.height, "removed": removed.height})
    return rows


def _added_rows(before: Path | None, now: Path, table: str, columns: list[str]) -> pl.DataFrame:
    new, old = _changed_keys(before, now, table)
    added = new.join(old, on=new.columns, how="anti")
    rows = pl.read_parquet(now / "parquet" / table / "*.parquet", columns=[*new.columns, *columns])
    return rows.join(added, on=new.columns, how="semi", maintain_order="left")


def _new_events(before: Path | None, now: Path) -> list[Row]:
    columns = ["title", "amount_value", "amount_unit", "n_documents"]
    found = _added_rows(before, now, "events", columns).sort("n_documents", "event_id", descending=[True, False])
    return found.head(NAMED).select("event_id", *columns).to_dicts()


def _new_contradictions(before: Path | None, now: Path) -> list[Row]:
    found = _added_rows(before, now, "conflicts", ["relation", "explanation"]).filter(pl.col("relation") == "contradicts")
    return found.sort("conflict_id").head(NAMED).select("conflict_id", "explanation").to_dicts()


def _quality(now: Path) -> list[Row]:
    """Checks by table, refusals by reason and figures unlike those before, all of the last run that made them."""
    checks = _of_last_run(now, "checks").group_by("table_name").agg(pl.len(), pl.col("rows_checked").max(), pl.col("rows_failed").sum())
    rows = [
        {"what": "checks", "of": table, "figure": failed, "note": f"rows that break one of {n} checks, of {seen:,} rows"}
        for table, n, seen, failed in checks.sort("table_name").iter_rows()
    ]
    measures = _of_last_run(now, "measures")
    run_id = measures["run_id"].max()
    refused = pl.read_parquet(now / "parquet" / "quarantine" / "*.parquet", columns=["run_id", "reason_code"])
    reasons = refused.filter(pl.col("run_id") == pl.lit(run_id, dtype=pl.String)).group_by("reason_code").len().sort("reason_code")
    rows += [{"what": "refused", "of": reason, "figure": n, "note": "inputs of this run"} for reason, n in reasons.iter_rows()]
    for measure in measures.sort("measure").iter_rows(named=True):
        usual = f"{measure['usual_low']:.2f} to {measure['usual_high']:.2f} is usual" if measure["usual_low"] is not None else ""
        note = f"unusual: {usual}" if measure["is_unusual"] else usual
        rows.append({"what": "measure", "of": measure["measure"], "figure": round(measure["value"], 4), "note": note})
    return rows


def _of_last_run(now: Path, table: str) -> pl.DataFrame:
    rows = pl.read_parquet(now / "parquet" / table / "*.parquet")
    return rows.filter(pl.col("run_id") == pl.col("run_id").max())
