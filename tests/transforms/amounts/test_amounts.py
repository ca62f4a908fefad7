"""Amounts from text to rows: values, ranges, bounds, money of many countries, twins, dollars, and what is left unread."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from schemas import Amounts, Unread
from tests.transforms.amounts.amount_frames import NO_DATES, one, read, rows_of
from transforms.amounts.reader import INTERNAL


def test_rows_keep_the_contract() -> None:
    found = read(["Sales of $5 million, up 12%, and 7,000,000,000 apples at 3:2, 42."], day=date(2024, 5, 10))
    Amounts.validate(found.amounts.drop(INTERNAL).select(Amounts.empty().columns))
    Unread.validate(found.unread.drop("unit", "start", "end").select(Unread.empty().columns))
    text = "Sales of $5 million, up 12%, and 7,000,000,000 apples at 3:2, 42."
    for row in found.amounts.iter_rows(named=True):
        assert text[row["start_char"] : row["end_char"]] == row["surface"]


def test_reads_money_as_the_world_writes_it(read_table: Callable[[str], pl.DataFrame]) -> None:
    want = read_table("""
        lang    | text                       | value            | unit
        en      | USD 6.5 million            | 6500000          | USD
        en      | 85 MEUR                    | 85000000         | EUR
        en      | 43,21,098.76 rupees        | 4321098.76       | INR
        en      | ₩735 billion               | 735000000000     | KRW
        ko      | 이조 육천억 원             | 2600000000000    | KRW
        ko      | 6천 350만 달러             | 63500000         | USD
        ja      | 二万億円                   | 2000000000000    | JPY
        ja      | ４５億６千万円             | 4560000000       | JPY
        zh-Hans | 叁佰贰拾万伍仟柒佰元捌角   | 3205700.8        | CNY
        zh-Hans | 84元7角2分                 | 84.72            | CNY
        zh-Hant | 新台幣368.4億元            | 36840000000      | TWD
        ru      | 7 305 918,26 рубля         | 7305918.26       | RUB
        ru      | 3 млрд 450 млн рублей      | 3450000000       | RUB
    """)
    rows = [one(read([row["text"]], row["lang"])) for row in want.iter_rows(named=True)]
    got = want.with_columns(value=pl.Series([format(r["value"].normalize(), "f") for r in rows]), unit=pl.Series([r["unit"] for r in rows]))
    assert_frame_equal(got, want)


def test_bare_money_is_inferred_from_language() -> None:
    assert [one(read(["¥500"], lang))["unit"] for lang in ("ja", "zh-Hans", "en")] == ["JPY", "CNY", "JPY"]
    bare, named = one(read(["5 million dollars"])), one(read(["5 million Hong Kong dollars"]))
    assert (bare["unit"], bare["unit_basis"]) == ("USD", "inferred")
    assert (named["unit"], named["unit_basis"]) == ("HKD", "explicit")


def test_a_range_is_one_row_and_a_fall_is_two() -> None:
    row = one(read(["$15-20 billion"]))
    assert (row["value"], row["value_high"], row["qualifier"]) == (Decimal(15 * 10**9), Decimal(20 * 10**9), "range")
    fall = read(["from $10bn to $8bn"]).amounts
    assert fall["value"].to_list() == [Decimal(10**10), Decimal(8 * 10**9)]
    assert fall["value_high"].null_count() == 2


def test_twins_are_linked_with_their_rate() -> None:
    rows = read(["2兆円(約127億ドル)の枠", "2兆円(約60億ドル)の枠"], "ja", day=date(2024, 6, 20)).amounts
    yen, dollars, _, wrong = rows.iter_rows(named=True)
    assert dollars["equivalent_of"] == yen["amount_id"]
    assert dollars["implied_fx"] == Decimal("157.4803149606")
    assert (dollars["fx_ok"], wrong["fx_ok"]) == (True, False)
    assert yen["equivalent_of"] is None


def test_a_rate_is_quoted_the_same_whichever_twin_comes_first() -> None:
    rows = read(["2兆円(約127億ドル)の枠", "127億ドル(約2兆円)の枠"], "ja", day=date(2024, 6, 20)).amounts.drop_nulls("implied_fx")
    assert rows["implied_fx"].to_list() == [Decimal("157.4803149606")] * 2
    assert rows["fx_ok"].to_list() == [True, True]


def test_dollars_need_day_and_rate() -> None:
    assert one(read(["3 billion yen"]))["fx_source"] == "no anchor date"
    assert one(read(["3 billion tenge"], day=date(2024, 5, 10)))["fx_source"] == "no rate for KZT"
    row = one(read(["100 million euros"], day=date(2024, 5, 12)))
    assert row["fx_date"] == date(2024, 5, 10)
    assert row["usd_value"] == (row["value"] * row["fx_rate"]).quantize(Decimal("1.000000"))


def test_repetition_and_duration_become_the_period() -> None:
    assert one(read(["$40 million a year"]))["period"] == "P1Y"
    text = "$40 billion over five years"
    span = pl.DataFrame({"unit": [0], "start": [17], "end": [27], "timex_type": ["DURATION"], "value": ["P5Y"]}, schema=NO_DATES.schema)
    assert one(read([text], dates=span))["period"] == "P5Y"


def test_dates_are_no_amounts() -> None:
    span = pl.DataFrame({"unit": [0], "start": [0], "end": [11], "timex_type": ["DATE"], "value": ["2024-10-15"]}, schema=NO_DATES.schema)
    found = read(["2024年10月15日に8億円"], "ja", dates=span)
    assert one(found)["surface"] == "8億円"
    assert found.unread.is_empty()


def test_what_cannot_be_read_says_why() -> None:
    found = read(["지원금은 수천억 원이다"], "ko")
    assert found.amounts.is_empty()
    assert found.unread.select("surface", "reason_code").rows() == [("수천억 원", "vague_number")]
    assert read(["The index closed at 324."]).unread["reason_code"].to_list() == ["number_without_unit"]
    assert read(["9" * 40 + " dollars"]).unread["reason_code"].to_list() == ["out_of_range"]


def test_every_number_of_the_article_is_counted() -> None:
    found = read(["Sales of $5 million, up 12%.", "No number.", "At 324 and 7.5, or 3,250."], doc_ids=["a", "a", "b"])
    assert found.numbers.rows() == [("a", 2), ("b", 3)]


def test_ten_kilobytes_of_digits_take_no_time() -> None:
    found = read(["7" * 10_000 + " dollars", "1," * 5_000, "一" * 5_000 + "元", "1 " * 5_000])
    assert found.amounts.is_empty()


@given(st.integers(1, 10**9), st.sampled_from([("{:,} dollars", "en"), ("{}億円", "ja"), ("{}조 원", "ko"), ("{} млн рублей", "ru")]))
@settings(max_examples=12, deadline=None)
def test_reading_undoes_writing(number: int, form: tuple[str, str]) -> None:
    scale = {"en": 1, "ja": 10**8, "ko": 10**12, "ru": 10**6}[form[1]]
    assert one(read([form[0].format(number)], form[1]))["value"] == number * scale


@given(st.lists(st.text(alphabet="0019.,-~ $€%万億조원円元十백 млрдusd千half", max_size=40), max_size=4))
@settings(max_examples=15, deadline=None)
def test_no_text_breaks_the_reader(texts: list[str]) -> None:
    for lang in ("ko", "ru", "und"):
        found = read(texts, lang).amounts
        for row in found.iter_rows(named=True):
            assert texts[row["unit_index"]][row["start"] : row["end"]] == row["surface"]


@pytest.mark.parametrize(
    ("language", "text", "rows"),
    [
        ("zh-Hans", "摆着7000多块七彩牌子", []),
        ("zh-Hans", "卖三块五。", [("三块", "money", Decimal(3), "CNY")]),
        ("zh-Hans", "卖六块一份", [("六块", "money", Decimal(6), "CNY")]),
        ("zh-Hant", "共4,000至5,000億港元", [("4,000至5,000億港元", "money", Decimal(400000000000), "HKD")]),
        ("en", "from 5,000 to 1 million dollars", [("5,000 to 1 million dollars", "money", Decimal(5000), "USD")]),
        ("en", "It costs 17,50 €.", [("17,50 €", "money", Decimal("17.5"), "EUR")]),
        ("ko", "섭씨 영하 7도", [("섭씨 영하 7도", "quantity", Decimal(-7), "Cel")]),
        ("ja", "時速約90マイル", [("時速約90マイル", "quantity", Decimal(90), "[mi_i]/h")]),
        ("ko", "시간당 3억 원", [("3억 원", "money", Decimal(300000000), "KRW")]),
        ("ko", "3만 1000명", [("3만 1000명", "count", Decimal(31000), "person")]),
        ("ko", "삼조 5천억 원", [("삼조 5천억 원", "money", Decimal(3500000000000), "KRW")]),
        ("ru", "тысяча 500 рублей", [("тысяча 500 рублей", "money", Decimal(1500), "RUB")]),
        ("zh-Hans", "三公里半，", [("三公里半", "quantity", Decimal("3.5"), "km")]),
        ("ja", "2メートル半径", [("2メートル", "quantity", Decimal(2), "m")]),
        ("ko", "구조 1명", [("1명", "count", Decimal(1), "person")]),
        ("ko", "4만 6000여 명", [("4만 6000여 명", "count", Decimal(46000), "person")]),
        ("zh-Hans", "每小时$15", [("$15", "money", Decimal(15), "USD")]),
        ("zh-Hans", "每秒10万人", [("10万人", "count", Decimal(100000), "person")]),
        ("en", "5 feet and 2 inches", [("5 feet and 2 inches", "quantity", Decimal(62), "[in_i]")]),
        ("en", "$10 1/2 billion", [("$10 1/2 billion", "money", Decimal(10500000000), "USD")]),
        ("en", "1 1/2%", [("1 1/2%", "percent", Decimal("1.5"), "%")]),
    ],
)
def test_what_stands_before_and_behind_decides(language: str, text: str, rows: list[tuple[object, ...]]) -> None:
    assert rows_of(read([text], language)) == rows
