"""Every rule row of entities is proved by an example, or reads itself back from a carrier sentence; no example names an unknown rule."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from flows.paths import REFERENCE
from schemas.reference import Reference
from tests.transforms.entities.entity_frames import read
from transforms.entities.rules import EntitiesReader

FILES = sorted(Path(REFERENCE).glob("lang/*/examples_entities.csv"))
#: A known person and how a title is written beside a name.
PERSON = {
    "ko": "도널드 트럼프",
    "ja": "ドナルド・トランプ",
    "en": "Donald Trump",
    "zh-Hans": "唐纳德·特朗普",
    "zh-Hant": "唐納·川普",
    "ru": "Дональд Трамп",
}
SPACE = {"ko": " ", "ja": "", "en": " ", "zh-Hans": "", "zh-Hant": "", "ru": " "}


@pytest.fixture(scope="module")
def reader(ref: Reference) -> EntitiesReader:
    return EntitiesReader.of(ref.entities)


EXAMPLES = pl.concat([pl.read_csv(file, infer_schema=False).with_columns(lang=pl.lit(file.parent.name)) for file in FILES])


def cases() -> Iterator[object]:
    for at, row in enumerate(EXAMPLES.iter_rows(named=True)):
        marks = [pytest.mark.xfail(strict=True)] if row["kind"] == "known_failure" else []
        yield pytest.param(at, id=f"{row['rule_id']}:{row['text'][:20]}", marks=marks)


@pytest.fixture(scope="module")
def mentions(reader: EntitiesReader) -> pl.DataFrame:
    """Of all examples, each a document of its own; read at once."""
    rows = EXAMPLES.with_row_index("row").select(pl.format("d{}", "row"), "lang", "text").rows()
    return read(reader, rows).mentions


@pytest.mark.parametrize("at", list(cases()))
def test_examples_are_read(mentions: pl.DataFrame, at: int) -> None:
    row = EXAMPLES.row(at, named=True)
    found = {m["surface"]: m for m in mentions.filter(pl.col("doc_id") == f"d{at}").iter_rows(named=True)}
    for wanted in row["mentions"].split("; "):
        if wanted.startswith("!"):
            assert wanted[1:] not in found
            continue
        surface, _, told = wanted.partition("=")
        kind, _, office = told.partition("/")
        assert surface in found, f"found only {sorted(found)}"
        assert found[surface]["kind"] == kind
        assert (found[surface]["office"] or "") == office or not office


def test_every_pattern_has_an_example_and_every_example_a_rule(ref: Reference) -> None:
    shown = set(EXAMPLES["rule_id"])
    patterns = set(ref.entities.name_patterns["rule_id"])
    assert patterns - shown == set()
    tables = (ref.entities.offices, ref.entities.name_forms, ref.entities.particles, ref.entities.not_names, ref.entities.cue_words)
    assert shown - patterns - {rule for table in tables for rule in table["rule_id"]} == set()


def test_every_title_reads_itself_back(ref: Reference, reader: EntitiesReader) -> None:
    titles = pl.concat(
        [ref.entities.offices.select("lang", "surface", "position"), ref.entities.honorifics.select("lang", "surface", "position")]
    )
    rows, want = [], []
    for at, (lang, surface, position) in enumerate(titles.iter_rows()):
        pair = (PERSON[lang], surface) if position in ("after", "both") else (surface, PERSON[lang])
        rows.append((f"d{at}", lang, SPACE[lang].join(pair)))
        want.append((f"d{at}", surface))
    titled = read(reader, rows).mentions.filter(pl.col("kind") == "Person").select("doc_id", "title_text")
    missing = pl.DataFrame(want, schema=["doc_id", "surface"], orient="row").join(titled, on="doc_id", how="left")
    lost = missing.filter(~pl.col("title_text").fill_null("").str.contains(pl.col("surface"), literal=True))
    assert lost.is_empty(), lost.select("surface", "title_text").rows()


def test_rule_ids_are_unique(ref: Reference) -> None:
    for name in (
        "offices",
        "honorifics",
        "particles",
        "name_forms",
        "name_patterns",
        "not_names",
        "cue_words",
        "case_endings",
        "entity_context",
    ):
        frame = getattr(ref.entities, name)
        assert frame.filter(frame.select("lang", "rule_id").is_duplicated()).is_empty(), name
