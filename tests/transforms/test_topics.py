"""Topics of documents, counted from the words of their articles."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.reference.topics import TopicsReference
from transforms.spans import Texts
from transforms.topics import TopicsReader, read_topics

Table = Callable[[str], pl.DataFrame]


@pytest.fixture(scope="module")
def reader() -> TopicsReader:
    words = """
        lang    | topic_id       | forms                         | source
        en      | earthquake     | earthquake{n}|quake{n}        | test
        en      | climate_change | climate change                | test
        ko      | earthquake     | 지진                          | test
        ja      | earthquake     | 地震                          | test
        ru      | earthquake     | землетрясени{е,я,ю}           | test
    """
    rows = [[cell.strip() for cell in line.split(" | ")] for line in words.strip().splitlines()]  # forms hold the bar of tables
    inflections = pl.DataFrame({"lang": ["en"], "name": ["n"], "endings": [",s"], "source": ["test"]})
    return TopicsReader.of(TopicsReference(pl.DataFrame(), pl.DataFrame(rows[1:], schema=rows[0], orient="row"), inflections))


def test_topics_are_counted_in_articles_and_their_headlines(reader: TopicsReader, read_table: Table) -> None:
    segments = read_table("""
        doc_id | language | role  | is_main | text
        a      | en       | title | x       | Climate Change and the quake
        a      | en       | body  | x       | Two earthquakes; aquake is no word, climate change is two.
        a      | en       | body  |         | An earthquake of another article
        b      | ko       | body  | x       | 지진이 났다. 대지진
        c      | ja       | lead  | x       | 東北で地震、大地震
        d      | ru       | body  | x       | После землетрясения
        e      | en       | body  | x       | 지진 is read in Korean alone
    """).with_columns(is_main=pl.col("is_main").is_not_null())
    assert read_topics(Texts.of(segments["text"]), segments, reader).rows() == [
        ("a", "climate_change", 2, 1),
        ("a", "earthquake", 2, 1),
        ("b", "earthquake", 1, 0),
        ("c", "earthquake", 2, 2),
        ("d", "earthquake", 1, 0),
    ]


@given(st.lists(st.text(), max_size=4))
def test_no_text_crashes(reader: TopicsReader, texts: list[str]) -> None:
    clean = [text.replace("\n", " ").encode("utf-8", "replace").decode() for text in texts]
    segments = pl.DataFrame(
        {"doc_id": [str(n) for n in range(len(clean))], "text": clean, "language": "und", "role": "body", "is_main": True},
        schema={"doc_id": pl.String, "text": pl.String, "language": pl.String, "role": pl.String, "is_main": pl.Boolean},
    )
    assert read_topics(Texts.of(segments["text"]), segments, reader)["n_mentions"].ge(1).all()
