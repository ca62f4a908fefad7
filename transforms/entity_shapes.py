"""Unknown names beside cues, in scripts without capitals: the shapes of name_patterns.csv over the text next to each cue."""

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
    parts = [_one_side(texts, cues, reader, side) for side in ("before", "after")]
    found = pl.concat(parts)
    return found.join(reader.not_names, on="surface", how="anti").sort("start_byte", "end_byte")


def _one_side(texts: Texts, cues: pl.DataFrame, reader: EntitiesReader, side: str) -> pl.DataFrame:
    """`side` is where the name stands, seen from its cue."""
    opposite = {"before": "after", "after": "before"}[side]
    wanted = cues.filter(pl.col("position").is_in([opposite, "both"]) & pl.col("cue").is_in(list(ROLE_OF_CUE)))
    wanted = wanted.with_columns(role=pl.concat_str(pl.col("cue").replace_strict(ROLE_OF_CUE), pl.lit(f"_{side}")))
    wanted = wanted.join(reader.patterns.select("lang", "role").unique(), on=["lang", "role"], how="semi")
    text = before_text(texts, wanted, CONTEXT_CHARS) if side == "before" else after_text(texts, wanted, CONTEXT_CHARS)
    open_cues = wanted.with_columns(context=text, cue_row=pl.int_range(pl.len()))
    found, banned = [], reader.not_names
    for lang, role, pattern, test in reader.patterns.sort("rank", "rule_id").select("lang", "role", "pattern", "name_test").iter_rows():
        if not role.endswith(f"_{side}"):
            continue
        fits = pl.lit(test == "family_name") | (pl.col("name_test") == test)
        here = open_cues.filter((pl.col("lang") == lang) & (pl.col("role") == role) & fits)
        hits = here.with_columns(groups=pl.col("context").str.extract_groups(pattern)).unnest("groups").filter(pl.col("name").is_not_null())
        hits = hits.join(banned, left_on="name", right_on="surface", how="anti", maintain_order="left")
        found.append(_spans(texts, hits, side))
        open_cues = open_cues.join(hits.select("cue_row"), on="cue_row", how="anti", maintain_order="left")
    return pl.concat(found) if found else _spans(texts, open_cues.clear().with_columns(name=pl.lit(""), gap=pl.lit("")), side)


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
