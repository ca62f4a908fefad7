"""What bare passes of the job's patterns over the same bytes cost: counting hits alone. Their sum is the limit we chase."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import polars as pl

from flows.bundle import load_bundle
from transforms.extract import Readers

#: Files of the corpus that are read for this.
FILES = 4


def patterns(readers: Readers) -> Iterator[tuple[str, pl.Expr]]:
    """(name, count of its hits in the column `text`) of each large pass of the job."""
    text = pl.col("text")
    yield "digit runs", text.str.count_matches("[0-9０-９]+")
    for lang, scan in readers.dates.scans.items():
        if isinstance(scan, str):
            yield f"date words, {lang}", text.str.count_matches(scan)
    names = readers.entities.alias_literals.surfaces.to_list()
    yield f"names, {len(names):,} literals", text.str.find_many(names, leftmost=True).list.len()
    yield "name cues", text.str.count_matches(readers.entities.cue_scan)
    words = sorted({*readers.events.heads.literals.surfaces, *readers.events.words.literals.surfaces}, key=len, reverse=True)
    yield f"event words, {len(words):,} literals", text.str.find_many(words, leftmost=True).list.len()


def bare_passes(corpus: Path) -> list[tuple[str, float]]:
    """Megabytes a second of each pass; the best of three."""
    lines = [orjson.loads(line)["text"] for file in sorted(corpus.glob("*.jsonl"))[:FILES] for line in file.read_bytes().splitlines()]
    texts = pl.DataFrame({"text": lines})
    megabytes = float(texts["text"].str.len_bytes().sum()) / 1e6
    counts = patterns(load_bundle().readers)
    return [
        (name, megabytes / min(_timed(lambda count=count: texts.select(count.sum()).item()) for _ in range(3))) for name, count in counts
    ]


def _timed(call: Callable[[], object]) -> float:
    before = time.perf_counter()
    call()
    return time.perf_counter() - before
