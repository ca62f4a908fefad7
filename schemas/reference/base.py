"""How reference files are declared: a model a file, a frozen bundle a topic. `flows.reference` reads what is declared here."""

from dataclasses import field
from typing import Any

import polars as pl

from schemas.columns import Table


def reference_file(model: type[Table], path: str, *, one_meaning: bool = False) -> pl.DataFrame:
    """A field of a topic's bundle: the rows of one CSV file below data/reference.

    A path with `*` (as `lang/*/magnitudes.csv`) is one file a language; the model then has a column `lang`, which the loader
    fills from the folder's name. Every cell is read as text and cast to the model's type; an empty cell is null. With `one_meaning`, a
    written form (column `forms`, parted by |) stands in one row of its language: two rows that held it would contradict each other.
    """
    metadata: dict[str, Any] = {"model": model, "path": path, "one_meaning": one_meaning}
    return field(metadata=metadata)  # type: ignore[no-any-return]  # the loader puts a frame here
