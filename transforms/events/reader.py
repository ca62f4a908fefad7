"""Events: who did what to whom, with which sum, when and where, and whether it happened; one row per kind and sentence."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.events.links import amounts_of, dates_of, heard, speakers_of, statuses_of
from transforms.events.parts import inherited, paired, participants, places, subjects
from transforms.events.roles import clause_of, groups_of, quotation_of, with_groups
from transforms.events.rules import ANAPHOR, LANDS, EventsReader
from transforms.events.scan import Beside, Told, first, scanned
from transforms.events.triggers import evidence, holding, with_codes, with_modality, with_type, with_voice, worthwhile
from transforms.ids import span_ids, text_id
from transforms.spans import Texts

#: Confidence that a reading's kind is right, in log odds: of a trigger alone, and what each thing found beside it adds or takes away.
#: Fitted on 420 readings of public gold (tests/benchmarks/confidence.py): sums, partners and places beside it say nothing more.
BASE, WITH_SUBJECT, WITH_OTHER, FAR_SUBJECT = 1.2, 0.5, 0.2, -0.2


@dataclass(frozen=True)
class EventsRead:
    """Event mentions (schemas.EventMentions + unit, start, end, rule_id) and their participants (schemas.EventParticipants)."""

    mentions: pl.DataFrame
    participants: pl.DataFrame


def read_events(  # noqa: PLR0913, PLR0917  what is read of a batch, table by table
    texts: Texts, segments: pl.DataFrame, sentences: pl.DataFrame, dates: pl.DataFrame, amounts: pl.DataFrame,
    mentions: pl.DataFrame, reader: EventsReader,
) -> EventsRead:  # fmt: skip
    """Every event told by a sentence of a segment that tells anything; `event_id` stays null until documents are compared."""
    around = Beside.of(sentences, mentions, amounts, dates)
    found = scanned(texts, segments, sentences, around.offered(sentences.height), reader)
    beside = around.among(found.sentences, sentences.height)
    found = found.outside(beside).awake()
    evident = evidence(found, beside)
    triggers = with_voice(holding(found, evident), evident)
    read = found.telling(triggers["s"])
    events = _events(triggers, read, beside, segments["anchor_date"].gather(read.sentences["unit"]), reader)
    names = with_groups(read, _among(beside.names, events, read), reader)
    groups = groups_of(read, names, beside.dates, reader)
    events = events.with_columns(is_anaphoric=_is_anaphoric(events, read))
    pairs = paired(read, events, groups, reader)
    acting = subjects(pairs, reader)
    events = _distinct(events, acting)
    pairs, acting = (rows.join(events.select("event"), on="event", how="semi", maintain_order="left") for rows in (pairs, acting))
    parts = participants(pairs, acting, names, reader)
    parts = pl.concat([parts, inherited(_passages(events, read, segments), parts, _anaphors(read), _countries(names), reader)])
    speakers = speakers_of(read, groups, names, reader.order)
    events = events.join(amounts_of(events, read, beside.amounts), on="event", how="left", maintain_order="left")
    events = (
        events.drop("status")
        .join(statuses_of(events, read), on="event", how="left", maintain_order="left")
        .join(places(pairs, names), on="event", how="left", maintain_order="left")
    )
    events = heard(events, speakers, read)
    parts = pl.concat([parts, _speaking(events, parts)])
    kept = _complete(events, parts)
    published = _published(kept, read, segments, parts)
    return EventsRead(published.drop("event"), _participants(published, parts))


def _events(triggers: pl.DataFrame, read: Told, beside: Beside, anchors: pl.Series, reader: EventsReader) -> pl.DataFrame:
    triggers = triggers.with_columns(
        clause=clause_of(read.breaks, triggers["s"], triggers["start"], opens=False),
        clause_after=clause_of(read.breaks, triggers["s"], triggers["start"]),
        quote=clause_of(read.quote_ends, triggers["s"], triggers["start"]),
        quotation=quotation_of(read.quotations, triggers["s"], triggers["start"], triggers["end"]),
        anchor_date=anchors.gather(triggers["s"]),
    )
    bounds = triggers.rename({"trigger": "event", "start": "trigger_start", "end": "trigger_end"})
    days = dates_of(bounds, read, beside.dates).rename({"event": "trigger"})
    triggers = with_modality(triggers.join(days, on="trigger", how="left", maintain_order="left"), read)
    return (
        with_codes(worthwhile(with_type(triggers, reader), reader))
        .rename({"start": "trigger_start", "end": "trigger_end"})
        .sort("s", "trigger_start", "event_type")
        .drop("trigger")
        .with_row_index("event")
    )


def _among(rows: pl.DataFrame, events: pl.DataFrame, read: Told) -> pl.DataFrame:
    """The rows of sentences that tell an event."""
    telling = np.zeros(read.sentences.height, dtype=np.bool_)
    telling[events["s"].to_numpy()] = True
    return rows.filter(pl.Series(telling[rows["s"].to_numpy()], dtype=pl.Boolean))


def _passages(events: pl.DataFrame, read: Told, segments: pl.DataFrame) -> pl.DataFrame:
    """Events with `passage`: the document, or the segment where it is not part of the article."""
    of = segments.select("doc_id", "segment_id", "is_main")[read.sentences["unit"].gather(events["s"])]
    return events.with_columns(passage=of["doc_id"].zip_with(of["is_main"], of["segment_id"]))


def _anaphors(read: Told) -> pl.DataFrame:
    """s, start of words for those spoken of before; `lands`: only countries are meant."""
    return read.classes.filter(pl.col("value").is_in([ANAPHOR, LANDS])).select("s", "start", lands=pl.col("value") == LANDS)


def _is_anaphoric(events: pl.DataFrame, read: Told) -> pl.Series:
    """Whether such a word stands before each event in its clause: it acts, not who was named in a clause before."""
    words = _anaphors(read)
    placed = words.with_columns(clause=clause_of(read.breaks, words["s"], words["start"]))
    near = (
        events.select("event", "s", "clause", "trigger_start")
        .join(placed, on=["s", "clause"])
        .filter(pl.col("start") < pl.col("trigger_start"))
    )
    return events["event"].is_in(near["event"].implode())


def _countries(names: pl.DataFrame) -> pl.Series:
    return names.filter(pl.col("kind") == "Country")["entity_id"].unique()


def _distinct(events: pl.DataFrame, doers: pl.DataFrame) -> pl.DataFrame:
    """One event per sentence, kind and doer: the one with most partners, then the first; without a doer only where it stands alone."""
    acted = events.select("event", "s", "event_type", "needs_count", "trigger_start")
    acted = acted.join(doers.select("event", doer="group"), on="event", how="left", maintain_order="left")
    acted = acted.sort("s", "event_type", "needs_count", "trigger_start", descending=[False, False, True, False])
    one = acted.filter(first("s", "event_type", "doer"))
    alone = pl.col("doer").is_not_null() | (pl.col("doer").count().over("s", "event_type") == 0)
    return events[one.filter(alone)["event"].sort()]


def _speaking(events: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Who is quoted as the source takes part as speaker, unless the event names the same one."""
    said = events.drop_nulls("attributed_to").select("event", role=pl.lit("speaker"), entity_id="attributed_to", mention_id="mention_id")
    new = said.join(parts, on=["event", "entity_id"], how="anti", maintain_order="left")
    return new.with_columns(function=pl.lit("attribution"), is_far=pl.lit(value=False))


