"""Triggers that hold: their partners stand beside them, their voice and modality are read, what says the same is left out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.events.rules import BESIDE, PASSIVE, PASSIVE_HERE, EventsReader
from transforms.events.scan import Beside, Scanned, Told, first
from transforms.events.spots import keys, runs
from transforms.lexicon import POSITION_BITS

#: Farthest auxiliary of a passive before its participle, in code points.
PASSIVE_WINDOW = 14
#: An event whose last day lies this many days before the segment's own is told as history.
HISTORICAL_DAYS = 366
#: Where several cues stand beside one trigger, the first of these is true.
MODALITY_ORDER = ("negated", "future", "hypothetical", "historical", "reported", "actual")


def evidence(scanned: Scanned, beside: Beside) -> pl.DataFrame:
    """What partners may be: words of a class, and amounts, dates and names (s, start, end, word_class)."""
    classes = scanned.classes.select("s", "start", "end", word_class="value")
    values = scanned.reader.values
    return pl.concat([classes, *(rows.with_columns(pl.col("word_class").cast(values)) for rows in beside.evidence())])


@dataclass(frozen=True)
class _Found:
    """Places of evidence by sentence and class: keys of their starts and of their ends, sorted."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    @classmethod
    def of(cls, group: npt.NDArray[np.int64], found: pl.DataFrame) -> "_Found":
        """`group` is the number of sentence and class."""
        base = group << POSITION_BITS
        return cls(np.sort(base + found["start"].to_numpy()), np.sort(base + found["end"].to_numpy()))

    def after(self, first_key: npt.NDArray[np.int64], window: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Whether something starts at a place or within the window after it."""
        at = np.searchsorted(self.starts, first_key)
        found: npt.NDArray[np.bool_] = np.append(self.starts, np.iinfo(np.int64).max)[at] <= first_key + window
        return found

    def before(self, last_key: npt.NDArray[np.int64], window: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Whether something ends at a place or within the window before it."""
        at = np.searchsorted(self.ends, last_key, side="right")
        floor = np.maximum(last_key - window, last_key >> POSITION_BITS << POSITION_BITS)
        found: npt.NDArray[np.bool_] = np.insert(self.ends, 0, -1)[at] >= floor
        return found


def _met(heads: pl.DataFrame, found: pl.DataFrame, reader: EventsReader) -> npt.NDArray[np.int64]:
    """Needs each trigger has met, one bit a need: by evidence on the side and within the window it asks."""
    asked, width = reader.needs, len(reader.values.categories)
    classes = asked["word_class"].to_physical().to_numpy().astype(np.int64)
    first = np.searchsorted(asked["rule"].to_numpy(), np.arange(reader.triggers.height + 1))
    rule = heads["rule"].to_numpy()
    trigger, row = runs(first[rule], first[rule + 1])
    # what no place of the sentence offers needs no look at distances
    known = found.drop_nulls("word_class")
    group = known["s"].to_numpy().astype(np.int64) * width + known["word_class"].to_physical().to_numpy()
    stands = np.zeros((int(heads["s"].max() or 0) + 1) * width if heads.height else 0, dtype=np.bool_)  # type: ignore[arg-type]
    group_asked = heads["s"].to_numpy().astype(np.int64)[trigger] * width + classes[row]
    stands[group[group < len(stands)]] = True
    kept = np.flatnonzero(stands[group_asked])
    trigger, row, group_asked = trigger[kept], row[kept], group_asked[kept]
    stands[:] = False
    stands[group_asked] = True
    wanted = np.flatnonzero(stands[np.minimum(group, len(stands) - 1)] & (group < len(stands))) if len(stands) else kept
    places = _Found.of(group[wanted], known[wanted])
    window = asked["window"].to_numpy()[row]
    base = group_asked << POSITION_BITS
    after = places.after(base + heads["end"].to_numpy()[trigger], window) & (asked["side"] != "<").to_numpy()[row]
    before = places.before(base + heads["start"].to_numpy()[trigger], window) & (asked["side"] != ">").to_numpy()[row]
    met = np.zeros(heads.height, dtype=np.int64)
    beside = after | before
    np.bitwise_or.at(met, trigger[beside], 1 << asked["need"].to_numpy().astype(np.int64)[row[beside]])
    return met


def holding(scanned: Scanned, found: pl.DataFrame) -> pl.DataFrame:
    """Triggers with every partner they need and none they must not have: s, start, end, rule_id and the rule's columns."""
    heads, reader = scanned.heads.with_row_index("trigger"), scanned.reader
    every = (1 << reader.triggers["needs_count"].to_numpy().astype(np.int64)) - 1
    held = heads[np.flatnonzero(_met(heads, found, reader) == every[heads["rule"].to_numpy()])]
    return held.hstack(reader.triggers.drop("rule")[held["rule"]])


def with_voice(triggers: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Triggers with `is_passive`: by their form, as a participle soon after an auxiliary, or right behind a passive mark."""
    helpers = found.filter(pl.col("word_class") == PASSIVE)
    helped = (
        triggers.filter(pl.col("is_participle"))
        .join(helpers, on="s", suffix="_right")
        .filter((pl.col("start") - pl.col("end_right")).is_between(0, PASSIVE_WINDOW))
        .select("trigger").unique()
    )  # fmt: skip
    marks = found.filter(pl.col("word_class") == PASSIVE_HERE)
    marked = pl.Series(np.isin(keys(triggers["s"], triggers["start"]), keys(marks["s"], marks["end"])), dtype=pl.Boolean)
    by_form = marked | (pl.col("voice") == "passive").fill_null(value=False) | pl.col("is_passive_form")
    return triggers.with_columns(is_passive=by_form | pl.col("trigger").is_in(helped["trigger"].implode()))


def stands_between(marks: npt.NDArray[np.int64], s: pl.Series, start: pl.Series, end: pl.Series) -> pl.Series:
    """Whether a mark (sorted keys) stands between two places of each sentence."""
    return pl.Series(np.searchsorted(marks, keys(s, end)) > np.searchsorted(marks, keys(s, start)), dtype=pl.Boolean)


def cued(triggers: pl.DataFrame, told: Told, kind: str) -> pl.DataFrame:
    """Cues of one kind beside the triggers: trigger, value, distance."""
    cues = told.cues.filter(pl.col("kind") == kind).select("s", "value", *BESIDE, start_right="start", end_right="end")
    near = triggers.select("trigger", "s", "start", "end").join(cues, on="s")
    after, before = pl.col("start_right") - pl.col("end"), pl.col("start") - pl.col("end_right")
    gap = pl.max_horizontal(after, before)
    side = pl.col("side")
    # a particle may belong to both: what is "取りやめ" behind "投資を" is "を取りやめ" too
    shared = (side == "after") & (pl.col("start_right") > pl.col("start")) & (pl.col("end_right") > pl.col("end"))
    right_side = (side.is_in(["both", "anywhere"])) | ((side == "after") & (after >= 0)) | shared | ((side == "before") & (before >= 0))
    near_enough = (side == "anywhere") | (gap <= pl.col("window"))
    over = (gap >= 0) | shared | side.is_in(["both", "anywhere"])
    near = near.filter(right_side & near_enough & over).with_columns(distance=gap)
    first_end, second_start = pl.min_horizontal("end", "end_right"), pl.max_horizontal("start", "start_right")
    parted = stands_between(told.parting, *near.select("s", first_end=first_end, second_start=second_start).get_columns())
    return _outermost(near.filter((pl.col("scope") == "sentence") | ~parted)).select("trigger", "value", "distance")


def _outermost(cues: pl.DataFrame) -> pl.DataFrame:
    """The cues beside each trigger without those inside a longer one: who does "not rule out" a thing neither denies nor rules it out."""
    ordered = cues.sort("trigger", "start_right", "end_right", descending=[False, False, True], maintain_order=True)
    start, end = (keys(ordered["trigger"], ordered[name]) for name in ("start_right", "end_right"))
    # of the triggers before no key reaches those of this one
    within = end[1:] <= np.maximum.accumulate(end)[:-1]
    inside = np.append(False, within & ((start[1:] != start[:-1]) | (end[1:] != end[:-1])))[: len(end)]
    return ordered[np.flatnonzero(~inside)]


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
    """Triggers with `type_row`, the row of `reader.types` that is theirs: what is still to come may be of another kind."""
    row = reader.triggers["type_row"].to_numpy()[triggers["rule"].to_numpy()]
    later = reader.future_row[row]
    is_later = (triggers["modality"] == "future").to_numpy() & (later >= 0)
    return triggers.drop("event_type").with_columns(type_row=pl.Series(np.where(is_later, later, row), dtype=pl.Int32))


def _has_type(group: npt.NDArray[np.int64], type_row: npt.NDArray[np.int32], n_types: int) -> npt.NDArray[np.bool_]:
    """For each trigger the kinds that its group (by number) tells."""
    told = np.zeros((int(group.max(initial=-1)) + 1, n_types), dtype=np.bool_)
    told[group, type_row] = True
    found: npt.NDArray[np.bool_] = told[group]
    return found


def worthwhile(triggers: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """Triggers without those another makes superfluous: a kind its clause yields to, a weaker kind or a shorter form of one word."""
    s, type_row = triggers["s"].to_numpy().astype(np.int64), triggers["type_row"].to_numpy()
    _, clause = np.unique((s << 32) + triggers["clause"].to_numpy(), return_inverse=True)
    n_types = reader.types.height
    lost = (_has_type(clause, type_row, n_types) & reader.yields.in_clause[type_row]).any(axis=1)
    lost |= (_has_type(s, type_row, n_types) & reader.yields.in_sentence[type_row]).any(axis=1)
    # rules are numbered in order of their ids
    rank = reader.types["rank"].to_numpy()[type_row]
    needs_count = triggers["needs_count"].to_numpy().astype(np.int64)
    order = np.lexsort((triggers["rule"].to_numpy(), -triggers["end"].to_numpy(), -rank, -needs_count, triggers["start"], s))
    order = order[~lost[order]]
    place = (s[order] << POSITION_BITS) + triggers["start"].to_numpy()[order]
    kept: pl.DataFrame = triggers[order[np.append(True, place[1:] != place[:-1])[: len(order)]]]
    return kept.hstack(reader.types[kept["type_row"]])


def with_codes(events: pl.DataFrame) -> pl.DataFrame:
    """Events whose codes are those of a thing to come, or denied, where they are."""
    future, negated = pl.col("modality") == "future", pl.col("modality") == "negated"
    codes = {
        f"{name}{end}": pl.when(future).then(pl.coalesce(f"future_{name}", f"{name}{end}"))
        .when(negated).then(pl.coalesce(f"negated_{name}", f"{name}{end}"))
        .otherwise(f"{name}{end}")
        for name, end in (("plover", "_event"), ("cameo", "_code"))
    }  # fmt: skip
    return events.with_columns(**codes)
