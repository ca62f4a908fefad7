"""A corpus from one golden table: a row is what one segment of one document tells, in words of entity ids, sums and days."""

from datetime import date
from decimal import Decimal

import polars as pl

from schemas import (
    Amounts,
    Dates,
    Documents,
    DocumentSources,
    Entities,
    EntityMentions,
    EventMentions,
    EventParticipants,
    Segments,
    Table,
)
from transforms.stories.corpus import Corpus
from transforms.topics import HEADLINES, TOPICS

#: Length of a segment, and where in it each thing stands.
LENGTH, AT_TRIGGER, AT_AMOUNT, AT_DATE, AT_NAME = 1000, 5, 100, 200, 300
KNOWN = {
    "JP": ("Country", "Japan", "JPN"),
    "KR": ("Country", "South Korea", "KOR"),
    "VN": ("Country", "Vietnam", "VNM"),
    "IN": ("Country", "India", "IND"),
    "US": ("Country", "United States", "USA"),
    "AFP": ("Organization", "AFP", None),
    "TASS": ("Organization", "TASS", None),
    "ann": ("Person", "Ann", "JPN"),
    "bob": ("Person", "Bob", "JPN"),
    "cho": ("Person", "Cho", "KOR"),
    "dee": ("Person", "Dee", "USA"),
    "eva": ("Person", "Eva", None),
    "eve": ("Person", "Eve", None),
    "fay": ("Person", "Fay", None),
    "nl-akasaka-palace": ("Place", "Akasaka Palace", "JPN"),
    "nl-tokyo-imperial-palace": ("Place", "Tokyo Imperial Palace", "JPN"),
    "acme": ("Company", "Acme", "JPN"),
    "bank": ("Organization", "Bank", None),
    "port": ("Place", "Port", "VNM"),
}
#: The text alone names its people: those of reference data are in the news all season.
BASIS = {"Person": "discovered", "Country": "reference", "Place": "reference", "Company": "reference", "Organization": "reference"}
#: People of two scripts who sound alike, and one who does not.
SOUNDS = {"eva": "kurtis rafirn", "eve": "kartas rapan", "fay": "mustam nilkop"}


def filled(model: type[Table], rows: list[dict]) -> pl.DataFrame:
    """Rows as a frame with every column of a table; what is not given is null."""
    wanted = model.empty().schema
    columns = {name: [row.get(name) for row in rows] for name in wanted}
    return pl.DataFrame(columns, schema=wanted)


def day(cell: str | None) -> date | None:
    return date.fromisoformat(cell) if cell else None


def days(cell: str | None) -> tuple[date | None, date | None]:
    """First and last day of `2025-11-06` or `2025-11-01..2025-11-30`; none of `XXXX-11-06`."""
    if cell and cell.startswith("XXXX"):
        return None, None
    first, _, last = (cell or "").partition("..")
    return day(first), day(last or first)


def decimal(cell: str | None) -> Decimal | None:
    return Decimal(cell) if cell else None


def corpus_of(table: pl.DataFrame) -> Corpus:
    """The corpus of a table with the column doc and any other of COLUMNS.

    `giver`, `taker`, `with` and `names` hold names separated by commas; `ann=head_of_government` gives a name an office.
    `topics` are separated so too.
    `equal` is the line (from 0) whose sum is the same in another currency.
    """
    lines = [{name: row.get(name) for name in COLUMNS} for row in table.iter_rows(named=True)]
    frames: dict[str, list[dict]] = {
        name: [] for name in ("segments", "amounts", "dates", "mentions", "told", "parties", "prints", "topics")
    }
    documents: dict[str, dict] = {}
    for number, line in enumerate(lines):
        ordinal = sum(s["doc_id"] == line["doc"] for s in frames["segments"])
        documents.setdefault(line["doc"], line)
        add_line(frames, number, ordinal, line)
    ids = sorted(documents)
    known = [
        {
            "doc_id": d,
            "language": documents[d]["lang"] or "en",
            "title": f"Title {d}",
            "anchor_date": day(documents[d]["day"]),
            "anchor_basis": "metadata" if documents[d]["day"] else "unknown",
            "n_chars": LENGTH,
        }
        for d in ids
    ]
    sources = [{"doc_id": d, "publisher": documents[d]["publisher"]} for d in ids]
    entities = [
        {"entity_id": name, "kind": kind, "name": shown, "country": iso3, "iso3": iso3 if kind == "Country" else None, "basis": BASIS[kind]}
        for name, (kind, shown, iso3) in KNOWN.items()
    ]
    prints = pl.DataFrame(frames["prints"], schema={"doc_id": pl.String, "hash": pl.UInt64})
    return Corpus(
        filled(Documents, known).drop("text"),
        filled(DocumentSources, sources),
        filled(Segments, frames["segments"]),
        filled(Amounts, frames["amounts"]),
        filled(Dates, frames["dates"]),
        filled(EntityMentions, frames["mentions"]),
        filled(EventMentions, frames["told"]),
        filled(EventParticipants, frames["parties"]),
        prints,
        pl.DataFrame(frames["topics"], schema=TOPICS),
        pl.DataFrame({"entity_id": list(SOUNDS), "sound": list(SOUNDS.values())}),
        filled(Entities, entities),
    )


