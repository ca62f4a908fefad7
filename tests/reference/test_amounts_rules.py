"""Every rule of amounts is read back; every example holds; no form means two things that contradict."""

from typing import Any

import polars as pl
import pytest

from flows.paths import REFERENCE
from flows.reference import _bundle
from schemas.reference import AmountsReference
from transforms.amounts import AmountsReader, read_amounts
from transforms.spans import Texts

REF = _bundle(AmountsReference, REFERENCE)
RULES = ("magnitudes", "number_words", "currency_words", "unit_words", "percent_words", "qualifiers", "marks")
CHECKED = ("surface", "kind", "value", "value_high", "unit", "qualifier")
DATES = pl.DataFrame(schema={"unit": pl.UInt32, "start": pl.Int32, "end": pl.Int32, "timex_type": pl.String, "value": pl.String})
RATES = pl.DataFrame(schema={"date": pl.Date, "currency": pl.String, "usd": pl.Decimal(38, 10), "source": pl.String})


@pytest.fixture(scope="module")
def reader() -> AmountsReader:
    return AmountsReader.of(REF)


def amounts_of(reader: AmountsReader, texts: list[str], languages: list[str]) -> pl.DataFrame:
    ids = [f"d{k}" for k in range(len(texts))]
    segments = pl.DataFrame({"segment_id": ids, "doc_id": ids, "is_main": True, "language": languages, "start_char": 0})
    documents = segments.select("doc_id", "language", anchor_date=pl.lit(None, pl.Date))
    return read_amounts(Texts.of(pl.Series(texts)), segments, documents, DATES, reader, RATES).amounts


def by_text(found: pl.DataFrame, n: int) -> list[list[dict[str, Any]]]:
    out: list[list[dict[str, Any]]] = [[] for _ in range(n)]
    for row in found.iter_rows(named=True):
        out[row["unit_index"]].append(row)
    return out


def test_every_example_holds(reader: AmountsReader) -> None:
    examples = REF.examples
    read = by_text(amounts_of(reader, examples["text"].to_list(), examples["lang"].to_list()), examples.height)
    wrong = []
    for example, rows in zip(examples.iter_rows(named=True), read, strict=True):
        wanted = [] if example["kind"] == "negative" else [tuple(example[{"kind": "amount_kind"}.get(c, c)] for c in CHECKED)]
        got = [tuple(row[c] for c in CHECKED) for row in rows]
        if (got == wanted) == (example["kind"] == "known_failure"):
            wrong.append((example["lang"], example["text"], wanted, got))
    assert not wrong


def test_every_example_names_a_rule() -> None:
    rules = pl.concat([getattr(REF, table).select("rule_id") for table in RULES])
    assert REF.examples.join(rules, on="rule_id", how="anti").is_empty()


def test_every_name_of_a_currency_is_read_back(reader: AmountsReader) -> None:
    given = {form for forms in REF.currency_words["forms"] for form in forms.split("|")}
    names = REF.currency_names.filter(~pl.col("surface").is_in(list(given)))
    read = by_text(amounts_of(reader, [f"25,000,000 {s}" for s in names["surface"]], names["lang"].to_list()), names.height)
    missed = [
        (row["lang"], row["surface"], row["currency"], [(r["surface"], r["unit"]) for r in rows])
        for row, rows in zip(names.iter_rows(named=True), read, strict=True)
        if [r["unit"] for r in rows] != [row["currency"]]
    ]
    assert len(missed) <= 0.02 * names.height, missed[:20]


@pytest.mark.parametrize("table", ["currency_words", "percent_words"])
def test_every_word_after_a_number_is_read_back(reader: AmountsReader, table: str) -> None:
    rows = getattr(REF, table)
    if table == "currency_words":  # a dinar of no country is nobody's
        rows = rows.filter(pl.col("currency").is_not_null())
    rows = rows.filter(pl.col("place").is_in(["after", "both"])).with_columns(pl.col("forms").str.split("|")).explode("forms")
    read = by_text(amounts_of(reader, [f"125,000,000 {s}" for s in rows["forms"]], rows["lang"].to_list()), rows.height)
    missed = [(lang, form) for lang, form, found in zip(rows["lang"], rows["forms"], read, strict=True) if len(found) != 1]
    assert not missed


def test_defaults_of_a_family_name_known_currencies() -> None:
    codes = REF.currencies["currency"]
    for column in (REF.currency_words["currency"], REF.currency_names["currency"], REF.currency_defaults["currency"]):
        assert column.drop_nulls().is_in(codes.implode()).all()


def test_patterns_compile() -> None:
    for pattern in [*REF.number_patterns["pattern"], *REF.object_patterns["pattern"]]:
        pl.Series(["1"]).str.contains(pattern)
