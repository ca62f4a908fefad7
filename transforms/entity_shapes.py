"""Unknown names beside cues, in scripts without capitals: the shapes of name_patterns.csv over the text next to each cue."""

from functools import lru_cache

import polars as pl

from transforms.entity_aliases import after_text, before_text
from transforms.entity_rules import CONTEXT_CHARS, EntitiesReader
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
    wanted = wanted.join(reader.patterns.select("lang", "role").unique(), on=["lang", "role"], how="semi", maintain_order="left")
    text = before_text(texts, wanted, CONTEXT_CHARS) if side == "before" else after_text(texts, wanted, CONTEXT_CHARS)
    waiting = wanted.with_columns(context=text).partition_by("lang", "role", as_dict=True)
    found, banned = [_no_hits(wanted)], reader.not_names["surface"].implode()
    for lang, role, pattern, test in reader.patterns.sort("rank", "rule_id").select("lang", "role", "pattern", "name_test").iter_rows():
        if (lang, role) not in waiting or waiting[lang, role].is_empty():
            continue
        fits = pl.lit(test == "family_name") | (pl.col("name_test") == test)
        hit = fits & pl.col("name").is_not_null() & ~pl.col("name").is_in(banned)
        read = waiting[lang, role].lazy().with_columns(groups=_groups(pattern)).unnest("groups").with_columns(hit=hit).collect()
        found.append(read.filter("hit").select(found[0].columns))
        waiting[lang, role] = read.filter(~pl.col("hit")).select(*wanted.columns, "context")
    return _spans(texts, pl.concat(found), side)


@lru_cache(maxsize=256)
def _groups(pattern: str) -> pl.Expr:
    """The groups of a pattern in the context of a cue; Polars compiles the pattern for their names each time this is written down."""
    return pl.col("context").str.extract_groups(pattern)


def _no_hits(cues: pl.DataFrame) -> pl.DataFrame:
    return cues.clear().with_columns(context=pl.lit(""), name=pl.lit(""), gap=pl.lit(""))


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
