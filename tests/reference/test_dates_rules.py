"""Every row of date patterns and of words beside dates is proved by an example, every example by its row; words and eras are read back."""

from dataclasses import replace
from datetime import UTC, datetime, time

import polars as pl
import pytest

from schemas.reference import Reference
from tests.transforms.dates.date_frames import one_document
from transforms.dates.ahead import ahead_of
from transforms.dates.reader import Dated, DatesReader, framed_runs, read_dates
from transforms.spans import Texts

#: Rows that join pieces are proved with the pieces they join.
UNPROVED = ("join", "range", "offset")


@pytest.fixture(scope="module")
def reader(ref: Reference) -> DatesReader:
    return DatesReader.of(ref.dates)


def read(reader: DatesReader, examples: pl.DataFrame) -> Dated:
    days = [datetime.combine(day, time(9), UTC) if day else None for day in examples["anchor"]]
    documents, segments = one_document(examples["text"], examples["lang"], days)
    return read_dates(Texts.of(segments["text"]), segments, documents, reader)


def fired(reader: DatesReader, examples: pl.DataFrame) -> list[set[str]]:
    """Rows that read each example."""
    rules: list[set[str]] = [set() for _ in range(examples.height)]
    runs = framed_runs(Texts.of(examples["text"]), examples["lang"], reader)
    for unit, language, run in runs.select("unit", "language", "run").iter_rows():
        rules[unit] |= {rule for found in reader.grammars[language].read(run) for rule in found.rules}
    return rules


def test_every_row_has_an_example_and_every_example_a_row(ref: Reference) -> None:
    rows = ref.dates.patterns.filter(~pl.col("op").is_in(UNPROVED))
    examples = ref.dates.examples.join(ref.dates.ahead, on="rule_id", how="anti")
    assert rows.join(examples, on="rule_id", how="anti")["rule_id"].to_list() == []
    assert examples.join(rows, on="rule_id", how="anti")["rule_id"].to_list() == []


def test_examples_are_read_as_they_say_and_by_the_row_they_prove(ref: Reference, reader: DatesReader) -> None:
    examples = ref.dates.examples.filter(pl.col("kind") != "negative")
    dates = read(reader, examples).dates
    got = {(row["unit"], row["surface"]): row for row in dates.iter_rows(named=True)}
    rules, beside = fired(reader, examples), set(ref.dates.ahead["rule_id"])
    for at, want in enumerate(examples.iter_rows(named=True)):
        row = got.get((at, want["surface"]))
        assert row is not None, (want["rule_id"], want["text"])
        shown = (want["rule_id"], row["value"], row["start_date"], row["end_date"])
        assert shown == (want["rule_id"], want["value"], want["start_date"], want["end_date"])
        assert want["rule_id"] in rules[at] or want["rule_id"] in beside, (want["rule_id"], rules[at])


def test_words_beside_dates_are_proved_both_ways(ref: Reference, reader: DatesReader) -> None:
    """Each example means what it says, and without its row another day."""
    examples = ref.dates.examples.join(ref.dates.ahead, on="rule_id", how="semi")
    assert ref.dates.ahead.join(examples, on="rule_id", how="anti")["rule_id"].to_list() == []
    for (rule, lang), own in examples.group_by("rule_id", "lang", maintain_order=True):
        rows = ref.dates.ahead.filter((pl.col("lang") == lang) & (pl.col("rule_id") != rule))
        spaced = ref.dates.languages.filter(pl.col("lang") == lang)["spaced"].item()
        without = replace(reader, ahead={**reader.ahead, str(lang): ahead_of(rows, spaced=spaced)})
        told = [set(read(which, own).dates.select("unit", "surface", "value").rows()) for which in (reader, without)]
        assert {unit for unit, _, _ in told[0] - told[1]} == set(range(own.height)), rule


def test_negatives_hold_no_date(ref: Reference, reader: DatesReader) -> None:
    negatives = ref.dates.examples.filter(pl.col("kind") == "negative")
    assert read(reader, negatives).dates.select("unit", "surface").rows() == []


def test_reference_files_are_sorted_and_name_known_slots(ref: Reference) -> None:
    for (lang,), rows in ref.dates.patterns.group_by("lang"):
        assert rows["rule_id"].is_sorted(), lang
        assert ref.dates.ahead.filter(pl.col("lang") == lang)["rule_id"].is_sorted(), lang
        assert rows["rule_id"].is_unique().all()
    assert ref.dates.eras["era"].is_sorted()


def test_every_era_is_read(ref: Reference, reader: DatesReader) -> None:
    rows = [
        (f"{era}3年" if lang != "ko" else f"{era} 3년", lang, one + 2)
        for era, langs, one in ref.dates.eras.select("era", "lang", "year_one").iter_rows()
        for lang in langs.split()
        if one > 0
    ]
    texts, langs, years = zip(*rows, strict=True)
    documents, segments = one_document(pl.Series(texts), pl.Series(langs), [None] * len(rows))
    dates = read_dates(Texts.of(segments["text"]), segments, documents, reader).dates
    assert dict(zip(dates["unit"], dates["value"], strict=True)) == {at: f"{year:04d}" for at, year in enumerate(years)}
