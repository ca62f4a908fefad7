"""One event, many mentions: tellings of one story that fit in kind, sum, who and when are one event."""

import polars as pl

from transforms.clusters import average_link, neighbour_pairs
from transforms.event_nodes import SIGNATURE
from transforms.ids import text_id

#: Likeness of two tellings (per mille), by what they agree on; groups need THRESHOLD in the mean.
SAME_SUM_AND_PARTIES, SAME_SUM, OTHER_SUM, ONE_SUM, NO_SUM = 900, 650, 550, 500, 700
THRESHOLD = 400
#: Two tellings of one event may differ by this many days, and by this factor (or by a slip of powers of ten).
SLACK_DAYS, SLACK_FACTOR, SLIP = 2, 1.6, 0.02
#: A date longer than this says no day of the event: a month or year beside a sum may be the end of its period, or what it is paid for.
DAY_SPAN = 7
REACH = 24
#: Roles that tell one thing after another; a caption or title tells one of those again.
NARRATIVE = ("lead", "body", "bullet")
MANY_PARTIES = 3


def merged_events(mentions: pl.DataFrame) -> pl.DataFrame:
    """event_mention_id, event (number of its first mention's node) for mentions that found events (see event_nodes)."""
    founding = mentions.filter("founds").with_columns(node=pl.struct(SIGNATURE).rank("dense").cast(pl.Int64) - 1)
    nodes = founding.sort("node", "event_mention_id").unique("node", keep="first", maintain_order=True)
    pairs = _pairs(nodes)
    judged = _judged(pairs, nodes, _together(founding, pairs))
    group = average_link(nodes.height, judged, THRESHOLD)
    return (
        founding.select("event_mention_id", event=pl.Series(group)[founding["node"]])
        if founding.height
        else founding.select("event_mention_id", event="node")
    )


def _pairs(nodes: pl.DataFrame) -> pl.DataFrame:
    """Pairs of nodes of a story and family that share a sum or a party."""
    base = nodes.select("node", "story", "family", "sum", "lands")
    by_sum = base.drop_nulls("sum").select("node", key=pl.format("{} {} {}", "story", "family", "sum"))
    by_land = base.explode("lands").drop_nulls("lands").select("node", key=pl.format("{} {} {}", "story", "family", "lands"))
    keys = pl.concat([by_sum, by_land])
    return neighbour_pairs(keys["key"].rank("dense").cast(pl.UInt64), keys["node"], REACH)


