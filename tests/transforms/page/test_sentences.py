import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reference import load_reference
from schemas.reference import Reference
from transforms.page.segments import TextReader
from transforms.page.sentences import read_sentences
from transforms.spans import Texts


def split(reader: TextReader, *texts: str) -> list[list[str]]:
    segments = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    found = read_sentences(Texts.of(segments["text"]), segments, reader)
    parts: list[list[str]] = [[] for _ in texts]
    for unit, start, end in found.select("unit", "start", "end").iter_rows():
        parts[unit].append(texts[unit][start:end])
    return parts


@pytest.fixture(scope="module")
def reader(ref: Reference) -> TextReader:
    return TextReader.of(ref.text)


@pytest.mark.parametrize(
    "written",
    [
        "It rained.|The river rose.",
        "Mr. Hill met Dr. Brook of the U.S. Army at 3.5 p.m. on the bridge.|He left.",
        "She moved to the U.S.|The house was sold.",
        "J. R. Stone wrote it.|Nobody read it!|Why?",
        "“We won. We sang,” she said.|They left.",
        "“It is over.”|He sat down.",
        "“Is it over?” he asked.",
        "Prices fell (see p. 3).|They rose again.",
        "В 2020 г. т. е. давно, А. С. Иванов получил 3 млн. руб. за дом.|Он рад.",
        "«Мы рады. Мы поём», — сказал он.|Все ушли.",
        "비가 왔다.|강물이 불었다.",
        "그는 “비가 온다. 우산을 써라.”고 말했다.|모두 웃었다.",
        "2024. 3. 5. 오후에 열렸다.|끝났다.",
        "雨が降った。|川が増水した。",
        "彼は「雨だ。傘を持て。」と述べた。|皆が笑った。",
        "下雨了。|河水上涨了！|怎么办？",
        "他说：“下雨了。带伞吧。”|大家都笑了。",
    ],
)
def test_sentences(reader: TextReader, written: str) -> None:
    wanted = written.split("|")
    spaced = written.replace("|", "" if any(c in written for c in "。！？") else " ")
    assert split(reader, spaced) == [wanted]


def test_units_are_apart_and_empty_frames_are_empty(reader: TextReader) -> None:
    assert split(reader, "One. Two.", "§", "Three.\nFour.") == [["One.", "Two."], ["§"], ["Three.", "Four."]]
    assert split(reader) == []


def test_any_number_of_spaces_stands_between_sentences(reader: TextReader) -> None:
    assert split(reader, f"One.{' ' * 5}Two.{' ' * 5000}Three. \u3000\u00a0 \n Four.") == [["One.", "Two.", "Three.", "Four."]]


MARKS = st.sampled_from(
    [". ", "。", "“", "”", "「", "」", "! ", "?\u00a0", "… ", "U.S. ", "г. ", " ", "\n", "a", "Б", "다", "漢", "«", "»", ".”", "1"]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(MARKS, min_size=1, max_size=30).map("".join).map(str.strip).filter(bool), min_size=1, max_size=5))
def test_sentences_cover_all_but_white_space_in_order(texts: list[str]) -> None:
    parts = split(TextReader.of(load_reference().text), *texts)
    assert ["".join("".join(p).split()) for p in parts] == ["".join(t.split()) for t in texts]
    assert all(s and s == s.strip() for p in parts for s in p)
