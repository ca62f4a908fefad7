"""Keys of names: what is one name and what is not."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.names import discovered_ids, folded

ENDINGS = {"ова": "ов", "а": ""}


def test_order_case_accents_and_company_forms_do_not_matter() -> None:
    assert folded("Zorvath Oluvék") == folded("OLUVEK ZORVATH")
    assert folded("Zorvath Ltd.", forms=frozenset({"ltd"})) == folded("Zorvath")
    assert folded("Зорватова", ENDINGS) == folded("Зорватов", ENDINGS)
    assert folded("Ltd", forms=frozenset({"ltd"})) == "ltd"


def test_a_single_character_counts_within_its_document_only() -> None:
    names = pl.DataFrame({"kind": ["Person"] * 3, "surface": ["김", "김", "김철수"], "doc_id": ["a", "b", "b"]})
    assert discovered_ids(names, {}, frozenset()).n_unique() == 3


@given(st.text(max_size=20))
def test_folding_is_idempotent_without_endings(name: str) -> None:
    assert folded(folded(name)) == folded(name)
