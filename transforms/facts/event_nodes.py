"""What a mention says of its event, in terms that can be compared: kind, sum, who, when; equal tellings are one node."""

from dataclasses import dataclass

import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.clusters import mixed
from transforms.facts.sum_updates import own_days, raised_sums
from transforms.facts.umbrellas import told_parts, whole_sums
from transforms.ids import text_marks
from transforms.stories.corpus import Corpus
from transforms.stories.features import wire_entities
from transforms.stories.keys import row_keys
from transforms.stories.sums import dollars, sum_classes

#: A mention that denies or supposes tells no event by itself.
FOUNDING = ("actual", "future", "reported", "historical")
#: Kinds of entity that act for a country.
ACTS_FOR = ("Country", "Place", "PublicBody", "Person")
#: Sides of an event: the countries and bodies in it, the people in it, who gives, who takes, the countries its people are of.
LANDS, PEOPLE, GIVERS, TAKERS, SEATS = "lands", "people", "givers", "takers", "seats"
SIDES = (LANDS, PEOPLE, GIVERS, TAKERS, SEATS)
GIVING, TAKING = ("provider", "imposer", "actor"), ("receiver", "recipient", "target")
#: No page has as many event mentions.
MOST_OF_PAGE = 1 << 24
#: What a telling says, beside who: tellings that agree in all of it are one node.
SAYS = ("story_mark", "family", "type_code", "stage", "sum", "unit_code", "value", "date_start", "date_end", "alone")


@dataclass(frozen=True)
class Told:
    """`mentions`: event mentions, numbered by `mention` (in the order of documents and places; the same in any part of a corpus).

    `parts` (mention, role, entity_id): who takes part, news agencies left out. `parties` (mention, side, entity): the same by
    SIDES and a mark of each; `mentions` holds for each side how many (n_lands ...) and a number that stands for all of them (lands ...).
    `raised` (story, sum, raised): sums that later pages raised; `wholes` (story, sum, whole): sums that are parts of others.
    """

    mentions: pl.DataFrame
    parts: pl.DataFrame
    parties: pl.DataFrame
    raised: pl.DataFrame
    wholes: pl.DataFrame


def told_mentions(corpus: Corpus, docs: pl.DataFrame, ref: StoriesReference) -> Told:
    """Event mentions with story, family, sum, role and what is needed to rank them, in the order of documents and places."""
    segments = corpus.segments.select("segment_id", "role", "is_main").join(
        ref.ranks.select(role="rule_id", place="place"), on="role", how="left"
    )
    families = ref.families.select("family", "yields_to", event_type="rule_id")
    money = _money(corpus, docs)
    of_doc = docs.select("doc_id", "doc", "story", "story_id", "origin", "anchor_date", doc_mark=text_marks(docs["doc_id"]))
    mentions = (
        corpus.event_mentions.drop("event_id")
        .join(of_doc, on="doc_id", validate="m:1")
        .join(segments, on="segment_id", validate="m:1")
        .join(families, on="event_type", how="left", validate="m:1")
        .join(_amounts(corpus, money), on="amount_id", how="left", validate="m:1")
        .join(_periods(corpus), on="event_mention_id", how="left", validate="1:1")
        .sort("doc", "trigger_start_char", "event_mention_id")
        .with_columns(mention=pl.col("doc") * MOST_OF_PAGE + pl.int_range(pl.len()).over("doc"))
    )
    parts = leading_parts(
        corpus.event_participants.join(mentions.select("mention", "event_mention_id"), on="event_mention_id"), corpus, ref
    )
    parties = _parties(parts, corpus.entities)
    later = ref.statuses.filter(pl.col("relation") == "supersedes")["status_b"].unique()
    told = mentions.join(sides_of(parties, "mention"), on="mention", how="left", validate="1:1", maintain_order="left").with_columns(
        pl.col(*SIDES, *(f"n_{side}" for side in SIDES)).fill_null(0),
        family=pl.coalesce("family", "event_type"),
        stage=pl.col("status").is_in(later.implode()).fill_null(value=False).cast(pl.Int8),
        founds=pl.col("is_main") & pl.col("modality").is_in(FOUNDING) & ~_yields(mentions),
        usd=dollars(),
        period=pl.coalesce("period", pl.when(pl.col("kind") == "money").then("one_period")),
    )
    told = told.with_columns(
        story_mark=text_marks(told["story_id"]),
        family=text_marks(told["family"]),
        type_code=text_marks(told["event_type"]),
        unit_code=text_marks(told["unit"]),
        # Tellings that name nobody and no sum say too little to be the same.
        alone=pl.when((pl.col("n_lands") == 0) & pl.col("sum").is_null()).then(row_keys(told["doc_mark"], told["trigger_start_char"])),
    )
    raised = raised_sums(told.filter("founds"), money)
    told = told.with_columns(own_days(told, money, raised))
    wholes = pl.concat([whole_sums(money), told_parts(told, money)]).unique().sort("story", "sum", "whole")
    says = row_keys(*told.select(*SAYS, *SIDES).get_columns())
    return Told(told.with_columns(says=says), parts, parties, raised, wholes)


