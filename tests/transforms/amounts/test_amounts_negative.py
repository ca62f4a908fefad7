"""What looks like an amount and is none, in each language; what is vague; what two languages say alike; laws of the reader."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.amounts.amount_frames import read

NOT_MONEY = {
    "en": (
        "The visitors won 3-1 after leading 21-14 at the break.",
        "Call +1 212 555 0187 before 5 pm.",
        "Windows 11 and version 4.180.2 of the tool.",
        "The pentagon has five sides; the F-16 has one engine.",
        "Article 58 and Law No. 214 of 2019 apply.",
        "Three won medals in 2024.",
        "He drove a Peugeot 208 in the TOP 100 race.",
    ),
    "ko": (
        "이 공원은 1887년에 문을 열었다",
        "한국이 3대 1로 이겼고 5회에 2점을 냈다",
        "전화 02-555-0187, 오전 9시 15분",
        "법률 제214호와 제58조",
        "이원 생중계로 사원 두 사람이 나왔다",
        "2008 유로6 엔진 3개를 교체했다",
        "만원 관중 앞에서 영원한 우정을 말했다",
        "이 달러는 위조된 것이다",
    ),
    "ja": (
        "銭函駅から15分歩く",
        "試合は3対1、7回に2点を入れた",
        "電話は03-5550-0187、午後5時",
        "第58条と第3章",
        "一元的な管理と円滑な運営",
        "1887年の角界",
        "五角形の建物の3階",
    ),
    "ru": (
        "Матч закончился со счётом 3:1 на 87-й минуте.",
        "Телефон 8-495-555-01-87, в 9:15 утра.",
        "Статья 58 закона № 214 от 2019 года.",
        "Версия 4.180.2 вышла в 2024 году.",
        "Пятиугольник на рис. 2 показан сверху.",
    ),
    "zh-Hans": (
        "五角大楼在十分钟后发表声明",
        "比分是3比1，第58分钟进球",
        "电话010-5550-0187，下午5点",
        "银行在2024年元旦开门",
        "第58条和图 2",
        "他走向自己的一角，捡起一块石头",
        "一元论与三角形",
    ),
    "zh-Hant": (
        "五角大廈在十分鐘後發表聲明",
        "比分是3比1，第58分鐘進球",
        "電話02-5550-0187，下午5點",
        "銀行在2024年元旦開門",
        "圖 2 港元即時支付",
        "他走向自己的一角，撿起一塊石頭",
    ),
}
VAGUE = {
    "en": "tens of millions of dollars",
    "ko": "수천억 원",
    "ja": "数十億円",
    "ru": "несколько миллионов рублей",
    "zh-Hans": "三十几万元",
    "zh-Hant": "數十億美元",
}
#: 4.5 billion dollars, 12.5 per cent, at least 3 million euros.
SAID = {
    "en": ("$4.5bn", "12.5 per cent", "at least 3 million euros"),
    "ko": ("45억 달러", "12.5%", "최소 300만 유로"),
    "ja": ("45億ドル", "12.5％", "少なくとも300万ユーロ"),
    "ru": ("4,5 млрд долларов", "12,5 процента", "не менее 3 млн евро"),
    "zh-Hans": ("45亿美元", "百分之十二点五", "至少300万欧元"),
    "zh-Hant": ("45億美元", "12.5%", "至少300萬歐元"),
}
LANGUAGES = sorted(NOT_MONEY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_looks_like_money_is_none(language: str) -> None:
    found = read(list(NOT_MONEY[language]), language).amounts.filter(kind="money")
    assert found.select("unit_index", "surface").rows() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_vague_sum_is_left_unread_and_not_invented(language: str) -> None:
    found = read([VAGUE[language]], language)
    assert found.amounts.is_empty()
    assert found.unread["reason_code"].to_list() == ["vague_number"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_say_the_same_sums(language: str) -> None:
    rows = read(list(SAID[language]), language).amounts
    assert rows.select("value", "unit", "qualifier").rows() == [
        (Decimal(4_500_000_000), "USD", "exact"),
        (Decimal("12.5"), "%", "exact"),
        (Decimal(3_000_000), "EUR", "at_least"),
    ]


@pytest.mark.parametrize(
    ("text", "language"), [("5 million 300 people", "en"), ("3조 4일", "ko"), ("5億 2024年", "ja"), ("5 млн, 300 рублей", "ru")]
)
def test_numbers_side_by_side_never_glue(text: str, language: str) -> None:
    found = read([text], language)
    values = {*found.amounts["value"].to_list()}
    assert not values & {Decimal(5_000_300), Decimal(3 * 10**12 + 4), Decimal(5 * 10**8 + 2024)}


GROUPED = {
    "en": ("It sold for 10 000 dollars.", "The fund holds 1 000 000 euros."),
    "ko": ("그는 10 000달러를 냈다", "기금은 1 000 000유로다"),
    "ja": ("価格は10 000ドルだ", "基金は1 000 000ユーロだ"),
    "ru": ("Он отдал 10 000 долларов.", "В фонде 1 000 000 евро."),
    "zh-Hans": ("他付了10 000美元", "基金有1 000 000欧元"),
    "zh-Hant": ("他付了10 000美元", "基金有1 000 000歐元"),
}


@pytest.mark.parametrize("space", ["\N{SPACE}", "\N{NO-BREAK SPACE}", "\N{THIN SPACE}", "\N{NARROW NO-BREAK SPACE}"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_spaces_group_digits_in_every_language(language: str, space: str) -> None:
    texts = [text.replace("0 0", f"0{space}0") for text in GROUPED[language]]
    rows = read(texts, language).amounts
    assert rows.select("value", "unit").rows() == [(Decimal(10_000), "USD"), (Decimal(1_000_000), "EUR")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The house sold for 12 345 euros.", "12345"),
        ("EUR 1 200 million went to roads.", "1200000000"),
        ("The bill was $2 345.60 in all.", "2345.6"),
        ("It cost 10 000.50 dollars.", "10000.5"),
        ("By then 10 000 workers had left.", "10000"),
    ],
)
def test_what_stands_beside_groups_tells_that_they_are_one(text: str, value: str) -> None:
    assert read([text]).amounts["value"].to_list() == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("In 2025 300 dollars were enough.", ["300"]),
        ("Rooms 3 12 345 dollars apart.", ["345"]),
        ("We met in room 12 345 days ago.", []),
        ("Agent 007 dollars were found.", []),
        ("It was 10 , 000 monkeys.", []),
    ],
)
def test_numbers_that_spaces_only_part_stay_apart(text: str, values: list[str]) -> None:
    assert read([text]).amounts["value"].to_list() == [Decimal(value) for value in values]


def test_hangul_that_is_a_digit_of_zero_is_no_quantity() -> None:
    found = read(["영도구와 공공도서관", "양자 구도가 섰다", "그런 일도 있다", "팔 근육통"], "ko")
    assert found.amounts.is_empty()
    assert read(["영하 삼도", "삼 헥토리터", "섭씨 이십도"], "ko").amounts["value"].to_list() == [-3, 3, 20]


def test_sums_beyond_the_column_are_said_to_be_so() -> None:
    found = read(["999999999 quadrillion dollars", "1 quadrillion dollars", "1" + "0" * 24 + " dollars", "1" + "0" * 36 + " dollars"])
    assert found.amounts["value"].to_list() == [Decimal(999999999) * 10**15, Decimal(10**15), Decimal(10**24)]
    assert found.unread["reason_code"].to_list() == ["out_of_range"]


def test_every_character_counts_in_decimals() -> None:
    rows = read(["壹佰壹拾万贰仟陆佰壹拾肆元陆角"], "zh-Hans").amounts
    assert rows["value"].to_list() == [Decimal("1102614.6")]


WRITTEN = {
    "en": "The loan is {:,}.{:02d} dollars.", "ko": "대출은 {:,}.{:02d}달러다", "ja": "融資は{:,}.{:02d}ドルだ",
    "zh-Hans": "贷款为{:,}.{:02d}美元。", "zh-Hant": "貸款為{:,}.{:02d}美元。",
}  # fmt: skip


@given(st.integers(1, 10**12), st.integers(0, 99), st.sampled_from(sorted(WRITTEN)))
@settings(max_examples=15, deadline=None)
def test_reading_undoes_writing_to_the_cent(whole: int, cents: int, language: str) -> None:
    assert read([WRITTEN[language].format(whole, cents)], language).amounts["value"].to_list() == [whole + Decimal(cents) / 100]


@given(
    st.text(max_size=60),
    st.sampled_from(["약 3조 5천억 원", "$15-20 billion", "12,5 процента", "３億円（約2百万ドル）"]),
    st.text(max_size=20),
)
@settings(max_examples=25, deadline=None)
def test_offsets_are_exact_in_any_text(before: str, amount: str, after: str) -> None:
    text = "".join(ch for ch in before + " " + amount + after if ch not in "\x01\r\n" and not "\ud800" <= ch <= "\udfff") or " "
    for language in ("ko", "und"):
        found = read([text], language)
        for frame in (found.amounts, found.unread):
            for row in frame.iter_rows(named=True):
                assert text[row["start"] : row["end"]] == row["surface"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Go to https://shop.example/item-20%-off/50$?a=30kg now."),
        ("en", "Go to www.shop.example/30kg, or write to 20usd@mail.example or me@30kg.example"),
        ("en", "They posted #100kg and #lose5kg."),
        ("ja", "詳細はhttps://shop.example/30%へ"),
    ],
)
def test_an_address_or_a_hashtag_holds_no_amount(language: str, text: str) -> None:
    found = read([text], language)
    assert found.amounts.is_empty()
    assert found.unread.is_empty()


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "The rate (5%) is #1, a 30% rise; mail me@mail.example for $20.", [5, 30, 20]),
        ("ja", "https://shop.example/aで3億円を集めた", [300_000_000]),
    ],
)
def test_what_stands_beside_an_address_is_read(language: str, text: str, wanted: list[int]) -> None:
    assert read([text], language).amounts["value"].to_list() == wanted


@pytest.mark.parametrize(
    ("language", "text", "qualifier"),
    [
        ("ru", "Экспорт вырос на 12%, до 9,5 млрд рублей.", "exact"),
        ("ru", "Банк снизил ключевую ставку сразу до 15%.", "exact"),
        ("ru", "Штраф составит до 5 тыс. рублей.", "at_most"),
        ("ru", "Фонд увеличил число займов на сумму до 5 млрд рублей.", "at_most"),
        ("ru", "Рост спроса, по их словам, позволит занять до 300 человек.", "at_most"),
        ("en", "The rate crept up to 4.5%.", "exact"),
        ("en", "Growth of up to 4% is expected.", "at_most"),
        ("ja", "株価は2万円まで下落した", "exact"),
        ("ja", "3億円まで支援する", "at_most"),
    ],
)
def test_a_change_ends_at_its_figure_and_a_bound_bounds(language: str, text: str, qualifier: str) -> None:
    assert read([text], language).amounts["qualifier"][-1] == qualifier
