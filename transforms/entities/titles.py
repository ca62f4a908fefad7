"""The office or honorific beside each name."""

import numpy as np
import polars as pl

from transforms.entities.batch import EntityBatch
from transforms.entities.cues import titles_beside
from transforms.entities.shapes import SHAPE_TITLE

#: Code points before a title in which it is told that it was held in the past.
BEFORE_TITLE = 30


def titled_rows(batch: EntityBatch, names: pl.DataFrame) -> pl.Series:
    """Which names a title stands beside, or the person a title is for: Georgian president."""
    titled = np.zeros(names.height, dtype=np.bool_)
    for after in (False, True):
        beside = titles_beside(batch.texts, names, _facing(batch.titles, after=after), after=after, small_words=batch.reader.small_words)
        for rows in (beside.person, beside.between):
            titled[rows[rows >= 0]] = True
    return pl.Series(titled, dtype=pl.Boolean)


def _facing(titles: pl.DataFrame, *, after: bool) -> pl.DataFrame:
    """Titles that may stand before a name, where the name is looked for after them; else all."""
    return titles.filter(pl.col("position").is_in(["before", "both"])) if after else titles


def with_titles(batch: EntityBatch, names: pl.DataFrame, shaped: pl.DataFrame) -> pl.DataFrame:
    """Names with title_text and office of the title beside them; what only capitals named is a person beside a title.

    Who only held the office (a former president) has the title and no office.

    `shaped` are the names found by a title: theirs is known even where other words stand between.
    """
    people = names.with_columns(kind=pl.col("kind").fill_null("Person"))
    best = pl.concat([_taken(batch, people, after=after) for after in (False, True)])
    best = best.sort("name_row", pl.col("office").is_null(), "after", "start").unique("name_row", keep="first", maintain_order=True)
    ahead = batch.texts_between(best["unit"], (best["start"] - BEFORE_TITLE).clip(0), best["start"])
    held = pl.lit(ahead).str.contains(batch.reader.past)
    best = best.with_columns(title_text=batch.texts_between(best["unit"], best["start"], best["end"]), office=pl.when(~held).then("office"))
    titled = names.with_row_index("name_row").join(
        best.select("name_row", "title_text", "office"), on="name_row", how="left", maintain_order="left", validate="1:1"
    )
    place = ["start_byte", "end_byte"]
    own = shaped.filter(pl.col("shape_title").is_not_null()).select(*place, *SHAPE_TITLE).unique(place, keep="first", maintain_order=True)
    titled = titled.join(own, on=place, how="left", maintain_order="left", validate="m:1")
    lacks = pl.col("title_text").is_null() & pl.col("discovered")
    titled = titled.with_columns(
        title_text=pl.when(lacks).then(pl.col("shape_title")).otherwise(pl.col("title_text")),
        office=pl.when(lacks).then(pl.col("shape_office")).otherwise(pl.col("office")),
    ).drop("name_row", *SHAPE_TITLE)
    open_kind = pl.col("kind").is_null() | pl.col("method").is_in(["cue", "given_name"])
    turned = pl.col("title_text").is_not_null() & pl.col("discovered") & open_kind
    return titled.with_columns(
        kind=pl.when(turned).then(pl.lit("Person")).otherwise(pl.col("kind")),
        method=pl.when(turned).then(pl.lit("title")).otherwise(pl.col("method")),
    )


def _taken(batch: EntityBatch, people: pl.DataFrame, *, after: bool) -> pl.DataFrame:
    """The titles that stand before a name (`after`: the name is after them) or behind it: name_row, office, start, end."""
    facing = _facing(batch.titles, after=after)
    beside = titles_beside(batch.texts, people, facing, after=after, small_words=batch.reader.small_words)
    at = np.flatnonzero(beside.person >= 0)
    chained = pl.Series(beside.between[at] >= 0, dtype=pl.Boolean)
    between = people.select("start", "end")[np.maximum(beside.between[at], 0)] if people.height else people.select("start", "end")
    taken = facing[at].with_columns(
        name_row=pl.Series(beside.person[at]).cast(pl.UInt32), between_start=between["start"], between_end=between["end"], chained=chained
    )
    widened = pl.col("chained") & pl.lit(value=after)
    ahead = pl.col("chained") & pl.lit(value=not after)
    return taken.select(
        "unit",
        "name_row",
        "office",
        start=pl.when(ahead).then("between_start").otherwise("start"),
        end=pl.when(widened).then("between_end").otherwise("end"),
        after=pl.lit(value=after),
    )
