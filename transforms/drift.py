"""Whether a night is like the nights before it: each figure against the middle and the spread of the last ones."""

import polars as pl

#: Nights looked back on, and how many of them it takes to know what is usual.
NIGHTS, ENOUGH_NIGHTS = 14, 7
#: Shares of fewer documents than this are chance.
ENOUGH_DOCUMENTS = 20
#: Median absolute deviations, scaled to standard deviations of a normal law, that are still usual.
DEVIATIONS, SCALE = 4.0, 1.4826
#: A figure -> what it may always differ from the middle by: a share of that middle, and a number. What is not named is kept, not judged.
LIMITS = pl.DataFrame(
    [
        ("documents", 0.75, 5.0),
        ("share_quarantined", 0.0, 0.05),
        ("share_unread", 0.0, 0.15),
        ("share_language", 0.0, 0.20),
    ],
    schema={"family": pl.String, "relative": pl.Float64, "absolute": pl.Float64},
    orient="row",
)


def judged(tonight: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Tonight's figures with what is usual of each.

    `tonight` has measure and value, `before` also run_id; out come measure, value, usual_low, usual_high, n_nights and is_unusual. A share
    that a night does not name was nought in it.
    """
    nights = before.filter((pl.col("measure") == "documents") & (pl.col("value") > 0)).select("run_id").unique().sort("run_id").tail(NIGHTS)
    past = before.join(nights, on="run_id", how="semi")
    named = pl.concat([tonight.select("measure"), past.filter(_family() == "share_language").select("measure")]).unique()
    known = named.with_columns(family=_family()).join(LIMITS, on="family", how="left")
    cells = known.join(nights, how="cross").join(past.select("run_id", "measure", was="value"), on=["run_id", "measure"], how="left")
    cells = cells.with_columns(pl.col("was").fill_null(0.0))
    middle = cells.group_by("measure").agg(middle=pl.col("was").median(), mad=(pl.col("was") - pl.col("was").median()).abs().median())
    rows = known.join(tonight, on="measure", how="left").join(middle, on="measure", how="left").with_columns(pl.col("value").fill_null(0.0))
    spread = pl.max_horizontal(
        DEVIATIONS * SCALE * pl.col("mad"), pl.col("relative") * pl.col("middle"), pl.col("absolute")
    )  # null where the figure is not judged
    documents = rows.filter(pl.col("measure") == "documents")["value"].sum()
    can_tell = pl.col("family").eq("documents") | pl.lit(documents >= ENOUGH_DOCUMENTS)
    counts = pl.col("relative").is_not_null() & can_tell & pl.lit(nights.height >= ENOUGH_NIGHTS)
    bounded = rows.with_columns(
        usual_low=pl.when(counts).then(pl.max_horizontal(pl.col("middle") - spread, 0.0)),
        usual_high=pl.when(counts).then(pl.col("middle") + spread),
        n_nights=pl.lit(nights.height, dtype=pl.Int64),
    )
    unusual = ~pl.col("value").is_between(pl.col("usual_low"), pl.col("usual_high"))
    return (
        bounded.with_columns(is_unusual=unusual.fill_null(value=False))
        .select("measure", "value", "usual_low", "usual_high", "n_nights", "is_unusual")
        .sort("measure")
    )


def _family() -> pl.Expr:
    """`share_language.ko` is of the family `share_language`."""
    return pl.col("measure").str.split(".").list.first()
