"""One event, many mentions: tellings of one story that fit in kind, sum, who and when are one event."""

import polars as pl

from transforms.clusters import UInt64s, average_link, neighbour_pairs
from transforms.facts.event_groups import as_nodes, blocked_between
from transforms.facts.event_nodes import GIVERS, LANDS, SIDES, TAKERS, Told
from transforms.ids import span_ids, text_marks
from transforms.stories.keys import row_keys

#: Likeness of two tellings (per mille), by what they agree on; groups need THRESHOLD in the mean.
SAME_SUM_AND_PARTIES, SAME_SUM, OTHER_SUM, ONE_SUM, NO_SUM = 900, 650, 550, 500, 700
THRESHOLD = 400
#: Two tellings of one event may differ by this many days, and by this factor (or by a slip of powers of ten,
#: or of digits turned round).
SLACK_DAYS, SLACK_FACTOR, SLIP = 2, 1.6, 0.02
#: A date longer than this says no day of the event: a month or year beside a sum may be the end of its period, or what it is paid for.
DAY_SPAN = 7
REACH = 24
#: Roles that tell one thing after another; a caption or title tells one of those again.
NARRATIVE = ("lead", "body", "bullet")
MANY_PARTIES = 3
#: A slip is one of a figure with so many digits at least: many sums are a round ten or hundred times another.
SLIP_DIGITS = 2


def merged_events(told: Told) -> pl.DataFrame:
    """mention, event (number of its first mention's node) for mentions that found events (see event_nodes)."""
    founding = _told_again(told.mentions.filter("founds"), told.parties)
    own = founding.filter(pl.col("says") == pl.col("own_says"))
    nodes = own.unique("says", keep="first", maintain_order=True).with_row_index("node").with_columns(pl.col("node").cast(pl.Int64))
    nodes = nodes.with_columns(digits=digits_held(pl.col("value")), n_digits=_n_digits(pl.col("value")))
    placed = founding.join(nodes.select("says", "node"), on="says", validate="m:1", maintain_order="left")
    parties = told.parties.join(nodes.select("mention", "node"), on="mention", validate="m:1").select("node", "side", "entity")
    marks = nodes["says"].to_numpy()
    pairs = _pairs(nodes, parties, marks)
    judged = _judged(pairs, nodes, parties, _together(placed, pairs), told.raised)
    group = average_link(nodes.height, judged, THRESHOLD, marks)
    # What one telling leaves out or reads ill, others of its group have: groups are looked at once more, as what they tell together.
    whole, members = as_nodes(nodes, parties, group)
    at = pl.Series(whole.places[group])
    pairs = _pairs(whole.nodes, whole.parties, whole.marks)
    pairs = pairs.filter(pl.Series((members[pairs["a"]] > 1) | (members[pairs["b"]] > 1)))
    grouped = placed.with_columns(node=at[placed["node"]])
    judged_again = _judged(pairs, whole.nodes, whole.parties, _together(grouped, pairs), told.raised)
    again = average_link(whole.nodes.height, blocked_between(judged_again, judged, at), THRESHOLD, whole.marks)
    return grouped.select("mention", event=pl.Series(whole.firsts[again])[grouped["node"]] if grouped.height else "node")


