"""Laws of the matcher: offsets are exact on any text, and what it finds is what a plain search finds."""

import pickle
import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms.spans import MOST_FOR_DFA, Literals, Texts, literal_hits, literal_spans, neighbours, regex_spans, whole_words

#: Any text, with the scripts and odd characters that break offsets made likely.
ODD = st.text(alphabet=st.one_of(st.sampled_from("a3조엔円 兆\x01\x02\n\u0301\u200b👩‍👩‍👧é¥ﾞ"), st.characters(codec="utf-8")), max_size=40)
TEXTS = st.lists(ODD, max_size=6)


def cut(texts: list[str], spans: pl.DataFrame) -> list[str]:
    return [texts[unit][start:end] for unit, start, end in spans.select("unit", "start", "end").iter_rows()]


@given(TEXTS)
def test_regex_spans_cut_out_their_surface_and_find_what_re_finds(texts: list[str]) -> None:
    found = regex_spans(Texts.of(pl.Series(texts, dtype=pl.String)), "[0-9]+|[가-힣]+|é")
    assert cut(texts, found) == found["surface"].to_list()
    wanted = [(i, m.start(), m.end()) for i, text in enumerate(texts) for m in re.finditer("[0-9]+|[가-힣]+|é", text)]
    assert found.select("unit", "start", "end").rows() == wanted


@given(TEXTS, st.lists(ODD.filter(lambda t: not set("\x01\x02\n") & set(t)), max_size=5))
def test_literal_spans_are_leftmost_longest_and_exact(texts: list[str], words: list[str]) -> None:
    found = literal_spans(Texts.of(pl.Series(texts, dtype=pl.String)), Literals.of(words))
    assert cut(texts, found) == found["surface"].to_list()
    longest_first = sorted({w for w in words if w}, key=lambda w: (-len(w.encode()), w))
    pattern = "|".join(re.escape(w) for w in longest_first)
    wanted = [(i, m.start(), m.end()) for i, t in enumerate(texts) for m in re.finditer(pattern, t)] if pattern else []
    assert found.select("unit", "start", "end").rows() == wanted


#: More than are looked for one and all in a short text.
MANY = [f"{sign}{number}" for number in range(MOST_FOR_DFA) for sign in ("엔", "won ")]


@settings(max_examples=20)
@given(TEXTS, st.lists(ODD.filter(lambda t: not set("\x01\x02\n") & set(t)), max_size=5))
def test_in_a_short_text_the_literals_that_may_be_met_are_all_that_are_met(texts: list[str], words: list[str]) -> None:
    whole, few = Literals.of([*words, *MANY]), Literals.of([*words, *MANY])
    assert whole.automaton
    shown = Texts.of(pl.Series([*texts, "won 17, 엔1000", *words], dtype=pl.String))
    found = literal_spans(shown, few)
    assert "automaton" not in few.__dict__
    assert_frame_equal(found, literal_spans(shown, whole))


def test_literals_are_found_in_chosen_units_only() -> None:
    texts = Texts.of(pl.Series(["원화", "", "a원", "원 원"]))
    hits = literal_hits(texts, Literals.of(["원"]), np.array([1, 2, 3]))
    assert hits.unit.tolist() == [2, 3, 3]
    assert [bytes(texts.buffer[at : at + 3]).decode() for at in hits.start_byte] == ["원"] * 3


def test_literals_survive_the_way_to_another_process() -> None:
    literals = Literals.of(["원", "엔"])
    found = literal_spans(Texts.of(pl.Series(["3조 엔"])), literals)
    assert literal_spans(Texts.of(pl.Series(["3조 엔"])), pickle.loads(pickle.dumps(literals))).equals(found)  # noqa: S301  our own


def test_no_literal_may_reach_into_the_next_text() -> None:
    with pytest.raises(AssertionError):
        Literals.of(["a\nb"])


@given(TEXTS)
def test_neighbours_never_fail_at_the_edges(texts: list[str]) -> None:
    ready = Texts.of(pl.Series(texts, dtype=pl.String))
    around = neighbours(ready, regex_spans(ready, "."))
    assert around.height == sum(len(t.replace("\n", "")) for t in texts)


def test_words_are_whole_by_the_rules_of_their_script() -> None:
    text = "Iran and Tirana; Иран, Иранский; 이란과 대이란; イラン・イラク ライランド; 日本と全日本"
    found = literal_spans(Texts.of(pl.Series([text])), Literals.of(["Iran", "Иран", "이란", "イラン", "日本"]))
    whole = whole_words(Texts.of(pl.Series([text])), found)
    assert [text[s - 1 : e + 1] for s, e in whole.filter(pl.col("start") > 0).select("start", "end").iter_rows()] == [
        " Иран,",
        " イラン・",
        " 日本と",
        "全日本",
    ]


def test_no_text_and_no_pattern_give_no_spans() -> None:
    nothing = Texts.of(pl.Series([], dtype=pl.String))
    assert regex_spans(nothing, "a").is_empty()
    assert literal_spans(Texts.of(pl.Series(["a"])), Literals.of([])).is_empty()
