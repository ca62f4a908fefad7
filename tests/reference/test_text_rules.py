"""Rows about text are proved both ways: every shape by an example, every phrase by a line made of it."""

import csv
from pathlib import Path

import polars as pl
import pytest

from flows.paths import REFERENCE
from schemas.reference import Reference
from transforms.page.layout import shaped
from transforms.page.lines import lines_of
from transforms.page.markers import STRENGTH, marked
from transforms.page.segments import TextReader
from transforms.page.sentences import read_sentences
from transforms.spans import Texts

FILES = sorted(REFERENCE.glob("lang/*/examples_text.csv"))
EXAMPLES = [{**row, "lang": file.parent.name} for file in FILES for row in csv.DictReader(file.read_text("utf-8").splitlines())]
OWN = ("markers.csv", "sentence_rules.csv", "reporting_verbs.csv", "examples_text.csv")
GLOBAL = ("languages.csv", "language_marks.csv", "han_characters.csv", "quotation_marks.csv")
CARRIERS = {"line": "{}", "section_after": "{}", "prefix": "{} xx", "suffix": "xx {}", "contains": "xx {} xx"}


@pytest.fixture(scope="module")
def reader(ref: Reference) -> TextReader:
    return TextReader.of(ref.text)


def markers(reader: TextReader, texts: list[str]) -> pl.DataFrame:
    return marked(lines_of(pl.Series(texts)).pipe(shaped), reader.markers)


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{e['lang']}:{e['text']}" for e in EXAMPLES])
def test_examples(reader: TextReader, example: dict[str, str]) -> None:
    assert (markers(reader, [example["text"]])["marker"][0] or "") == example["marker"]


def test_every_shape_has_an_example_and_every_example_a_row(ref: Reference) -> None:
    shapes = set(ref.text.markers.filter("is_pattern")["rule_id"])
    known = set(ref.text.markers["rule_id"])
    assert shapes - {e["rule_id"] for e in EXAMPLES if e["kind"] != "negative"} == set()
    assert {e["rule_id"] for e in EXAMPLES} - known == set()


def test_every_language_shows_what_only_looks_alike() -> None:
    for file in FILES:
        assert sum(e["lang"] == file.parent.name and e["kind"] == "negative" for e in EXAMPLES) >= 3, file


def test_every_phrase_is_read_back(reader: TextReader, ref: Reference) -> None:
    rows = ref.text.markers.filter(~pl.col("is_pattern"))
    lines = [CARRIERS[scope].format(surface.strip()) for scope, surface in rows.select("scope", "surface").iter_rows()]
    found = markers(reader, lines)
    stronger = {role: set(STRENGTH[: i + 1]) | {None} for i, role in enumerate(STRENGTH)}
    silent = [r for r, got in zip(rows["rule_id"], found["marker"], strict=True) if got is None]
    assert silent == []
    section = rows.with_columns(found)
    assert section.filter((pl.col("scope") == "section_after") & ~pl.col("opens_section"))["rule_id"].to_list() == []
    weaker = [
        r for r, role, scope, got in section.select("rule_id", "role", "scope", "marker").iter_rows()
        if scope not in ("line", "section_after") and got not in stronger[role] and got not in ("label", "teaser", "boilerplate")
    ]  # fmt: skip
    assert weaker == []


def test_every_abbreviation_keeps_its_sentence(reader: TextReader, ref: Reference) -> None:
    rows = ref.text.sentence_rules.filter(pl.col("kind") == "abbreviation")
    segments = pl.DataFrame({"text": [f"xxx {s} Ömer xxx" for s in rows["surface"]]})
    found = read_sentences(Texts.of(segments["text"]), segments, reader)
    split = found.group_by("unit").len().filter(pl.col("len") > 1).sort("unit")
    assert rows["rule_id"].gather(split["unit"]).to_list() == []


@pytest.mark.parametrize(
    "path", [*(p for f in OWN for p in sorted(REFERENCE.glob(f"lang/*/{f}"))), *(REFERENCE / f for f in GLOBAL)], ids=str
)
def test_files_are_sorted_and_hold_no_row_twice(path: Path) -> None:
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))[1:]
    assert rows == sorted(rows, key=lambda r: r[0])
    assert len({tuple(r) for r in rows}) == len(rows)


def test_no_rule_name_twice(ref: Reference) -> None:
    names = pl.concat(
        [f["rule_id"] for f in (ref.text.markers, ref.text.sentence_rules, ref.text.reporting_verbs, ref.text.language_marks)]
    )
    assert names.filter(names.is_duplicated()).to_list() == []
