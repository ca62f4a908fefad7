"""How often a reading of an event is right at each confidence: the curve its weights (transforms/events/reader.py) are fitted to.

python -m tests.benchmarks.confidence GOLD.jsonl ... [--write]

GOLD: one sentence a line: `text`, `lang`, `events` with a `code` each (PLOVER class, or CAMEO code). A reading is right where the gold has
its class; beside a right one others are not counted, for such gold has one event a sentence. `confidence_curve.csv` is the last curve.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.reference import load_reference
from schemas.reference.events import EventsReference
from transforms.extract import Readers, extract

CURVE = Path(__file__).with_name("confidence_curve.csv")
#: Width of a band of confidence.
BAND = 0.02


def gold_classes(ref: EventsReference, codes: list[str]) -> list[str]:
    """PLOVER classes of codes; a CAMEO code stands for those of its root, and what is neither is left out."""
    types = ref.types.drop_nulls("plover_event").select("plover_event", code=pl.col("cameo_code").str.head(2)).unique()
    classes = types.group_by("code").agg("plover_event").sort("code").iter_rows()
    known = dict(classes) | {name: [name] for name in types["plover_event"]}
    return [name for code in codes for name in known.get(code[:2] if code[:2].isdigit() else code, [])]


def sentences(files: list[Path], ref: EventsReference) -> pl.DataFrame:
    """doc_id, language, text, classes."""
    rows: list[dict[str, Any]] = []
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines()):
            record = json.loads(line)
            classes = gold_classes(ref, [event["code"] for event in record["events"]])
            if not classes:
                continue  # nothing to be right about
            rows.append({"doc_id": f"{file.stem}-{number}", "language": record["lang"], "text": record["text"], "classes": classes})
    return pl.DataFrame(rows, schema={"doc_id": pl.String, "language": pl.String, "text": pl.String, "classes": pl.List(pl.String)})


def judged(mentions: pl.DataFrame, gold: pl.DataFrame) -> pl.DataFrame:
    """Mentions with `is_right`, without those beside a right one."""
    both = mentions.drop_nulls("plover_event").join(gold.select("doc_id", "classes"), on="doc_id")
    told = both.with_columns(is_right=pl.col("plover_event").is_in(pl.col("classes")))
    return told.filter(pl.col("is_right") | ~pl.col("is_right").any().over("doc_id"))


def curve(told: pl.DataFrame) -> pl.DataFrame:
    """One row a band of confidence: how many mentions, their mean confidence, the share that is right."""
    banded = told.with_columns(band=(pl.col("confidence") / BAND).floor() * BAND)
    return (
        banded.group_by("band")
        .agg(n=pl.len(), confidence=pl.col("confidence").mean().round(3), right=pl.col("is_right").mean().round(3))
        .sort("band")
        .with_columns(pl.col("band").round(2))
    )


def main() -> None:
    """Read the gold, print the curve."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.confidence", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="files of sentences with codes")
    parser.add_argument("--write", action="store_true", help=f"keep the curve in {CURVE.name}")
    given = parser.parse_args()
    ref = load_reference()
    gold = sentences(given.gold, ref.events)
    lacking = {name: pl.lit(None, dtype=pl.String) for name in ("title", "publisher", "encoding")}
    lacking |= {"published_offset": pl.lit(None, dtype=pl.Int32)}
    stamp = {"first_seen_run": pl.lit("benchmark"), "ingested_at": pl.lit(datetime.now(UTC)), "published_at": pl.lit(datetime.now(UTC))}
    tables = extract(gold.select("doc_id", "language", "text", **lacking, **stamp), Readers.of(ref))
    told = judged(tables["event_mentions"], gold)
    shown = curve(told)
    print(shown)
    print(f"all: {told.height} mentions, mean confidence {told['confidence'].mean():.3f}, right {told['is_right'].mean():.3f}")
    if given.write:
        shown.write_csv(CURVE)


if __name__ == "__main__":
    main()
