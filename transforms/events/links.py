"""What belongs to an event beside its participants: the sum, the day, how far the money is, and who is quoted as saying so."""

import numpy as np
import polars as pl

from transforms.events.roles import MAX_PREPOSITION, beside_word, between, clause_of, quotation_of
from transforms.events.rules import (
    AFTER_BASE,
    AFTER_OTHER_DAY,
    BEFORE_BASE,
    BEFORE_OTHER_DAY,
    BEFORE_OTHER_YEAR,
    DAY_OWNER,
    SAY,
    SUBJECT_LIKE,
    TELL,
)
from transforms.events.scan import Told, first
from transforms.events.spots import keys
from transforms.events.triggers import cued, stands_between

#: What another clause costs, in code points of distance: an amount there is taken only where the event's own has none.
OTHER_CLAUSE = 1_000
#: Farthest speaker from a reporting verb, in code points.
MAX_SPEAKER_DISTANCE = 60
#: The same for one who opens the sentence: an apposition may stand between.
MAX_OPENING_DISTANCE = 140
#: A date of so many days is a year; of so many, more than a week.
YEAR_DAYS, LONG_DAYS = 364, 8
#: Longest way from a day to what repeats it in brackets (Japan time, 13 May), in code points.
MAX_ASIDE = 12
#: What it costs a day that something else is of (the talks of 5 May), in code points of distance.
OWNED_DAY = 500
#: What it costs a sum that a change starts from (from 10% to 25%), in code points of distance.
BASE = 400
#: Cues that outrank what the trigger says of the money.
STOPPED = ("suspended", "cancelled")
#: The cue that says of money still to come that it is aimed at, not promised.
AIMED_AT = "target"


def _distance(start: str = "start", end: str = "end") -> pl.Expr:
    return pl.max_horizontal(pl.col(start) - pl.col("trigger_end"), pl.col("trigger_start") - pl.col(end), 0)


def _near(events: pl.DataFrame, told: Told, rows: pl.DataFrame) -> pl.DataFrame:
    """Events with the rows (s, start, end) of their sentence, `cost` first by clause, then by distance."""
    placed = rows.with_columns(row_clause=clause_of(told.breaks, rows["s"], rows["start"]))
    both = events.select("event", "s", "clause", "trigger_start", "trigger_end").join(placed, on="s")
    other = (pl.col("clause") != pl.col("row_clause")).cast(pl.Int32) * OTHER_CLAUSE
    return both.with_columns(cost=_distance() + other)


def amounts_of(events: pl.DataFrame, told: Told, amounts: pl.DataFrame) -> pl.DataFrame:
    """event, amount_id, amount_kind: the nearest amount of a kind the event takes, the preferred kind first; conversions are left out.

    What a change starts from is taken only where no other stands.
    """
    own = amounts.filter(pl.col("equivalent_of").is_null()).select("s", "start", "end", "kind", "amount_id")
    is_base = beside_word(told, own, BEFORE_BASE, before=True) | beside_word(told, own, AFTER_BASE)
    wanted = events.drop_nulls("amount_kinds")
    kinds = wanted.select("event", "event_type", kind=pl.col("amount_kinds").str.split(" "))
    kinds = kinds.with_columns(order=pl.int_ranges(pl.col("kind").list.len())).explode("kind", "order")
    near = _near(wanted, told, own.with_columns(is_base=is_base)).with_columns(pl.col("cost") + pl.col("is_base") * BASE)
    chosen = near.join(kinds, on=["event", "kind"]).sort("event", "order", "cost", "start").filter(first("event"))
    # a sum of another clause is not taken from an event there
    own = chosen.filter(pl.col("cost") < OTHER_CLAUSE)
    chosen = pl.concat([own, chosen.filter(pl.col("cost") >= OTHER_CLAUSE).join(own, on="amount_id", how="anti")])
    # of two events of a kind the sum belongs to the nearer one
    one = chosen.sort("amount_id", "cost", "event").filter(first("amount_id", "event_type"))
    return one.select("event", "amount_id", amount_kind="kind")


