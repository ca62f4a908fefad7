"""Every rule of amounts is proved by an example, both ways: it reads as stated, and without the rule it reads otherwise."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from schemas.reference.amount_money import NOTHING
from tests.transforms.amounts.amount_frames import NO_DATES, read, reader, without
from transforms.chars import Script, script_of

REF = reader().ref
RULES = (
    "magnitudes", "number_words", "currency_words", "unit_words", "percent_words", "qualifiers", "marks", "periods", "country_words",
    "shares",
)  # fmt: skip
#: Proved below by sentences of their own.
ELSEWHERE = ("period_link", "period_bar", "range_open")
LANGUAGES = ("en", "ja", "ko", "ru", "zh-Hans", "zh-Hant")
#: A word of each script that nothing knows.
NONSENSE = {
    Script.LATIN: "zorpish", Script.CYRILLIC: "щырпы", Script.HANGUL: "뷁쉙", Script.KATAKANA: "ヺヺ", Script.HIRAGANA: "ゑゐゑ",
    Script.HAN: "龘龗",
}  # fmt: skip
Reading = tuple[Any, ...]


def readings(texts: list[str], language: str, **how: Any) -> list[list[Reading]]:
    """What is read in each text, amounts and numbers left unread."""
    found = read(texts, language, **how)
    out: list[list[Reading]] = [[] for _ in texts]
    for row in found.amounts.iter_rows(named=True):
        cells = ("surface", "kind", "value", "value_high", "unit", "qualifier", "period")
        out[row["unit_index"]].append(tuple(row[cell] for cell in cells))
    for row in found.unread.iter_rows(named=True):
        out[row["unit"]].append((row["reason_code"],))
    return out


def without_form(text: str, form: str) -> str:
    """The text with a word that nothing knows instead of the form: where it stands as a word, else where it stands first."""
    script = Script(int(script_of(np.array([ord(form.lstrip("-%.")[:1] or "-")], dtype=np.uint32))[0]))
    other = NONSENSE.get(script, "※")
    whole = re.sub(rf"(?<![^\W\d_]){re.escape(form)}(?![^\W\d_])", other, text, count=1)
    return whole if whole != text else text.replace(form, other, 1)


def test_every_rule_has_an_example() -> None:
    rules = [getattr(REF, table) for table in RULES]
    ids = pl.concat([(t.filter(~t["role"].is_in(ELSEWHERE)) if "role" in t.columns else t).select("rule_id") for t in rules])
    assert ids.join(REF.examples, on="rule_id", how="anti")["rule_id"].to_list() == []
    assert REF.examples.join(pl.concat([t.select("rule_id") for t in rules]), on="rule_id", how="anti").is_empty()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_holds(language: str) -> None:
    examples = REF.examples.filter(lang=language)
    wrong = []
    for example, got in zip(examples.iter_rows(named=True), readings(examples["text"].to_list(), language), strict=True):
        amounts = [r[:6] for r in got if len(r) > 1]
        cells = ("surface", "amount_kind", "value", "value_high", "unit", "qualifier")
        holds = amounts == ([] if example["kind"] == "negative" else [tuple(example[cell] for cell in cells)])
        holds &= example["period"] is None or [r[6] for r in got if len(r) > 1] == [example["period"]]
        holds &= example["reason_code"] is None or (example["reason_code"],) in got
        if holds == (example["kind"] == "known_failure"):
            wrong.append((example["rule_id"], example["text"], got))
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_its_rule_an_example_reads_otherwise(language: str) -> None:
    blocks = REF.marks.filter(role="block")["rule_id"]
    rules = pl.concat([getattr(REF, table).select("rule_id", "forms") for table in RULES])
    known = REF.examples.filter(lang=language).join(rules, on="rule_id", validate="m:1", maintain_order="left")
    examples = known.filter(pl.col("forms").str.split("|").list.contains(pl.col("note")))
    plain = examples.filter(~pl.col("rule_id").is_in(blocks.implode()))
    bare = [without_form(r["text"], r["note"]) for r in plain.iter_rows(named=True)]
    same = [
        (rule, text)
        for rule, text, one, other in zip(
            plain["rule_id"], plain["text"], readings(plain["text"].to_list(), language), readings(bare, language), strict=True
        )
        if one == other
    ]
    assert not same
    blocked = examples.filter(pl.col("rule_id").is_in(blocks.implode()))["text"].to_list()
    free = readings(blocked, language, using=without(marks=REF.marks.filter(pl.col("role") != "block")))
    assert [text for text, got in zip(blocked, free, strict=True) if not any(len(r) > 1 for r in got)] == []


def test_every_name_of_a_currency_is_read_back() -> None:
    given = {form for forms in REF.currency_words["forms"] for form in forms.split("|")}
    names = REF.currency_names.filter(~pl.col("surface").is_in(list(given)))
    missed = []
    for (language,), rows in names.group_by("lang", maintain_order=True):
        for row, got in zip(rows.iter_rows(named=True), readings([f"25,000,000 {s}" for s in rows["surface"]], str(language)), strict=True):
            if [r[4] for r in got if len(r) > 1] != [row["currency"]]:
                missed.append((row["lang"], row["surface"], row["currency"], got))
    assert len(missed) <= 0.02 * names.height, missed[:20]


@pytest.mark.parametrize("table", ["currency_words", "percent_words"])
def test_every_form_after_a_number_is_read_back(table: str) -> None:
    rows = getattr(REF, table)
    if table == "currency_words":  # a dinar of no country is nobody's
        rows = rows.filter(pl.col("currency").is_not_null())
    rows = rows.filter(pl.col("place").is_in(["after", "both"])).with_columns(pl.col("forms").str.split("|")).explode("forms")
    missed = []
    for (language,), own in rows.group_by("lang", maintain_order=True):
        got = readings([f"125,000,000 {form}" for form in own["forms"]], str(language))
        missed += [(language, form) for form, found in zip(own["forms"], got, strict=True) if len(found) != 1]
    assert not missed


#: With the opening word, and what is read with and without it: kinds of rows.
OPENED = {
    "en": ("{} 15 and 20 dollars", "between", ["range"], ["exact", "exact"]),
    "ru": ("{} 15 и 20 рублей", "между", ["range"], ["exact", "exact"]),
    "zh-Hans": ("{}15元到20元", "从", ["exact", "exact"], ["range"]),
    "zh-Hant": ("{}15美元到20美元", "從", ["exact", "exact"], ["range"]),
}  # fmt: skip


@pytest.mark.parametrize("language", OPENED)
def test_an_opening_word_tells_a_range_from_a_change(language: str) -> None:
    frame, form, opened, plain = OPENED[language]
    assert form in REF.marks.filter(role="range_open", lang=language)["forms"][0].split("|")
    got = readings([frame.format(form), frame.format("")], language)
    assert [[r[5] for r in found if len(r) > 1] for found in got] == [opened, plain]


#: A sum, what the link stands between, and a duration; in the order the language tells them.
LINKED = {
    "en": ("{sum} {link} {time}", "$40 million", "five years"), "ja": ("{time}{link}{sum}", "40億円", "5年"),
    "ko": ("{time}{link} {sum}", "40억 원", "5년"), "ru": ("{sum} {link} {time}", "40 млн рублей", "пять лет"),
    "zh-Hans": ("{time}{link}{sum}", "40亿元", "5年"), "zh-Hant": ("{time}{link}{sum}", "40億元", "5年"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_joins_a_sum_to_its_time_and_nothing_else_does(language: str) -> None:
    frame, money, time = LINKED[language]
    links = REF.marks.filter(role="period_link", lang=language)["forms"][0].split("|")
    for link, period in (*((link, "P5Y") for link in links), ("※", None)):
        text = frame.format(sum=money, link=link, time=time)
        start = text.index(time)
        dates = pl.DataFrame(
            {"unit": [0], "start": [start], "end": [start + len(time)], "timex_type": ["DURATION"], "value": ["P5Y"]},
            schema=NO_DATES.schema,
        )
        assert [r[6] for r in readings([text], language, dates=dates)[0] if len(r) > 1] == [period], text


@pytest.mark.parametrize(("language", "text"), [("ja", "今年{}年間250億円"), ("zh-Hans", "共{}年250亿元"), ("zh-Hant", "共{}年250億元")])
def test_a_counted_year_is_no_repetition(language: str, text: str) -> None:
    bars = REF.marks.filter(role="period_bar", lang=language)["forms"][0].split("|")
    got = readings([text.format(bar) for bar in bars if bar not in {"月", "第", "一"}], language)
    assert {r[6] for found in got for r in found if len(r) > 1} == {None}


@pytest.mark.parametrize("rule", REF.number_patterns.rows(named=True), ids=lambda rule: rule["rule_id"])
def test_a_known_pattern_explains_its_number(rule: dict[str, str]) -> None:
    others = replace(reader(), ref=replace(REF, number_patterns=REF.number_patterns.filter(pl.col("rule_id") != rule["rule_id"])))
    assert readings([rule["proof"]], "en") == [[]]
    assert ("number_without_unit",) in readings([rule["proof"]], "en", using=others)[0]


@pytest.mark.parametrize("rule", REF.end_patterns.rows(named=True), ids=lambda rule: rule["rule_id"])
def test_a_change_ends_at_its_figure(rule: dict[str, str]) -> None:
    others = without(end_patterns=REF.end_patterns.filter(pl.col("rule_id") != rule["rule_id"]))
    qualifiers = [
        read([rule["proof"]], rule["lang"], using=using).amounts.filter(pl.col("surface").str.starts_with("31"))["qualifier"].to_list()
        for using in (reader(), others)
    ]
    assert qualifiers == [["exact"], ["at_most"]]


@pytest.mark.parametrize("rule", REF.object_patterns.rows(named=True), ids=lambda rule: rule["rule_id"])
def test_a_pattern_names_what_is_counted(rule: dict[str, str]) -> None:
    text = rule["proof"].replace("⟨", "").replace("⟩", "")
    wanted = rule["proof"].split("⟨")[1].split("⟩")[0]
    others = replace(reader(), ref=replace(REF, object_patterns=REF.object_patterns.filter(pl.col("rule_id") != rule["rule_id"])))
    assert read([text], rule["lang"]).amounts["object_text"].to_list() == [wanted]
    assert wanted not in read([text], rule["lang"], using=others).amounts["object_text"].to_list()


@pytest.mark.parametrize("rule", REF.uncounted_patterns.rows(named=True), ids=lambda rule: rule["rule_id"])
def test_a_number_of_a_pattern_counts_nothing(rule: dict[str, str]) -> None:
    text, surface = rule["proof"].replace("⟨", "").replace("⟩", ""), rule["proof"].split("⟨")[1].split("⟩")[0]
    others = without(uncounted_patterns=REF.uncounted_patterns.filter(pl.col("rule_id") != rule["rule_id"]))
    found = read([text], rule["lang"])
    assert surface not in (*found.amounts["surface"], *found.unread["surface"])
    assert surface in read([text], rule["lang"], using=others).amounts["surface"]


@pytest.mark.parametrize("rule", REF.unit_parts.rows(named=True), ids=lambda rule: f"{rule['unit']}-{rule['part']}")
def test_a_part_goes_with_its_unit(rule: dict[str, Any]) -> None:
    others = without(unit_parts=REF.unit_parts.filter((pl.col("unit") != rule["unit"]) | (pl.col("part") != rule["part"])))
    (whole,) = [r for r in readings([rule["proof"]], "en")[0] if len(r) > 1]
    larger, smaller = (int(digits) for digits in re.findall("[0-9]+", rule["proof"]))
    assert (whole[2], whole[4]) == (larger * rule["ratio"] + smaller, rule["part"])
    assert ((larger, rule["unit"]) in [(r[2], r[4]) for r in readings([rule["proof"]], "en", using=others)[0] if len(r) > 1]) is True


@pytest.mark.parametrize("rule", REF.other_meanings.rows(named=True), ids=lambda rule: rule["rule_id"])
def test_another_meaning_wants_its_sign(rule: dict[str, str]) -> None:
    others = without(other_meanings=REF.other_meanings.filter(pl.col("rule_id") != rule["rule_id"]))
    assert [r[1] for r in readings([rule["proof"]], rule["lang"])[0] if len(r) > 1] == ([] if rule["kind"] == NOTHING else [rule["kind"]])
    assert [r[1] for r in readings([rule["proof"]], rule["lang"], using=others)[0]] == ["money"]


def test_a_link_joins_twins_and_nothing_else_does() -> None:
    texts = [f"2兆円{link}127億ドル" for link in [*REF.equivalent_links["link"], "と", "※"]]
    rows = read(texts, "ja").amounts.group_by("unit_index", maintain_order=True).agg(pl.col("equivalent_of").is_not_null().any())
    assert rows["equivalent_of"].to_list() == [True] * REF.equivalent_links.height + [False, False]


def test_every_default_of_a_family_is_taken() -> None:
    """Rows of countries by the declared region; of languages, and last resorts, where nothing else is known."""
    words = {"yuan": ("元", "zh-Hant"), "leu": (None, "en"), "yen": ("¥", "en")}
    english = {r["family"]: r["forms"].split("|")[0] for r in REF.currency_words.filter(lang="en", place="after").iter_rows(named=True)}
    missed = []
    for row in REF.currency_defaults.filter(~pl.col("is_context") | pl.col("language").is_null()).iter_rows(named=True):
        word, language = words.get(row["family"], (english.get(row["family"]), "en"))
        if row["family"] == "yuan" and not row["country"]:
            language = "zh-Hans"
        text = f"{word}2,500,000" if word == "¥" else f"2,500,000 {word}"
        declared = row["language"] or (f"{language}-{row['country']}" if row["country"] else "und")
        found = read([text], row["language"] or language, using=None, **{} if row["language"] else {"told_language": declared})
        if word is not None and found.amounts["unit"].to_list() != [row["currency"]]:
            missed.append((row["rule_id"], text, declared, found.amounts["unit"].to_list()))
    assert not missed


def test_defaults_of_a_family_name_known_currencies() -> None:
    codes = REF.currencies["currency"]
    for column in (REF.currency_words["currency"], REF.currency_names["currency"], REF.currency_defaults["currency"]):
        assert column.drop_nulls().is_in(codes.implode()).all()
