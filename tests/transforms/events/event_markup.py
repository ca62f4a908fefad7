"""Sentences with names, sums and days marked, for tests of events: `[Japan=JPN]`, `[Aso=P:aso]`, `{3 won}`, `<May 5=2026-05-05>`."""

import re
from dataclasses import dataclass
from datetime import date

import polars as pl

from transforms.events.reader import EventsRead, read_events
from transforms.events.rules import EventsReader
from transforms.events.scan import Beside, scanned
from transforms.events.triggers import evidence, holding
from transforms.spans import Texts

#: `[surface=id]` or `[surface=K:id]` with K one of KINDS; `{sum}`, `{#count}`; `<surface=2026-05-05>`, `<surface=2026>` a day, a year.
_MARK = re.compile(
    r"\[(?P<name>[^=\]]+)=(?:(?P<kind>[A-Z]):)?(?P<id>[\w-]+)\]|\{(?P<count>#?)(?P<sum>[^}]+)\}|<(?P<day>[^=>]+)=(?P<value>[\d-]+)>"
)
YEAR_ENDS = ("01-01", "12-31")
KINDS = {None: "Country", "P": "Person", "C": "Company", "O": "Organization", "L": "Place", "B": "PublicBody"}


@dataclass(frozen=True)
class Marked:
    text: str
    names: list[tuple[int, int, str, str]]
    sums: list[tuple[int, int, str]]
    days: list[tuple[int, int, date, date]]


def unmarked(marked: str) -> Marked:
    names, sums, days, text, at = [], [], [], "", 0
    for hit in _MARK.finditer(marked):
        text += marked[at : hit.start()]
        start, at = len(text), hit.end()
        text += hit["name"] or hit["sum"] or hit["day"]
        if hit["name"]:
            names.append((start, len(text), KINDS[hit["kind"]], hit["id"]))
        elif hit["sum"]:
            sums.append((start, len(text), "count" if hit["count"] else "money"))
        else:
            whole = len(hit["value"]) > len("2026")
            days.append((start, len(text), *(date.fromisoformat(hit["value"] if whole else f"{hit['value']}-{end}") for end in YEAR_ENDS)))
    return Marked(text + marked[at:], names, sums, days)


@dataclass(frozen=True)
class Frames:
    texts: Texts
    segments: pl.DataFrame
    sentences: pl.DataFrame
    dates: pl.DataFrame
    sums: pl.DataFrame
    names: pl.DataFrame


def frames(sentences: list[tuple[str, str]], role: str = "body") -> Frames:
    """What the readers before events would have read of marked sentences, each a document of one segment of one sentence."""
    marked = [unmarked(text) for _, text in sentences]
    texts = Texts.of(pl.Series([one.text for one in marked], dtype=pl.String))
    segments = pl.DataFrame(
        {
            "doc_id": [f"d{n}" for n in range(len(marked))],
            "segment_id": [f"s{n}" for n in range(len(marked))],
            "role": role,
            "is_main": role == "body",
            "language": [language for language, _ in sentences],
            "start_char": pl.Series([0] * len(marked), dtype=pl.Int32),
            "anchor_date": pl.Series([None] * len(marked), dtype=pl.Date),
        }
    )
    spans = {"unit": pl.UInt32, "start": pl.Int32, "end": pl.Int32}
    whole = pl.DataFrame([(n, 0, len(one.text)) for n, one in enumerate(marked)], schema=spans, orient="row").with_row_index("sentence")
    whole = whole.with_columns(start_byte=texts.unit_byte[:-1], end_byte=texts.unit_byte[1:] - 1)
    names = (
        pl.DataFrame(
            [(n, *name) for n, one in enumerate(marked) for name in one.names],
            schema={**spans, "kind": pl.String, "entity_id": pl.String},
            orient="row",
        )
        .with_row_index("row")
        .with_columns(mention_id=pl.format("m{}", "row"))
    )
    sums = (
        pl.DataFrame(
            [(n, *one_sum) for n, one in enumerate(marked) for one_sum in one.sums],
            schema={"unit_index": pl.UInt32, "start": pl.Int32, "end": pl.Int32, "kind": pl.String},
            orient="row",
        )
        .with_row_index("row")
        .with_columns(amount_id=pl.format("a{}", "row"), equivalent_of=pl.lit(None, dtype=pl.String))
    )
    dates = pl.DataFrame(
        [(n, *day) for n, one in enumerate(marked) for day in one.days],
        schema={**spans, "start_date": pl.Date, "end_date": pl.Date},
        orient="row",
    ).with_columns(timex_type=pl.lit("DATE"))
    return Frames(texts, segments, whole, dates, sums, names)


def read(sentences: list[tuple[str, str]], reader: EventsReader, role: str = "body") -> EventsRead:
    """Events of marked sentences (language, text)."""
    given = frames(sentences, role)
    return read_events(given.texts, given.segments, given.sentences, given.dates, given.sums, given.names, reader)


def fired(sentences: list[tuple[str, str]], reader: EventsReader) -> dict[int, set[str]]:
    """Triggers that hold in each sentence, whether or not another kind then outranks them."""
    given = frames(sentences)
    around = Beside.of(given.sentences, given.names, given.sums, given.dates)
    found = scanned(given.texts, given.segments, given.sentences, around.offered(given.sentences.height), reader)
    beside = around.among(found.sentences, given.sentences.height)
    held = holding(found, evidence(found.outside(beside), beside))
    rules: dict[int, set[str]] = {}
    for sentence, rule in zip(found.sentences["sentence"].gather(held["s"]), held["rule_id"], strict=True):
        rules.setdefault(sentence, set()).add(rule)
    return rules


def told(found: EventsRead) -> dict[str, list[tuple[str, str, str | None, str, str]]]:
    """By document: (rule_id, event_type, status, modality, participants as `role=id role=id`)."""
    parts: dict[str, list[str]] = {}
    for mention, role, entity in found.participants.select("event_mention_id", "role", "entity_id").iter_rows():
        parts.setdefault(mention, []).append(f"{role}={entity}")
    events: dict[str, list[tuple[str, str, str | None, str, str]]] = {}
    columns = ("doc_id", "event_mention_id", "rule_id", "event_type", "status", "modality")
    for doc, mention, rule, event_type, status, modality in found.mentions.select(columns).iter_rows():
        events.setdefault(doc, []).append((rule, event_type, status, modality, " ".join(sorted(parts.get(mention, [])))))
    return events
