"""Marker rows on lines: what phrases such as `related articles`, `copyright`, `photo:` or `by ...` say of the line they stand in."""

from dataclasses import dataclass

import polars as pl

from schemas.reference import TextReference

#: Marker phrases are looked for in lines up to this width; longer ones are running text.
MAX_WIDTH = 400
#: Signs around a heading that do not change what it says.
FRILLS = ' \t:：»«›‹>＞<＜…|｜*-–—▶►▷■□●○◆◇·•▲△▼▽★☆【】[]［］()（）〈〉《》「」"“”.,，、。!！?？#/\u00a0\u3000'
#: The stronger sign first: a line with two of them is what the first says.
STRENGTH = ("boilerplate", "teaser", "label", "caption", "byline", "dateline", "heading", "bullet")


@dataclass(frozen=True)
class MarkerReader:
    """Marker rows, compiled: whole lines as a table, phrases as literals, shapes as one expression a role."""

    whole: pl.DataFrame
    phrases: pl.DataFrame
    shapes: dict[tuple[str, bool], str]

    @classmethod
    def of(cls, ref: TextReference) -> "MarkerReader":
        """Compile the rows."""
        rows = ref.markers.with_columns(rank=pl.col("role").replace_strict(STRENGTH, range(len(STRENGTH)), return_dtype=pl.Int8))
        literal = rows.filter(~pl.col("is_pattern"))
        is_whole = pl.col("scope").is_in(["line", "section_after"])
        whole = (
            literal.filter(is_whole)
            .with_columns(key=pl.col("surface").str.strip_chars(FRILLS), opens=pl.col("scope") == "section_after")
            .sort("key", "opens", "rank", "rule_id", descending=[False, True, False, False])
            .unique("key", keep="first", maintain_order=True)
            .select("key", "role", "opens", "rule_id")
        )
        phrases = (
            literal.filter(~is_whole).sort("surface", "rank", "rule_id").unique(["surface", "scope"], keep="first", maintain_order=True)
        )
        shapes = rows.filter("is_pattern").sort("rule_id").group_by("role", "scope", maintain_order=True).agg("surface")
        return cls(
            whole,
            phrases.select("surface", "scope", "role", "rank", "rule_id"),
            {(r["role"], r["scope"] == "line"): "|".join(f"(?:{s})" for s in r["surface"]) for r in shapes.iter_rows(named=True)},
        )


def _whole_lines(lines: pl.DataFrame, reader: MarkerReader) -> pl.DataFrame:
    keyed = lines.select("row", key=pl.col("lower").str.strip_chars(FRILLS))
    found = keyed.join(reader.whole, on="key")
    return found.select("row", "role", "opens", rank=pl.lit(-1, dtype=pl.Int8))


def _phrases(lines: pl.DataFrame, reader: MarkerReader) -> pl.DataFrame:
    wanted = reader.phrases["surface"].unique().sort().to_list()
    text = pl.col("lower")
    hits = (
        lines.select(
            "row",
            size=text.str.len_bytes(),
            at=text.str.find_many(wanted, overlapping=True),
            surface=text.str.extract_many(wanted, overlapping=True),
        )
        .filter(pl.col("at").list.len() > 0)
        .explode("at", "surface")
        .join(reader.phrases, on="surface")
    )
    at_start, at_end = pl.col("at") == 0, pl.col("at") + pl.col("surface").str.len_bytes() == pl.col("size")
    fits = (pl.col("scope") == "contains") | ((pl.col("scope") == "prefix") & at_start) | ((pl.col("scope") == "suffix") & at_end)
    return hits.filter(fits).select("row", "role", "rank", opens=pl.lit(value=False))


def _shapes(lines: pl.DataFrame, reader: MarkerReader) -> pl.DataFrame:
    parts = [
        lines.filter(pl.col("lower").str.contains(pattern)).select(
            "row", role=pl.lit(role), opens=pl.lit(value=False), rank=pl.lit(STRENGTH.index(role), dtype=pl.Int8)
        )
        for (role, _), pattern in reader.shapes.items()
    ]
    return pl.concat(parts) if parts else pl.DataFrame()


def marked(lines: pl.DataFrame, reader: MarkerReader) -> pl.DataFrame:
    """What marker rows say of each line (text, width, ends_sentence), in order: `marker` (a role or null), `opens_section`."""
    short = lines.select(text=pl.when(pl.col("width") <= MAX_WIDTH).then("text"))
    distinct = short.unique(maintain_order=True).drop_nulls().with_row_index("row").with_columns(lower=pl.col("text").str.to_lowercase())
    found = pl.concat([part(distinct, reader).select("row", "role", "opens", "rank") for part in (_whole_lines, _phrases, _shapes)])
    best = found.sort("row", "rank", "role").unique("row", keep="first", maintain_order=True)
    back = distinct.select("row", "text").join(best, on="row", validate="1:1").select("text", marker="role", opens_section="opens")
    return short.join(back, on="text", how="left", maintain_order="left", validate="m:1").select(
        "marker", pl.col("opens_section").fill_null(value=False)
    )
