"""Words and marks that change what a number is: foreign prices, a code beside its sign, vague sums, ranges in every language."""

from decimal import Decimal

import pytest

from tests.transforms.amounts.amount_frames import one, read, rows_of


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("35,70 €", "35.70", "EUR"),
        ("19,5 EUR", "19.5", "EUR"),
        ("2 499,00 zł", "2499", "PLN"),
        ("1.837,32 €", "1837.32", "EUR"),
        ("€1'049,95", "1049.95", "EUR"),
        ("28 270 Kč", "28270", "CZK"),
        ("1,250 €", "1250", "EUR"),
        ("12,5 %", "12.5", "%"),
    ],
)
def test_a_language_without_a_row_of_its_own_marks_decimals_with_a_comma(text: str, value: str, unit: str) -> None:
    for language in ("und", "cs", "de"):
        found = one(read([text], language))
        assert (found["surface"], found["value"], found["unit"]) == (text, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("It cost NZD $100.70 then.", [("NZD $100.70", "NZD")]),
        ("It cost US$ HK$5 then.", [("HK$5", "HKD")]),
        ("It cost 42 Lebanese Pounds then.", [("42 Lebanese Pounds", "LBP")]),
    ],
)
def test_a_code_goes_with_its_own_sign_only(text: str, rows: list[tuple[str, str]]) -> None:
    assert [(surface, unit) for surface, _, _, unit in rows_of(read([text]))] == rows


def test_hangul_is_read_in_a_text_that_counts_as_english() -> None:
    assert one(read(["Aviva Multi Strategy Target Return 펀드에 20억 파운드를 투자했다."], "en"))["value"] == 2_000_000_000


#: Sums that no number stands for, by language; each is left unread as a whole.
VAGUE = {
    "en": ("tens of billions of dollars", "dozens of millions of euros", "several billion yen", "multibillion-dollar", "couple of dollars"),
    "ja": ("数十億円", "数億ドル", "何千万円", "数パーセント"),
    "ko": ("수십억 달러", "수조 원", "몇십억 원", "수백억 원"),
    "ru": ("десятки миллиардов рублей", "сотни миллионов долларов", "несколько миллиардов евро", "пару миллионов рублей"),
    "zh-Hans": ("几十亿元", "数十亿美元", "上百亿美元", "好几亿元", "若干亿元", "几个百分点"),
    "zh-Hant": ("幾十億元", "數十億美元", "上百億美元", "好幾億元", "幾個百分點"),
}


@pytest.mark.parametrize("language", VAGUE)
def test_a_vague_sum_is_left_unread(language: str) -> None:
    found = read(list(VAGUE[language]), language)
    assert found.amounts.is_empty()
    assert found.unread["reason_code"].to_list() == ["vague_number"] * len(VAGUE[language])


#: The same ranges and bounds in every language: text, value, value_high, unit, qualifier.
RANGES = [
    ("en", "It costs 15-20 billion won.", "15000000000", "20000000000", "KRW", "range"),
    ("ko", "비용은 150억~200억 원이다.", "15000000000", "20000000000", "KRW", "range"),
    ("ja", "費用は150億～200億ウォン。", "15000000000", "20000000000", "KRW", "range"),
    ("ru", "Это стоит от 15 до 20 млрд вон.", "15000000000", "20000000000", "KRW", "range"),
    ("zh-Hans", "费用为150亿至200亿韩元。", "15000000000", "20000000000", "KRW", "range"),
    ("zh-Hant", "費用為150億至200億韓元。", "15000000000", "20000000000", "KRW", "range"),
    ("en", "between $3 million and $5 million", "3000000", "5000000", "USD", "range"),
    ("ko", "300만~500만 달러", "3000000", "5000000", "USD", "range"),
    ("ja", "300万から500万ドル", "3000000", "5000000", "USD", "range"),
    ("ru", "3–5 млн долларов", "3000000", "5000000", "USD", "range"),
    ("zh-Hans", "300万到500万美元", "3000000", "5000000", "USD", "range"),
    ("zh-Hant", "300萬到500萬美元", "3000000", "5000000", "USD", "range"),
    ("en", "between 10 and 15 percent", "10", "15", "%", "range"),
    ("ko", "10~15%", "10", "15", "%", "range"),
    ("ja", "10～15％", "10", "15", "%", "range"),
    ("ru", "от 10 до 15%", "10", "15", "%", "range"),
    ("zh-Hans", "10%至15%", "10", "15", "%", "range"),
    ("zh-Hant", "七八折", "70", "80", "%", "range"),
    ("zh-Hans", "三五百元", "300", "500", "CNY", "range"),
    ("en", "at least 3 billion yen", "3000000000", None, "JPY", "at_least"),
    ("ko", "30억 엔 이상", "3000000000", None, "JPY", "at_least"),
    ("ja", "30億円以上", "3000000000", None, "JPY", "at_least"),
    ("ru", "не менее 3 млрд иен", "3000000000", None, "JPY", "at_least"),
    ("zh-Hans", "至少30亿日元", "3000000000", None, "JPY", "at_least"),
    ("zh-Hans", "一千多万日元", "10000000", None, "JPY", "more_than"),
]


@pytest.mark.parametrize(("language", "text", "value", "high", "unit", "qualifier"), RANGES, ids=[row[1] for row in RANGES])
def test_ranges_and_bounds_in_every_language(  # noqa: PLR0913, PLR0917  the columns of the table
    language: str, text: str, value: str, high: str | None, unit: str, qualifier: str
) -> None:
    found = one(read([text], language))
    wanted = (Decimal(value), None if high is None else Decimal(high), unit, qualifier)
    assert (found["value"], found["value_high"], found["unit"], found["qualifier"]) == wanted


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("en", "12 degrees below zero", -12, "deg"),
        ("en", "minus-12 degrees", -12, "deg"),
        ("ru", "12 градусов ниже нуля", -12, "deg"),
        ("ja", "氷点下12度", -12, "deg"),
        ("zh-Hant", "零下12度", -12, "deg"),
        ("en", "190 km2", 190, "km2"),
        ("zh-Hans", "5 cm3", 5, "cm3"),
        ("zh-Hans", "一块二角", Decimal("1.2"), "CNY"),
        ("ru", "35 баксов", 35, "USD"),
    ],
)
def test_signs_powers_and_coins(language: str, text: str, value: Decimal, unit: str) -> None:
    found = one(read([text], language))
    assert (found["surface"], found["value"], found["unit"]) == (text, value, unit)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "10 1/7 miles"), ("en", "10 1/25 miles"), ("en", "a 1/4 inch"), ("en", "COVID-19 cases"), ("en", "the SCP-173m file"),
        ("en", "point five zero six dollars"), ("en", "one fifty five dollars"), ("en", "10 to 15 degrees below zero"),
        ("zh-Hans", "一波三折"), ("zh-Hans", "三折叠手机"), ("zh-Hans", "损失上百种"), ("ru", "10-15 градусов мороза"),
    ],
)  # fmt: skip
def test_what_only_ends_like_an_amount_is_left_alone(language: str, text: str) -> None:
    assert read([text], language).amounts.is_empty()


def test_sums_side_by_side_share_their_magnitude_only_where_both_are_measured() -> None:
    assert [row[2] for row in rows_of(read(["2 и 1,4 млрд рублей"], "ru"))] == [2_000_000_000, 1_400_000_000]
    assert [row[2] for row in rows_of(read(["группы 2 и 5 млн рублей"], "ru"))] == [5_000_000]
