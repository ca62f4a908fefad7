"""A bound that is none: the figure a change ends at (вырос до 12 млрд, 3%まで上昇した) is told exactly."""

import polars as pl

from transforms.amounts.codes import Around
from transforms.amounts.objects import lane
from transforms.amounts.shares import NEVER
from transforms.lanes import on_lane

#: Characters before and after a bound that may tell a change.
BEFORE, AFTER = 90, 24
BOUND = "at_most"


def with_end_points(rows: pl.DataFrame, around: Around, languages: pl.Series, patterns: pl.DataFrame) -> pl.DataFrame:
    """Amounts whose upper bound ends a change are exact; only those bounded so are looked at, all of one language together."""
    asked = rows.with_row_index("order").filter(pl.col("qualifier") == BOUND)
    asked = asked.with_columns(language=languages.gather(asked["unit_index"]))
    asked = asked.filter(pl.col("language").is_in(patterns["lang"].unique().to_list()))
    if not asked.height:
        return rows
    left = around.before(asked["unit_index"], asked["start"], BEFORE)
    window = left + "⟨" + asked["surface"] + "⟩" + around.after(asked["unit_index"], asked["end"], AFTER)
    asked = asked.select("order", "language", window=window)
    ends = [asked["order"].clear()]
    for rule in patterns.iter_rows(named=True):
        own = asked.filter(pl.col("language") == rule["lang"])
        if own.height:
            told = on_lane(lane(rule["lang"]), own["window"].str.contains, rule["pattern"])
            ends.append(own["order"].filter(told & ~on_lane(lane(rule["lang"]), own["window"].str.contains, rule["not_end"] or NEVER)))
    is_end = pl.int_range(pl.len()).is_in(pl.concat(ends).implode())
    return rows.with_columns(qualifier=pl.when(is_end).then(pl.lit("exact")).otherwise("qualifier"))
