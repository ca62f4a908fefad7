"""What captions add to an event: a picture of the people in it, with the day and the house it was taken in."""

import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.facts.claims import made
from transforms.stories.corpus import Corpus

#: A picture shows an event of its page when it names as many of the event's people; fewer may have been taken anywhere.
FEWEST_PEOPLE = 2
#: A picture of another day than that is an old one.
NEAR_DAYS = 2
NARRATIVE = ("title", "lead", "body")


def caption_claims(told: pl.DataFrame, corpus: Corpus, ref: StoriesReference) -> pl.DataFrame:
    """Claims (facts.claims.MADE) of the day and the house that captions name, for mentions `told` (event_nodes' columns, event_id).

    A caption goes with the first event of its page whose people it names, and tells a day or a house only where it names one alone.
    """
    people = corpus.entities.filter(pl.col("kind") == "Person").select("entity_id")
    captions = corpus.segments.filter(pl.col("role") == "caption").select("segment_id")
    shown = corpus.entity_mentions.join(captions, on="segment_id", how="semi").select(
        "doc_id", "segment_id", "entity_id", "start_char", "end_char", "surface"
    )
    acting = told.filter(pl.col("role").is_in(NARRATIVE)).select(
        "event_mention_id", "event_id", "doc", "doc_id", "trigger_start_char", "date_start", "date_end"
    )
    parts = corpus.event_participants.join(people, on="entity_id", how="semi").select("event_mention_id", "entity_id").unique()
    common = (
        acting.join(parts, on="event_mention_id")
        .join(shown.select("doc_id", "segment_id", "entity_id").unique(), on=["doc_id", "entity_id"])
        .group_by("segment_id", "event_mention_id")
        .agg(
            n=pl.len(),
            **{name: pl.col(name).first() for name in ("event_id", "doc", "doc_id", "trigger_start_char", "date_start", "date_end")},
        )
        .filter(pl.col("n") >= FEWEST_PEOPLE)
        .sort("segment_id", "trigger_start_char", "event_mention_id")
        .unique("segment_id", keep="first", maintain_order=True)
        .with_columns(place=pl.lit(ref.ranks.filter(pl.col("rule_id") == "caption")["place"].item(), dtype=pl.Int32))
        .drop("n", "trigger_start_char", "event_mention_id")
    )
    return pl.concat([made(_days(common, corpus)), made(_houses(common, shown, corpus, ref))])


def _days(common: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    days = corpus.dates.filter((pl.col("precision") == "day") & pl.col("start_date").is_not_null())
    days = days.filter(pl.col("start_date").n_unique().over("segment_id") == 1)
    rows = common.join(
        days.select("segment_id", "start_char", "end_char", "surface", "value", day="start_date", day_end="end_date"), on="segment_id"
    )
    gap = pl.max_horizontal((pl.col("day") - pl.col("date_end")).dt.total_days(), (pl.col("date_start") - pl.col("day")).dt.total_days())
    return rows.filter(gap <= NEAR_DAYS).select(pl.all().exclude("value"), property=pl.lit("date"), value_text="value", value_date="day")


def _houses(common: pl.DataFrame, shown: pl.DataFrame, corpus: Corpus, ref: StoriesReference) -> pl.DataFrame:
    houses = shown.filter(pl.col("entity_id").is_in(ref.venues["rule_id"].implode()))
    houses = houses.filter(pl.col("entity_id").n_unique().over("segment_id") == 1).drop("doc_id")
    rows = common.join(houses, on="segment_id").join(corpus.entities.select("entity_id", "name"), on="entity_id", validate="m:1")
    return rows.with_columns(property=pl.lit("place"), value_text="name", value_entity_id="entity_id")
