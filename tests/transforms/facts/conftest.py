"""What documents say together, from golden tables: a row what one segment tells (see telling.corpus_of)."""

import polars as pl
import pytest

from tests.transforms.facts.reconciling import checked
from tests.transforms.facts.telling import corpus_of
from transforms.facts.reconcile import reconcile
from transforms.stories.corpus import Reconciled


@pytest.fixture(scope="module")
def told(ref, read_table):
    def run(text: str, **more: pl.DataFrame) -> Reconciled:
        return checked(reconcile(corpus_of(read_table(text)), ref.stories, "r1", **more))

    return run
