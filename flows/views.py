"""Views for people, and the macro that looks back in time."""

import json

from flows.dictionary import columns, duckdb_type, quoted
from schemas import TABLES
from transforms.facts.history import KEYS

#: name -> (what a row is, query)
VIEWS: dict[str, tuple[str, str]] = {
    "evidence": (
        "One row per event mention, paste-ready: the document, the sentence that says it and where it stands.",
        """
        SELECT m.event_id, m.event_mention_id, m.event_type, m.status, m.modality, d.doc_id, d.title AS document_title, d.language,
               s.role AS segment_role, s.is_main, m.start_char, m.end_char,
               substr(d.text, m.start_char + 1, m.end_char - m.start_char) AS quote,
               substr(d.text, m.trigger_start_char + 1, m.trigger_end_char - m.trigger_start_char) AS trigger_text,
               a.surface AS amount_text, m.confidence,
               (SELECT min(x.external_id) FROM document_sources x WHERE x.doc_id = d.doc_id) AS external_id
        FROM event_mentions m
        JOIN documents d USING (doc_id)
        JOIN segments s USING (segment_id)
        LEFT JOIN amounts a USING (amount_id)""",
    ),
    "pledges": (
        "One row per sum of money promised, lent, invested or paid, who tells it, whether it is disputed; add up where adds_up: no part.",
        """
        WITH parts AS (
            SELECT m.event_id,
                   string_agg(DISTINCT n.name, ', ' ORDER BY n.name) FILTER (p.role IN ('provider', 'actor')) AS provider,
                   string_agg(DISTINCT n.name, ', ' ORDER BY n.name) FILTER (p.role IN ('receiver', 'recipient')) AS receiver
            FROM event_mentions m
            JOIN event_participants p USING (event_mention_id)
            JOIN entities n USING (entity_id)
            GROUP BY m.event_id),
        words AS (
            SELECT event_id, arg_max(quote, (is_main, confidence, doc_id)) AS quote FROM evidence GROUP BY event_id)
        SELECT e.event_id, e.event_type, p.provider, p.receiver, e.amount_value, e.amount_unit, e.amount_usd, e.period, e.status,
               e.date_start, e.date_end, e.n_documents, e.n_languages, e.n_origins, e.is_disputed, e.part_of, e.part_of IS NULL AS adds_up,
               w.quote AS evidence
        FROM events e
        LEFT JOIN parts p USING (event_id)
        LEFT JOIN words w USING (event_id)
        WHERE e.amount_value IS NOT NULL AND e.status IS NOT NULL AND regexp_full_match(e.amount_unit, '[A-Z]{3}')
        ORDER BY e.amount_usd DESC NULLS LAST, e.event_id""",
    ),
    "disagreements": (
        "One row per pair of claims that do not say the same, both quoted, with the kind of difference in words.",
        """
        SELECT c.conflict_id, c.relation, c.property, coalesce(e.title, n.name) AS about, c.explanation,
               a.value_text AS value_a, substr(da.text, a.start_char + 1, a.end_char - a.start_char) AS words_a, da.title AS title_a,
               b.value_text AS value_b, substr(db.text, b.start_char + 1, b.end_char - b.start_char) AS words_b, db.title AS title_b,
               c.same_document, c.same_origin, c.preferred_claim, c.event_id, c.subject_entity_id, a.doc_id AS doc_a, b.doc_id AS doc_b
        FROM conflicts c
        JOIN claims a ON a.claim_id = c.claim_a
        JOIN claims b ON b.claim_id = c.claim_b
        JOIN documents da ON da.doc_id = a.doc_id
        JOIN documents db ON db.doc_id = b.doc_id
        LEFT JOIN events e ON e.event_id = c.event_id
        LEFT JOIN entities n ON n.entity_id = c.subject_entity_id
        ORDER BY c.relation, c.property, c.conflict_id""",
    ),
    "who_said": (
        "One row per quotation, and per event told on somebody's word: who, with which verb, what, where.",
        """
        SELECT n.name AS speaker, n.entity_id AS speaker_entity_id, q.verb, 'quote' AS form, q.surface AS words,
               d.title AS document_title, d.language, q.doc_id, q.start_char, q.end_char
        FROM quotes q
        JOIN documents d USING (doc_id)
        LEFT JOIN entities n ON n.entity_id = q.speaker_entity_id
        UNION ALL
        SELECT n.name, n.entity_id, NULL, 'attributed event', substr(d.text, m.start_char + 1, m.end_char - m.start_char),
               d.title, d.language, m.doc_id, m.start_char, m.end_char
        FROM event_mentions m
        JOIN documents d USING (doc_id)
        JOIN entities n ON n.entity_id = m.attributed_to""",
    ),
    "timeline": (
        "One row per event in the order of time, with the story it belongs to.",
        """
        SELECT e.date_start, e.date_end, e.event_type, e.title, e.status, e.amount_value, e.amount_unit, e.amount_usd, e.n_documents,
               e.n_origins, e.is_disputed, t.title AS story_title, e.event_id, e.story_id
        FROM events e
        JOIN stories t USING (story_id)
        ORDER BY e.date_start NULLS LAST, e.event_id""",
    ),
}


