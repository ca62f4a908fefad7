"""Claims: one row per value a page asserts of an event or of who holds an office, with the characters that assert it."""

import polars as pl

from schemas import Claims
from schemas.reference.stories import StoriesReference
from transforms.ids import span_ids, text_marks
from transforms.stories.corpus import Corpus
from transforms.stories.keys import row_keys
from transforms.stories.sums import sum_words

#: Columns of a claim while it is made.
MADE = (
    "event_id",
    "subject_entity_id",
    "property",
    "value_text",
    "value_number",
    "value_unit",
    "value_date",
    "value_entity_id",
    "doc_id",
    "segment_id",
    "start_char",
    "end_char",
    "surface",
    "asserted_by",
    "doc",
    "day",
    "day_end",
    "place",
    "about",
    "sum",
)
EMPTY: dict[str, pl.DataType | type[pl.DataType]] = {
    "event_id": pl.String,
    "subject_entity_id": pl.String,
    "value_number": pl.Decimal(38, 6),
    "value_unit": pl.String,
    "value_date": pl.Date,
    "value_entity_id": pl.String,
    "asserted_by": pl.String,
    "day": pl.Date,
    "day_end": pl.Date,
    "about": pl.String,
    "sum": pl.Int64,
}


#: `about` says how a value is meant: the qualifier of a sum, of a status whether it is assumed, of a day the status told of it.
#: A status that no word says.
ASSUMED = "assumed"
#: What claims need of a mention (transforms.facts.event_nodes).
OF_MENTION = (
    "event_id", "event_mention_id", "event_type", "doc_id", "doc", "segment_id", "start_char", "end_char", "place", "status", "modality",
    "date_start", "date_end", "amount_id", "value", "unit", "qualifier", "period", "sum", "place_entity_id",
    "amount_segment", "amount_start", "amount_end", "amount_surface",
)  # fmt: skip


