"""Who says what, and where they disagree."""

import polars as pl

from schemas import columns as c

CLAIM_RANKS = ("preferred", "normal", "deprecated")
CONFLICT_RELATIONS = ("contradicts", "rounds", "refines", "translation", "supersedes")


class Claims(c.SpanTable):
    """One row per value a source asserts of an event or an entity."""

    claim_id: str = c.key("Hash of subject, property, value and place.")
    event_id: str = c.key("The event spoken of: events.event_id.", nullable=True)
    subject_entity_id: str = c.key("The entity spoken of: entities.entity_id.", nullable=True)
    property: str = c.text("What is asserted: amount, date, status, period, participant, office.", unit="code")
    value_text: str = c.text("The value in words.")
    value_number: c.Money = c.number("The value, where it is a number.", unit="value_unit", nullable=True)
    value_unit: str = c.text("Unit of value_number.", nullable=True, unit="code")
    value_date: pl.Date = c.day("The value, where it is a day.")
    value_entity_id: str = c.key("The value, where it is an entity: entities.entity_id.", nullable=True)
    asserted_by: str = c.key("Who asserts it: the quoted entity, else null and the page itself speaks.", nullable=True)
    rank: str = c.one_of(CLAIM_RANKS, "Wikidata rank: preferred orders, nothing is deleted.")
    first_seen_run: str = c.key("The run that first read it: runs.run_id.")
    superseded_run: str = c.key("The run that withdrew it: runs.run_id.", nullable=True)

    class Config(c.Table.Config):
        """Key."""

        unique = ["claim_id"]


class Conflicts(c.Table):
    """One row per pair of claims that do not say the same."""

    conflict_id: str = c.key("Hash of the two claims.")
    event_id: str = c.key("The event: events.event_id.", nullable=True)
    subject_entity_id: str = c.key("The entity: entities.entity_id.", nullable=True)
    property: str = c.text("What the claims disagree on.", unit="code")
    claim_a: str = c.key("One claim: claims.claim_id.")
    claim_b: str = c.key("The other claim: claims.claim_id.")
    relation: str = c.one_of(CONFLICT_RELATIONS, "What kind of difference it is.")
    same_document: bool = c.flag("Both stand in one document.")
    same_origin: bool = c.flag("Both go back to one report.")
    preferred_claim: str = c.key("The claim to prefer, where evidence decides: claims.claim_id.", nullable=True)
    explanation: str = c.text("The difference, in a sentence.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["conflict_id"]
