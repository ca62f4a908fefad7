"""Bounds of amounts as the news of six languages words them, before a number and behind it."""

import pytest

from tests.transforms.amounts.amount_frames import read

BOUNDS = [
    ("en", "Tickets start at as little as 5 dollars.", "at_least"),
    ("en", "The fund raised just shy of $5 billion.", "less_than"),
    ("en", "Support was not quite 5%.", "less_than"),
    ("en", "Sales are approaching $5 billion.", "approx"),
    ("en", "The £6 million-plus plan was kept.", "at_least"),
    ("en", "It costs 40 dollars at most.", "at_most"),
    ("en", "It costs 40 dollars or thereabouts.", "approx"),
    ("en", "They set a cap of $40 for a ride.", "at_most"),
    ("ja", "費用は5億円を大きく上回った。", "more_than"),
    ("ja", "費用は5億円を超えない。", "at_most"),
    ("ja", "費用は5億円を下らない。", "at_least"),
    ("ja", "投票率は5%を割り込んだ。", "less_than"),
    ("ja", "投票率は5%に届かなかった。", "less_than"),
    ("ja", "費用は5億円に迫る。", "approx"),
    ("ja", "来場者は100人近い。", "approx"),
    ("ko", "비용은 5억원을 훌쩍 넘었다.", "more_than"),
    ("ko", "비용은 5억원을 넘지 않았다.", "at_most"),
    ("ko", "비용은 5억원 이내로 잡았다.", "at_most"),
    ("ko", "비율은 5%를 크게 밑돌았다.", "less_than"),
    ("ko", "비율은 50% 가까운 수준이다.", "approx"),
    ("ko", "비율은 5%에 미치지 못했다.", "less_than"),
    ("ru", "Цены выросли больше чем на 5%.", "more_than"),
    ("ru", "Цены выросли как минимум на 5%.", "at_least"),
    ("ru", "Цены выросли менее чем на 5%.", "less_than"),
    ("ru", "Ставка не превышала 5%.", "at_most"),
    ("ru", "Доля выросла примерно до 5%.", "approx"),
    ("ru", "Цена 5 млрд рублей или больше.", "at_least"),
    ("zh-Hans", "投资超过了5亿元。", "more_than"),
    ("zh-Hans", "补贴最高可达5亿元。", "at_most"),
    ("zh-Hans", "失业率跌破5%。", "less_than"),
    ("zh-Hans", "占比不得低于5%。", "at_least"),
    ("zh-Hans", "该项约占5%。", "approx"),
    ("zh-Hant", "投資超過了5億元。", "more_than"),
    ("zh-Hant", "補助最高可達5億元。", "at_most"),
    ("zh-Hant", "失業率跌破5%。", "less_than"),
    ("zh-Hant", "占比不得低於5%。", "at_least"),
    ("zh-Hant", "該項約佔5%。", "approx"),
]


@pytest.mark.parametrize(("language", "text", "qualifier"), BOUNDS, ids=[text for _, text, _ in BOUNDS])
def test_a_bound_is_read_beside_its_amount(language: str, text: str, qualifier: str) -> None:
    assert read([text], language).amounts["qualifier"].to_list() == [qualifier]


def test_a_change_goes_to_its_second_end_and_not_up_to_it() -> None:
    found = read(["Ставка выросла с 5% до 10%.", "Ставка до 10%."], "ru").amounts
    assert found["qualifier"].to_list() == ["exact", "exact", "at_most"]


def test_each_of_two_that_share_a_unit_has_its_own_bound() -> None:
    found = read(["Налог вырос минимум на 6 и максимум на 15 процентов."], "ru").amounts
    assert found.select("value", "qualifier").rows() == [(6, "at_least"), (15, "at_most")]


def test_a_word_for_many_is_one_behind_a_bound_that_no_plural_takes() -> None:
    texts = ["Пришли более тысячи человек.", "Около сотни человек.", "Пришли тысячи человек.", "Как минимум тысячи человек."]
    found = read(texts, "ru").amounts
    assert found.select("value", "qualifier").rows() == [(1000, "more_than"), (100, "approx")]


def test_a_tenth_in_han_characters_is_not_read_out_of_a_name_or_an_idiom() -> None:
    assert read(["醫師何一成說。", "規定不是一成不變的。"], "zh-Hant").amounts.is_empty()
    assert read(["销量下降一成。"], "zh-Hans").amounts["value"].to_list() == [10]
