from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reference import load_reference
from schemas import Dates
from tests.transforms.dates.date_frames import lines, one_document, published_documents
from transforms.dates.reader import Dated, DatesReader, read_dates
from transforms.spans import Texts

READER = DatesReader.of(load_reference().dates)
SATURDAY = datetime(2025, 12, 20, 9, tzinfo=UTC)


def dated(segments: pl.DataFrame, published: datetime | None = None, offset: int | None = None) -> Dated:
    ids = segments["doc_id"].unique(maintain_order=True).to_list()
    documents = published_documents(ids, [published] * len(ids), offset)
    return read_dates(Texts.of(segments["text"]), segments, documents, READER)


def values(text: str, lang: str, published: datetime | None = SATURDAY) -> list[tuple[str, str]]:
    return dated(lines([("d", text, "body", True, lang)]), published).dates.select("surface", "value").rows()


@pytest.mark.parametrize(
    ("lang", "text", "want"),
    [
        ("ko", "지난해 10월 21일과 올해 상반기", [("지난해 10월 21일", "2024-10-21"), ("올해 상반기", "2025-H1")]),
        ("ko", "2분기, 지난해 4분기", [("2분기", "2025-Q2"), ("지난해 4분기", "2024-Q4")]),
        ("ja", "昨年9月、同16日に会った", [("昨年9月", "2024-09"), ("同16日", "2024-09-16")]),
        ("ja", "12〜15日に10年債を売る", [("12〜15日", "2025-12-12/2025-12-15"), ("10年債", "P10Y")]),
        ("zh-Hans", "10月10日至11日，今年上半年", [("10月10日至11日", "2025-10-10/2025-10-11"), ("今年上半年", "2025-H1")]),
        ("zh-Hant", "民國114年3月", [("民國114年3月", "2025-03")]),
        ("en", "on October 27-28, 2024 and Q3 of last year", [("October 27-28, 2024", "2024-10-27/2024-10-28"), ("Q3 of last year", "2024-Q3")]),  # noqa: E501
        ("ru", "с 5 по 7 мая 2024 года и в декабре прошлого года", [("5 по 7 мая 2024 года", "2024-05-05/2024-05-07"), ("декабре прошлого года", "2024-12")]),  # noqa: E501
        ("ko", "2015년 11월 18일부터 12월 19일까지", [("2015년 11월 18일부터 12월 19일", "2015-11-18/2015-12-19")]),
    ],
)  # fmt: skip
def test_pieces_become_one_date(lang: str, text: str, want: list[tuple[str, str]]) -> None:
    assert values(text, lang) == want


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Mayor March may win 3-2 with $5"),
        ("ko", "전화 02-123-4567, 5억 원"),
        ("en", "version 3.11.2, 50 percent"),
        ("ru", "39-летний Август"),
    ],
)
def test_what_is_no_date(lang: str, text: str) -> None:
    assert values(text, lang) == []


def test_nothing_is_resolved_without_a_proof() -> None:
    out = dated(lines([("d", "12月20日と土曜日、来週、5年間", "body", True, "ja")]))
    want = [("XXXX-12-20", "unknown"), ("XXXX-WXX-6", "unknown"), ("XXXX-WXX", "unknown"), ("P5Y", "stated")]
    assert out.dates.select("value", "anchor_basis").rows() == want
    assert out.dates["start_date"].null_count() == out.dates.height
    assert out.documents["anchor_basis"].to_list() == ["unknown"]


def test_a_weekday_and_a_day_prove_the_year_beside_a_stated_one() -> None:
    page = lines(
        [
            ("d", "日本は土曜日、目標を発表した。", "lead", True, "ja"),
            ("d", "日本は12月20日、目標を設定した。6月に訪問した。", "body", True, "ja"),
            ("d", "2026年1月1日の社説は火曜日に続く。", "teaser", False, "ja"),
            ("d", "来週、会談する。", "teaser", False, "ja"),
        ]
    )
    out = dated(page)
    assert out.documents.select("anchor_date", "anchor_basis").rows() == [(date(2025, 12, 20), "inferred_document")]
    assert out.segments["anchor_date"].to_list() == [date(2025, 12, 20)] * 2 + [date(2026, 1, 1), None]
    assert out.dates["value"].to_list() == ["2025-12-20", "2025-12-20", "2025-06", "2026-01-01", "2025-12-30", "XXXX-WXX"]