def _yields(mentions: pl.DataFrame) -> pl.Series:
    """Whether a mention tells what another family's money, told by the same figure, is for: what a loan buys is no second deal."""
    of_sums = mentions.filter(pl.col("is_main") & pl.col("modality").is_in(FOUNDING)).drop_nulls(["family", "amount_id"])
    moved = of_sums.select("amount_id", yields_to="family").unique().with_columns(yields=pl.lit(value=True))
    told = mentions.select("amount_id", "yields_to").join(moved, on=["amount_id", "yields_to"], how="left", maintain_order="left")
    return told["yields"].fill_null(value=False)


def _money(corpus: Corpus, docs: pl.DataFrame) -> pl.DataFrame:
    """Figures of money with the story and day of their page and the number of their sum (sums.sum_classes)."""
    of_doc = docs.select("doc_id", "story", "anchor_date")
    money = corpus.amounts.filter(pl.col("kind") == "money").join(of_doc, on="doc_id", validate="m:1")
    return money.join(sum_classes(money), on="amount_id", validate="1:1")


def _amounts(corpus: Corpus, money: pl.DataFrame) -> pl.DataFrame:
    """Amounts by amount_id, with where they stand (amount_*) and, for money, the number of their sum."""
    stays = ["amount_id", "kind", "value", "unit", "usd_value", "qualifier", "equivalent_of", "period"]
    at = {"amount_surface": "surface", "amount_start": "start_char", "amount_end": "end_char", "amount_segment": "segment_id"}
    told = corpus.event_mentions.select("amount_id").drop_nulls().unique()
    own = corpus.amounts.select(*stays, **at).join(told, on="amount_id", how="semi")
    return own.join(money.select("amount_id", "sum"), on="amount_id", how="left", validate="1:1")


def _periods(corpus: Corpus) -> pl.DataFrame:
    """event_mention_id, one_period: the period of years or months its sentence names, where it names only one."""
    spans = corpus.dates.filter((pl.col("timex_type") == "DURATION") & pl.col("value").str.contains(r"^P[0-9]+[YM]$")).select(
        "doc_id", one_period="value", at="start_char", at_end="end_char"
    )
    told = corpus.event_mentions.drop_nulls("amount_id").select("event_mention_id", "doc_id", "start_char", "end_char")
    inside = told.join(spans, on="doc_id").filter((pl.col("at") >= pl.col("start_char")) & (pl.col("at_end") <= pl.col("end_char")))
    return inside.select("event_mention_id", "one_period").unique().filter(pl.len().over("event_mention_id") == 1).sort("event_mention_id")


def standing_for(entities: pl.DataFrame) -> pl.DataFrame:
    """entity_id, kind, land: the country an entity acts for as its government, its capital or its citizen; itself where none."""
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


def leading_parts(numbered: pl.DataFrame, corpus: Corpus, ref: StoriesReference) -> pl.DataFrame:
    """mention, role, entity_id of participants, without news agencies, which report, and without those an event is only about.

    The latter stay where an event has no others.
    """
    acting = numbered.filter(~pl.col("entity_id").is_in(wire_entities(corpus, ref).implode())).select("mention", "role", "entity_id")
    about = pl.col("role") == "about"
    return acting.filter(~about | about.all().over("mention")).sort("mention", "role", "entity_id")


def _parties(parts: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """mention, side, entity: marks of the countries (or bodies) and people of each side."""
    lands = standing_for(entities).join(parts.select("entity_id").unique(), on="entity_id", how="semi")
    land = text_marks(lands["land"])
    known = lands.select(
        "entity_id",
        entity=text_marks(lands["entity_id"]),
        land=land,
        person=pl.col("kind") == "Person",
        # People whose country is not known may be anybody's rivals.
        seat=pl.when(pl.col("land") != pl.col("entity_id")).then(land).otherwise(0),
    )
    named = parts.join(known, on="entity_id", validate="m:1")
    sides = (
        (LANDS, pl.lit(value=True), "land"),
        (PEOPLE, pl.col("person"), "entity"),
        (GIVERS, pl.col("role").is_in(GIVING), "land"),
        (TAKERS, pl.col("role").is_in(TAKING), "land"),
        (SEATS, pl.col("person"), "seat"),
    )
    rows = [
        named.filter(who).select("mention", side=pl.lit(SIDES.index(side), dtype=pl.UInt8), entity=column) for side, who, column in sides
    ]
    return pl.concat(rows).unique().sort("mention", "side", "entity")


def sides_of(parties: pl.DataFrame, key: str) -> pl.DataFrame:
    """`key` (mention or node); for each side how many are on it (n_...) and one number for who they are."""
    mark = pl.Series("mark", mixed(parties["entity"].to_numpy()), dtype=pl.UInt64)
    of_side = {side: pl.col("mark").filter(pl.col("side") == number) for number, side in enumerate(SIDES)}
    return (
        parties.with_columns(mark)
        .group_by(key)
        .agg(
            **{side: marks.bitwise_xor() for side, marks in of_side.items()},
            **{f"n_{side}": marks.len().cast(pl.Int64) for side, marks in of_side.items()},
        )
    )
