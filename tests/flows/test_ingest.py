"""From files to records: every charset a scraper meets, and every broken input refused in words."""

import gzip
import unicodedata
from contextlib import suppress
from pathlib import Path

import orjson
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest import read_batches
from flows.inputs.decode import RefusedError, decode, normalised
from flows.inputs.records import published_at
from flows.inputs.sources import find_files

KOREAN = "서울시는 월요일 새 도서관 건립에 약 250억 원을 들이겠다고 밝혔다. 공사는 내년 봄에 시작된다."
JAPANESE = "県は月曜日、新しい図書館の建設に約25億円を充てると発表した。工事は来年の春に始まる。"
CHINESE = "市政府周一宣布，将投入约两亿五千万元修建新图书馆，工程将于明年春天开始。"
TRADITIONAL = "市政府週一宣布，將投入約兩億五千萬元修建新圖書館，工程將於明年春天開始。"
RUSSIAN = "Мэрия в понедельник сообщила, что направит около 250 млн рублей на новую библиотеку."


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (KOREAN, "utf-8"), (KOREAN, "utf-8-sig"), (KOREAN, "utf-16"), (KOREAN, "utf-16-le"), (KOREAN, "cp949"),
        (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (JAPANESE, "utf-16-be"),
        (CHINESE, "gb18030"), (TRADITIONAL, "big5"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "utf-32"),
    ],
)  # fmt: skip
def test_reads_what_scrapers_meet(text: str, charset: str) -> None:
    assert decode(text.encode(charset)).text == text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (" \n\u00a0\u3000".encode(), "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3, "binary"),
        (b"\xef\xbb\xbf\xff\xfe\xfa", "undecodable"),
        (b"a" * 20_000_001, "too_long"),
    ],
)
def test_refuses_in_words(raw: bytes, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        decode(raw)
    assert refused.value.reason_code == reason
    assert refused.value.detail


@given(st.text())
def test_normalised_text_is_nfc_without_carriage_returns(text: str) -> None:
    clean = normalised(text)
    assert "\r" not in clean
    assert unicodedata.is_normalized("NFC", clean)


@given(st.binary(max_size=300))
def test_no_bytes_crash(raw: bytes) -> None:
    with suppress(RefusedError):
        assert decode(raw).text.strip()


def test_dates_without_a_zone_are_utc() -> None:
    assert published_at("2026-03-01").isoformat() == "2026-03-01T00:00:00+00:00"
    assert published_at("Sun, 01 Mar 2026 09:30:00 +0900").isoformat() == "2026-03-01T09:30:00+09:00"
    with pytest.raises(RefusedError):
        published_at("yesterday")


def lay_down(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "a.txt").write_text(KOREAN, encoding="cp949")
    (folder / "deep" / "b.TXT.gz").write_bytes(gzip.compress(JAPANESE.encode()))
    (folder / "c.txt.zst").write_bytes(zstandard.compress(RUSSIAN.encode()))
    (folder / "cut.txt.gz").write_bytes(gzip.compress(RUSSIAN.encode() * 50)[:-20])
    (folder / "notes.pdf").write_bytes(b"%PDF")
    lines = [
        orjson.dumps({"id": "one", "text": KOREAN, "published_at": "2026-03-01T08:00:00+09:00", "language": "ko", "source": "A"}),
        orjson.dumps({"text": CHINESE, "language": "zh_TW"}),
        b"",
        b'{"text": ""}',
        b'{"text": 5}',
        b"[1, 2]",
        b'{"text": "half',
        orjson.dumps({"id": 7, "text": KOREAN, "published_at": "soon"}),
        b'{"text": "\\ud800"}',
    ]
    (folder / "d.jsonl").write_bytes(b"\n".join(lines))


def test_every_record_is_read_or_refused(tmp_path: Path) -> None:
    lay_down(tmp_path)
    files, passed_over = find_files([tmp_path])
    (batch,) = read_batches(files)
    assert passed_over == 1
    assert batch.records["external_id"].to_list() == ["a.txt", "c.txt.zst", "one", "d.jsonl#2", "deep/b.TXT.gz"]
    assert batch.records["encoding"].to_list() == ["cp949", "utf-8", "utf-8", "utf-8", "utf-8"]
    assert batch.records["language"].to_list() == [None, None, "ko", "zh-Hant", None]
    refused = dict(zip(batch.refused["source_uri"].str.extract("([^/]+)$"), batch.refused["reason_code"], strict=True))
    assert refused == {
        "cut.txt.gz": "broken_archive",
        "d.jsonl#4": "empty",
        "d.jsonl#5": "odd_json",
        "d.jsonl#6": "odd_json",
        "d.jsonl#7": "bad_json",
        "d.jsonl#8": "bad_published_at",
        "d.jsonl#9": "bad_json",
    }


def test_batches_are_bounded_and_lose_nothing(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number:02}.txt").write_text(f"{KOREAN} {number}", encoding="utf-8")
    batches = list(read_batches(find_files([tmp_path])[0], batch_bytes=1_000))
    assert len(batches) > 5
    assert sum(batch.records.height for batch in batches) == 50


def test_a_file_named_itself_is_never_ignored(tmp_path: Path) -> None:
    (tmp_path / "page.doc").write_bytes(b"text")
    (batch,) = read_batches(find_files([tmp_path / "page.doc"])[0])
    assert batch.refused["reason_code"].to_list() == ["unknown_kind"]


def test_one_moment_on_two_clocks_is_two_documents(tmp_path: Path) -> None:
    """Their days differ, and so what they tell; which is read first must not decide it."""
    moments = ("2026-05-03T06:30:00+09:00", "2026-05-02T21:30:00Z", "2026-05-02T21:30:00+00:00")
    lines = [orjson.dumps({"text": "The harbour opened today.", "published_at": moment}) for moment in moments]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    (batch,) = read_batches(find_files([tmp_path])[0])
    assert batch.records["doc_id"].n_unique() == len({moment[:10] for moment in moments})