def _complete(events: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Events without those of kinds that are nothing without a role they lack, or without anybody, a sum and a place."""
    wanted = (
        events.filter("drops_incomplete")
        .drop_nulls("required_roles")
        .select("event", role=pl.col("required_roles").str.split(" "))
        .explode("role")
    )
    lacking = wanted.join(parts, on=["event", "role"], how="anti")
    thin = events.filter("needs_party", pl.col("amount_id").is_null(), pl.col("place_entity_id").is_null())
    thin = thin.join(parts.filter(pl.col("function") != "attribution"), on="event", how="anti")
    return events.filter(~pl.col("event").is_in(pl.concat([lacking["event"], thin["event"]]).implode()))


def _confidence(events: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    roles = parts.group_by("event").agg(
        has_subject=(pl.col("function") == "subject").any(),
        has_other=(~pl.col("function").is_in(["subject", "attribution"])).any() | ((pl.col("function") == "subject").sum() > 1),
        is_far=((pl.col("function") == "subject") & pl.col("is_far")).any(),
    )
    scored = events.join(roles, on="event", how="left", maintain_order="left")
    adds = [(pl.col("has_subject"), WITH_SUBJECT), (pl.col("has_other"), WITH_OTHER), (pl.col("is_far"), FAR_SUBJECT)]
    odds = (BASE + pl.sum_horizontal(condition.fill_null(value=False) * weight for condition, weight in adds)).exp()
    return scored.with_columns(confidence=(odds / (1 + odds)).round(2))


def _published(events: pl.DataFrame, read: Told, segments: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    at = read.sentences[events["s"]] if events.height else read.sentences.clear()
    of = segments.select("doc_id", "segment_id", "is_main", origin="start_char")[at["unit"]]
    events = events.with_columns(
        unit=at["unit"], start=at["at"], end=at["end_at"], doc_id=of["doc_id"], segment_id=of["segment_id"], is_main=of["is_main"],
        start_char=of["origin"] + at["at"], end_char=of["origin"] + at["end_at"],
    )  # fmt: skip
    origin = pl.lit(of["origin"] + at["at"])
    events = _confidence(events, parts).with_columns(
        trigger_start_char=(origin + pl.col("trigger_start")).cast(pl.Int32),
        trigger_end_char=(origin + pl.col("trigger_end")).cast(pl.Int32),
        event_id=pl.lit(None, dtype=pl.String),
    )
    code = events["event_type"].replace_strict(
        {name: int(text_id(name)[:12], 16) for name in events["event_type"].unique()}, return_dtype=pl.Int64
    )
    ids = span_ids(events["doc_id"], "event", events["trigger_start_char"], events["trigger_end_char"], code)
    return events.with_columns(event_mention_id=ids).select(
        "event", "event_mention_id", "doc_id", "segment_id", "start_char", "end_char", "trigger_start_char", "trigger_end_char",
        "event_type", "plover_event", "cameo_code", "status", "modality", "date_start", "date_end", "amount_id", "place_entity_id",
        "attributed_to", "event_id", "confidence", "unit", "start", "end", "rule_id",
    )  # fmt: skip


def _participants(found: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    return (
        parts.join(found.select("event", "event_mention_id"), on="event", maintain_order="left")
        .filter(first("event", "role", "entity_id"))
        .select("event_mention_id", "role", "entity_id", "mention_id")
    )
