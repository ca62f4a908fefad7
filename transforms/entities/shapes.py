"""Unknown names beside cues, in scripts without capitals: the shapes of name_patterns.csv over the text next to each cue."""

from functools import lru_cache

import polars as pl

from transforms.entities.aliases import after_text, before_text
from transforms.entities.rules import CONTEXT_CHARS, EntitiesReader
from transforms.lanes import on_lane
from transforms.spans import Texts

#: Columns of a name found, known or not.
FOUND = ("unit", "start", "end", "start_byte", "end_byte", "surface", "kind", "method")

#: The title a name was found by, and its office.
SHAPE_TITLE = ("shape_title", "shape_office")

ROLE_OF_CUE = {"title": "person", "word": "person", "form": "organization"}


def shaped_names(texts: Texts, cues: pl.DataFrame, reader: EntitiesReader) -> pl.DataFrame:
    """Names found beside cues by their shape: FOUND and SHAPE_TITLE columns; may overlap known names and each other."""
    banned = reader.not_names["surface"].implode()
    found = pl.concat([_one_side(texts, cues, reader, side) for side in ("before", "after")])
    return found.filter(~pl.col("surface").is_in(banned)).sort("start_byte", "end_byte")


def _one_side(texts: Texts, cues: pl.DataFrame, reader: EntitiesReader, side: str) -> pl.DataFrame:
    """`side` is where the name stands, seen from its cue."""
    opposite = {"before": "after", "after": "before"}[side]
    wanted = cues.filter(pl.col("position").is_in([opposite, "both"]) & pl.col("cue").is_in(list(ROLE_OF_CUE)))
    wanted = wanted.with_columns(role=pl.concat_str(pl.col("cue").replace_strict(ROLE_OF_CUE), pl.lit(f"_{side}")))
    wanted = wanted.join(reader.shaped_roles, on=["lang", "role"], how="semi", maintain_order="left")
    text = before_text(texts, wanted, CONTEXT_CHARS) if side == "before" else after_text(texts, wanted, CONTEXT_CHARS)
    wanted = wanted.with_columns(context=text)
    read = wanted.join(_read_contexts(wanted, reader), on=CONTEXT, how="inner", maintain_order="left", validate="m:1")
    return _spans(texts, read, side)


#: What decides about a name beside a cue.
CONTEXT = ("lang", "role", "name_test", "context")


def _read_contexts(wanted: pl.DataFrame, reader: EntitiesReader) -> pl.DataFrame:
    """The distinct CONTEXT rows beside which a name stands, with `name` and `gap` as the first pattern that fits reads them."""
    distinct = wanted.select(CONTEXT).unique(maintain_order=True)
    found = [distinct.clear().with_columns(name=pl.lit(""), gap=pl.lit(""))]
    for (lang, role), rows in distinct.partition_by("lang", "role", as_dict=True).items():
        shapes = reader.shapes[str(lang), str(role)]
        tried = on_lane(str(lang), rows.with_columns_seq, _tries(shapes))
        names = pl.concat([tried[f"{at}"].struct.field("name") for at in range(len(shapes))]).drop_nulls().unique()
        common = reader.common.get(str(lang), frozenset())
        # 江主席 is a family name with its title and no full name.
        titled = set(reader.cues.filter((pl.col("lang") == lang) & (pl.col("cue") == "title"))["surface"])
        banned = [
            n for n in names
            if n in reader.no_names or n[1:] in titled or any(is_everyday(part, common) for part in n.strip("・").split(" "))
        ]  # fmt: skip
        read = tried.select(*CONTEXT, _first_fit(shapes, banned)).unnest("groups")
        found.append(read.filter(pl.col("name").is_not_null()))
    return pl.concat(found)


#: The longest everyday word listed.
LONGEST_WORD = 4


def is_everyday(name: str, common: frozenset[str]) -> bool:
    """Whether a name is made of everyday words from end to end.

    >>> is_everyday("商业贸易", frozenset({"商业", "贸易"})), is_everyday("华贸", frozenset({"商业", "贸易"}))
    (True, False)
    """
    reached = {0}
    for end in range(1, len(name) + 1):
        if any(start in reached and name[start:end] in common for start in range(max(0, end - LONGEST_WORD), end)):
            reached.add(end)
    return len(name) in reached


@lru_cache(maxsize=64)
def _tries(shapes: tuple[tuple[str, str], ...]) -> list[pl.Expr]:
    """What each of the (pattern, name_test) reads of a context, by its number: name and gap.

    Polars compiles a pattern for its names each time it is written down, hence the cache.
    """
    return [pl.col("context").str.extract_groups(pattern).alias(f"{at}") for at, (pattern, _) in enumerate(shapes)]


def _first_fit(shapes: tuple[tuple[str, str], ...], banned: list[str]) -> pl.Expr:
    """`groups`: name and gap of the first of `_tries` that fits a context and names nothing banned."""
    fits = []
    for at, (_, test) in enumerate(shapes):
        groups = pl.col(f"{at}").struct
        fit = groups.field("name").is_not_null()
        fit = fit & ~groups.field("name").is_in(banned) if banned else fit
        fit = fit if test == "family_name" else fit & (pl.col("name_test") == test)
        fits.append(pl.when(fit).then(pl.struct(groups.field("name"), groups.field("gap"))))
    return pl.coalesce(fits).alias("groups")


def _spans(texts: Texts, hits: pl.DataFrame, side: str) -> pl.DataFrame:
    """From name and gap beside a cue to spans; a name with a form includes the form, a title is kept beside."""
    before, form = side == "before", pl.col("cue") == "form"
    name_bytes, gap_bytes = pl.col("name").str.len_bytes().cast(pl.Int64), pl.col("gap").str.len_bytes().cast(pl.Int64)
    if before:
        start, whole = pl.col("start_byte") - gap_bytes - name_bytes, pl.concat_str("name", "gap", "surface")
        title = pl.concat_str("gap", "surface")
    else:
        start, whole = (
            pl.when(form).then(pl.col("start_byte")).otherwise(pl.col("end_byte") + gap_bytes),
            pl.concat_str("surface", "gap", "name"),
        )
        title = pl.col("surface")
    named = hits.select(
        "unit", "kind",
        at=start,
        whole=pl.when(form).then(whole).otherwise(pl.col("name")),
        method=pl.when(form).then(pl.lit("form")).when(pl.col("cue") == "title").then(pl.lit("title")).otherwise(pl.lit("cue")),
        shape_title=pl.when(pl.col("cue") == "title").then(title.str.strip_chars()),
        shape_office="office",
    )  # fmt: skip
    spans = texts.spans(named["unit"], named["at"].to_numpy(), named["whole"])
    return spans.with_columns(named.select("kind", "method", *SHAPE_TITLE)).select(*FOUND, *SHAPE_TITLE)
