"""What every test may ask for: the whole reference data, golden tables written as text, one publish of the sample articles."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import settings

from flows.bundle import load_bundle
from flows.nightly import run_direct
from flows.paths import SAMPLE
from schemas.reference import Reference

#: How long an example takes says how busy the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def ref() -> Reference:
    return load_bundle().reference


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One publish of the sample articles, made once for every test that only reads."""
    folder = tmp_path_factory.mktemp("published") / "warehouse"
    run_direct([SAMPLE], folder)
    return folder


def table(text: str) -> pl.DataFrame:
    """A frame of strings from lines of cells parted by `|`, the first line the header; an empty cell is null."""
    rows = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines()]
    return pl.DataFrame(rows[1:], schema={str(name): pl.String for name in rows[0]}, orient="row")


@pytest.fixture(scope="session")
def read_table() -> Callable[[str], pl.DataFrame]:
    return table
