"""What a mention says of its event, in terms that can be compared: kind, sum, who, when; equal tellings are one node."""

import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.corpus import Corpus
from transforms.story_features import wire_entities
from transforms.sums import dollars, sum_classes

#: A mention that denies or supposes tells no event by itself.
FOUNDING = ("actual", "future", "reported", "historical")
#: Kinds of entity that act for a country.
ACTS_FOR = ("Country", "Place", "PublicBody", "Person")
SIGNATURE = (
    "story",
    "family",
    "event_type",
    "sum",
    "unit",
    "value",
    "lands",
    "people",
    "givers",
    "takers",
    "date_start",
    "date_end",
    "alone",
)


def told_mentions(corpus: Corpus, docs: pl.DataFrame, ref: StoriesReference) -> pl.DataFrame:
    """Event mentions with story, family, sum, lands, people, givers, takers, role and what is needed to rank them."""
    segments = corpus.segments.select("segment_id", "role", "is_main").join(
        ref.ranks.select(role="rule_id", place="place"), on="role", how="left"
    )
    money = _amounts(corpus, docs)
    families = ref.families.select(event_type="rule_id", family="family")
    return (
        corpus.event_mentions.drop("event_id")
        .join(docs.select("doc_id", "doc", "story", "origin", "anchor_date"), on="doc_id", validate="m:1")
        .join(segments, on="segment_id", validate="m:1")
        .join(families, on="event_type", how="left", validate="m:1")
        .join(money, on="amount_id", how="left", validate="m:1")
        .join(_parties(corpus, wire_entities(corpus, ref)), on="event_mention_id", how="left", validate="1:1")
        .join(_periods(corpus), on="event_mention_id", how="left", validate="1:1")
        .with_columns(
            pl.col("lands", "people", "givers", "takers").fill_null([]),
            family=pl.coalesce("family", "event_type"),
            founds=pl.col("is_main") & pl.col("modality").is_in(FOUNDING),
            usd=dollars(),
            period=pl.coalesce("period", pl.when(pl.col("kind") == "money").then("one_period")),
        )
        # Tellings that name nobody and no sum say too little to be the same.
        .with_columns(alone=pl.when((pl.col("lands").list.len() == 0) & pl.col("sum").is_null()).then("event_mention_id"))
        .sort("doc", "trigger_start_char", "event_mention_id")
    )


def _amounts(corpus: Corpus, docs: pl.DataFrame) -> pl.DataFrame:
    """Amounts by amount_id, with where they stand (amount_*) and, for money, the number of their sum (sums.sum_classes)."""
    stays = ["amount_id", "kind", "value", "unit", "usd_value", "qualifier", "equivalent_of", "period"]
    at = {"amount_surface": "surface", "amount_start": "start_char", "amount_end": "end_char", "amount_segment": "segment_id"}
    money = corpus.amounts.filter(pl.col("kind") == "money").join(docs.select("doc_id", "story"), on="doc_id", validate="m:1")
    return corpus.amounts.select(*stays, **at).join(sum_classes(money), on="amount_id", how="left", validate="1:1")


def _periods(corpus: Corpus) -> pl.DataFrame:
    """event_mention_id, one_period: the period of years or months its sentence names, where it names only one."""
    spans = corpus.dates.filter((pl.col("timex_type") == "DURATION") & pl.col("value").str.contains(r"^P[0-9]+[YM]$")).select(
        "doc_id", one_period="value", at="start_char", at_end="end_char"
    )
    told = corpus.event_mentions.drop_nulls("amount_id").select("event_mention_id", "doc_id", "start_char", "end_char")
    inside = told.join(spans, on="doc_id").filter((pl.col("at") >= pl.col("start_char")) & (pl.col("at_end") <= pl.col("end_char")))
    return inside.select("event_mention_id", "one_period").unique().filter(pl.len().over("event_mention_id") == 1).sort("event_mention_id")


def standing_for(entities: pl.DataFrame) -> pl.DataFrame:
    """entity_id, land: the country an entity acts for as its government, its capital or its citizen; itself where none."""
    countries = (
        entities.filter((pl.col("kind") == "Country") & pl.col("iso3").is_not_null()).select("iso3", land="entity_id").unique("iso3")
    )
    acts = pl.col("kind").is_in(ACTS_FOR)
    return (
        entities.select("entity_id", "kind", "stands_for", iso3=pl.when(acts & (pl.col("kind") != "Place")).then("country"))
        .join(countries, on="iso3", how="left", validate="m:1")
        .select(
            "entity_id", "kind", land=pl.coalesce(pl.when(pl.col("kind") == "Country").then("entity_id"), "stands_for", "land", "entity_id")
        )
    )


def leading_parts(participants: pl.DataFrame, wires: pl.Series) -> pl.DataFrame:
    """Participants without news agencies, which report, and without those an event is only about, unless it has no others."""
    acting = participants.filter(~pl.col("entity_id").is_in(wires.implode()))
    about = pl.col("role") == "about"
    return acting.filter(~about | about.all().over("event_mention_id"))


def _parties(corpus: Corpus, wires: pl.Series) -> pl.DataFrame:
    """event_mention_id, lands, people, givers, takers: sorted lists of entity ids."""
    parts = leading_parts(corpus.event_participants, wires).join(standing_for(corpus.entities), on="entity_id", validate="m:1")
    gives, takes = pl.col("role").is_in(["provider", "imposer", "actor"]), pl.col("role").is_in(["receiver", "recipient", "target"])
    return parts.group_by("event_mention_id").agg(
        lands=pl.col("land").unique().sort(),
        people=pl.col("entity_id").filter(pl.col("kind") == "Person").unique().sort(),
        givers=pl.col("land").filter(gives).unique().sort(),
        takers=pl.col("land").filter(takes).unique().sort(),
    )
