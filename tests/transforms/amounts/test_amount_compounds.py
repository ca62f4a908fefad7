"""What stands over a number, behind its unit or beside it: headings, smaller units, dots that group, tenths in words; and what looks so."""

from decimal import Decimal

import pytest

from tests.transforms.amounts.amount_frames import read

Rows = list[tuple[str, str, Decimal, str | None]]
#: language, text, rows: surface, kind, value, unit.
TEXTS: list[tuple[str, str, Rows]] = [
    ("zh-Hans", "净利润（亿元）：7.25", [("（亿元）：7.25", "money", Decimal(725_000_000), "CNY")]),
    ("zh-Hans", "净利润（亿元）2021", []),
    ("zh-Hans", "净利润（亿元）7.25万", []),
    ("zh-Hans", "净利润（亿元）增7.25%", [("7.25%", "percent", Decimal("7.25"), "%")]),
    ("ja", "純利益(百万円) 725", [("(百万円) 725", "money", Decimal(725_000_000), "JPY")]),
    ("ja", "純利益(百万円) 7社", [("7社", "count", Decimal(7), "company")]),
    ("ko", "순이익(억원) 725", [("(억원) 725", "money", Decimal(72_500_000_000), "KRW")]),
    ("ru", "Прибыль (млн руб.) 7,25", [("(млн руб.) 7,25", "money", Decimal(7_250_000), "RUB")]),
    ("en", "Profit (€ million) 7.25", [("(€ million) 7.25", "money", Decimal(7_250_000), "EUR")]),
    ("en", "a 7-foot-1 centre", [("7-foot-1", "quantity", Decimal(85), "[in_i]")]),
    ("en", "a 7-foot-100 wall", [("7-foot", "quantity", Decimal(7), "[ft_i]")]),
    ("en", "7 feet in 2019", [("7 feet", "quantity", Decimal(7), "[ft_i]")]),
    ("en", "7 kg and 300 g", [("7 kg", "quantity", Decimal(7), "kg"), ("300 g", "quantity", Decimal(300), "g")]),
    ("ru", "рост 1 м 85 см", [("1 м 85 см", "quantity", Decimal(185), "cm")]),
    ("en", "half a mile away", [("half a mile", "quantity", Decimal("0.5"), "[mi_i]")]),
    ("en", "It costs Rp 725.000 today.", [("Rp 725.000", "money", Decimal(725_000), "IDR")]),
    ("en", "It costs Rp 0.725 today.", [("Rp 0.725", "money", Decimal("0.725"), "IDR")]),
    ("en", "It costs $ 725.001 today.", [("$ 725.001", "money", Decimal("725.001"), "USD")]),
    ("ru", "пять целых две десятых процента", [("пять целых две десятых процента", "percent", Decimal("5.2"), "%")]),
    ("ru", "пять целых яблок", []),
    ("ja", "もう一度、三度目に二度と", []),
    ("ja", "気温は7.5度まで、水温は25度に", [("7.5度", "quantity", Decimal("7.5"), "deg"), ("25度", "quantity", Decimal(25), "deg")]),
    ("zh-Hans", "三度夺冠，一度领先", []),
    ("ru", "20 В Москве", []),
    ("en", "Rates fell a quarter of a percentage point.", []),
    ("en", "a type 2 engine", []),
    ("zh-Hans", "第4套邮票", []),
]


@pytest.mark.parametrize(("language", "text", "rows"), TEXTS)
def test_a_compound_is_read_whole_or_not_at_all(language: str, text: str, rows: Rows) -> None:
    found = read([text], language).amounts
    assert found.select("surface", "kind", "value", "unit").rows() == rows


#: language, text, what is counted.
COUNTED = [
    ("ko", "항구에 화물선 30척이 있다", "화물선"),
    ("ko", "지난해 30척이 왔다", None),
    ("ja", "会場に観光客約300人がいた", "観光客"),
    ("ja", "昨年300人が来た", None),
    ("zh-Hans", "港口有30艘货船在等", "货船"),
    ("zh-Hans", "至少30人被送往医院", None),
    ("ru", "в порту 30 новых танкеров", "новых танкеров"),
    ("ru", "в порту 30 почти сразу", "-"),
    ("en", "The blast left 30 injured.", "injured"),
    ("en", "The harbour saw 30 always.", "-"),
]


@pytest.mark.parametrize(("language", "text", "counted"), COUNTED)
def test_what_is_counted_is_a_noun_beside_it(language: str, text: str, counted: str | None) -> None:
    """`-`: no count at all."""
    assert read([text], language).amounts["object_text"].to_list() == ([] if counted == "-" else [counted])


@pytest.mark.parametrize(
    ("language", "text", "surface"),
    [
        ("ko", "수십만 명이 떠났다", "수십만 명"),
        ("ja", "数千人が去った", "数千人"),
        ("zh-Hans", "数千人离开", "数千人"),
        ("en", "Tens of thousands of people left.", "Tens of thousands of people"),
        ("ru", "Ушли десятки тысяч человек.", "десятки тысяч человек"),
    ],
)
def test_a_vague_crowd_is_left_unread_with_its_reason(language: str, text: str, surface: str) -> None:
    found = read([text], language)
    assert found.amounts.is_empty()
    assert found.unread.select("surface", "reason_code").rows() == [(surface, "vague_number")]
    assert read([text.replace(surface, "多")], language).unread.is_empty()
