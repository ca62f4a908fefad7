"""What teasers of one article in two languages say differently of a time: a period that runs on from here, or up to a day."""

import polars as pl

from transforms.facts.claims import made, with_claim_ids
from transforms.facts.conflicts import counted, with_values
from transforms.facts.event_nodes import GIVING, Told
from transforms.stories.corpus import Corpus

#: A date that stands this near to a period is its end (or beginning).
BESIDE_CHARS = 5


def bent_periods(
    told: Told, linked: pl.Series, docs: pl.DataFrame, twins: pl.DataFrame, corpus: Corpus
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims of those of whom teasers of no event (`linked`: mentions with one) speak, and pairs of them that do not agree.

    Of pages that are translations of each other (twins: a, b), one bounds the period of an undertaking by a date, the other does not.
    """
    asides = told.mentions.filter((pl.col("role") == "teaser") & ~pl.col("mention").is_in(linked.implode()))
    givers = told.parts.filter(pl.col("role").is_in(GIVING)).unique(["mention", "entity_id"])
    one = givers.filter(pl.len().over("mention") == 1).select("mention", subject_entity_id="entity_id")
    said = _periods(asides.join(one, on="mention", validate="1:1"), corpus).sort("doc", "start_char", "mention")
    claims = with_claim_ids(made(said.select(pl.all().exclude("family"))))
    placed = counted(with_values(claims, docs)).join(said.select("doc", "start_char", "family").unique(), on=["doc", "start_char"])
    both = pl.concat([twins.select(doc="a", doc_b="b"), twins.select(doc="b", doc_b="a")])
    other = placed.select(pl.all().name.suffix("_b"))
    met = placed.join(both, on="doc").join(other.rename({"subject_b": "subject", "family_b": "family"}), on=["doc_b", "subject", "family"])
    bounded, same = pl.col("value_text").str.contains("/"), pl.col("value_text").str.extract(r"^([^/]+)") == pl.col("value_text_b")
    pairs = (
        met.filter(bounded & same)
        .sort("subject", "value_text", "claim_id", "claim_id_b")
        .unique(["subject", "value_text", "value_text_b"], keep="first", maintain_order=True)
        .with_columns(relation=pl.lit("translation"), claim_b="claim_id_b")
    )
    named = pl.concat([pairs["claim_id"], pairs["claim_id_b"]])
    return claims.filter(pl.col("claim_id").is_in(named.implode())), pairs


def _periods(asides: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """The one period of years or months of each sentence, as ISO 8601: P3Y, or P3Y/2026-03 where it is bounded by a date."""
    columns = ["segment_id", "surface", "value", "start_char", "end_char"]
    spans = corpus.dates.filter(pl.col("value").str.contains(r"^P[0-9]+[YM]$")).select(columns)
    days = corpus.dates.filter(pl.col("timex_type") == "DATE").select("segment_id", day="value", at="start_char", at_end="end_char")
    base = asides.select(
        "mention", "doc", "doc_id", "segment_id", "family", "subject_entity_id", "place", first="start_char", last="end_char"
    )
    inside = base.join(spans, on="segment_id").filter((pl.col("start_char") >= pl.col("first")) & (pl.col("end_char") <= pl.col("last")))
    alone = inside.filter(pl.len().over("mention") == 1)
    gap = pl.max_horizontal(pl.col("start_char") - pl.col("at_end"), pl.col("at") - pl.col("end_char"))
    ends = alone.join(days, on="segment_id").filter(gap.is_between(0, BESIDE_CHARS)).unique("mention", keep="none").select("mention", "day")
    told = alone.join(ends, on="mention", how="left", validate="1:1")
    value = pl.when(pl.col("day").is_null()).then("value").otherwise(pl.format("{}/{}", "value", "day"))
    return told.select(pl.all().exclude("value", "day", "first", "last"), property=pl.lit("period"), value_text=value)