@pytest.mark.parametrize(
    ("lead", "later", "want"),
    [
        ("The plant opened on Tuesday, October 28, after a delay.", "It was begun in 2024.", date(2025, 10, 28)),
        ("The plant opened on October 28 (Tuesday).", "Work began on Monday, March 3, and not in 2024.", None),  # two that fit
        ("The plant opened on Tuesday.", "It had been promised for October 28, and was begun in 2024.", date(2025, 10, 28)),
        ("The plant opened on Tuesday, after two delays.", "The workers marched on May 6, and on October 28, in 2024.", None),
        ("The plant was begun in 1994.", "It burned down on Friday, December 30.", date(1994, 12, 30)),
        ("The plant was begun in 1994 and sold in 2015.", "It burned down on Friday, December 30.", None),  # 1994, long before 2015
    ],
)
def test_a_weekday_and_a_day_must_belong_together(lead: str, later: str, want: date | None) -> None:
    out = dated(lines([("d", lead, "lead", True, "en"), ("d", later, "body", True, "en")]))
    assert out.documents["anchor_date"].to_list() == [want]


def test_a_weekday_far_from_a_day_is_no_proof() -> None:
    body = [("d", text, "body", True, "en") for text in ("The plant is new.", "It was begun in 2024.", "Unions had asked for October 28.")]
    out = dated(lines([("d", "The plant opened on Tuesday.", "lead", True, "en"), *body]))
    assert out.documents["anchor_date"].to_list() == [None]


def test_a_date_line_and_a_web_address_are_stated() -> None:
    line = dated(
        lines(
            [
                ("d", "제목", "title", True, "ko"),
                ("d", "2025년 10월 28일 오후 1:55", "dateline", True, "ko"),
                ("d", "28일 만났다.", "body", True, "ko"),
            ]
        )
    )
    assert line.documents.select("anchor_date", "anchor_basis").rows() == [(date(2025, 10, 28), "stated")]
    assert line.dates["value"].to_list() == ["2025-10-28T13:55", "2025-10-28"]
    address = dated(
        lines([("d", "今天开会。", "body", True, "zh-Hans"), ("d", "https://example.org/2025/07/24/a.html", "body", True, "en")])
    )
    assert address.documents["anchor_date"].to_list() == [date(2025, 7, 24)]
    assert address.dates["value"].to_list() == ["2025-07-24"]


@pytest.mark.parametrize(
    ("lang", "text", "links", "want"),
    [
        ("zh-Hans", "部长今天（7月24日）到访，明天回国。", ["2025/07/24"], date(2025, 7, 24)),
        ("zh-Hant", "部長7月24日到訪，明天回國。", ["2025/07/24", "2025/06/02"], date(2025, 7, 24)),
        ("ja", "大臣は7月24日に到着し、明日帰国する。", ["2025/07/24", "2025/07/24"], date(2025, 7, 24)),
        ("ko", "장관은 7월 24일 도착해 내일 돌아간다.", ["2025/07/25"], None),
        ("en", "The minister arrived on July 24 and leaves tomorrow, not on July 23.", ["2025/07/24", "2025/07/23"], None),
        ("ru", "Министр прибыл в июле и уедет завтра.", ["2025/07/24"], None),
    ],
)
def test_a_link_below_the_article_proves_the_day_it_names_itself(lang: str, text: str, links: list[str], want: date | None) -> None:
    below = [("d", f"https://example.org/{day}/a{at}.html", "teaser", False, None) for at, day in enumerate(links)]
    out = dated(lines([("d", text, "body", True, lang), *below]))
    assert out.documents["anchor_date"].to_list() == [want]


@pytest.mark.parametrize(
    ("text", "published", "want"),
    [
        ("07년 6월", None, "2007-06"),
        ("37년 6월 4일", None, "XXXX-06-04"),
        ("37년 6월 4일", SATURDAY, "2037-06-04"),
        ("50년 6월 4일", SATURDAY, "XXXX-06-04"),
        ("79년 6월 4일", SATURDAY, "1979-06-04"),
        ("2014-16시즌", SATURDAY, None),
    ],
)
def test_a_year_of_two_digits_is_resolved_where_it_is_of_one_century_only(text: str, published: datetime | None, want: str | None) -> None:
    assert [value for _, value in values(text, "ko", published)][:1] == ([want] if want else [])


