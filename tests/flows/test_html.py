"""HTML pages: every line a reader sees, furniture too; what the head declares; any bytes at all."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.ingest import RawBatch, read_batches
from flows.inputs.decode import RefusedError
from flows.inputs.html import page
from flows.inputs.sources import find_files
from schemas.reference import Reference
from tests.flows.test_formats import warc
from transforms.page.segments import read_segments
from transforms.page.text import TextReader

PAGE = """<!doctype html>
<html lang="ko-KR"><head><meta charset="{charset}"><title>항만청, 새 부두에 3조 원 - 해안일보</title>
<meta property="og:title" content="항만청, 새 부두에 3조 원"><meta property="og:site_name" content="해안일보">
<link rel="canonical" href="https://paper.example/1"><style>p {{ color: red }}</style>
<script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle", "datePublished": "{day}T09:00:00+09:00"}}]}}</script></head>
<body><nav><ul><li><a href="/a">정치</a></li><li><a href="/b">경제</a></li></ul></nav>
<article><h1>항만청, 새 부두에 3조 원</h1><p>김하늘 기자</p>
<p>항만청은 20일 남쪽 바다에 새 부두를 짓는 데 <b>3조 원</b>을 들이겠다고 밝혔다.<br>
사업은 내년 3월에 시작해 5년 동안 이어진다고 항만청은 설명했다.</p></article>
<aside><h3>관련 기사</h3><p><a href="/x">어촌 마을에 새 다리가 놓인다</a></p></aside>
<footer>Copyright ⓒ 해안일보. 무단 전재 및 재배포 금지</footer><script>track()</script></body></html>"""
LINES = [
    ("정치", "label", False),
    ("경제", "label", False),
    ("항만청, 새 부두에 3조 원", "title", True),
    ("김하늘 기자", "byline", True),
    ("항만청은 20일 남쪽 바다에 새 부두를 짓는 데 3조 원을 들이겠다고 밝혔다.", "lead", True),
    ("사업은 내년 3월에 시작해 5년 동안 이어진다고 항만청은 설명했다.", "body", True),
    ("관련 기사", "label", False),
    ("어촌 마을에 새 다리가 놓인다", "teaser", False),
    ("Copyright ⓒ 해안일보. 무단 전재 및 재배포 금지", "boilerplate", False),
]


def read(folder: Path) -> RawBatch:
    (batch,) = read_batches(find_files([folder])[0])
    return batch


def written(charset: str = "utf-8", day: str = "2025-12-20") -> bytes:
    return PAGE.format(charset=charset, day=day).replace("ⓒ" if charset == "euc-kr" else "\x00", "(C)").encode(charset)


def test_a_page_is_cut_into_what_its_lines_are(tmp_path: Path, ref: Reference) -> None:
    (tmp_path / "a.html").write_bytes(written())
    records = read(tmp_path).records
    segments = read_segments(records, TextReader.of(ref.text))
    assert segments.select("text", "role", "is_main").rows() == LINES
    assert records["text"].str.split("\n").to_list() == [[text for text, _, _ in LINES]]


def test_the_head_declares_title_publisher_address_language_and_time(tmp_path: Path) -> None:
    (tmp_path / "a.htm.gz").write_bytes(gzip.compress(written()))
    (row,) = read(tmp_path).records.select("title", "publisher", "url", "language", "published_at").rows()
    assert row[:4] == ("항만청, 새 부두에 3조 원", "해안일보", "https://paper.example/1", "ko-KR")
    assert row[4] == datetime(2025, 12, 20, tzinfo=UTC)


def test_a_date_that_is_none_declares_nothing() -> None:
    assert "published_at" not in page(written(day="yesterday"))[1]


def test_the_charset_a_page_names_is_believed_where_it_fits() -> None:
    assert page(written("euc-kr"))[0].encoding == "cp949"
    assert page(written("utf-8").replace(b'charset="utf-8"', b'charset="utf-7x"'))[0].encoding == "utf-8"


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><script>1</script></html>", encoding="utf-8")
    assert read(tmp_path).refused["reason_code"].to_list() == ["empty"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["<p>{}", "<title>{}</title><b>{}</b>", "{}", "<!-- {}", "<script>{}", "&#{};<table><tr>{}"]))
def test_no_markup_crashes(text: str, markup: str) -> None:
    try:
        found, _ = page(markup.replace("{}", text).encode("utf-8", "surrogatepass"))
    except RefusedError:
        return
    assert found.text == "\n".join(line.strip() for line in found.text.split("\n"))


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/xhtml+xml"])
def test_pages_in_web_archives_are_read_alike(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.warc.gz").write_bytes(warc("response", [("https://paper.example/fetched", written(), kind, "200 OK")]))
    (row,) = read(tmp_path).records.select("text", "title", "url").rows()
    assert row == ("\n".join(text for text, _, _ in LINES), "항만청, 새 부두에 3조 원", "https://paper.example/fetched")