COLUMNS = (
    "doc",
    "lang",
    "day",
    "publisher",
    "role",
    "type",
    "status",
    "value",
    "unit",
    "usd",
    "equal",
    "about",
    "period",
    "giver",
    "taker",
    "with",
    "date",
    "span",
    "ends",
    "names",
    "prints",
    "topics",
)


def add_line(frames: dict[str, list[dict]], number: int, ordinal: int, line: dict) -> None:
    """One segment and all it tells."""
    start, role, doc = ordinal * LENGTH, line["role"] or "body", line["doc"]
    segment = f"s{number}"
    here = {"doc_id": doc, "segment_id": segment}

    def span(at: int, surface: str) -> dict:
        return {**here, "start_char": start + at, "end_char": start + at + len(surface), "surface": surface}

    frames["segments"].append(
        {
            **here,
            "ordinal": ordinal,
            "role": role,
            "is_main": role not in ("teaser", "boilerplate"),
            "language": line["lang"] or "en",
            "start_char": start,
            "end_char": start + LENGTH,
        }
    )
    frames["topics"] += [
        {"doc_id": doc, "topic_id": topic.strip(), "n_mentions": 1, "n_headline": int(role in HEADLINES)}
        for topic in (line["topics"] or "").split(",")
        if topic
    ]
    if line["value"]:
        surface = f"{line['value']} {line['unit']}"
        frames["amounts"].append(
            {
                **span(AT_AMOUNT, surface),
                "amount_id": f"a{number}",
                "kind": "money",
                "value": decimal(line["value"]),
                "unit": line["unit"],
                "usd_value": decimal(line["usd"]),
                "qualifier": line["about"] or "exact",
                "period": line["period"],
                "equivalent_of": f"a{line['equal']}" if line["equal"] else None,
            }
        )
    if line["date"]:
        frames["dates"].append(
            {
                **span(AT_DATE, line["date"]),
                "date_id": f"d{number}",
                "timex_type": "DATE",
                "precision": "day",
                "value": line["date"],
                "start_date": days(line["date"])[0],
                "end_date": days(line["date"])[1],
            }
        )
    for at, kind, cell in ((AT_DATE + 40, "DURATION", line["span"]), (AT_DATE + 33, "DATE", line["ends"])):
        if cell:
            frames["dates"].append({**span(at, cell), "date_id": f"d{number}-{kind}", "timex_type": kind, "value": cell})
    parties = [
        (role, name)
        for role, cell in (("provider", "giver"), ("receiver", "taker"), ("participant", "with"))
        for name in listed(line[cell])
    ]
    plain = [(None, name) for name in listed(line["names"])]
    for nth, (part, cell) in enumerate([*parties, *plain]):
        name, _, office = cell.partition("=")
        mention = f"m{number}-{nth}"
        frames["mentions"].append(
            {**span(AT_NAME + 120 * nth, name), "mention_id": mention, "entity_id": name, "kind": KNOWN[name][0], "office": office or None}
        )
        if part:
            frames["parties"].append({"event_mention_id": f"e{number:03}", "role": part, "entity_id": name, "mention_id": mention})
    if line["type"]:
        frames["told"].append(
            {
                **here,
                "event_mention_id": f"e{number:03}",
                "start_char": start,
                "end_char": start + LENGTH,
                "trigger_start_char": start + AT_TRIGGER,
                "trigger_end_char": start + AT_TRIGGER + 4,
                "event_type": line["type"],
                "status": line["status"],
                "modality": "actual",
                "date_start": days(line["date"])[0],
                "date_end": days(line["date"])[1],
                "amount_id": f"a{number}" if line["value"] else None,
                "confidence": 0.9,
            }
        )
    frames["prints"] += [{"doc_id": doc, "hash": int(mark)} for mark in listed(line["prints"])]


def listed(cell: str | None) -> list[str]:
    return [name.strip() for name in cell.split(",")] if cell else []