def _told_again(founding: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """Founding mentions, of which titles and captions say what the one telling below them says that names all they name; own_says."""
    lands = parties.filter(pl.col("side") == SIDES.index(LANDS)).select("mention", "entity")
    narrated = pl.col("role").is_in(NARRATIVE)
    short = founding.filter(~narrated & pl.col("date_start").is_null() & (pl.col("n_lands") > 0))
    full = founding.filter(narrated).select("doc", "family", below="mention", said="says", sum_below="sum")
    met = short.select("mention", "doc", "family", "sum", "n_lands").join(full, on=["doc", "family"])
    fits = (
        met.filter(pl.col("sum").is_null() | (pl.col("sum") == pl.col("sum_below")))
        .join(lands, on="mention")
        .join(lands.rename({"mention": "below"}), on=["below", "entity"])
        .group_by("mention", "below")
        .agg(pl.len(), pl.col("n_lands").first(), pl.col("said").first())
        .filter(pl.col("len") == pl.col("n_lands"))
    )
    one = fits.select("mention", "said").unique().filter(pl.len().over("mention") == 1)
    again = founding.join(one, on="mention", how="left", validate="1:1", maintain_order="left")
    return again.with_columns(says=pl.coalesce("said", "says"), own_says="says").drop("said")


def _pairs(nodes: pl.DataFrame, parties: pl.DataFrame, marks: UInt64s) -> pl.DataFrame:
    """Pairs of nodes of a story and family that share a sum or a party."""
    base = nodes.select("node", "story_mark", "family", "sum")
    lands = parties.filter(pl.col("side") == SIDES.index(LANDS)).select("node", sum=-1 - pl.col("entity"))
    by_land = base.drop("sum").join(lands, on="node")
    keyed = pl.concat([base.drop_nulls("sum"), by_land.select(base.columns)])
    return neighbour_pairs(row_keys(*keyed.select("story_mark", "family", "sum").get_columns()), keyed["node"], REACH, marks=marks)


def _together(placed: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """a, b, one_page (some document tells a sum of each), one_telling (it narrates both), one_place (somebody places both there)."""
    told = (
        placed.select("node", "doc", body=pl.col("role").is_in(NARRATIVE), summed=pl.col("sum").is_not_null())
        .group_by("node", "doc")
        .agg(pl.col("body", "summed").any())
    )
    placed_at = placed.select("node", place="place_entity_id").drop_nulls().unique()
    pages, places = (
        pairs.lazy()
        .join(rows.lazy(), left_on="a", right_on="node")
        .join(rows.lazy(), left_on=["b", key], right_on=["node", key])
        .group_by("a", "b")
        for rows, key in ((told, "doc"), (placed_at, "place"))
    )
    both = {one: pl.col(name) & pl.col(f"{name}_right") for one, name in (("one_page", "summed"), ("one_telling", "body"))}
    here = pages.agg(**{one: said.any() for one, said in both.items()})
    return here.join(places.agg(one_place=pl.len() > 0), on=["a", "b"], how="full", coalesce=True).collect()


def _in_common(pairs: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """a, b and for each side how many both have (c_lands ...)."""
    return (
        pairs.lazy()
        .join(parties.lazy(), left_on="a", right_on="node")
        .join(parties.lazy(), left_on=["b", "side", "entity"], right_on=["node", "side", "entity"])
        .group_by("a", "b")
        .agg((pl.col("side") == number).sum().cast(pl.Int64).alias(f"c_{side}") for number, side in enumerate(SIDES))
        .collect()
    )


def _judged(pairs: pl.DataFrame, nodes: pl.DataFrame, parties: pl.DataFrame, together: pl.DataFrame, raised: pl.DataFrame) -> pl.DataFrame:
    """a, b, score, blocked of pairs of nodes."""
    columns = [
        "story",
        "type_code",
        "sum",
        "unit_code",
        "value",
        "digits",
        "n_digits",
        "stage",
        "usd",
        "date_start",
        "date_end",
        *SIDES,
        *(f"n_{side}" for side in SIDES),
    ]
    one = nodes.select(columns)[pairs["a"]]
    other = nodes.select(pl.col(name).alias(f"{name}_b") for name in columns)[pairs["b"]]
    both = (
        pl.concat([pairs, one, other], how="horizontal")
        .join(together, on=["a", "b"], how="left", maintain_order="left")
        .join(_in_common(pairs, parties), on=["a", "b"], how="left", maintain_order="left")
        .join(_updates(raised), on=["story", "sum", "sum_b"], how="left", maintain_order="left", validate="m:1")
        .with_columns(pl.col("one_page", "one_telling", "one_place", "update").fill_null(value=False), pl.col("^c_.*$").fill_null(0))
    )
    both = both.with_columns(**_agreement())
    # A month or year beside a sum may be the end of its period: it keeps nothing apart but tellings of one page, or of strangers.
    loosely_dated = pl.col("no_day") & pl.col("same_sum") & ~pl.col("strangers") & ~pl.col("one_telling")
    both = both.with_columns(
        blocked=~pl.col("update")
        & (
            (pl.col("both_sums") & ~pl.col("same_sum") & pl.col("one_page"))
            | ((pl.col("gap_days") > SLACK_DAYS) & ~loosely_dated & ~pl.col("staged"))
            | ((pl.col("gap_days") > 0) & pl.col("one_telling") & ~pl.col("staged"))
            | (pl.col("other_people") & ~pl.col("same_sum"))
        ),
    )
    return both.select("a", "b", score=_score(), blocked="blocked").filter(pl.col("blocked") | (pl.col("score") > 0)).sort("a", "b")


def _updates(raised: pl.DataFrame) -> pl.DataFrame:
    """story, sum, sum_b, update: pairs of sums, either way round, of which one took the other's place."""
    ways = [raised.select("story", sum=a, sum_b=b) for a, b in (("sum", "raised"), ("raised", "sum"))]
    return pl.concat(ways).unique().with_columns(update=pl.lit(value=True))


def _agreement() -> dict[str, pl.Expr]:
    """What two nodes agree on, as named columns."""
    shared = pl.col("c_lands")
    needed = pl.min_horizontal("n_lands", "n_lands_b", 2)
    lower = pl.min_horizontal("date_end", "date_end_b", pl.coalesce("date_end", "date_end_b"))
    upper = pl.max_horizontal("date_start", "date_start_b")
    dated = pl.col("date_start").is_not_null() & pl.col("date_start_b").is_not_null()
    spans = [(pl.col(f"date_end{end}") - pl.col(f"date_start{end}")).dt.total_days() for end in ("", "_b")]
    ratio = (pl.max_horizontal("usd", "usd_b") / pl.min_horizontal("usd", "usd_b")).fill_null(
        pl.when(pl.col("unit_code") == pl.col("unit_code_b")).then(
            pl.max_horizontal("value", "value_b").cast(pl.Float64) / pl.min_horizontal("value", "value_b").cast(pl.Float64)
        )
    )
    powers = ratio.log10()
    slip = ((powers - powers.round()).abs() < SLIP) & (powers.round() > 0)
    turned = (pl.col("digits") == pl.col("digits_b")) & (pl.col("unit_code") == pl.col("unit_code_b"))
    exact = pl.min_horizontal("n_digits", "n_digits_b") >= SLIP_DIGITS
    same_parties = (shared >= needed) & (needed > 0)
    begun, done = (pl.when(pl.col("stage") == later).then("date_start").otherwise("date_start_b") for later in (0, 1))
    return {
        "both_sums": pl.col("sum").is_not_null() & pl.col("sum_b").is_not_null(),
        "same_sum": (pl.col("sum") == pl.col("sum_b")).fill_null(value=False),
        "one_sum": pl.col("sum").is_null() != pl.col("sum_b").is_null(),
        "like_sum": ((ratio <= SLACK_FACTOR) | slip | turned).fill_null(value=False),
        "slipped": (exact & (slip | turned)).fill_null(value=False),
        "same_parties": same_parties,
        # What was promised on one day is paid on a later one.
        "staged": ((pl.col("stage") != pl.col("stage_b")) & (pl.col("sum") == pl.col("sum_b")) & same_parties & (begun <= done)).fill_null(
            value=False
        ),
        # One name in common is little: two tellings of no sum must agree on two, or name the same alone or a place on two pages, or a day.
        "same_deed": (shared > 1)
        | ((shared > 0) & ((pl.col("lands") == pl.col("lands_b")) | pl.col("one_place")) & ~pl.col("one_telling"))
        | ((shared > 0) & (pl.col("date_start") == pl.col("date_start_b")) & (pl.col("date_end") == pl.col("date_end_b"))).fill_null(
            value=False
        ),
        "same_sides": _same_side(GIVERS, needed=True) & _same_side(TAKERS, needed=False),
        "no_other_side": _same_side(GIVERS, needed=False) & _same_side(TAKERS, needed=False) & (shared > 0),
        "strangers": (shared == 0) & (needed > 0),
        # Two pages that name two people of one country at a large meeting contradict each other; at a meeting of two they tell of two.
        "other_people": (pl.col("c_people") == 0) & (pl.col("c_seats") > 0) & (shared < MANY_PARTIES),
        "same_type": pl.col("type_code") == pl.col("type_code_b"),
        "no_day": (pl.max_horizontal(spans) > DAY_SPAN).fill_null(value=False),
        "gap_days": pl.when(dated).then((upper - lower).dt.total_days()).otherwise(0).fill_null(0),
    }


def digits_held(value: pl.Expr) -> pl.Expr:
    """A number for the digits a figure is written with, zeros left out, in whatever order: a slip may turn two of them round.

    >>> pl.select(digits_held(pl.Series(["59000", "95", "58"]).cast(pl.Decimal(38, 6)))).to_series().to_list()
    [4295032832, 4295032832, 268500992]
    """
    written = value.cast(pl.Decimal(38, 6)).cast(pl.String)
    return pl.sum_horizontal(written.str.count_matches(str(digit)).cast(pl.Int64) * 16 ** (digit - 1) for digit in range(1, 10))


def _n_digits(value: pl.Expr) -> pl.Expr:
    """How many digits a figure is written with before its zeros."""
    return value.cast(pl.Decimal(38, 6)).cast(pl.String).str.replace(".", "", literal=True).str.strip_chars("0").str.len_chars()


def _same_side(side: str, *, needed: bool) -> pl.Expr:
    """One party in common on a side; a side nobody names agrees, unless it is needed."""
    silent = (pl.col(f"n_{side}") == 0) | (pl.col(f"n_{side}_b") == 0)
    return (pl.col(f"c_{side}") > 0) | (pl.lit(value=not needed) & silent)


def _score() -> pl.Expr:
    parties, strangers = pl.col("same_parties"), pl.col("strangers")
    return (
        pl.when(pl.col("same_sum") & parties).then(SAME_SUM_AND_PARTIES)
        .when(pl.col("same_sum") & ~strangers).then(SAME_SUM)
        .when(pl.col("same_sum")).then(ONE_SUM)
        .when(pl.col("both_sums") & pl.col("like_sum") & pl.col("same_sides")).then(OTHER_SUM)
        .when(pl.col("both_sums") & (pl.col("slipped") | pl.col("update")) & pl.col("no_other_side")).then(OTHER_SUM)
        .when(pl.col("one_sum") & parties).then(ONE_SUM)
        .when(~pl.col("both_sums") & ~pl.col("one_sum") & pl.col("same_deed") & pl.col("same_type")).then(NO_SUM)
        .otherwise(0)
    )  # fmt: skip


def event_ids(mentions: pl.DataFrame) -> pl.DataFrame:
    """event, event_id: hash of the event's first mention, from founding mentions (event, doc_id, trigger_start_char, event_type)."""
    firsts = mentions.sort("mention").unique("event", keep="first", maintain_order=True)
    marks = text_marks(firsts["event_type"])
    return firsts.select("event", event_id=span_ids(firsts["doc_id"], "event", firsts["trigger_start_char"], marks))
