"""The row of an event: its values as the best supported telling has them, its title in English, and who tells it."""

import polars as pl

from transforms.facts.asides import Telling
from transforms.facts.umbrellas import part_of
from transforms.stories.sums import sum_words

#: Names a title lists before it counts the rest.
NAMED = 5


def event_rows(tale: Telling, names: pl.DataFrame, replaced: pl.DataFrame) -> pl.DataFrame:
    """schemas.Events but for is_disputed, from what mentions tell of their events.

    `names` (entity_id, name); `replaced` (event_id, sum): sums that later pages tell anew, which the event's row no longer shows.
    """
    told = tale.mentions.with_columns(event=pl.col("event_id").rank("dense"))
    main = told.filter("is_main")
    sums = main.filter(pl.col("value").is_not_null()).join(
        replaced.with_columns(old=pl.lit(value=True)), on=["event_id", "sum"], how="left", maintain_order="left", validate="m:1"
    )
    old = pl.col("old").fill_null(value=False)
    before = _commonest(sums.filter(old), ["value", "unit"]).rename({"value": "before"})
    rows = (
        _counts(told, main, tale.docs, tale.publishers)
        .join(_commonest(main, ["event_type", "status"]), on="event", how="left", validate="1:1")
        .join(_commonest(sums.filter(~old | old.all().over("event")), ["value", "unit"]), on="event", how="left", validate="1:1")
        .join(before, on=["event", "unit"], how="left", validate="1:1")
        .join(_usd(main), on=["event", "value", "unit"], how="left", validate="1:1")
        .join(_commonest(main.drop_nulls("period"), ["period"]), on="event", how="left", validate="1:1")
        .join(_commonest(_finest(main), ["date_start", "date_end"]), on="event", how="left", validate="1:1")
        .join(_parties(main, tale.parts, names), on="event", how="left", validate="1:1")
    )
    told_sums = main.join(tale.docs.select("doc", "story"), on="doc", validate="m:1").select("event", "value", "unit", "story", "sum")
    numbered = rows.join(told_sums.unique(["event", "value", "unit"]), on=["event", "value", "unit"], how="left", validate="1:1")
    rows = rows.join(part_of(numbered.drop_nulls("status"), tale.wholes), on="event_id", how="left", validate="1:1")
    kind = pl.col("event_type").str.replace_all("_", " ").str.to_lowercase()
    label = kind.str.slice(0, 1).str.to_uppercase() + kind.str.slice(1)
    what = pl.concat_str([pl.col("who"), sum_words(pl.col("value"), pl.col("unit"))], separator=", ", ignore_nulls=True)
    return rows.select(
        "event_id",
        "event_type",
        title=pl.when(what == "").then(label).otherwise(pl.format("{}: {}", label, what)),
        date_start="date_start",
        date_end="date_end",
        status="status",
        amount_value="value",
        amount_unit="unit",
        amount_usd="usd_money",
        amount_before=pl.when(pl.col("before") != pl.col("value")).then("before"),
        period="period",
        part_of="part_of",
        story_id="story_id",
        n_mentions="n_mentions",
        n_documents="n_documents",
        n_publishers="n_publishers",
        n_languages="n_languages",
        n_origins="n_origins",
    ).sort("event_id")


def _counts(told: pl.DataFrame, main: pl.DataFrame, docs: pl.DataFrame, publishers: pl.DataFrame) -> pl.DataFrame:
    of_doc = docs.select("doc", "story_id", base=pl.col("language").str.extract(r"^([a-z]+)"))
    publishing = (
        main.select("event", "doc").unique().join(publishers, on="doc").group_by("event").agg(n_publishers=pl.col("publisher").n_unique())
    )
    mentions = told.group_by("event").agg(n_mentions=pl.len(), event_id=pl.col("event_id").first())
    counts = (
        main.select("event", "doc", "origin")
        .join(of_doc, on="doc", validate="m:1")
        .group_by("event")
        .agg(
            story_id=pl.col("story_id").min(),
            n_documents=pl.col("doc").n_unique(),
            n_languages=pl.col("base").n_unique(),
            n_origins=pl.col("origin").n_unique(),
        )
    )
    joined = counts.join(mentions, on="event", validate="1:1").join(publishing, on="event", how="left", validate="1:1")
    return joined.with_columns(pl.col("^n_.*$").fill_null(0).cast(pl.Int64))


def _commonest(main: pl.DataFrame, values: list[str]) -> pl.DataFrame:
    """The value told by most origins, then documents, then the best place, first written before converted, exact before about."""
    narrow = main.select("event", *values, "origin", "doc", "place", "equivalent_of", "qualifier")
    # Most events have one mention, and nothing to choose.
    alone = pl.len().over("event") == 1
    several = narrow.filter(~alone)
    chosen = (
        several.group_by("event", *values)
        .agg(
            origins=pl.col("origin").n_unique(),
            documents=pl.col("doc").n_unique(),
            place=pl.col("place").min(),
            converted=pl.col("equivalent_of").is_not_null().mean(),
            about=(pl.col("qualifier") != "exact").fill_null(value=False).mean(),
        )
        .sort(
            "event",
            "origins",
            "documents",
            "place",
            "converted",
            "about",
            *values,
            descending=[False, True, True, False, False, False, *[False] * len(values)],
            nulls_last=True,
        )
        .unique("event", keep="first", maintain_order=True)
    )
    return pl.concat([narrow.filter(alone).select("event", *values), chosen.select("event", *values)])


def _usd(main: pl.DataFrame) -> pl.DataFrame:
    """The sum in dollars at the rate of the first page that tells it: later pages convert it at rates of their own days."""
    priced = main.with_columns(usd_money=pl.coalesce("usd_value", pl.when(pl.col("unit") == "USD").then("value")))
    first = priced.drop_nulls(["value", "usd_money"]).sort("event", "anchor_date", "usd_money", nulls_last=True)
    return first.unique(["event", "value", "unit"], keep="first", maintain_order=True).select("event", "value", "unit", "usd_money")


def _finest(main: pl.DataFrame) -> pl.DataFrame:
    """Dated mentions of an event, without those that only name the month or year others name the day of."""
    dated = main.drop_nulls("date_start").with_columns(length=(pl.col("date_end") - pl.col("date_start")).dt.total_days())
    return dated.filter(pl.col("length") == pl.col("length").min().over("event"))


def _parties(main: pl.DataFrame, parts: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """event, who: "Japan to Kazakhstan, Uzbekistan", or the names alone where no side gives."""
    counted = (
        main.select("event", "mention", "doc")
        .join(parts, on="mention")
        .with_columns(to=pl.col("role").is_in(["receiver", "recipient", "target", "host"]))
        .group_by("event", "to", "entity_id")
        .agg(n=pl.col("doc").n_unique())
        .join(names, on="entity_id", validate="m:1")
        .sort("event", "n", "name", "to", descending=[False, True, False, False])
        .unique(["event", "name"], keep="first", maintain_order=True)
    )
    listed = counted.group_by("event", "to", maintain_order=True).agg(names=pl.col("name").head(NAMED).str.join(", "), n=pl.len())
    rest = pl.col("n").cast(pl.Int64) - NAMED
    listed = listed.with_columns(names=pl.when(rest > 0).then(pl.format("{} and {} more", "names", rest)).otherwise("names"))
    by, to = (listed.filter(pl.col("to") == side).select("event", names="names") for side in (False, True))
    sides = by.join(to, on="event", how="full", coalesce=True, suffix="_to")
    return sides.select("event", who=pl.concat_str(["names", "names_to"], separator=" to ", ignore_nulls=True))
