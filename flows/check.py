"""The invariants of a published warehouse, as queries that select what breaks them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb
import polars as pl

from schemas import TABLES, Checks


def having(column: str) -> tuple[str, ...]:
    """The tables that have a column."""
    return tuple(table for table, model in TABLES.items() if column in model.empty().columns)


#: (table, column, referenced table, referenced column)
REFERENCES: tuple[tuple[str, str, str, str], ...] = (
    *((table, "doc_id", "documents", "doc_id") for table in having("doc_id") if table != "documents"),
    *((table, "segment_id", "segments", "segment_id") for table in having("segment_id") if table != "segments"),
    ("segments", "duplicate_of", "segments", "segment_id"),
    ("documents", "story_id", "stories", "story_id"),
    ("documents", "translation_of", "documents", "doc_id"),
    ("documents", "first_seen_run", "runs", "run_id"),
    ("document_sources", "seen_run", "runs", "run_id"),
    ("entities", "stands_for", "entities", "entity_id"),
    ("entity_aliases", "entity_id", "entities", "entity_id"),
    ("entity_mentions", "entity_id", "entities", "entity_id"),
    ("amounts", "equivalent_of", "amounts", "amount_id"),
    ("quotes", "speaker_entity_id", "entities", "entity_id"),
    ("event_mentions", "amount_id", "amounts", "amount_id"),
    ("event_mentions", "place_entity_id", "entities", "entity_id"),
    ("event_mentions", "attributed_to", "entities", "entity_id"),
    ("event_mentions", "event_id", "events", "event_id"),
    ("event_participants", "event_mention_id", "event_mentions", "event_mention_id"),
    ("event_participants", "entity_id", "entities", "entity_id"),
    ("event_participants", "mention_id", "entity_mentions", "mention_id"),
    ("events", "story_id", "stories", "story_id"),
    ("story_links", "doc_id_a", "documents", "doc_id"),
    ("story_links", "doc_id_b", "documents", "doc_id"),
    ("story_links", "story_id", "stories", "story_id"),
    ("events", "part_of", "events", "event_id"),
    ("claims", "event_id", "events", "event_id"),
    ("claims", "subject_entity_id", "entities", "entity_id"),
    ("claims", "value_entity_id", "entities", "entity_id"),
    ("claims", "asserted_by", "entities", "entity_id"),
    ("claims", "first_seen_run", "runs", "run_id"),
    ("claims", "superseded_run", "runs", "run_id"),
    ("conflicts", "event_id", "events", "event_id"),
    ("conflicts", "subject_entity_id", "entities", "entity_id"),
    ("conflicts", "claim_a", "claims", "claim_id"),
    ("conflicts", "claim_b", "claims", "claim_id"),
    ("conflicts", "preferred_claim", "claims", "claim_id"),
    ("quarantine", "run_id", "runs", "run_id"),
    ("history", "since_run", "runs", "run_id"),
    ("history", "until_run", "runs", "run_id"),
    ("withdrawals", "read_run", "runs", "run_id"),
    ("withdrawals", "withdrawn_run", "runs", "run_id"),
)  # fmt: skip

#: Checks that are made at the same time.
AT_A_TIME = 2

#: Tables whose `surface` must be what stands at their offsets.
SPAN_TABLES = having("surface")

#: (table, name, query that selects the rows that break it)
MEANING: tuple[tuple[str, str, str], ...] = (
    (
        "events",
        "main_mention_outside_teasers",
        """SELECT e.event_id FROM events e LEFT JOIN event_mentions m USING (event_id) LEFT JOIN segments s USING (segment_id)
        GROUP BY 1 HAVING NOT coalesce(bool_or(s.role NOT IN ('teaser', 'boilerplate')), false)""",
    ),
    (
        "history",
        "every_row_has_one_present_version",
        """WITH present AS (SELECT row_id, table_name FROM history WHERE said IS NULL)
        SELECT event_id FROM events ANTI JOIN present p ON p.row_id = event_id AND p.table_name = 'events'
        UNION ALL
        SELECT conflict_id FROM conflicts ANTI JOIN present p ON p.row_id = conflict_id AND p.table_name = 'conflicts'""",
    ),
    (
        "documents",
        "has_a_source",
        "SELECT d.doc_id FROM documents d ANTI JOIN document_sources USING (doc_id)",
    ),
    (
        "dates",
        "resolved_dates_name_their_proof",
        "SELECT date_id FROM dates WHERE timex_type = 'DATE' AND start_date IS NOT NULL AND anchor_basis = 'unknown'",
    ),
    (
        "amounts",
        "usd_has_rate_date_and_source",
        "SELECT amount_id FROM amounts WHERE usd_value IS NOT NULL AND (fx_rate IS NULL OR fx_date IS NULL OR fx_source IS NULL)",
    ),
    (
        "events",
        "counts_are_of_their_mentions",
        """SELECT e.event_id FROM events e LEFT JOIN event_mentions m USING (event_id) LEFT JOIN segments s USING (segment_id)
        GROUP BY e.event_id, e.n_mentions, e.n_documents
        HAVING e.n_mentions <> count(m.doc_id) OR e.n_documents <> count(DISTINCT m.doc_id) FILTER (s.is_main)""",
    ),
)


@dataclass(frozen=True)
class Check:
    """One invariant: the query selects the rows that break it."""

    table: str
    name: str
    broken: str


def invariants(*, spans: bool) -> list[Check]:
    """Every invariant; those that cut each span out of its text only when asked, for they read all text once more."""
    found = []
    for table, model in TABLES.items():
        key = ", ".join(model.Config.unique or [])
        found.append(Check(table, "key_is_unique", f"SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1"))
    for table, column, other, target in REFERENCES:
        broken = f"SELECT x.{column} FROM {table} x ANTI JOIN {other} y ON x.{column} = y.{target} WHERE x.{column} IS NOT NULL"
        found.append(Check(table, f"{column}_resolves", broken))
    found += [Check(*row) for row in MEANING]
    for table in SPAN_TABLES if spans else ():
        cut = "substr(d.text, x.start_char + 1, x.end_char - x.start_char)"
        broken = f"SELECT x.doc_id FROM {table} x JOIN documents d USING (doc_id) WHERE {cut} IS DISTINCT FROM x.surface"
        found.append(Check(table, "surface_is_the_text_at_its_offsets", broken))
    return found


def run_checks(db: duckdb.DuckDBPyConnection, run_id: str, *, spans: bool) -> pl.DataFrame:
    """Rows of `checks`: each invariant, how many rows were looked at and how many break it; only what is committed is seen."""
    listed = invariants(spans=spans)
    tables = list(dict.fromkeys(check.table for check in listed))
    with ThreadPoolExecutor(AT_A_TIME) as several:
        sizes = dict(zip(tables, several.map(lambda table: _count(db, f"SELECT count(*) FROM {table}"), tables), strict=True))
        broken = list(several.map(lambda check: _count(db, f"SELECT count(*) FROM ({check.broken})"), listed))
    rows = [(run_id, c.table, c.name, sizes[c.table], failed, failed == 0) for c, failed in zip(listed, broken, strict=True)]
    return pl.DataFrame(rows, schema=Checks.empty().schema, orient="row")


def _count(db: duckdb.DuckDBPyConnection, query: str) -> int:
    with db.cursor() as own:
        row = own.execute(query).fetchone()
    assert row is not None
    return int(row[0])
