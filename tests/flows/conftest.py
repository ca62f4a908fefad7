"""One publish of the sample articles, made once for every test that only reads."""

from pathlib import Path

import pytest

from flows.nightly import run_direct
from flows.paths import SAMPLE


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "warehouse"
    run_direct([SAMPLE], folder)
    return folder