def _shape(table: str) -> str:
    """The columns of a table and their types, as from_json is told them."""
    return quoted(json.dumps({column.name: duckdb_type(column.dtype) for column in columns(TABLES[table])}))


def _as_published(table: str) -> str:
    """The rows of a table that an SQL name `ts` of a moment was told: those that still stand, and those that ended, out of their words."""
    key = KEYS[table]
    alive = f"""h.table_name = '{table}' AND since.started_at <= ts AND (gone.started_at IS NULL OR gone.started_at > ts)"""
    runs = "JOIN runs since ON since.run_id = h.since_run LEFT JOIN runs gone ON gone.run_id = h.until_run"
    return f"""
    SELECT t.* FROM {table} t JOIN history h ON h.row_id = t.{key} AND h.said IS NULL {runs} WHERE {alive}
    UNION ALL BY NAME
    SELECT unnest(from_json(h.said, {_shape(table)})) FROM history h {runs} WHERE h.said IS NOT NULL AND {alive}"""


#: name -> (what a row is, macro of a moment `ts`)
MACROS: dict[str, tuple[str, str]] = {
    "events_as_of": ("Events as they stood at a moment: events_as_of(TIMESTAMPTZ '2026-01-31 00:00:00+00').", _as_published("events")),
    "conflicts_as_of": ("Conflicts as they stood at a moment.", _as_published("conflicts")),
    "as_of": (
        "Claims as they stood at a moment, those withdrawn since among them: as_of(TIMESTAMPTZ '2026-01-31 00:00:00+00').",
        """
    SELECT c.*, e.title AS event_title
    FROM (
        SELECT * FROM claims
        UNION ALL BY NAME
        SELECT * EXCLUDE (until_run) REPLACE (until_run AS superseded_run)
        FROM (SELECT unnest(from_json(h.said, {})), h.until_run FROM history h WHERE h.table_name = 'claims')) c
    JOIN runs since ON since.run_id = c.first_seen_run
    LEFT JOIN runs gone ON gone.run_id = c.superseded_run
    LEFT JOIN events_as_of(ts) e ON e.event_id = c.event_id
    WHERE since.started_at <= ts AND (gone.started_at IS NULL OR gone.started_at > ts)""".format(_shape("claims")),
    ),
}


def view_statements() -> list[str]:
    """CREATE VIEW and CREATE MACRO with comments."""
    made = []
    for name, (meaning, query) in VIEWS.items():
        made += [f"CREATE VIEW {name} AS {query}", f"COMMENT ON VIEW {name} IS {quoted(meaning)}"]
    for name, (meaning, query) in MACROS.items():
        made += [f"CREATE MACRO {name}(ts) AS TABLE {query}", f"COMMENT ON MACRO TABLE {name} IS {quoted(meaning)}"]
    return made
