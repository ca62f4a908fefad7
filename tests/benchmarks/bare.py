"""What bare passes of the job's patterns over the same bytes cost: counting hits alone. Their sum is the limit we chase."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import orjson
import polars as pl

from flows.bundle import load_bundle
from transforms.extract import Readers
from transforms.spans import Literals

#: Files of the corpus that are read for this.
FILES = 4


def patterns(readers: Readers) -> Iterator[tuple[str, pl.Expr]]:
    """(name, count of its hits in the column `text`) of each large pass of the job."""
    text = pl.col("text")
    yield "digit runs", text.str.count_matches("[0-9０-９]+")
    for lang, scan in readers.dates.scans.items():
        if isinstance(scan, str):
            yield f"date words, {lang}", text.str.count_matches(scan)


def literals(readers: Readers) -> Iterator[tuple[str, Literals]]:
    """(name, literals) of each large pass that looks for listed words."""
    named = {
        "names": readers.entities.alias_literals,
        "name cues": readers.entities.cue_literals,
        "event words": Literals.of(
            surface
            for lexicon in (readers.events.heads, readers.events.words)
            for vocabulary in lexicon.vocabularies.values()
            for surface in vocabulary.literals.surfaces
        ),
    }
    for name, listed in named.items():
        yield f"{name}, {len(listed.surfaces):,} literals", listed


def bare_passes(corpus: Path) -> list[tuple[str, float]]:
    """Megabytes a second of each pass; the best of three."""
    lines = [orjson.loads(line)["text"] for file in sorted(corpus.glob("*.jsonl"))[:FILES] for line in file.read_bytes().splitlines()]
    texts = pl.DataFrame({"text": lines})
    megabytes = float(texts["text"].str.len_bytes().sum()) / 1e6
    readers, buffer = load_bundle().readers, "\n".join(lines).encode()
    passes: list[tuple[str, Callable[[], object]]] = [
        *((name, lambda count=count: texts.select(count.sum()).item()) for name, count in patterns(readers)),
        *((name, partial(listed.automaton.find_matches_as_indexes, buffer)) for name, listed in literals(readers)),
    ]
    return [(name, megabytes / min(_timed(call) for _ in range(3))) for name, call in passes]


def _timed(call: Callable[[], object]) -> float:
    before = time.perf_counter()
    call()
    return time.perf_counter() - before
