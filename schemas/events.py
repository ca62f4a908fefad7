"""What happened: mentions of events in sentences, who took part, the events behind them and the stories around those."""

import polars as pl

from schemas import columns as c

MONEY_STATUSES = ("target", "pledge", "commitment", "disbursed", "completed", "suspended", "cancelled")
MODALITIES = ("actual", "future", "hypothetical", "historical", "negated", "reported")
PARTICIPANT_ROLES = (
    "actor", "recipient", "provider", "receiver", "host", "visitor", "participant", "signatory", "imposer", "target", "speaker", "about",
)  # fmt: skip


class EventMentions(c.Table):
    """One row per event told by one sentence or clause."""

    event_mention_id: str = c.key("Hash of document, trigger offsets and event type.")
    doc_id: str = c.key("The document: documents.doc_id.")
    segment_id: str = c.key("The segment: segments.segment_id.")
    start_char: pl.Int32 = c.start_char("the evidence sentence")
    end_char: pl.Int32 = c.end_char("the evidence sentence")
    trigger_start_char: pl.Int32 = c.start_char("the trigger")
    trigger_end_char: pl.Int32 = c.end_char("the trigger")
    event_type: str = c.text("A row of data/reference/event_types.csv.", unit="code")
    plover_event: str = c.text("PLOVER class.", nullable=True, unit="PLOVER")
    cameo_code: str = c.text("CAMEO code.", nullable=True, unit="CAMEO")
    status: str = c.one_of(MONEY_STATUSES, "How far the money is.", nullable=True)
    modality: str = c.one_of(MODALITIES, "Whether it happened, is planned, supposed, denied or only reported.")
    date_start: pl.Date = c.day("First day of the event.")
    date_end: pl.Date = c.day("Last day of the event.")
    amount_id: str = c.key("The sum the event is about: amounts.amount_id.", nullable=True)
    place_entity_id: str = c.key("Where: entities.entity_id.", nullable=True)
    attributed_to: str = c.key("Who is quoted as the source: entities.entity_id.", nullable=True)
    event_id: str = c.key("The real event: events.event_id; null in teasers nothing else tells.", nullable=True)
    confidence: float = c.number("How sure the reading is.", unit="0 to 1", ge=0, le=1)

    class Config(c.Table.Config):
        """Key."""

        unique = ["event_mention_id"]


class EventParticipants(c.Table):
    """One row per part an entity plays in an event mention."""

    event_mention_id: str = c.key("The mention: event_mentions.event_mention_id.")
    role: str = c.one_of(PARTICIPANT_ROLES, "The part played.")
    entity_id: str = c.key("Who: entities.entity_id.")
    mention_id: str = c.key("The words that name it: entity_mentions.mention_id.", nullable=True)

    class Config(c.Table.Config):
        """Key."""

        unique = ["event_mention_id", "role", "entity_id"]


class Events(c.Table):
    """One row per real event, whatever the number of pages and languages that tell it."""

    event_id: str = c.key("Hash of its first mention.")
    event_type: str = c.text("A row of data/reference/event_types.csv.", unit="code")
    title: str = c.text("What happened, in a line.")
    date_start: pl.Date = c.day("First day.")
    date_end: pl.Date = c.day("Last day.")
    status: str = c.one_of(MONEY_STATUSES, "How far the money is.", nullable=True)
    amount_value: c.Money = c.number("The sum, from the preferred claim.", unit="units of amount_unit", nullable=True)
    amount_unit: str = c.text("Currency or unit of the sum.", nullable=True, unit="code")
    amount_usd: c.Money = c.number("The sum in US dollars.", unit="USD", nullable=True)
    amount_before: c.Money = c.number(
        "The sum told before a later page raised or cut it to amount_value.", unit="units of amount_unit", nullable=True
    )
    period: str = c.pattern(c.DURATION_PATTERN, "Time over which the sum runs.", unit="ISO 8601 duration")
    part_of: str = c.key("The event whose sum holds this one's: events.event_id; adding up both counts it twice.", nullable=True)
    story_id: str = c.key("The story: stories.story_id.")
    n_mentions: pl.Int64 = c.count("Mentions, teasers included.")
    n_documents: pl.Int64 = c.count("Documents that tell it themselves; a teaser is a mention, not a telling.")
    n_publishers: pl.Int64 = c.count("Publishers known to tell it.")
    n_languages: pl.Int64 = c.count("Languages it is told in.")
    n_origins: pl.Int64 = c.count("Independent origins; copies and translations do not raise it.")
    is_disputed: bool = c.flag("Whether a conflict of relation `contradicts` stands against it.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["event_id"]


class Stories(c.Table):
    """One row per story: documents that tell the same happening."""

    story_id: str = c.key("Hash of its first document.")
    title: str = c.text("Title of its leading document.")
    date_start: pl.Date = c.day("Earliest anchor of its documents.")
    date_end: pl.Date = c.day("Latest anchor of its documents.")
    n_documents: pl.Int64 = c.count("Documents.")
    n_languages: pl.Int64 = c.count("Languages.")
    n_origins: pl.Int64 = c.count("Independent origins.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["story_id"]


class StoryLinks(c.Table):
    """One row per two documents of a story that one of them is most like: why they are told to be of one story."""

    doc_id_a: str = c.key("One document: documents.doc_id.")
    doc_id_b: str = c.key("The other: documents.doc_id.")
    story_id: str = c.key("Their story: stories.story_id.")
    score: pl.Float64 = c.number("How like what both name is, weighted by how rare it is (cosine).", unit="0 to 1", ge=0, le=1)
    why: str = c.text("What both name, the weightiest first; or that they hold the same sentences.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["doc_id_a", "doc_id_b"]
