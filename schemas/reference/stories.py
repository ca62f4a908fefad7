"""Reference tables of what is done across documents: what joins stories, which events may be one, how claims compare."""

from dataclasses import dataclass

import polars as pl

from schemas import columns as c
from schemas.claims import CONFLICT_RELATIONS
from schemas.events import MONEY_STATUSES
from schemas.reference.base import reference_file

CLAIM_KINDS = ("number", "day", "duration", "word", "entity", "venue", "holder", "titled_holder")


class StoryFeatures(c.Table):
    """One row per kind of feature by which documents are compared: how common one such feature is to be expected."""

    rule_id: str = c.key("Kind of feature.")
    prior_share: float = c.number(
        "Share of documents that hold a given feature of this kind, before any is counted.", unit="0 to 1", gt=0, lt=1
    )
    own_share: float = c.number(
        "Share of its rarity that is evidence of its own: a sum's band comes with the sum, a deed with who did it.",
        unit="0 to 1",
        gt=0,
        le=1,
    )
    specific_share: float = c.number(
        "Share of its rarity that is one happening's own: none of a country's, which a hundred happenings of a year share.",
        unit="0 to 1",
        ge=0,
        le=1,
    )
    label: str = c.text("What to call it in an explanation.")
    source: str = c.text("Why.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class NewsOutlets(c.Table):
    """One row per newspaper or broadcaster that pages cite: who reports is not what is told."""

    rule_id: str = c.key("The outlet: entities.entity_id.")
    source: str = c.text("Why it counts as one.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class GreatCountries(c.Table):
    """One row per country that a large share of all news names, whatever is told."""

    rule_id: str = c.key("The country: entities.entity_id.")
    source: str = c.text("Why.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class WireAgencies(c.Table):
    """One row per news agency whose reports others carry: pages of one story that cite it go back to one report."""

    rule_id: str = c.key("Name of the row.")
    surface: str = c.text("A name of the agency, as an entity's English name has it.")
    source: str = c.text("Why it counts as a wire.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class EventFamilies(c.Table):
    """One row per event type that may be told under another type's name; types without a row are families of their own."""

    rule_id: str = c.key("The event type.")
    family: str = c.text("What the types have in common.", unit="code")
    yields_to: str = c.text(
        "The family whose figure it may borrow to say what the money is for; such a mention is no event.", nullable=True
    )
    source: str = c.text("Why they are told for each other.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class ClaimProperties(c.Table):
    """One row per property of which claims are made, and how two values are compared."""

    rule_id: str = c.key("The property.")
    kind: str = c.one_of(
        CLAIM_KINDS,
        "How values are compared; holder: one person at a time, titled_holder: so, by a title companies and councils use too.",
    )
    of_money: bool = c.flag("Compared only of events whose money has a status: beside others stand figures of many things.")
    label: str = c.text("What to call it in an explanation.")
    source: str = c.text("Why.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class Venues(c.Table):
    """One row per house or other place of one address: what happens in one does not happen in another."""

    rule_id: str = c.key("The place: entities.entity_id.")
    city: str = c.text("Where it stands.")
    source: str = c.text("Why it is one address.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class StatusRelations(c.Table):
    """One row per pair of statuses that are not the same: what two tellings that name them are to each other."""

    rule_id: str = c.key("Name of the row.")
    status_a: str = c.one_of(MONEY_STATUSES, "The weaker status.")
    status_b: str = c.one_of(MONEY_STATUSES, "The stronger status.")
    relation: str = c.one_of(CONFLICT_RELATIONS, "How b relates to a; null: two words for one stage.", nullable=True)
    needs_words: bool = c.flag("Only where words say both: a status that is assumed of the event's kind differs from no other here.")
    source: str = c.text("Why.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class AssumedStatuses(c.Table):
    """One row per status that an event's kind or tense alone gives its money: read, but said in no word."""

    rule_id: str = c.key("Name of the row.")
    event_type: str = c.text("The event type.", unit="code")
    status: str = c.one_of(MONEY_STATUSES, "The status that is assumed.")
    source: str = c.text("Why the text does not say it.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class ClaimRanks(c.Table):
    """One row per segment role: which telling is to be preferred when values differ; 1 is best."""

    rule_id: str = c.key("The segment role.")
    place: pl.Int32 = c.number("Place in the order of trust.", unit="ordinal", ge=1)
    source: str = c.text("Why.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


@dataclass(frozen=True)
class StoriesReference:
    """What is known of stories, events and claims across documents, as data."""

    features: pl.DataFrame = reference_file(StoryFeatures, "story_features.csv")
    wires: pl.DataFrame = reference_file(WireAgencies, "wire_agencies.csv")
    outlets: pl.DataFrame = reference_file(NewsOutlets, "news_outlets.csv")
    great: pl.DataFrame = reference_file(GreatCountries, "great_countries.csv")
    families: pl.DataFrame = reference_file(EventFamilies, "event_families.csv")
    properties: pl.DataFrame = reference_file(ClaimProperties, "claim_properties.csv")
    statuses: pl.DataFrame = reference_file(StatusRelations, "status_relations.csv")
    assumed: pl.DataFrame = reference_file(AssumedStatuses, "assumed_statuses.csv")
    ranks: pl.DataFrame = reference_file(ClaimRanks, "claim_ranks.csv")
    venues: pl.DataFrame = reference_file(Venues, "venues.csv")
