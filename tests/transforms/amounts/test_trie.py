"""The hashed table of transitions finds every key it was made of, and no other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transforms.amounts.trie import Transitions, Trie

KEYS = st.integers(0, 1 << 40)


@given(st.lists(KEYS, unique=True, max_size=200), st.lists(KEYS, max_size=50))
def test_a_key_leads_to_its_state_and_any_other_nowhere(keys: list[int], others: list[int]) -> None:
    table = Transitions.of(np.array(keys, dtype=np.int64))
    states = {key: k + 1 for k, key in enumerate(keys)}
    asked = [*keys, *others]
    assert table.after(np.array(asked, dtype=np.int64)).tolist() == [states.get(key, 0) for key in asked]


def test_the_longest_form_is_found_in_both_directions() -> None:
    text = np.frombuffer("about a billion".encode("utf-32-le"), dtype=np.uint32)
    forms = {"a": 1, "about": 2, "billion": 4, "a billion": 8}
    assert [part.tolist() for part in Trie.of(forms).longest(text, np.array([0, 1, 6, 8]))] == [[5, 1, 15, 15], [2, 0, 8, 4]]
    assert [part.tolist() for part in Trie.of(forms, step=-1).longest(text, np.array([5, 15]))] == [[0, 6], [2, 8]]