@pytest.mark.parametrize(
    ("lang", "text", "day", "want"),
    [
        ("ko", "1~9월 수출이 늘었다", datetime(2025, 11, 20, tzinfo=UTC), "2025-01/2025-09"),
        ("ja", "1月から11月までの輸入", datetime(2026, 1, 15, tzinfo=UTC), "2025-01/2025-11"),
        ("ja", "4～12月期の利益", datetime(2026, 2, 5, tzinfo=UTC), "2025-04/2025-12"),
        ("en", "Exports grew from January to October.", datetime(2025, 11, 20, tzinfo=UTC), "2025-01/2025-10"),
        ("ru", "Экспорт вырос в январе–октябре.", datetime(2025, 12, 10, tzinfo=UTC), "2025-01/2025-10"),
        ("zh-Hans", "1至10月出口增长", datetime(2025, 11, 20, tzinfo=UTC), "2025-01/2025-10"),
        ("en", "The show will run from November to March.", datetime(2025, 9, 7, tzinfo=UTC), "2025-11/2026-03"),
        ("zh-Hant", "6月至9月多颱風", datetime(2025, 6, 10, tzinfo=UTC), "2025-06/2025-09"),
    ],
)
def test_many_months_are_those_that_began_and_figures_those_that_end(lang: str, text: str, day: datetime, want: str) -> None:
    assert [value for _, value in values(text, lang, day)] == [want]


def test_weekdays_that_disagree_are_told() -> None:
    out = dated(lines([("d", "Monday, December 20, 2025", "body", True, "en")]), SATURDAY)
    assert out.dates.select("value", "weekday_ok").rows() == [("2025-12-20", False)]


def test_columns_keep_the_contract() -> None:
    out = dated(lines([("d", "2025년 10월 28일, 5년간, 매년, 오후 3시", "body", True, "ko")]))
    rows = Dates.validate(out.dates.drop("unit", "start", "end"))
    assert rows["timex_type"].to_list() == ["DATE", "DURATION", "SET", "TIME"]
    empty = dated(lines([("d", "아무것도 없다", "body", True, "ko")]))
    assert empty.dates.is_empty()
    assert empty.dates.columns == out.dates.columns


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_full_date_is_read_back_in_every_language(day: date) -> None:
    months = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
    written = {
        "ko": f"{day.year}년 {day.month}월 {day.day}일", "ja": f"{day.year}年{day.month}月{day.day}日",
        "zh-Hans": f"{day.year}年{day.month}月{day.day}日",
        "zh-Hant": f"{day.year}年{day.month}月{day.day}日",
        "en": f"{day:%B} {day.day}, {day.year}", "ru": f"{day.day} {months[day.month - 1]} {day.year} года",
    }  # fmt: skip
    documents, segments = one_document(pl.Series(list(written.values())), pl.Series(list(written)), [None] * len(written))
    dates = read_dates(Texts.of(segments["text"]), segments, documents, READER).dates
    assert dates["value"].to_list() == [day.isoformat()] * len(written)
    assert dates["surface"].to_list() == list(written.values())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.sampled_from("0123456789 .,:/-년월일年月日 MayмаяQ第三('\n"), max_size=60), min_size=1, max_size=6),
    st.sampled_from(["ko", "ja", "en", "ru", "und"]),
)
def test_no_text_crashes_and_surfaces_are_exact(texts: list[str], lang: str) -> None:
    documents, segments = one_document(pl.Series(texts), pl.Series([lang] * len(texts)), [SATURDAY] * len(texts))
    dates = read_dates(Texts.of(segments["text"]), segments, documents, READER).dates
    for unit, start, end, surface in dates.select("unit", "start", "end", "surface").iter_rows():
        assert texts[unit][start:end] == surface


def test_long_runs_of_digits_take_no_time() -> None:
    assert values("1" * 10_000 + "1,1" * 3_000 + "년 " + "1년 " * 3_000, "ko") is not None


def test_the_day_of_publication_is_that_of_the_clock_that_declared_it() -> None:
    night = datetime(2025, 12, 19, 21, 30, tzinfo=UTC)
    page = lines([("d", "정부는 오늘 다리를 열었다. 세 시간 전 비가 왔다.", "body", True, "ko")])
    told = {offset: dated(page, night, offset).dates.select("surface", "value").rows() for offset in (540, 0, None)}
    assert told[540] == [("오늘", "2025-12-20"), ("세 시간 전", "2025-12-20T03:30")]
    assert told[0] == told[None] == [("오늘", "2025-12-19"), ("세 시간 전", "2025-12-19T18:30")]


def test_hours_before_a_day_without_a_time_are_of_no_known_hour() -> None:
    assert values("The bridge fell three hours ago.", "en", datetime(2025, 12, 20, tzinfo=UTC)) == [("three hours ago", "2025-12-20")]
