"""What is counted: the noun beside a number or its counter, as each language places it; and numbers that count nothing."""

import polars as pl

from transforms.amounts.codes import Around
from transforms.lanes import on_lane

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
    told = [asked.select("order", object_text=pl.lit(None, pl.String), is_nothing=pl.lit(value=False)).clear()]
    rules, others = (table.partition_by("lang", as_dict=True) for table in (patterns, uncounted))
    for (language,), here in asked.partition_by("language", as_dict=True).items():
        if (language,) in rules:
            told.append(on_lane(lane(str(language)), _told, here, rules[language,], others.get((language,), uncounted.clear())))
    found = rows.with_row_index("order").join(pl.concat(told), on="order", how="left", maintain_order="left", validate="1:1")
    nothing = pl.col("is_nothing").fill_null(value=False)
    kind = pl.when(nothing).then(pl.lit(UNCOUNTED)).otherwise(pl.col("kind").replace("bare", "count"))
    kept = found.filter((pl.col("kind") != "bare") | pl.col("object_text").is_not_null() | nothing)
    return kept.with_columns(kind=kind).drop("order", "is_nothing")


def lane(language: str) -> str:
    """The lane of the patterns beside the amounts of a language."""
    return f"amounts {language}"


def _told(rows: pl.DataFrame, patterns: pl.DataFrame, uncounted: pl.DataFrame) -> pl.DataFrame:
    """order, object_text, is_nothing of the rows of one language."""
    named = pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    for (role,), rules in patterns.partition_by("role", as_dict=True, maintain_order=True).items():
        at = (rows["kind"] == KIND_OF[str(role)]).arg_true()
        named = named.scatter(at, _objects(rows["window"].gather(at), rules))
    return rows.select("order").with_columns(object_text=named, is_nothing=_is_nothing(rows["window"], uncounted))


def _objects(window: pl.Series, rules: pl.DataFrame) -> pl.Series:
    """What the first of the rules that finds something finds."""
    named = pl.repeat(None, len(window), dtype=pl.String, eager=True)
    for pattern, not_object in rules.select("pattern", "not_object").iter_rows():
        found = window.str.extract(pattern)
        if not_object is not None:
            found = found.set(found.str.contains(not_object).fill_null(value=False), None)
        named = named.zip_with(named.is_not_null(), found)
    return named


def _is_nothing(window: pl.Series, patterns: pl.DataFrame) -> pl.Series:
    """Which windows say nothing of counts; the patterns without exceptions run as one."""
    plain, others = patterns.filter(pl.col("unless").is_null()), patterns.filter(pl.col("unless").is_not_null())
    found = pl.repeat(value=False, n=len(window), dtype=pl.Boolean, eager=True)
    if plain.height:
        found |= window.str.contains("|".join(f"(?:{pattern})" for pattern in plain["pattern"]))
    for pattern, unless in others.select("pattern", "unless").iter_rows():
        found |= window.str.contains(pattern) & ~window.str.contains(unless)
    return found
