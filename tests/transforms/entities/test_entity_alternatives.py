"""Listed names as one part of a pattern: it finds what the names one after the other, the longest first, would find."""

import re

from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.alternatives import any_longest, any_written_out

WORDS = st.sets(st.text("ab-.木村", min_size=1, max_size=4), min_size=1, max_size=8)


@given(words=WORDS, text=st.text("ab-.木村", max_size=30), tail=st.sampled_from(["", "a", "[a村]{0,2}-"]))
def test_finds_what_the_listed_words_find(words: set[str], text: str, tail: str) -> None:
    listed = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    places = [
        [found.span() for found in re.finditer(f"(?:{part}){tail}", text)] for part in (listed, any_longest(words), any_written_out(words))
    ]
    assert places[0] == places[1] == places[2]


def test_no_words_fit_nothing() -> None:
    assert re.search(any_longest([]), "a\n木") is None
    assert re.search(any_written_out([]), "a\n木") is None
