"""What groups of tellings say together, in the terms in which single tellings are compared (event_nodes)."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.clusters import Labels, UInt64s
from transforms.facts.event_nodes import SIDES, sides_of

#: Who is named on a side by fewer than this share of the tellings that name anybody there was read ill, or is not of the event.
LEAST_NAMED = 1 / 3


@dataclass(frozen=True)
class Groups:
    """`nodes`, `parties` as those of single tellings, one row a group; `marks` tells equals apart.

    `firsts`: the first node of each group; `places`: the row of the group each first node stands for.
    """

    nodes: pl.DataFrame
    parties: pl.DataFrame
    marks: UInt64s
    firsts: Labels
    places: Labels


def as_nodes(nodes: pl.DataFrame, parties: pl.DataFrame, group: Labels) -> tuple[Groups, Labels]:
    """Groups of nodes (`group`: the first node of each node's group) and how many nodes each has."""
    firsts, number, members = np.unique(group, return_inverse=True, return_counts=True)
    places: Labels = np.full(nodes.height, -1, dtype=np.int64)
    places[firsts] = np.arange(len(firsts))
    placed = nodes.select("node", "type_code", "sum", "unit_code", "value", "digits", "n_digits", "usd", "stage", "date_start", "date_end")
    placed = placed.with_columns(group=pl.Series(number, dtype=pl.Int64))
    named = _named(parties.with_columns(group=pl.Series(number, dtype=pl.Int64)[parties["node"]] if parties.height else "node"))
    length = (pl.col("date_end") - pl.col("date_start")).dt.total_days()
    dated = placed.drop_nulls("date_start").filter(length == length.min().over("group"))
    first_rows = nodes[firsts].select("story", "story_mark", "family", "says")
    rows = first_rows.with_columns(node=pl.int_range(pl.len(), dtype=pl.Int64))
    for frame, columns in (
        (placed, ["type_code"]),
        (placed, ["stage"]),
        (placed.drop_nulls("sum"), ["sum", "unit_code", "value", "digits", "n_digits", "usd"]),
        (dated, ["date_start", "date_end"]),
    ):
        rows = rows.join(_commonest(frame, columns), on="node", how="left", validate="1:1", maintain_order="left")
    sides = sides_of(named, "node")
    rows = rows.join(sides, on="node", how="left", validate="1:1", maintain_order="left")
    rows = rows.with_columns(pl.col(*SIDES, *(f"n_{side}" for side in SIDES)).fill_null(0))
    return Groups(rows, named, rows["says"].to_numpy(), firsts, places), members


def _commonest(placed: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The values of each group's commonest telling (node: the group); of equals the smallest."""
    counted = (
        placed.group_by("group", *columns).agg(n=pl.len()).sort("group", "n", *columns, descending=[False, True] + [False] * len(columns))
    )
    return counted.unique("group", keep="first", maintain_order=True).select(pl.col("group").alias("node"), *columns)


def _named(parties: pl.DataFrame) -> pl.DataFrame:
    """Whom enough tellings of a group name on a side: node (the group), side, entity."""
    naming = pl.col("node").n_unique().over("group", "side")
    told = parties.with_columns(naming=naming).group_by("group", "side", "entity").agg(n=pl.len(), naming=pl.col("naming").first())
    kept = told.filter(pl.col("n") >= LEAST_NAMED * pl.col("naming"))
    return kept.select(pl.col("group").alias("node"), "side", "entity").sort("node", "side", "entity")


def blocked_between(judged: pl.DataFrame, before: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """Judged pairs of groups (a, b, score, blocked), kept apart also by what keeps two nodes apart (`before`; `at`: their groups)."""
    barred = before.filter("blocked").select(a=at[before.filter("blocked")["a"]], b=at[before.filter("blocked")["b"]])
    barred = barred.select(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b")).filter(pl.col("a") != pl.col("b")).unique()
    both = judged.join(barred.with_columns(barred=pl.lit(value=True)), on=["a", "b"], how="left", maintain_order="left")
    return both.with_columns(blocked=pl.col("blocked") | pl.col("barred").fill_null(value=False)).drop("barred")
