"""How reference files are declared: a model a file, a frozen bundle a topic. `flows.reference` reads what is declared here."""

from dataclasses import field
from typing import Any

import polars as pl

from schemas.columns import Table


def reference_file(model: type[Table], path: str) -> pl.DataFrame:
    """A field of a topic's bundle: the rows of one CSV file below data/reference.

    A path with `*` (as `lang/*/magnitudes.csv`) is one file a language; the model then has a column `lang`, which the loader
    fills from the folder's name. Every cell is read as text and cast to the model's type; an empty cell is null.
    """
    metadata: dict[str, Any] = {"model": model, "path": path}
    return field(metadata=metadata)  # type: ignore[no-any-return]  # the loader puts a frame here
