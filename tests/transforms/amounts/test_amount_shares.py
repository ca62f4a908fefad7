"""Shares in words: the fraction is exact to six places, its bound is told, and no whole means no share."""

from decimal import Decimal

import pytest

from tests.transforms.amounts.amount_frames import one, read

#: language, text, value, qualifier.
SHARES = [
    ("zh-Hans", "会员的七分之二离开了。", "28.571429", "exact"),
    ("zh-Hans", "会员的十二分之五离开了。", "41.666667", "exact"),
    ("zh-Hant", "逾三分之二的會員離開了。", "66.666667", "more_than"),
    ("ja", "利用者の約４分の３が満足した。", "75", "approx"),
    ("ja", "住民の半数以上が残った。", "50", "at_least"),
    ("ko", "회원의 5분의 2가량이 떠났다.", "40", "approx"),
    ("ko", "주주 중 과반이 찬성했다.", "50", "more_than"),
    ("ko", "주주의 절반 가까이가 찬성했다.", "50", "approx"),
    ("en", "At least two-thirds of the members agreed.", "66.666667", "at_least"),
    ("en", "Sales fell by about a third.", "33.333333", "approx"),
    ("en", "Nine out of ten farmers agreed.", "90", "exact"),
    ("ru", "Согласились почти две трети членов клуба.", "66.666667", "approx"),
    ("ru", "Продажи упали на четверть.", "25", "exact"),
    ("ja", "4人に1人以上が残った。", "25", "at_least"),
    ("ja", "会員の1/4以上が残った。", "25", "at_least"),
    ("ko", "5명 중 1명꼴로 떠났다.", "20", "exact"),
    ("ko", "회원 3/4 이상이 떠났다.", "75", "at_least"),
    ("zh-Hans", "每5人就有1人离开。", "20", "exact"),
    ("zh-Hant", "每五人就有一人離開。", "20", "exact"),
    ("ru", "Против семь из десяти жителей.", "70", "exact"),
    ("ru", "За это 3/4 голосов.", "75", "exact"),
    ("en", "It needs 3/4 of the votes.", "75", "exact"),
    ("en", "Of them, just a fifth say no.", "20", "exact"),
]


@pytest.mark.parametrize(("language", "text", "value", "qualifier"), SHARES)
def test_a_share_is_read_with_its_bound(language: str, text: str, value: str, qualifier: str) -> None:
    row = one(read([text], language))
    assert (row["kind"], row["value"], row["unit"], row["qualifier"]) == ("percent", Decimal(value), "%", qualifier)


@pytest.mark.parametrize("text", ["1.5分の1が残った。", "3分の5が残った。", "1分の1が残った。", "0分の1が残った。"])
def test_numerals_that_are_no_proper_fraction_are_no_share(text: str) -> None:
    assert read([text], "ja").amounts.filter(kind="percent").is_empty()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A third party paid for half a day in the second half."),
        ("en", "Three quarters of growth, and one in three years was dry."),
        ("ru", "Во второй половине дня он прошёл треть пути за четверть часа."),
        ("ko", "인생의 절반을 바다에서 보냈다."),
    ],
)
def test_parts_of_times_and_ways_are_no_shares(language: str, text: str) -> None:
    assert read([text], language).amounts.filter(kind="percent").is_empty()


@pytest.mark.parametrize(("text", "value"), [("A half-hour. Over half.", "50"), ("Nearly two-thirds; not half-baked.", "66.666667")])
def test_a_word_at_the_end_of_a_clause_is_found(text: str, value: str) -> None:
    assert [row["value"] for row in read([text]).amounts.iter_rows(named=True)] == [Decimal(value)]


def test_a_share_between_other_amounts_leaves_them_alone() -> None:
    found = read(["5億円のうち三分の一、2億円の10%。"], "ja").amounts
    assert found.select("surface", "kind").rows() == [("5億円", "money"), ("三分の一", "percent"), ("2億円", "money"), ("10%", "percent")]


def test_percent_in_words_is_no_fraction() -> None:
    assert one(read(["百分之七的会员"], "zh-Hans"))["value"] == Decimal(7)
