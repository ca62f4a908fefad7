"""`newsledger unresolved`: names that only the text knows, the most frequent first, as rows that curation.csv can take."""

import sys
from pathlib import Path

from flows.asking import answer, open_publish
from schemas.reference.curation import Curation

#: Characters shown on either side of the name.
AROUND = 40
NAMES = f"""
    WITH unknown AS (
        SELECT m.entity_id, m.surface, s.language, e.n_mentions, e.n_documents, e.kind,
            count(*) AS said,
            min_by(
                substr(d.text, greatest(m.start_char - {AROUND}, 0) + 1, m.end_char - greatest(m.start_char - {AROUND}, 0) + {AROUND}),
                (m.doc_id, m.start_char)
            ) AS around
        FROM entity_mentions m
        JOIN entities e USING (entity_id) JOIN segments s USING (segment_id) JOIN documents d ON d.doc_id = m.doc_id
        WHERE e.basis = 'discovered' GROUP BY ALL
    )
    SELECT 'merge' AS action, surface, language AS lang, entity_id, NULL AS other_id,
        kind || ' in ' || n_mentions || ' mentions, ' || n_documents || ' documents' AS reason, NULL AS source,
        regexp_replace(around, '\\s+', ' ', 'g') AS context
    FROM unknown
    QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY said DESC, surface, language) = 1
    ORDER BY n_mentions DESC, n_documents DESC, entity_id"""


def print_unresolved(warehouse: Path, limit: int, language: str | None) -> None:
    """Print the rows: whoever knows the name fills in other_id and source, or makes an alias or a ban of it."""
    with open_publish(warehouse) as db:
        rows = answer(db, NAMES)
    told = rows.filter(rows["lang"].str.starts_with(language)) if language else rows
    sys.stdout.write(told.head(limit).select(Curation.empty().columns).write_csv())