def _together(founding: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """a, b, one_page (some document tells both), one_telling (in what it narrates)."""
    told = founding.select("node", "doc", body=pl.col("role").is_in(NARRATIVE)).group_by("node", "doc").agg(pl.col("body").any())
    return (
        pairs.lazy()
        .join(told.lazy(), left_on="a", right_on="node")
        .join(told.lazy(), left_on=["b", "doc"], right_on=["node", "doc"])
        .group_by("a", "b")
        .agg(one_page=pl.len() > 0, one_telling=(pl.col("body") & pl.col("body_right")).any())
        .collect()
    )


def _judged(pairs: pl.DataFrame, nodes: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
    """a, b, score, blocked of pairs of nodes."""
    columns = ["event_type", "sum", "unit", "value", "usd", "lands", "people", "givers", "takers", "date_start", "date_end"]
    one = nodes.select(columns)[pairs["a"]]
    other = nodes.select(pl.col(name).alias(f"{name}_b") for name in columns)[pairs["b"]]
    both = pl.concat([pairs, one, other], how="horizontal").join(together, on=["a", "b"], how="left", maintain_order="left")
    both = both.with_columns(pl.col("one_page", "one_telling").fill_null(value=False), **_agreement())
    sure = pl.col("same_sum") & pl.col("same_parties") & ~pl.col("one_page")
    both = both.with_columns(loosely_dated=pl.col("no_day") & sure)
    both = both.with_columns(
        blocked=(pl.col("both_sums") & ~pl.col("same_sum") & pl.col("one_page"))
        | ((pl.col("gap_days") > SLACK_DAYS) & ~pl.col("loosely_dated"))
        | ((pl.col("gap_days") > 0) & pl.col("one_telling"))
        | (pl.col("other_people") & ~pl.col("same_sum")),
    )
    return both.select("a", "b", score=_score(), blocked="blocked").filter(pl.col("blocked") | (pl.col("score") > 0)).sort("a", "b")


def _agreement() -> dict[str, pl.Expr]:
    """What two nodes agree on, as named columns."""
    shared = _common("lands")
    needed = pl.min_horizontal(pl.col("lands").list.len(), pl.col("lands_b").list.len(), 2)
    lower = pl.min_horizontal("date_end", "date_end_b", pl.coalesce("date_end", "date_end_b"))
    upper = pl.max_horizontal("date_start", "date_start_b")
    dated = pl.col("date_start").is_not_null() & pl.col("date_start_b").is_not_null()
    spans = [(pl.col(f"date_end{end}") - pl.col(f"date_start{end}")).dt.total_days() for end in ("", "_b")]
    ratio = (pl.max_horizontal("usd", "usd_b") / pl.min_horizontal("usd", "usd_b")).fill_null(
        pl.when(pl.col("unit") == pl.col("unit_b")).then(
            pl.max_horizontal("value", "value_b").cast(pl.Float64) / pl.min_horizontal("value", "value_b").cast(pl.Float64)
        )
    )
    powers = ratio.log10()
    slip = ((powers - powers.round()).abs() < SLIP) & (powers.round() > 0)
    return {
        "both_sums": pl.col("sum").is_not_null() & pl.col("sum_b").is_not_null(),
        "same_sum": (pl.col("sum") == pl.col("sum_b")).fill_null(value=False),
        "one_sum": pl.col("sum").is_null() != pl.col("sum_b").is_null(),
        "like_sum": ((ratio <= SLACK_FACTOR) | slip).fill_null(value=False),
        "same_parties": (shared >= needed) & (needed > 0),
        # One name in common is little: two tellings of no sum must agree on two, or name the same alone on two pages, or a day.
        "same_deed": (shared > 1)
        | ((shared > 0) & (pl.col("lands") == pl.col("lands_b")) & ~pl.col("one_telling"))
        | ((shared > 0) & (pl.col("date_start") == pl.col("date_start_b")) & (pl.col("date_end") == pl.col("date_end_b"))).fill_null(
            value=False
        ),
        "same_sides": _same_side("givers", needed=True) & _same_side("takers", needed=False),
        "strangers": (shared == 0) & (needed > 0),
        # Two pages that name two people of one office at a large meeting contradict each other; at a meeting of two they tell of two.
        "other_people": (_common("people") == 0)
        & (shared < MANY_PARTIES)
        & (pl.col("people").list.len() > 0)
        & (pl.col("people_b").list.len() > 0),
        "same_type": pl.col("event_type") == pl.col("event_type_b"),
        "no_day": (pl.max_horizontal(spans) > DAY_SPAN).fill_null(value=False),
        "gap_days": pl.when(dated).then((upper - lower).dt.total_days()).otherwise(0).fill_null(0),
    }


def _common(column: str) -> pl.Expr:
    return pl.col(column).list.set_intersection(f"{column}_b").list.len()


def _same_side(column: str, *, needed: bool) -> pl.Expr:
    """One party in common on a side; a side nobody names agrees, unless it is needed."""
    silent = (pl.col(column).list.len() == 0) | (pl.col(f"{column}_b").list.len() == 0)
    return (_common(column) > 0) | (pl.lit(value=not needed) & silent)


def _score() -> pl.Expr:
    parties, strangers = pl.col("same_parties"), pl.col("strangers")
    return (
        pl.when(pl.col("same_sum") & parties).then(SAME_SUM_AND_PARTIES)
        .when(pl.col("same_sum") & ~strangers).then(SAME_SUM)
        .when(pl.col("same_sum")).then(ONE_SUM)
        .when(pl.col("both_sums") & pl.col("like_sum") & pl.col("same_sides")).then(OTHER_SUM)
        .when(pl.col("one_sum") & parties).then(ONE_SUM)
        .when(~pl.col("both_sums") & ~pl.col("one_sum") & pl.col("same_deed") & pl.col("same_type")).then(NO_SUM)
        .otherwise(0)
    )  # fmt: skip


def joining_asides(mentions: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """event_mention_id, event: teasers, denials and suppositions that speak of an event some page tells.

    The same sum with a party in common, or two parties and the day; in their own story first, and only where one event fits.
    """
    asides = mentions.filter(~pl.col("founds")).select("event_mention_id", *_KEYED)
    told = mentions.join(links, on="event_mention_id").select("event", *_KEYED)
    keys = _aside_keys(told).join(told.select("event").unique(), on="event").unique()
    few = keys.filter(pl.len().over("key") <= REACH)
    hits = _aside_keys(asides).join(few, on="key")
    at = asides.select("event_mention_id", "story")
    where = told.group_by("event").agg(event_story=pl.col("story").first())
    best = (
        hits.group_by("event_mention_id", "event")
        .agg(n=pl.len())
        .join(at, on="event_mention_id")
        .join(where, on="event")
        .with_columns(strength=pl.col("n") + 100 * (pl.col("story") == pl.col("event_story")).cast(pl.Int64))
        .filter(pl.col("strength") == pl.col("strength").max().over("event_mention_id"))
    )
    return best.filter(pl.len().over("event_mention_id") == 1).select("event_mention_id", "event").sort("event_mention_id")


_KEYED = ("story", "family", "unit", "value", "lands", "date_start", "date_end")


def _aside_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows (event or event_mention_id) with keys: family, sum and a party; family, day and two parties."""
    name = "event" if "event" in rows.columns else "event_mention_id"
    one = rows.explode("lands").drop_nulls("lands")
    sums = one.drop_nulls("value").select(name, key=pl.format("{} {} {} {}", "family", "value", "unit", "lands"))
    days = rows.filter(pl.col("date_start").is_not_null() & (pl.col("date_start") == pl.col("date_end")) & (pl.col("lands").list.len() > 1))
    first = days.explode("lands").with_row_index("at")
    two = first.join(days.select(name, "family", "date_start", other="lands").explode("other"), on=[name, "family", "date_start"])
    pairs = two.filter(pl.col("lands") < pl.col("other")).select(
        name, key=pl.format("{} {} {} {}", "family", "date_start", "lands", "other")
    )
    return pl.concat([sums, pairs]).unique()


def event_ids(links: pl.DataFrame) -> pl.DataFrame:
    """event, event_id: hash of the event's first mention."""
    firsts = links.group_by("event").agg(first=pl.col("event_mention_id").min()).sort("event")
    return firsts.select("event", event_id=pl.Series([text_id("event", mention) for mention in firsts["first"]], dtype=pl.String))
