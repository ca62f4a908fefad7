"""What is counted: the noun beside a number or its counter, as each language places it; and numbers that count nothing."""

from typing import Any

import polars as pl

from transforms.amounts.codes import Around

#: Characters before and after a count that may name what it counts.
BEFORE, AFTER = 24, 64
#: Which rows the roles of the patterns are for.
KIND_OF = {"bare": "bare", "unit": "count"}
#: What may be the base of a rate instead: on 100,000 people, for each 100 km.
COUNTING = ("bare", "count", "quantity")
#: The kind of rows that count nothing.
UNCOUNTED = "known"


def with_objects(rows: pl.DataFrame, around: Around, languages: pl.Series, patterns: pl.DataFrame, uncounted: pl.DataFrame) -> pl.DataFrame:
    """Counts with `object_text`, what is counted as written; a number alone is a count only where it names what it counts.

    Of the patterns of a language and role, the first in the order of the table that finds something holds. What a pattern of
    `uncounted` reaches comes back as of kind `known`.
    """
    asked = rows.select("kind", "unit_index", "start", "end", "surface").with_columns(language=languages.gather(rows["unit_index"]))
    asked = asked.with_row_index("order").filter(pl.col("kind").is_in(COUNTING))
    left = around.before(asked["unit_index"], asked["start"], BEFORE)
    window = left + "⟨" + asked["surface"] + "⟩" + around.after(asked["unit_index"], asked["end"], AFTER)
    asked = asked.select("order", "kind", "language", window=window)
    told = [asked.select("order", object_text=pl.lit(None, pl.String)).clear()]
    for (language, role), rules in patterns.group_by("lang", "role", maintain_order=True):
        here = asked.filter(pl.col("language") == language, pl.col("kind") == KIND_OF[str(role)])
        if here.height:
            told.append(here.select("order", object_text=pl.coalesce(_object(rule) for rule in rules.iter_rows(named=True))))
    found = rows.with_row_index("order").join(pl.concat(told), on="order", how="left", maintain_order="left", validate="1:1")
    nothing = pl.col("order").is_in(_uncounted(asked, uncounted).implode())
    kind = pl.when(nothing).then(pl.lit(UNCOUNTED)).otherwise(pl.col("kind").replace("bare", "count"))
    return found.filter((pl.col("kind") != "bare") | pl.col("object_text").is_not_null() | nothing).with_columns(kind=kind).drop("order")


def _object(rule: dict[str, Any]) -> pl.Expr:
    found = pl.col("window").str.extract(rule["pattern"])
    return found if rule["not_object"] is None else pl.when(~found.str.contains(rule["not_object"])).then(found)


def _uncounted(asked: pl.DataFrame, patterns: pl.DataFrame) -> pl.Series:
    """`order` of the rows that count nothing; the patterns of a language without exceptions run as one."""
    found = [asked["order"].clear()]
    for (language,), rules in patterns.group_by("lang", maintain_order=True):
        here = asked.filter(pl.col("language") == language)
        if not here.height:
            continue
        plain, others = rules.filter(pl.col("unless").is_null()), rules.filter(pl.col("unless").is_not_null())
        holds = [pl.col("window").str.contains("|".join(f"(?:{p})" for p in plain["pattern"]))] if plain.height else []
        holds += [
            pl.col("window").str.contains(pattern) & ~pl.col("window").str.contains(unless)
            for pattern, unless in others.select("pattern", "unless").iter_rows()
        ]
        found.append(here.filter(pl.any_horizontal(holds))["order"])
    return pl.concat(found)
