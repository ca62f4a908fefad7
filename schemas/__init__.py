"""What each table is: columns, types, units, checks and meaning, said once.

`TABLES` is the catalogue in the order of the data dictionary; DuckDB types and comments, Parquet schemas and the README's
data dictionary are printed from it. This floor knows polars and pandera only.
"""

from schemas.claims import Claims, Conflicts
from schemas.columns import Table
from schemas.documents import Documents, DocumentSources, Segments
from schemas.entities import Entities, EntityAliases, EntityMentions
from schemas.events import EventMentions, EventParticipants, Events, Stories, StoryLinks
from schemas.runs import Checks, History, Measures, Quarantine, Runs, Withdrawals
from schemas.spans import Amounts, Dates, Quotes, Unread

TABLES: dict[str, type[Table]] = {
    "documents": Documents,
    "document_sources": DocumentSources,
    "segments": Segments,
    "entities": Entities,
    "entity_aliases": EntityAliases,
    "entity_mentions": EntityMentions,
    "amounts": Amounts,
    "dates": Dates,
    "quotes": Quotes,
    "event_mentions": EventMentions,
    "event_participants": EventParticipants,
    "events": Events,
    "stories": Stories,
    "story_links": StoryLinks,
    "claims": Claims,
    "conflicts": Conflicts,
    "quarantine": Quarantine,
    "unread": Unread,
    "withdrawals": Withdrawals,
    "history": History,
    "runs": Runs,
    "checks": Checks,
    "measures": Measures,
}

__all__ = [
    "TABLES", "Amounts", "Checks", "Claims", "Conflicts", "Dates", "DocumentSources", "Documents", "Entities", "EntityAliases",
    "EntityMentions", "EventMentions", "EventParticipants", "Events", "History", "Measures", "Quarantine", "Quotes", "Runs", "Segments",
    "Stories", "StoryLinks", "Table", "Unread", "Withdrawals",
]  # fmt: skip
