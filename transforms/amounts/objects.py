"""What is counted: the noun beside a number or its counter, as each language places it."""

from typing import Any

import polars as pl

from transforms.amounts.codes import Around

#: Characters before and after a count that may name what it counts.
BEFORE, AFTER = 24, 64
#: Which rows the roles of the patterns are for.
KIND_OF = {"bare": "bare", "unit": "count"}


def with_objects(rows: pl.DataFrame, around: Around, languages: pl.Series, patterns: pl.DataFrame) -> pl.DataFrame:
    """Counts with `object_text`, what is counted as written; a number alone is a count only where it names what it counts.

    Of the patterns of a language and role, the first in the order of the table that finds something holds.
    """
    asked = rows.select("kind", "unit_index", "start", "end", "surface").with_columns(language=languages.gather(rows["unit_index"]))
    asked = asked.with_row_index("order").filter(pl.col("kind").is_in(list(KIND_OF.values())))
    left = around.before(asked["unit_index"], asked["start"], BEFORE)
    window = left + "⟨" + asked["surface"] + "⟩" + around.after(asked["unit_index"], asked["end"], AFTER)
    asked = asked.select("order", "kind", "language", window=window)
    told = [asked.select("order", object_text=pl.lit(None, pl.String)).clear()]
    for (language, role), rules in patterns.group_by("lang", "role", maintain_order=True):
        here = asked.filter(pl.col("language") == language, pl.col("kind") == KIND_OF[str(role)])
        if here.height:
            told.append(here.select("order", object_text=pl.coalesce(_object(rule) for rule in rules.iter_rows(named=True))))
    found = rows.with_row_index("order").join(pl.concat(told), on="order", how="left", maintain_order="left", validate="1:1").drop("order")
    named = pl.col("kind").replace("bare", "count")
    return found.filter((pl.col("kind") != "bare") | pl.col("object_text").is_not_null()).with_columns(kind=named)


def _object(rule: dict[str, Any]) -> pl.Expr:
    found = pl.col("window").str.extract(rule["pattern"])
    return found if rule["not_object"] is None else pl.when(~found.str.contains(rule["not_object"])).then(found)
