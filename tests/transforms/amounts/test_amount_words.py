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
