"""Triggers that hold: their partners stand beside them, their voice and modality are read, what says the same is left out."""

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.event_rules import PASSIVE, EventsReader
from transforms.event_scan import Told, first

#: Farthest auxiliary of a passive before its participle, in code points.
PASSIVE_WINDOW = 14
#: An event whose last day lies this many days before the segment's own is told as history.
HISTORICAL_DAYS = 366
#: Where several cues stand beside one trigger, the first of these is true.
MODALITY_ORDER = ("negated", "future", "hypothetical", "historical", "reported", "actual")


def evidence(told: Told, others: list[pl.DataFrame]) -> pl.DataFrame:
    """What partners may be: words of a class, and amounts, dates and names (s, start, end, word_class)."""
    classes = told.classes.select("s", "start", "end", word_class="value")
    return pl.concat([classes, *(other.select("s", "start", "end", pl.col("word_class").cast(pl.Categorical)) for other in others)])


def _met(heads: pl.DataFrame, asked: pl.DataFrame, found: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Which needs (row, by number) of which triggers (column) are met by evidence on the side and within the window they ask."""
    met = np.zeros((len(asked["need"].unique()), heads.height), dtype=np.bool_)
    classes = asked.select(pl.col("word_class").unique().sort()).with_row_index("class")
    key = pl.col("s").cast(pl.Int64) * classes.height + pl.col("class")
    wanted = (
        heads.select("trigger", "s", "start", "end", "rule")
        .lazy()
        .join(asked.drop("rule_id").join(classes, on="word_class").lazy(), on="rule")
        .with_columns(key=key)
    )
    given = found.lazy().join(classes.lazy(), on="word_class").select("start", "end", key=key)
    after, before = pl.col("start_right") - pl.col("end"), pl.col("start") - pl.col("end_right")
    near_after, near_before = after.is_between(0, pl.col("window")), before.is_between(0, pl.col("window"))
    beside = (near_after & (pl.col("side") != "<")) | (near_before & (pl.col("side") != ">"))
    rows = wanted.join(given, on="key", suffix="_right").filter(beside).select("trigger", "need").collect()
    met[rows["need"].to_numpy(), rows["trigger"].to_numpy()] = True
    return met


def holding(told: Told, found: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """Triggers with every partner they need and none they must not have: s, start, end, rule_id and the rule's columns."""
    heads = told.heads.with_row_index("trigger")
    met = _met(heads, reader.needs, found).sum(axis=0)
    spoiled = _met(heads, reader.unless, found).any(axis=0)
    wanted = reader.triggers["needs_count"].to_numpy()[heads["rule"].to_numpy()]
    held = heads.filter(pl.Series((met == wanted) & ~spoiled))
    return held.hstack(reader.triggers.drop("rule")[held["rule"]])


def with_voice(triggers: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Triggers with `is_passive`: by their form, or a participle right after a passive auxiliary."""
    helpers = found.filter(pl.col("word_class") == PASSIVE)
    helped = (
        triggers.filter(pl.col("is_participle"))
        .join(helpers, on="s", suffix="_right")
        .filter((pl.col("start") - pl.col("end_right")).is_between(0, PASSIVE_WINDOW))
        .select("trigger").unique()
    )  # fmt: skip
    by_form = (pl.col("voice") == "passive").fill_null(value=False)
    return triggers.with_columns(is_passive=by_form | pl.col("trigger").is_in(helped["trigger"].implode()))


def cued(triggers: pl.DataFrame, told: Told, kind: str) -> pl.DataFrame:
    """Cues of one kind beside the triggers: trigger, value, distance."""
    cues = told.cues.filter(pl.col("kind") == kind).select("s", "value", "side", "window", start_right="start", end_right="end")
    near = triggers.select("trigger", "s", "start", "end").join(cues, on="s")
    after, before = pl.col("start_right") - pl.col("end"), pl.col("start") - pl.col("end_right")
    gap = pl.max_horizontal(after, before)
    side = pl.col("side")
    right_side = (side.is_in(["both", "anywhere"])) | ((side == "after") & (after >= 0)) | ((side == "before") & (before >= 0))
    near_enough = (side == "anywhere") | (gap <= pl.col("window"))
    over = (gap >= 0) | side.is_in(["both", "anywhere"])
    return near.filter(right_side & near_enough & over).select("trigger", "value", distance=gap)


def with_modality(triggers: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Triggers (with date_start, date_end, anchor_date) with their modality.

    Cues beside them come first, then what the trigger itself says, else actual; what is told as actual on a day still to come is
    future, and on a day long gone historical.
    """
    rank = {modality: at for at, modality in enumerate(MODALITY_ORDER)}
    cues = cued(triggers, told, "modality").with_columns(order=pl.col("value").replace_strict(rank, return_dtype=pl.Int32))
    nearest = cues.sort("trigger", "order").filter(first("trigger")).select("trigger", cue="value")
    joined = triggers.join(nearest, on="trigger", how="left", maintain_order="left")
    told_as = pl.coalesce("cue", "modality", pl.lit("actual"))
    by_day = (
        pl.when((told_as == "actual") & (pl.col("date_start") > pl.col("anchor_date"))).then(pl.lit("future"))
        .when((told_as == "actual") & (pl.col("date_end") < pl.col("anchor_date") - pl.duration(days=HISTORICAL_DAYS)))
        .then(pl.lit("historical"))
        .otherwise(told_as)
    )  # fmt: skip
    return joined.with_columns(modality=by_day).drop("cue")


def with_type(triggers: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """Triggers with the type's columns; what is still to come or denied takes the codes of that."""
    future = pl.col("modality") == "future"
    becoming = reader.types.select("event_type", "future_type")
    typed = (
        triggers.join(becoming, on="event_type", how="left", maintain_order="left")
        .with_columns(event_type=pl.when(future & pl.col("future_type").is_not_null()).then("future_type").otherwise("event_type"))
        .drop("future_type")
        .join(reader.types, on="event_type", how="left", maintain_order="left")
    )
    negated = pl.col("modality") == "negated"
    codes = {
        f"{name}{end}": pl.when(future).then(pl.coalesce(f"future_{name}", f"{name}{end}"))
        .when(negated).then(pl.coalesce(f"negated_{name}", f"{name}{end}"))
        .otherwise(f"{name}{end}")
        for name, end in (("plover", "_event"), ("cameo", "_code"))
    }  # fmt: skip
    return typed.with_columns(**codes)


def worthwhile(triggers: pl.DataFrame) -> pl.DataFrame:
    """Triggers without those another makes superfluous: a kind its clause yields to, a weaker kind of one word."""
    rows = triggers.select("trigger", "s", "start", "clause", "event_type", "rule", "needs_count", "rank", "yields_to").with_row_index(
        "row"
    )
    yielding = rows.drop_nulls("yields_to").select("trigger", "s", "clause", "rank", to=pl.col("yields_to").str.split(" ")).explode("to")
    others = rows.select("s", "clause", "event_type", "trigger", "rank")
    both = yielding.join(others, on="s", suffix="_right").filter(pl.col("trigger") != pl.col("trigger_right"))
    to_it = ((pl.col("to") == pl.col("event_type")) & (pl.col("clause") == pl.col("clause_right"))) | (
        pl.col("to") == pl.col("event_type") + "+"
    )
    to_any = (pl.col("to") == "*") & (pl.col("rank_right") > pl.col("rank"))
    lost = both.filter(to_it | to_any).select("trigger")
    kept = rows.join(lost, on="trigger", how="anti")
    # rules are numbered in order of their ids
    ranked = kept.sort("s", "start", "needs_count", "rank", "rule", descending=[False, False, True, True, False])
    return triggers[ranked.filter(first("s", "start"))["row"]]