def dates_of(events: pl.DataFrame, told: Told, dates: pl.DataFrame) -> pl.DataFrame:
    """event, date_start, date_end: the nearest resolved date of its clause, else of a clause before.

    A day until which, since when or compared with which something is told is not its own, nor one within another's quotation; a
    month or year that something else is of (last summer's floods) neither, and such a day only where there is no other.
    """
    days = dates.filter(pl.col("timex_type").is_in(["DATE", "TIME"]) & pl.col("start_date").is_not_null())
    length = (days["end_date"] - days["start_date"]).dt.total_days()
    owned = beside_word(told, days, DAY_OWNER) | _repeats(told, days)
    other = (
        beside_word(told, days, BEFORE_OTHER_DAY, before=True)
        | beside_word(told, days, AFTER_OTHER_DAY)
        | ((length >= YEAR_DAYS) & beside_word(told, days, BEFORE_OTHER_YEAR, before=True))
        | ((length >= LONG_DAYS) & owned)
    )
    days = days.select("s", "start", "end", "start_date", "end_date", owned=owned).filter(~other)
    said = quotation_of(told.quotations, days["s"], days["start"], days["end"])
    near = _near(events, told, days.with_columns(said=said)).join(events.select("event", "quotation"), on="event")
    own = (pl.col("clause") == pl.col("row_clause")) | (pl.col("end") <= pl.col("trigger_start"))
    return (
        near.filter(own & (pl.col("said") == pl.col("quotation")))
        .with_columns(pl.col("cost") + pl.col("owned") * OWNED_DAY)
        .sort("event", "cost", "start")
        .filter(first("event"))
        .select("event", date_start="start_date", date_end="end_date")
    )


def _repeats(told: Told, days: pl.DataFrame) -> pl.Series:
    """Whether a day (in order) stands in brackets right behind another: it is that day by another clock or calendar."""
    last = days.select("s", "end").shift(1).rename({"s": "s_before", "end": "end_before"})
    near = days.with_row_index("row").hstack(last).filter(
        (pl.col("s") == pl.col("s_before")) & (pl.col("start") - pl.col("end_before")).is_between(1, MAX_ASIDE)
    )  # fmt: skip
    gap = between(told, near["s"], near["end_before"], near["start"])
    return pl.int_range(days.height, eager=True).is_in(near.filter(pl.lit(gap.str.contains(r"[(（][^)）]*$")))["row"].implode())


def statuses_of(events: pl.DataFrame, told: Told) -> pl.DataFrame:
    """event, status: a cue that the money stopped, else the trigger's own, else the nearest cue, else the type's default.

    Of a kind that moves no money (a sanction) it is told only that its sum was stopped: $200 million in aid.
    """
    money = events.filter(pl.col("default_status").is_not_null() | (pl.col("amount_kind") == "money"))
    usual = pl.when(~pl.col("modality").is_in(["negated", "hypothetical"])).then("default_status")
    early = (pl.col("modality") == "future") & pl.col("future_status").is_not_null()
    cues = cued(money.select("s", trigger="event", start="trigger_start", end="trigger_end"), told, "status")
    nearest = cues.sort("trigger", "distance", "value").filter(first("trigger"))
    aims = cues.filter(pl.col("value") == AIMED_AT).select(event="trigger", aim="value").unique("event")
    stops = cues.filter(pl.col("value").is_in(STOPPED)).sort("trigger", "distance", "value")
    stopped = nearest.join(
        stops.filter(first("trigger")),
        on="trigger", how="left", suffix="_stop",
    )  # fmt: skip
    return (
        money.join(aims, on="event", how="left", maintain_order="left")
        .with_columns(status=pl.when(early).then(pl.coalesce("aim", "future_status")).otherwise("status"))
        .select("event", "modality", "status", "default_status")
        .join(stopped, left_on="event", right_on="trigger", how="left")
        # of what is denied no money is anywhere
        .with_columns(pl.when((pl.col("modality") != "negated") & pl.col("default_status").is_not_null()).then(pl.col("status", "value")))
        .select("event", status=pl.coalesce("value_stop", "status", "value", usual))
    )


