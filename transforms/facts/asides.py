"""What stands aside of a page's own telling: teasers, denials, suppositions. They join events that pages anywhere tell.

They are compared across the whole corpus, however it is cut into parts: each part gives what is needed of its asides and its events
(`Asides`), one small step joins them (`settled`), and each part is handed those that speak of its events (`Settled`).
"""

from dataclasses import dataclass, fields

import polars as pl

from transforms.facts.claims import made, with_claim_ids
from transforms.facts.conflicts import with_values
from transforms.facts.event_merge import REACH
from transforms.facts.event_nodes import GIVING, LANDS, SIDES, Told
from transforms.stories.corpus import Corpus
from transforms.stories.keys import row_keys

#: A date that stands this near to a period is its end (or beginning).
BESIDE_CHARS = 5
#: What is asked of a mention once its event is known, and of its document.
OF_MENTION = (
    "mention", "doc", "origin", "is_main", "place", "anchor_date", "event_type", "status", "value", "unit", "sum",
    "usd_value", "qualifier", "equivalent_of", "period", "date_start", "date_end",
)  # fmt: skip
OF_DOC = ("doc", "doc_id", "language", "story_id", "story", "origin", "anchor_date")


@dataclass(frozen=True)
class Telling:
    """What some mentions tell, with all that is asked of them once their events are known.

    `mentions` (OF_MENTION, event_id), `parts` (mention, role, entity_id), `claims` (facts.claims.MADE), and of their documents and
    stories `docs` (OF_DOC), `publishers` (doc, publisher), `twins` (a, b), `raised` (story, sum, raised), `wholes` (story, sum,
    whole).
    """

    mentions: pl.DataFrame
    parts: pl.DataFrame
    claims: pl.DataFrame
    docs: pl.DataFrame
    publishers: pl.DataFrame
    twins: pl.DataFrame
    raised: pl.DataFrame
    wholes: pl.DataFrame

    def of(self, mentions: pl.DataFrame, docs: pl.DataFrame) -> "Telling":
        """What it holds of some of its mentions (mention) and documents (doc)."""
        told = self.mentions.join(mentions, on="mention", how="semi")
        of_docs = self.docs.join(docs, on="doc", how="semi")
        return Telling(
            told,
            self.parts.join(told, on="mention", how="semi"),
            self.claims.join(told, on="event_id", how="semi"),
            of_docs,
            self.publishers.join(of_docs, on="doc", how="semi"),
            self.twins.join(of_docs, left_on="a", right_on="doc", how="semi").join(of_docs, left_on="b", right_on="doc", how="semi"),
            self.raised.join(of_docs, on="story", how="semi"),
            self.wholes.join(of_docs, on="story", how="semi"),
        )

    def with_guests(self, guests: "Telling") -> "Telling":
        """Both together."""
        both = {name: pl.concat([getattr(self, name), getattr(guests, name)]) for name in TABLES}
        return Telling(**both | {name: both[name].unique() for name in ("docs", "publishers", "twins", "raised", "wholes")})


TABLES = tuple(table.name for table in fields(Telling))


@dataclass(frozen=True)
class Asides:
    """What one part gives to have its asides joined.

    `guests`: its asides that may speak of an event, in whose place stands their own event_mention_id; `keys` (mention, story, key)
    of them. `spoken` (event_id, story, key): its events. `periods`: periods that its teasers tell (`_periods`).
    """

    guests: Telling
    keys: pl.DataFrame
    spoken: pl.DataFrame
    periods: pl.DataFrame


@dataclass(frozen=True)
class Settled:
    """`guests` of each part; `links` (event_mention_id, event_id); `claims` and `pairs` of periods that two tongues bend."""

    guests: list[Telling]
    links: pl.DataFrame
    claims: pl.DataFrame
    pairs: pl.DataFrame


def all_asides(parts: list[Asides]) -> Asides:
    """Several parts as one."""
    guests = Telling(**{name: pl.concat([getattr(part.guests, name) for part in parts]) for name in TABLES})
    return Asides(guests, *(pl.concat([getattr(part, name) for part in parts]) for name in ("keys", "spoken", "periods")))


