"""What stands around an amount: whose currency, weights, shared units, charts, twins, one's own rates."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from flows.reference import BadReferenceError, with_own_rates
from tests.transforms.amounts.amount_frames import one, rates, read, rows_of


@pytest.mark.parametrize(
    ("texts", "language", "unit"),
    [
        (["Mexico City will spend 5 billion pesos on buses."], "en", "MXN"),
        (["Manila, the Philippines: the road cost 5 billion pesos."], "en", "PHP"),
        (["The ministry of Egypt met.", "The loan is worth 900 million pounds."], "en", "EGP"),
        (["A loan of 900 million pounds."], "en", "GBP"),
        (["香港政府公布預算。", "開支增加30億元。"], "zh-Hant", "HKD"),
        (["行政院公布預算。", "開支增加30億元。"], "zh-Hant", "TWD"),
        (["香港政府公布预算。", "开支增加30亿元。"], "zh-Hans", "CNY"),
        (["援款為8億元人民幣。", "香港團體說，8億元並不足夠。"], "zh-Hant", "CNY"),
    ],
)
def test_a_bare_family_takes_the_country_of_its_document(texts: list[str], language: str, unit: str) -> None:
    row = read(texts, language, doc_ids=["d"] * len(texts)).amounts.row(-1, named=True)
    assert (row["unit"], row["unit_basis"]) == (unit, "inferred")


def test_two_countries_decide_nothing() -> None:
    row = one(read(["Mexico and the Philippines share 5 billion pesos."]))
    assert (row["unit"], row["unit_basis"]) == ("MXN", "inferred")  # the last resort, said to be one


def test_a_bare_dollar_is_the_declared_regions_or_the_publishers() -> None:
    assert one(read(["It cost $5 million."], "en-AU"))["unit"] == "AUD"
    assert one(read(["It cost $5 million."], publisher="paper.example.ca"))["unit"] == "CAD"
    assert one(read(["It cost $5 million."], publisher="paper.example.com"))["unit"] == "USD"


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("The bear weighs 1,200 pounds.", "en", "quantity"),
        ("Police seized 1,200 pounds of tea leaves.", "en", "quantity"),
        ("A 650 pound bell fell.", "en", "quantity"),
        ("The fine was 1,200 pounds.", "en", "money"),
        ("A 650 million pound deal.", "en", "money"),
        ("체중이 200파운드까지 늘었다", "ko", "quantity"),
        ("벌금은 200파운드다", "ko", "money"),
        ("重さは200ポンドの石", "ja", "quantity"),
        ("罰金は200ポンドだった", "ja", "money"),
    ],
)
def test_pounds_that_weigh_are_no_money(text: str, language: str, kind: str) -> None:
    assert one(read([text], language))["kind"] == kind


def test_numbers_share_a_unit() -> None:
    assert [r[0] for r in rows_of(read(["Prices of 38 and 40 dollars a barrel."]))] == ["38", "40 dollars"]
    assert [r[2] for r in rows_of(read(["цены 38 и 40 долларов за баррель"], "ru"))] == [38, 40]
    either = one(read(["a loan of two or three million euros"]))
    assert (either["value"], either["value_high"], either["qualifier"]) == (2_000_000, 3_000_000, "range")
    assert [r[2] for r in rows_of(read(["In 2019 and 2020, 5 million euros."]))] == [5_000_000]


def test_numbers_of_charts_and_articles_are_known() -> None:
    texts = ["Chart 2 dollar loans", "圖 2 港元貸款", "그림 2 원화 대출", "Рис. 2 доллар"]
    for text, language in zip(texts, ["en", "zh-Hant", "ko", "ru"], strict=True):
        found = read([text], language)
        assert (found.amounts.height, found.unread.height) == (0, 0), text


def test_tenths_go_on() -> None:
    assert [r[2] for r in rows_of(read(["打率は3割2分5厘、出資は6割超、電力の4割を賄う"], "ja"))] == [Decimal("32.5"), 60, 40]
    assert [r[2] for r in rows_of(read(["七成受訪者支持，八成及九成擔保貸款"], "zh-Hant"))] == [70, 80, 90]


def test_twins_share_their_bound() -> None:
    rows = read(["up to $12.9bn (£10bn) in shares"], day=date(2024, 6, 20)).amounts
    assert rows["qualifier"].to_list() == ["at_most", "at_most"]


def test_own_rates_stand_before_the_banks() -> None:
    own = pl.DataFrame(
        {"date": [date(2024, 5, 10)] * 2, "currency": ["KZT", "EUR"], "usd": ["0.0022", "2"], "source": ["own"] * 2},
        schema_overrides={"usd": pl.Decimal(38, 10)},
    )
    both = with_own_rates(rates(), own.with_columns(pl.col("usd").cast(pl.Decimal(38, 10))), pl.Series(["KZT", "EUR"]))
    found = both.filter(pl.col("date") == date(2024, 5, 10), pl.col("source") == "own")
    assert found["currency"].to_list() == ["EUR", "KZT"]
    assert both.height == rates().height + 1
    with pytest.raises(BadReferenceError, match=r"rates\.csv, row 2: 'KZT'"):
        with_own_rates(rates(), own, pl.Series(["EUR"]))
