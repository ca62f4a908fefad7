"""`newsledger show`: one event, story, amount, entity or document as a person would read it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.text import Text

from flows.asking import open_publish
from flows.terminal import fail, safe

#: Characters shown on either side of an amount.
CONTEXT_CHARS = 80

#: How parts of a quoted sentence look; everyone who takes part is cyan.
PART_STYLES = {"trigger": "bold underline", "amount": "bold green", "date": "bold magenta", "place": "bold yellow"}
#: Where the parts of each mention of an event stand, in the document's characters; names stand in the sentence's own segment.
PARTS = """
    WITH told AS (SELECT * FROM event_mentions WHERE event_id = ?)
    SELECT event_mention_id, trigger_start_char AS start_char, trigger_end_char AS end_char, 'trigger' AS part FROM told
    UNION ALL
    SELECT event_mention_id, a.start_char, a.end_char, 'amount' FROM told JOIN amounts a USING (amount_id)
    UNION ALL
    SELECT event_mention_id, n.start_char, n.end_char, p.role
    FROM told JOIN event_participants p USING (event_mention_id) JOIN entity_mentions n USING (mention_id)
    UNION ALL
    SELECT event_mention_id, n.start_char, n.end_char, 'place'
    FROM told t JOIN entity_mentions n ON n.segment_id = t.segment_id AND n.entity_id = t.place_entity_id
        AND n.start_char BETWEEN t.start_char AND t.end_char
    UNION ALL
    SELECT event_mention_id, d.start_char, d.end_char, 'date'
    FROM told t JOIN dates d ON d.segment_id = t.segment_id AND d.start_date = t.date_start
        AND d.start_char BETWEEN t.start_char AND t.end_char
    ORDER BY event_mention_id, start_char, end_char DESC, part = 'place', part"""


def print_row(warehouse: Path, row_id: str) -> None:
    """Find the row whose id is, or begins with, `row_id`, and show it."""
    shown: tuple[tuple[str, str, Callable[[duckdb.DuckDBPyConnection, str], Text]], ...] = (
        ("events", "event_id", show_event),
        ("stories", "story_id", show_story),
        ("entities", "entity_id", show_entity),
        ("amounts", "amount_id", show_amount),
        ("documents", "doc_id", show_document),
    )
    with open_publish(warehouse) as db:
        exact = [(t, key, how) for t, key, how in shown if _ids(db, t, key, row_id, exact=True)]
        for table, key, how in exact or shown:
            ids = _ids(db, table, key, row_id, exact=bool(exact))
            if len(ids) > 1:
                fail(f"{row_id} is the beginning of {len(ids)} ids in {table}: {', '.join(ids[:4])} ...", 2)
            if ids:
                Console().print(how(db, ids[0]), soft_wrap=True)
                return
    fail(f"no event, story, entity, amount or document has the id {row_id}", 2)


def _ids(db: duckdb.DuckDBPyConnection, table: str, key: str, row_id: str, *, exact: bool) -> list[str]:
    condition = f"{key} = ?" if exact else f"starts_with({key}, ?)"
    return [str(row[0]) for row in db.execute(f"SELECT {key} FROM {table} WHERE {condition} ORDER BY 1 LIMIT 20", [row_id]).fetchall()]


def _rows(db: duckdb.DuckDBPyConnection, query: str, *arguments: str) -> list[dict[str, Any]]:
    done = db.execute(query, list(arguments))
    names = [column[0] for column in done.description or []]
    return [dict(zip(names, row, strict=True)) for row in done.fetchall()]


def _line(out: Text, label: str, value: object, style: str = "") -> None:
    if value not in (None, ""):
        out.append(f"{label:>14}  ", style="dim")
        out.append(f"{safe(value)}\n", style=style)


def _money(value: Any, unit: str | None) -> str | None:
    return None if value is None else f"{value:,.6f}".rstrip("0").rstrip(".") + f" {unit or ''}"


def show_event(db: duckdb.DuckDBPyConnection, event_id: str) -> Text:
    """What happened, who took part, who tells it in which words, where they disagree."""
    event = _rows(db, "SELECT * FROM events WHERE event_id = ?", event_id)[0]
    out = Text()
    out.append(f"{safe(event['title'])}\n", style="bold")
    _line(out, "type", event["event_type"])
    _line(out, "status", event["status"])
    _line(out, "amount", _money(event["amount_value"], event["amount_unit"]))
    _line(out, "in dollars", _money(event["amount_usd"], "USD"))
    _line(out, "period", event["period"])
    _line(out, "when", " to ".join(sorted({str(d) for d in (event["date_start"], event["date_end"]) if d})))
    told = f"{event['n_documents']} documents, {event['n_languages']} languages, {event['n_origins']} independent origins"
    _line(out, "told by", told)
    _line(out, "story", event["story_id"])
    parts = """SELECT p.role, string_agg(DISTINCT n.name, ', ' ORDER BY n.name) AS names FROM event_mentions m
        JOIN event_participants p USING (event_mention_id) JOIN entities n USING (entity_id) WHERE m.event_id = ? GROUP BY 1 ORDER BY 1"""
    for row in _rows(db, parts, event_id):
        _line(out, row["role"], row["names"])
    marked = _rows(db, PARTS, event_id)
    for row in _rows(db, "SELECT * FROM evidence WHERE event_id = ? ORDER BY is_main DESC, external_id, start_char", event_id):
        _quote(out, row, [part for part in marked if part["event_mention_id"] == row["event_mention_id"]])
    for row in _rows(db, "SELECT relation, explanation FROM conflicts WHERE event_id = ? ORDER BY relation, conflict_id", event_id):
        _line(out, row["relation"], row["explanation"], "red" if row["relation"] == "contradicts" else "yellow")
    return out


def _quote(out: Text, row: dict[str, Any], parts: list[dict[str, Any]]) -> None:
    """The sentence, each part followed by what it is of the event: Japan[provider] unveiled[PLEDGE_TARGET] ..."""
    where = f"{row['external_id']} ({row['language']}, {row['segment_role']}, {row['start_char']}-{row['end_char']})"
    manner = " ".join(str(word) for word in (row["event_type"], row["status"], row["modality"], f"{row['confidence']:.2f}") if word)
    out.append(f"\n  {safe(where)}  {manner}\n  ", style="dim")
    at = row["start_char"]
    for part in parts:
        start, end = part["start_char"], part["end_char"]
        if at <= start and end <= row["end_char"]:
            out.append(safe(_piece(row, at, start)))
            out.append(safe(_piece(row, start, end)), style=PART_STYLES.get(part["part"], "bold cyan"))
            out.append(f"[{part['part']}]", style="dim")
            at = end
    out.append(f"{safe(_piece(row, at, row['end_char']))}\n")


def _piece(row: dict[str, Any], start: int, end: int) -> str:
    """Characters of the quoted sentence, by their offsets in the document."""
    return str(row["quote"])[start - row["start_char"] : end - row["start_char"]].replace("\n", " ")


def show_story(db: duckdb.DuckDBPyConnection, story_id: str) -> Text:
    """Its documents, what it tells, and why its documents are told to be of one story."""
    story = _rows(db, "SELECT * FROM stories WHERE story_id = ?", story_id)[0]
    out = Text()
    out.append(f"{safe(story['title'])}\n", style="bold")
    _line(out, "when", " to ".join(sorted({str(d) for d in (story["date_start"], story["date_end"]) if d})))
    told = f"{story['n_documents']} documents, {story['n_languages']} languages, {story['n_origins']} independent origins"
    _line(out, "told by", told)
    for row in _rows(db, "SELECT title FROM events WHERE story_id = ? ORDER BY n_documents DESC, title, event_id", story_id):
        _line(out, "tells", row["title"])
    documents = """SELECT d.doc_id, d.language, d.title, min(s.external_id) AS external_id FROM documents d
        JOIN document_sources s USING (doc_id) WHERE d.story_id = ? GROUP BY ALL ORDER BY 4, 1"""
    names = {row["doc_id"]: row["external_id"] for row in _rows(db, documents, story_id)}
    for row in _rows(db, documents, story_id):
        _line(out, row["language"], f"{row['external_id']}  {row['title'] or ''}")
    for row in _rows(db, "SELECT * FROM story_links WHERE story_id = ? ORDER BY score DESC, doc_id_a, doc_id_b", story_id):
        _line(out, f"{row['score']:.2f}", f"{names[row['doc_id_a']]} and {names[row['doc_id_b']]}: {row['why']}")
    return out


def show_entity(db: duckdb.DuckDBPyConnection, entity_id: str) -> Text:
    """Its names, how often it is mentioned, and in what words."""
    entity = _rows(db, "SELECT * FROM entities WHERE entity_id = ?", entity_id)[0]
    out = Text()
    out.append(f"{safe(entity['name'])}", style="bold")
    out.append(f"  {entity['entity_id']}, {entity['kind']}, {entity['basis']}\n", style="dim")
    for name in ("name_ko", "name_ja", "name_zh", "name_ru", "iso3", "country", "stands_for"):
        _line(out, name.removeprefix("name_"), entity[name])
    _line(out, "mentions", f"{entity['n_mentions']} in {entity['n_documents']} documents")
    surfaces = """SELECT m.surface, d.language, m.title_text, count(*) AS n FROM entity_mentions m JOIN documents d USING (doc_id)
        WHERE entity_id = ? GROUP BY ALL ORDER BY n DESC, 1, 2, 3 LIMIT 30"""
    for row in _rows(db, surfaces, entity_id):
        title = f" [{row['title_text']}]" if row["title_text"] else ""
        _line(out, row["language"], f"{row['surface']}{title} x{row['n']}")
    for row in _rows(db, "SELECT relation, explanation FROM conflicts WHERE subject_entity_id = ? ORDER BY 1, conflict_id", entity_id):
        _line(out, row["relation"], row["explanation"], "red" if row["relation"] == "contradicts" else "yellow")
    return out


def show_amount(db: duckdb.DuckDBPyConnection, amount_id: str) -> Text:
    """The number, its unit, its twin, and the words around it."""
    amount = _rows(db, "SELECT * FROM amounts WHERE amount_id = ?", amount_id)[0]
    out = Text()
    out.append(f"{safe(amount['surface'])}\n", style="bold")
    value = _money(amount["value"], amount["unit"])
    _line(out, "value", value if amount["value_high"] is None else f"{value} to {_money(amount['value_high'], amount['unit'])}")
    for name in ("kind", "qualifier", "unit_basis", "object_text", "period"):
        _line(out, name, amount[name])
    _line(out, "in dollars", _money(amount["usd_value"], "USD"))
    _line(out, "rate", f"{amount['fx_rate']} on {amount['fx_date']}, {amount['fx_source']}" if amount["fx_rate"] else amount["fx_source"])
    _line(out, "same sum as", amount["equivalent_of"])
    _line(out, "implied rate", amount["implied_fx"])
    around = (
        f"""SELECT substr(text, greatest(1, ? - {CONTEXT_CHARS}), ? - ? + {2 * CONTEXT_CHARS}) AS words FROM documents WHERE doc_id = ?"""
    )
    start, end = str(amount["start_char"]), str(amount["end_char"])
    words = db.execute(around.replace("?", "?::INTEGER", 3), [start, end, start, amount["doc_id"]]).fetchone()
    _line(out, "in words", f"... {' '.join(str(words[0]).split())} ..." if words else None)
    return out


def show_document(db: duckdb.DuckDBPyConnection, doc_id: str) -> Text:
    """Where it was seen, what it is about, and its text with roles."""
    document = _rows(db, "SELECT * EXCLUDE (text) FROM documents WHERE doc_id = ?", doc_id)[0]
    out = Text()
    out.append(f"{safe(document['title'] or doc_id)}\n", style="bold")
    for name in ("language", "published_at", "anchor_date", "anchor_basis", "story_id", "origin_id", "translation_of"):
        _line(out, name, document[name])
    for row in _rows(db, "SELECT external_id, source_uri, publisher FROM document_sources WHERE doc_id = ? ORDER BY ALL", doc_id):
        _line(out, "seen as", f"{row['external_id']}  {row['publisher'] or ''}")
    segments = """SELECT s.role, s.is_main, substr(d.text, s.start_char + 1, s.end_char - s.start_char) AS words
        FROM segments s JOIN documents d USING (doc_id) WHERE doc_id = ? ORDER BY s.ordinal"""
    for row in _rows(db, segments, doc_id):
        _line(out, row["role"], row["words"], "" if row["is_main"] else "dim")
    return out