def aside_keys(told: Told, events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """mention, story, key of asides; event_id, story, key of `events` (mention, event_id): a sum and a party, or a day and two."""
    keys = _keys(told.mentions, told.parties)
    of_mention = told.mentions.select("mention", "story", "founds")
    own = keys.join(of_mention.filter(~pl.col("founds")).drop("founds"), on="mention", validate="m:1")
    spoken = keys.join(events.join(of_mention, on="mention", validate="1:1"), on="mention", validate="m:1")
    return own.select("mention", "story", "key"), spoken.select("event_id", "story", "key").unique()


def _keys(mentions: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """mention, key: family, sum and a party; family, day and two parties."""
    lands = parties.filter(pl.col("side") == SIDES.index(LANDS)).select("mention", "entity")
    sums = mentions.drop_nulls("value").select("mention", "family", "value", "unit_code").join(lands, on="mention")
    one_day = pl.col("date_start").is_not_null() & (pl.col("date_start") == pl.col("date_end")) & (pl.col("n_lands") > 1)
    days = mentions.filter(one_day).select("mention", "family", "date_start").join(lands, on="mention")
    two = days.join(lands.rename({"entity": "other"}), on="mention").filter(pl.col("entity") < pl.col("other"))
    keys = pl.concat([
        sums.select("mention", key=row_keys(*sums.select("family", "value", "unit_code", "entity").get_columns())),
        two.select("mention", key=row_keys(*two.select("family", "date_start", "entity", "other").get_columns())),
    ])  # fmt: skip
    return keys.unique()


def settled(parts: list[Asides]) -> Settled:
    """The asides of all parts with their events, each handed to the part whose event it is."""
    pooled = all_asides(parts)
    wanted = pooled.keys["key"].unique()  # what no aside speaks of need not be held
    spoken = pl.concat(
        [
            part.spoken.filter(pl.col("key").is_in(wanted.implode())).with_columns(part=pl.lit(number, dtype=pl.UInt32))
            for number, part in enumerate(parts)
        ]
    )
    told = pooled.guests.mentions.select("mention", "doc", event_mention_id="event_id")
    links = joining_asides(pooled.keys, spoken).join(told, on="mention")
    claims, pairs = bent_periods(pooled.periods, links["mention"], pooled.guests)
    return Settled(_handed(pooled.guests, links, len(parts)), links.select("event_mention_id", "event_id"), claims, pairs)


def _handed(pooled: Telling, links: pl.DataFrame, n_parts: int) -> list[Telling]:
    """The guests of each part; `links`: mention, event_mention_id, event_id, part, doc."""
    docs = pooled.docs.join(links.select("part", "doc").unique(), on="doc")
    named = links.select("part", event_id="event_mention_id", told="event_id")
    one, other = docs.select("part", a="doc"), docs.select("part", b="doc")
    tables = {
        "mentions": pooled.mentions.drop("event_id").join(links.select("part", "mention", "event_id"), on="mention"),
        "parts": pooled.parts.join(links.select("part", "mention"), on="mention"),
        "claims": pooled.claims.join(named, on="event_id").with_columns(event_id="told").drop("told"),
        "docs": docs,
        "publishers": pooled.publishers.join(docs.select("part", "doc"), on="doc"),
        "twins": pooled.twins.join(one, on="a").join(other, on=["b", "part"]),
        "raised": pooled.raised.join(docs.select("part", "story").unique(), on="story"),
        "wholes": pooled.wholes.join(docs.select("part", "story").unique(), on="story"),
    }
    none = {name: getattr(pooled, name).clear() for name in TABLES}
    cut = {
        name: rows.select("part", *none[name].columns).partition_by("part", as_dict=True, include_key=False)
        for name, rows in tables.items()
    }
    return [Telling(**{name: cut[name].get((number,), none[name]) for name in TABLES}) for number in range(n_parts)]


def joining_asides(asked: pl.DataFrame, spoken: pl.DataFrame) -> pl.DataFrame:
    """mention, event_id, part: asides (mention, story, key) that speak of an event (event_id, story, part, key) some page tells.

    The same sum with a party in common, or two parties and the day; in their own story first, and only where one event fits.
    """
    few = spoken.filter(pl.len().over("key") <= REACH)
    best = (
        asked.join(few.rename({"story": "event_story"}), on="key")
        .group_by("mention", "event_id", "part")
        .agg(n=pl.len(), is_own=(pl.col("story") == pl.col("event_story")).first())
        .with_columns(strength=pl.col("n") + 100 * pl.col("is_own").cast(pl.Int64))
        .filter(pl.col("strength") == pl.col("strength").max().over("mention"))
    )
    return best.filter(pl.len().over("mention") == 1).select("mention", "event_id", "part").sort("mention")


def bent_periods(periods: pl.DataFrame, linked: pl.Series, pooled: Telling) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims of those of whom teasers of no event (`linked`: mentions with one) speak, and pairs of them that do not agree.

    Of pages that are translations of each other, one bounds the period of an undertaking by a date, the other does not.
    """
    said = periods.filter(~pl.col("mention").is_in(linked.implode())).sort("doc", "start_char", "mention")
    claims = with_claim_ids(made(said.drop("family", "mention")))
    counts = {"n_origins": pl.lit(0, dtype=pl.UInt32), "n_documents": pl.lit(0, dtype=pl.UInt32)}  # no page's own telling
    placed = with_values(claims, pooled.docs).with_columns(**counts)
    placed = placed.join(said.select("doc", "start_char", "family").unique(), on=["doc", "start_char"])
    both = pl.concat([pooled.twins.select(doc="a", doc_b="b"), pooled.twins.select(doc="b", doc_b="a")])
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


def teaser_periods(told: Told, corpus: Corpus) -> pl.DataFrame:
    """The one period of years or months that teasers of one giver tell, as ISO 8601: P3Y, or P3Y/2026-03 where it is bounded by a date."""
    teasers = told.mentions.filter(pl.col("role") == "teaser")
    givers = told.parts.filter(pl.col("role").is_in(GIVING)).unique(["mention", "entity_id"])
    one = givers.filter(pl.len().over("mention") == 1).select("mention", subject_entity_id="entity_id")
    asides = teasers.join(one, on="mention", validate="1:1")
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
    told_ends = alone.join(ends, on="mention", how="left", validate="1:1")
    value = pl.when(pl.col("day").is_null()).then("value").otherwise(pl.format("{}/{}", "value", "day"))
    return told_ends.select(pl.all().exclude("value", "day", "first", "last"), property=pl.lit("period"), value_text=value)
