"""Small batches become one: what a night costs follows the text that is held, not the number of nights it came in.

Merged are neighbours that the current publish holds and that were read with the same rules. Rows and their order stay as they are, and so
does what is published. The merged batch is renamed in whole; from then on those it stands for are none any more (`Store.committed`), and
they are removed, now or by the next run. A run killed at any moment leaves the old ones or the new one.
"""

from itertools import pairwise
from pathlib import Path

import polars as pl

from flows.database import Made, reading_of
from flows.ingest import BATCH_BYTES
from flows.night import Night
from flows.proving import ANCHORS, FOLDER
from flows.steps import text_bytes
from flows.store import Store, commit_batch, first_of, last_of, put_away, versions_of

#: As many neighbours are merged at a time, none of which holds more than the others together: a row is written again only when the batch
#: it lies in at least doubles, and of any size only a few batches are ever left.
NEIGHBOURS = 4


def merge_batches(night: Night) -> int:
    """Merge as often as there is something to merge; how often that was."""
    times = 0
    while window := _window(night.store):
        _merge(night.store, window)
        times += 1
    return times


def _window(store: Store) -> list[Path] | None:
    """The oldest neighbours that may be merged."""
    made = Made.read(store.current)
    batches = store.committed() if made else []
    sizes = [text_bytes(batch) for batch in batches]
    alike = [one == two for one, two in pairwise(map(_rules, batches))]
    for end in range(NEIGHBOURS, len(batches) + 1):
        at = slice(end - NEIGHBOURS, end)
        fits = sum(sizes[at]) <= BATCH_BYTES and 2 * max(sizes[at]) <= sum(sizes[at])
        if fits and all(alike[end - NEIGHBOURS : end - 1]) and all(made and batch.name in made.batches for batch in batches[at]):
            return batches[at]
    return None


def _rules(batch: Path) -> dict[str, str]:
    return {what: version for what, version in versions_of(batch).items() if what != "read"}


def _merge(store: Store, batches: list[Path]) -> None:
    names = sorted({file.relative_to(batch).with_suffix("").as_posix() for batch in batches for file in batch.rglob("*.parquet")})
    tables = {name: _together([batch / f"{name}.parquet" for batch in batches]) for name in names}
    if (anchors := f"{FOLDER}/{ANCHORS}") in tables:
        tables[anchors] = tables[anchors].sort("doc_id")  # as they are compared
    reading = reading_of([versions_of(batch)["read"] for batch in batches])
    merged = store.batches / f"{first_of(batches[0].name)}+{last_of(batches[-1].name)}"
    commit_batch(merged, tables, {**_rules(batches[0]), "read": reading})
    for batch in batches:
        put_away(batch)


def _together(files: list[Path]) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(file) for file in files if file.exists()], how="diagonal_relaxed")