def made(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with every column of MADE; what a kind of claim has no use for is null."""
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in EMPTY.items() if name not in rows.columns]
    return rows.with_columns(absent).select(MADE)


def event_claims(told: pl.DataFrame, corpus: Corpus, ref: StoriesReference) -> pl.DataFrame:
    """Claims (MADE) of mentions `told` (event_nodes' columns + event_id)."""
    base = told.select(*OF_MENTION, asserted_by="attributed_to")
    names = corpus.entities.select("entity_id", "name")
    parts = [
        _amounts(base),
        _conversions(base, corpus),
        _statuses(base, ref.assumed),
        _periods(base, corpus),
        _dates(base, corpus),
        _parties(base, corpus, names),
        _places(base, corpus, names),
    ]
    return pl.concat([made(part) for part in parts])


def _at_amount(base: pl.DataFrame) -> pl.DataFrame:
    return base.drop_nulls("amount_id").with_columns(
        segment_id="amount_segment", start_char="amount_start", end_char="amount_end", surface="amount_surface"
    )


def _amounts(base: pl.DataFrame) -> pl.DataFrame:
    return _at_amount(base).with_columns(
        property=pl.lit("amount"),
        value_text=sum_words(pl.col("value"), pl.col("unit")),
        value_number="value",
        value_unit="unit",
        about="qualifier",
    )


def _conversions(base: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """The same sum in another currency beside the one the event is about; converted at a rate of the page's own, so about."""
    columns = ["amount_id", "equivalent_of", "value", "unit", "segment_id", "start_char", "end_char", "surface"]
    sums = corpus.amounts.filter(pl.col("kind") == "money").select(columns)
    pairs = sums.drop_nulls("equivalent_of")
    converted = pairs.select(pl.all().exclude("amount_id", "equivalent_of"), amount_id="equivalent_of")
    given = sums.drop("equivalent_of").join(pairs.select(about_id="amount_id", amount_id="equivalent_of"), on="amount_id")
    others = pl.concat([converted, given.drop("amount_id").rename({"about_id": "amount_id"}).select(converted.columns)])
    at = base.drop_nulls("amount_id").select("event_id", "doc_id", "doc", "place", "sum", "asserted_by", "amount_id")
    return at.join(others, on="amount_id").with_columns(
        property=pl.lit("amount"),
        value_text=sum_words(pl.col("value"), pl.col("unit")),
        value_number="value",
        value_unit="unit",
        about=pl.lit("approx"),
    )


def _statuses(base: pl.DataFrame, assumed: pl.DataFrame) -> pl.DataFrame:
    """The status stands in no one word; it is claimed of the sum. `about` says where the kind of event alone gives it."""
    asserted = base.drop_nulls("status").filter(pl.col("modality").is_in(["actual", "future", "reported"]))
    told = asserted.join(assumed.select("event_type", "status", about=pl.lit(ASSUMED)), on=["event_type", "status"], how="left")
    return _at_amount(told).with_columns(property=pl.lit("status"), value_text="status")


def _in_sentence(met: pl.DataFrame) -> pl.DataFrame:
    """Pairs of mention (start_char, end_char) and span (at, at_end) where the span stands in the sentence; the span's place stays."""
    inside = (pl.col("at") >= pl.col("start_char")) & (pl.col("at_end") <= pl.col("end_char"))
    return met.filter(inside).with_columns(start_char="at", end_char="at_end")


def _periods(base: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    spans = corpus.dates.filter(pl.col("timex_type") == "DURATION").select(
        "doc_id", "segment_id", "surface", period="value", at="start_char", at_end="end_char"
    )
    at_amount = _at_amount(base.drop_nulls("period"))
    exact = _in_sentence(base.drop_nulls("period").drop("segment_id").join(spans, on=["doc_id", "period"]))
    rest = at_amount.join(exact, on="event_mention_id", how="anti")
    return pl.concat([exact, rest], how="diagonal").with_columns(property=pl.lit("period"), value_text="period")


def _dates(base: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    spans = corpus.dates.filter(pl.col("start_date").is_not_null()).select(
        "doc_id", "segment_id", "surface", "value", date_start="start_date", date_end="end_date", at="start_char", at_end="end_char"
    )
    inside = _in_sentence(base.drop("segment_id", "value").join(spans, on=["doc_id", "date_start", "date_end"]))
    return inside.with_columns(
        property=pl.lit("date"), value_text="value", value_date="date_start", day="date_start", day_end="date_end", about="status"
    )


def _parties(base: pl.DataFrame, corpus: Corpus, names: pl.DataFrame) -> pl.DataFrame:
    spans = corpus.entity_mentions.select("mention_id", "segment_id", "start_char", "end_char", "surface")
    parts = corpus.event_participants.drop_nulls("mention_id")
    return (
        base.drop("segment_id", "start_char", "end_char")
        .join(parts, on="event_mention_id")
        .join(spans, on="mention_id", validate="m:1")
        .join(names, on="entity_id", validate="m:1")
        .with_columns(property="role", value_text="name", value_entity_id="entity_id")
    )


def _places(base: pl.DataFrame, corpus: Corpus, names: pl.DataFrame) -> pl.DataFrame:
    spans = corpus.entity_mentions.select("doc_id", "segment_id", "surface", "entity_id", at="start_char", at_end="end_char")
    placed = (
        base.drop_nulls("place_entity_id")
        .with_columns(entity_id="place_entity_id")
        .drop("segment_id")
        .join(spans, on=["doc_id", "entity_id"])
    )
    inside = _in_sentence(placed).join(names, on="entity_id", validate="m:1")
    return inside.with_columns(property=pl.lit("place"), value_text="name", value_entity_id="entity_id")


def with_claim_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per subject, property, value and place, with claim_id: a hash of those."""
    number = rows["value_number"].cast(pl.Float64)
    value = text_marks(
        rows.select(pl.coalesce("value_entity_id", pl.when(pl.col("value_number").is_null()).then("value_text"))).to_series()
    )
    event = rows["event_id"].str.slice(0, 15).str.to_integer(base=16)
    subject = rows.select(pl.coalesce(event, text_marks(rows["subject_entity_id"]))).to_series()
    said = row_keys(subject, text_marks(rows["property"]), value, number, text_marks(rows["value_unit"]))
    distinct = (
        rows.with_columns(said.alias("said"))
        .sort("doc", "start_char", "end_char", "said", "place", "about", "asserted_by")
        .unique(["doc", "start_char", "end_char", "said"], keep="first", maintain_order=True)
    )
    words = distinct["said"].reinterpret(signed=True)
    ids = span_ids(distinct["doc_id"], "claim", distinct["start_char"], distinct["end_char"], words)
    return distinct.with_columns(claim_id=ids).drop("said")


def published_claims(rows: pl.DataFrame, preferred: pl.Series) -> pl.DataFrame:
    """schemas.Claims but for the run each was made in first: rank from `preferred` (claim ids)."""
    is_preferred = pl.col("claim_id").is_in(preferred.implode())
    return rows.with_columns(
        rank=pl.when(is_preferred).then(pl.lit("preferred")).otherwise(pl.lit("normal")),
        first_seen_run=pl.lit(None, dtype=pl.String),
        superseded_run=pl.lit(None, dtype=pl.String),
    ).select(Claims.empty().columns)


def with_first_runs(claims: pl.DataFrame, previous: pl.DataFrame | None, run_id: str) -> pl.DataFrame:
    """schemas.Claims with the run in which each was made first, else this one; `previous`: claim_id, first_seen_run of earlier runs."""
    if previous is None:
        return claims.with_columns(first_seen_run=pl.lit(run_id))
    known = previous.select("claim_id", "first_seen_run")
    # Beside the claims, not joined to them: no copy of all they hold.
    first = claims.select("claim_id").join(known, on="claim_id", how="left", validate="1:1", maintain_order="left")["first_seen_run"]
    return claims.with_columns(first_seen_run=first.fill_null(run_id))