def speakers_of(told: Told, groups: pl.DataFrame, names: pl.DataFrame, by_order: pl.DataFrame) -> pl.DataFrame:
    """s, attributed_to, mention_id: who is quoted, by a marker (according to) or as the one a reporting verb (verb_start) speaks of."""
    marked = groups.filter(pl.col("function") == "attribution").select("s", "group", cost=pl.lit(-1, dtype=pl.Int32))
    verbs = told.classes.filter(pl.col("value") == SAY).select("s", "lang", verb_start="start", verb_end="end")
    has_order = pl.col("lang").is_in(by_order["lang"].unique().implode())
    verbs = verbs.with_columns(verb_clause=clause_of(told.breaks, verbs["s"], verbs["verb_start"], opens=False))
    both = verbs.join(groups.select("s", "group", "start", "end", "function", "clause", "quotation", "in_body"), on="s")
    ends = np.sort(keys(told.heads["s"], told.heads["end"]))
    at = keys(groups["s"], groups["start"])
    touching = np.searchsorted(ends, at, side="right") > np.searchsorted(ends, at - 1, side="left")
    acted_on = groups["group"].filter(pl.Series(touching))
    is_object = pl.col("group").is_in(acted_on.implode()) & has_order & pl.col("function").is_null()
    both = both.filter((pl.col("quotation") < 0) & ~(is_object & (pl.col("end") <= pl.col("verb_start"))))
    before, after = pl.col("verb_start") - pl.col("end"), pl.col("start") - pl.col("verb_end")
    own = pl.col("function").is_in(["topic", "lead"]) | (pl.col("clause") == pl.col("verb_clause")) | has_order
    named = (pl.col("function").is_in(SUBJECT_LIKE) & own) | (pl.col("function").is_null() & has_order)
    opens_clause = (pl.col("start") == 0) & (pl.col("clause") == pl.col("verb_clause")) & (before <= MAX_OPENING_DISTANCE)
    beside = (before >= 0) & ((before <= MAX_SPEAKER_DISTANCE) | opens_clause | ~has_order)
    # whom something is told to stands right behind the verb, as who says it may
    tells = told.classes.filter(pl.col("value") == TELL)
    telling = pl.Series(np.isin(keys(both["s"], both["verb_start"]), keys(tells["s"], tells["start"])))
    inverted = after.is_between(0, 2) & has_order & pl.col("function").is_null() & ~telling
    inverted |= after.is_between(0, 1 + MAX_PREPOSITION) & pl.col("in_body")
    spoken = both.filter((named & beside) | inverted)
    spoken = spoken.select("s", "group", "verb_start", cost=pl.max_horizontal(before, after).cast(pl.Int32))
    chosen = pl.concat([marked, spoken], how="diagonal").sort("s", "cost", "group").filter(first("s"))
    heads = names.filter(~pl.col("describes")).sort("group", "start").filter(first("group"))
    return chosen.join(heads.select("group", "mention_id", attributed_to="entity_id"), on="group").select(
        "s", "attributed_to", "mention_id", "verb_start"
    )


def heard(events: pl.DataFrame, speakers: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Events with who says so (see `speakers_of`); beyond a gap of the headline a verb says nothing."""
    both = events.join(speakers, on="s", how="left", maintain_order="left")
    verb = pl.coalesce("verb_start", "trigger_start")
    places = both.select("s", first=pl.min_horizontal(verb, "trigger_start"), last=pl.max_horizontal(verb, "trigger_start"))
    apart = stands_between(told.gaps, *places.get_columns())
    return both.with_columns(pl.when(~apart).then(pl.col("attributed_to", "mention_id"))).drop("verb_start")
