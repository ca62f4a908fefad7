"""Dense literals are found as the matcher finds literals, whatever characters the text holds."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.coded import coded_hits, free_codes
from transforms.spans import Literals, Texts, literal_hits

#: Characters of one to four bytes; those of the last planes are what hits are written as.
CHARACTERS = ["a", "b", "가", "나", "円", ",", "x", chr(0x40000), chr(0x40001), chr(0x100000)]
LITERALS = Literals.of(["a", "ab", "가", "가나", "円", ",", chr(0x40001)])


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(
        st.text(alphabet=["a", "b", "가", "나", "円", ",", "x", chr(0x40000), chr(0x40001), chr(0x100000)]), min_size=1, max_size=5
    )
)
def test_dense_literals_are_found_as_others_are(texts: list[str]) -> None:
    given_texts = Texts.of(pl.Series(texts, dtype=pl.String))
    units = np.arange(len(texts))[::2]
    one, other = coded_hits(given_texts, LITERALS, units, free_codes(given_texts, 20)), literal_hits(given_texts, LITERALS, units)
    assert one.unit.tolist() == other.unit.tolist()
    assert one.start_byte.tolist() == other.start_byte.tolist()
    assert one.literal.tolist() == other.literal.tolist()
