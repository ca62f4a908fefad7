"""Ids are for ever: these very values must never change."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.ids import span_ids, text_id


def test_ids_are_the_same_for_ever() -> None:
    assert span_ids(pl.Series(["doc"]), "amount", pl.Series([0]), pl.Series([5])).to_list() == ["ab79d20e06beca0fb840"]
    assert text_id("문서", None, "ko") == "964d854230f9f0d55511"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10**6), st.integers(0, 10**6)), unique=True, max_size=50))
def test_other_places_have_other_ids(places: list[tuple[str, int, int]]) -> None:
    docs, starts, ends = (pl.Series([p[i] for p in places], dtype=d) for i, d in enumerate((pl.String, pl.Int64, pl.Int64)))
    assert span_ids(docs, "x", starts, ends).n_unique() == len(places)
