import polars as pl

from transforms.page.fingerprints import copy_groups, document_fingerprints

ONE = "The two governments opened the new bridge over the river on Monday. A second sentence describes who paid for all of the works."
MORE = " Engineers said that the spans will be inspected every single spring from now on."


def copies(*texts: str) -> list[int]:
    """For each text the first one of its group."""
    segments = pl.DataFrame({"doc_id": [str(n) for n in range(len(texts))], "text": texts, "is_main": True})
    marks = document_fingerprints(segments).with_columns(doc=pl.col("doc_id").cast(pl.Int64))
    return copy_groups(marks.select("doc", "hash"), len(texts)).tolist()


def test_a_cut_or_reset_copy_is_found() -> None:
    assert copies(ONE + MORE, ONE) == [0, 0]
    assert copies(ONE, ONE.replace(" ", "  ").replace(".", ".\n")) == [0, 0]


def test_one_sentence_in_common_is_a_quotation() -> None:
    other = "Quite another report that stands on its own feet begins with these words." + MORE
    assert copies(ONE + MORE, other) == [0, 1]


def test_scripts_without_spaces_have_sentences_too() -> None:
    text = "両国政府は月曜日に川にかかる新しい橋を開通させたと発表した。二つ目の文はこの工事の費用を誰が払ったのかを述べている。"
    longer = text.replace("。", "。別の長い文がここに入り、写しは少しだけ違うものになっている。", 1)
    assert copies(text, longer) == [0, 0]


def test_only_the_articles_own_segments_count() -> None:
    segments = pl.DataFrame({"doc_id": ["a", "b"], "text": [ONE, ONE], "is_main": [True, False]})
    assert document_fingerprints(segments)["doc_id"].unique().to_list() == ["a"]


def test_no_document_no_fingerprint() -> None:
    assert document_fingerprints(pl.DataFrame(schema={"doc_id": pl.String, "text": pl.String, "is_main": pl.Boolean})).is_empty()
