"""Rows about events are proved: every trigger fires in a sentence made of it and what it needs, every example is read as it says."""

import csv

import polars as pl
import pytest

from flows.paths import REFERENCE
from schemas.reference import Reference
from tests.transforms.events.event_markup import fired, read, told
from transforms.events.reader import EventsReader
from transforms.spelling import spelled

FILES = sorted(REFERENCE.glob("lang/*/examples_events.csv"))
EXAMPLES = [{**row, "lang": file.parent.name} for file in FILES for row in csv.DictReader(file.read_text("utf-8").splitlines())]
OWN = (
    "triggers.csv",
    "event_words.csv",
    "inflections.csv",
    "role_markers.csv",
    "status_cues.csv",
    "modality_cues.csv",
    "examples_events.csv",
)
#: What stands for a need that is not a class of words.
MARKED = {
    "money": "{5 won}", "percent": "{5 won}", "count": "{#5}", "quantity": "{#5}", "country": "[Zed=ZED]", "name": "[Zed=ZED]",
    "publicbody": "[Bod=B:bod]", "person": "[Ada=P:ada]", "company": "[Orin=C:orin]", "place": "[Lod=L:lod]", "organization": "[Org=O:org]",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader(ref: Reference) -> EventsReader:
    return EventsReader.of(ref.events)


def first_form(cell: str, endings: dict[str, tuple[str, ...]]) -> str:
    return spelled(cell, endings)[0].removeprefix("~").replace("*", "")


def carriers(ref: Reference) -> list[tuple[str, str, str]]:
    """One sentence per trigger: names of a doer, the needs before it, the trigger, the needs after it."""
    rows = []
    endings: dict[str, dict[str, tuple[str, ...]]] = {}
    for lang, name, cell in ref.events.inflections.select("lang", "name", "endings").iter_rows():
        endings.setdefault(lang, {})[name] = tuple(cell.split(","))
    words = {
        (lang, word_class): first_form(cell, endings.get(lang, {}))
        for lang, word_class, cell in ref.events.words.select("lang", "word_class", "surface").iter_rows()
    }
    for rule, lang, cell, needs in ref.events.triggers.select("rule_id", "lang", "surface", "needs").iter_rows():
        before, after = [], []
        for need in (needs or "").split():
            word_class = need.split("/")[0].rstrip("<>~0123456789")
            word = MARKED.get(word_class) or words[lang, word_class]
            (before if "<" in need else after).append(word)
        rows.append((rule, lang, " ".join(["[Uma=P:uma]", *before, first_form(cell, endings.get(lang, {})), *after])))
    return rows


def test_every_trigger_fires_in_a_sentence_made_of_it(ref: Reference, reader: EventsReader) -> None:
    rows = carriers(ref)
    held = fired([(lang, text) for _, lang, text in rows], reader)
    silent = [(rule, text) for n, (rule, _, text) in enumerate(rows) if rule not in held.get(n, ())]
    assert not silent


@pytest.mark.parametrize("row", EXAMPLES, ids=[f"{row['rule_id']}:{n}" for n, row in enumerate(EXAMPLES)])
def test_examples(row: dict[str, str], reader: EventsReader) -> None:
    events = told(read([(row["lang"], row["text"])], reader)).get("d0", [])
    got = [(rule, event_type, status or "", modality) for rule, event_type, status, modality, _ in events]
    want = (row["rule_id"], row["event_type"], row["status"], row["modality"])
    assert (want in got) is (row["kind"] != "negative")


def test_types_name_each_other(ref: Reference) -> None:
    known = set(ref.events.types["event_type"])
    named = ref.events.types.select(pl.concat_list("yields_to", "future_type").alias("named")).explode("named").drop_nulls()["named"]
    words = {word.rstrip("+") for cell in named for word in cell.split()} - {"*"}
    assert words <= known
    assert set(ref.events.triggers["event_type"]) <= known


def test_needs_name_classes_of_their_language(ref: Reference, reader: EventsReader) -> None:
    classes = set(ref.events.words.select("lang", "word_class").iter_rows())
    lang_of = dict(ref.events.triggers.select("rule_id", "lang").iter_rows())
    asked = reader.needs.select("rule_id", pl.col("word_class").cast(pl.String)).unique().sort("rule_id", "word_class")
    unknown = [
        (rule, name) for rule, name in asked.iter_rows() if name not in MARKED and name != "date" and (lang_of[rule], name) not in classes
    ]
    assert not unknown


def test_files_are_sorted() -> None:
    for file in sorted(REFERENCE.glob("lang/*/*.csv")):
        if file.name in OWN:
            keys = [row[0] for row in csv.reader(file.read_text("utf-8").splitlines())][1:]
            assert keys == sorted(keys), file
