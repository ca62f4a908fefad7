"""Shares in words: the fraction is exact to six places, its bound is told, and no whole means no share."""

from decimal import Decimal

import pytest

from tests.transforms.amount_frames import one, read

#: language, text, value, qualifier.
SHARES = [
    ("zh-Hans", "会员的七分之二离开了。", "28.571429", "exact"),
    ("zh-Hans", "会员的十二分之五离开了。", "41.666667", "exact"),
    ("zh-Hant", "逾三分之二的會員離開了。", "66.666667", "more_than"),
    ("ja", "利用者の約４分の３が満足した。", "75", "approx"),
    ("ja", "住民の半数以上が残った。", "50", "at_least"),
    ("ko", "회원의 5분의 2가량이 떠났다.", "40", "approx"),
    ("ko", "주주 중 과반이 찬성했다.", "50", "more_than"),
]


@pytest.mark.parametrize(("language", "text", "value", "qualifier"), SHARES)
def test_a_share_is_read_with_its_bound(language: str, text: str, value: str, qualifier: str) -> None:
    row = one(read([text], language))
    assert (row["kind"], row["value"], row["unit"], row["qualifier"]) == ("percent", Decimal(value), "%", qualifier)


@pytest.mark.parametrize("text", ["1.5分の1が残った。", "3分の5が残った。", "1分の1が残った。", "0分の1が残った。"])
def test_numerals_that_are_no_proper_fraction_are_no_share(text: str) -> None:
    assert read([text], "ja").amounts.filter(kind="percent").is_empty()


def test_a_share_between_other_amounts_leaves_them_alone() -> None:
    found = read(["5億円のうち三分の一、2億円の10%。"], "ja").amounts
    assert found.select("surface", "kind").rows() == [("5億円", "money"), ("三分の一", "percent"), ("2億円", "money"), ("10%", "percent")]


def test_percent_in_words_is_no_fraction() -> None:
    assert one(read(["百分之七的会员"], "zh-Hans"))["value"] == Decimal(7)
