"""Words of topics are proved both ways: each form alone is read as its topic, and within a longer word it is not."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest

from flows.paths import REFERENCE
from flows.reference import BadReferenceError, load_reference
from schemas.reference import Reference
from transforms.spans import Texts
from transforms.topics import TopicsReader, read_topics, topic_words

#: A letter of each script that knows where words begin.
LETTERS = {"en": "q", "ru": "ъ", "ko": "뷁"}


@pytest.fixture(scope="module")
def words(ref: Reference) -> pl.DataFrame:
    return topic_words(ref.topics).with_row_index("doc_id").with_columns(pl.col("doc_id").cast(pl.String))


@pytest.fixture(scope="module")
def read(ref: Reference) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Topics of texts (doc_id, lang, surface), each an article of one line."""
    reader = TopicsReader.of(ref.topics)

    def topics(rows: pl.DataFrame) -> pl.DataFrame:
        segments = rows.select("doc_id", language="lang", text="surface", role=pl.lit("body"), is_main=pl.lit(value=True))
        return read_topics(Texts.of(segments["text"]), segments, reader)

    return topics


def test_every_form_is_read_as_its_topic_and_no_other(words: pl.DataFrame, read: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    found = words.join(read(words), on="doc_id", how="left")
    assert found.filter(pl.col("topic_id_right").is_null() | (pl.col("topic_id") != pl.col("topic_id_right"))).rows() == []
    assert found.height == words.height


def test_no_form_is_read_within_a_longer_word(words: pl.DataFrame, read: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    own = pl.col("surface").str.contains(r"^[\p{Latin}\p{Cyrillic}\p{Hangul}]") & (
        pl.col("surface").str.contains(r"^\p{Latin}") == (pl.col("lang") == "en")
    )
    longer = words.filter(pl.col("lang").is_in(list(LETTERS)) & own).with_columns(
        surface=pl.col("lang").replace_strict(LETTERS) + pl.col("surface").str.replace_all(r"[ -].*", "")
    )
    assert read(longer).is_empty()


def test_every_topic_is_named_in_every_language(ref: Reference) -> None:
    languages = ref.topics.words["lang"].unique()
    named = ref.topics.words.group_by("topic_id").agg(n=pl.len())
    assert ref.topics.topics.join(named, on="topic_id", how="left").filter(pl.col("n").fill_null(0) < len(languages)).rows() == []


def test_a_word_of_no_topic_is_an_error_that_names_it(tmp_path: Path) -> None:
    copytree(REFERENCE, tmp_path / "reference", ignore=lambda *_: {"build"})
    file = tmp_path / "reference" / "lang" / "en" / "topic_words.csv"
    file.write_text(file.read_text(encoding="utf-8") + "no_such_topic,frobnication,test\n", encoding="utf-8")
    with pytest.raises(BadReferenceError, match=r"lang/en/topic_words\.csv: 'no_such_topic' is not in topics\.csv"):
        load_reference(tmp_path / "reference")
