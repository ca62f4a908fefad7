"""Keys of names: what is one name and what is not."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from flows.bundle import load_bundle
from transforms.entities.names import Spelling, discovered_ids, folded

ENDINGS = Spelling({"ова": "ов", "а": ""})
COMPANY = Spelling(forms=frozenset({"ltd"}))


def test_order_case_accents_and_company_forms_do_not_matter() -> None:
    assert folded("Zorvath Oluvék") == folded("OLUVEK ZORVATH")
    assert folded("Zorvath Ltd.", COMPANY) == folded("Zorvath")
    assert folded("Зорватова", ENDINGS) == folded("Зорватов", ENDINGS)
    assert folded("Ltd", COMPANY) == "ltd"


def test_a_single_character_counts_within_its_document_only() -> None:
    names = pl.DataFrame({"kind": ["Person"] * 3, "surface": ["김", "김", "김철수"], "doc_id": ["a", "b", "b"]})
    assert discovered_ids(names, Spelling()).n_unique() == 3


@given(st.text(max_size=20))
def test_folding_is_idempotent_without_endings(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_han_characters_are_one_as_the_mainland_taiwan_and_japan_write_them() -> None:
    spelling = load_bundle().readers.entities.spelling
    assert folded("維爾塔·奧蘭", spelling) == folded("维尔塔·奥兰", spelling)
    assert folded("沢村竜広", spelling) == folded("澤村龍廣", spelling) == folded("泽村龙广", spelling)
    assert folded("沢村竜広", spelling) != folded("沢村竜弘", spelling)
