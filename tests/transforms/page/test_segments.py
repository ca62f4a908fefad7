import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reference import load_reference
from schemas import Segments
from schemas.reference import Reference
from tests.transforms.page.text_frames import documents, page
from transforms.page.segments import TextReader, read_segments

LEAD = "The mill on the river will be closed in spring, its owner said, after a long search for a buyer came to nothing last week."
BODY = "About forty people work there, and the town council wants to help them find new places in the neighbouring valley by summer."
TEASER = "A bridge was opened in another town on Friday, and the mayor cut a ribbon in front of a small crowd of people in the rain."


@pytest.fixture(scope="module")
def reader(ref: Reference) -> TextReader:
    return TextReader.of(ref.text)


def roles(segments: pl.DataFrame) -> list[tuple[str, bool]]:
    return segments.select("role", "is_main").rows()


def test_title_lead_body_and_teasers(reader: TextReader) -> None:
    text = page(*["Old mill to close in spring", LEAD, BODY, "Related articles", "Bridge opened", TEASER, "Reported by AI"])
    found = read_segments(documents(text), reader)
    assert roles(found) == [
        ("title", True), ("lead", True), ("body", True), ("label", False), ("teaser", False), ("teaser", False), ("label", False),
    ]  # fmt: skip
    Segments.validate(found.select(Segments.to_schema().columns.keys()))


@pytest.mark.parametrize("marker", ["관련 기사", "関連記事", "Связанные статьи", "相关文章", "延伸閱讀", "Related stories"])
def test_a_section_marker_may_be_in_any_language(reader: TextReader, marker: str) -> None:
    found = read_segments(documents(page(*[LEAD, BODY, marker, TEASER])), reader)
    assert found["is_main"].to_list() == [True, True, False, False]


def test_a_cookie_notice_is_boilerplate_to_the_end(reader: TextReader) -> None:
    found = read_segments(
        documents(page(*[LEAD, BODY, "This website uses cookies", "We count visits in order to improve it. Read on.", "Reject"])),
        reader,
    )
    assert found["role"].to_list()[2:] == ["boilerplate", "boilerplate", "label"]


def test_the_lead_printed_twice_is_a_duplicate(reader: TextReader) -> None:
    found = read_segments(documents(page(*["Old mill to close", LEAD, LEAD, BODY])), reader)
    assert found["duplicate_of"].to_list() == [None, None, found["segment_id"][1], None]


def test_a_caption_printed_twice_on_one_line_is_two_captions(reader: TextReader) -> None:
    caption = "The mill on the river, seen from the old stone bridge | A. Person/Agency"
    found = read_segments(documents(page(*["Old mill to close in spring", caption + caption, LEAD, BODY])), reader)
    assert roles(found)[1:3] == [("caption", True)] * 2
    assert found["text"].to_list()[1:3] == [caption, caption]
    assert found["duplicate_of"][2] == found["segment_id"][1]


def test_a_page_with_menus_keeps_its_article(reader: TextReader) -> None:
    menu = ["Home", "Gardens", "Books", "Letters", "Puzzles", "Chess"]
    text = page(
        *["Old mill to close in spring - The Valley Post", *menu, "Old mill to close in spring", LEAD, BODY, *menu, "© The Valley Post"]
    )
    found = read_segments(documents(text), reader)
    assert found.filter("is_main")["text"].to_list() == ["Old mill to close in spring", LEAD, BODY]


def test_site_name_and_date_line_above_the_title(reader: TextReader) -> None:
    found = read_segments(
        documents(
            page(
                *[
                    "골짜기신문",
                    "강가의 오래된 방앗간, 내년 봄에 문 닫는다",
                    "2024년 3월 5일 오후 2:10",
                    "방앗간 주인은 내년 봄에 문을 닫겠다고 화요일 밝혔다. 마흔 명이 일자리를 잃게 된다.",
                ]
            )
        ),
        reader,
    )
    assert roles(found) == [("label", False), ("title", True), ("dateline", True), ("lead", True)]


@pytest.mark.parametrize("text", ["Oil fell.", "Watch: goats on the roof", "日本", "§", "1 2 3", "¶ " * 5000, "\u3000기온이 올랐다\u00a0"])
def test_a_lone_line_is_the_article(reader: TextReader, text: str) -> None:
    found = read_segments(documents(text), reader)
    assert found.height == 1
    assert found["role"][0] not in ("teaser", "boilerplate")


def test_hard_wrapped_text_is_joined(reader: TextReader) -> None:
    words = (LEAD + " " + BODY + " " + TEASER).split(" ")
    lines = [" ".join(words[i : i + 9]) for i in range(0, len(words), 9)]
    found = read_segments(documents("\n".join(lines)), reader)
    assert found.height < len(lines) // 2
    assert "\n" in found["text"][0]


def test_the_declared_title_is_the_title(reader: TextReader) -> None:
    found = read_segments(documents(page(*["Valley", "Mill to close", LEAD]), title="Mill to close"), reader)
    assert found.filter(pl.col("role") == "title")["text"].to_list() == ["Mill to close"]


def test_no_document_gives_no_segment(reader: TextReader) -> None:
    assert read_segments(documents(), reader).height == 0
    assert read_segments(documents("\n \n", ""), reader).height == 0


PIECES = st.sampled_from(
    [
        LEAD,
        BODY,
        "Related articles",
        "Share",
        "\u00a0",
        "",
        "|",
        "“",
        "。",
        "関連記事",
        "×" * 40,
        "a",
        "- 3 " * 20,
        "Читайте также",
        "\ufeff",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=12), max_size=4))
def test_segments_are_the_non_blank_text_whatever_comes(pages: list[list[str]]) -> None:
    texts = ["\n".join(lines).replace("\r", "\n") for lines in pages]
    found = read_segments(documents(*texts), TextReader.of(load_reference().text))
    covered = dict.fromkeys(range(len(texts)), "")
    for doc_id, start, end, text in found.select("doc_id", "start_char", "end_char", "text").iter_rows():
        whole = texts[int(doc_id[3:])]
        assert whole[start:end] == text
        covered[int(doc_id[3:])] += text
    blanks = {ord(c): None for c in "\u200b\u2060\ufeff"}
    for i, text in enumerate(texts):
        assert "".join(covered[i].split()).translate(blanks) == "".join(text.split()).translate(blanks)
