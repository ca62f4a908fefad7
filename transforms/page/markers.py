"""Marker rows on lines: what phrases such as `related articles`, `copyright`, `photo:` or `by ...` say of the line they stand in."""

from dataclasses import dataclass

import polars as pl
import pyarrow.compute as pc

from schemas.reference import TextReference
from transforms.lanes import WHOLE_TEXTS, on_lane
from transforms.spans import Literals, every_hit

#: Marker phrases are looked for in lines up to this width; longer ones are running text.
MAX_WIDTH = 400
#: Signs around a heading that do not change what it says.
FRILLS = ' \t:：»«›‹>＞<＜…|｜*-–—▶►▷■□●○◆◇·•▲△▼▽★☆【】[]［］()（）〈〉《》「」"“”.,，、。!！?？#/\u00a0\u3000'
#: The stronger sign first: a line with two of them is what the first says.
STRENGTH = ("boilerplate", "teaser", "label", "caption", "byline", "dateline", "heading", "bullet")


#: Stand at the ends of a line while phrases are looked for that must start or end it.
FIRST, LAST = "\x02", "\x03"
MARKED = {"prefix": FIRST, "suffix": LAST}


@dataclass(frozen=True)
class MarkerReader:
    """Marker rows, compiled: whole lines as a table, phrases as literals, shapes as one expression a role."""

    whole: pl.DataFrame
    literals: Literals
    #: role and rank of each literal
    phrases: pl.DataFrame
    shapes: dict[str, str]

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
            .select("key", "role", "opens")
        )
        first, last = (pl.when(pl.col("scope") == scope).then(pl.lit(mark)).otherwise(pl.lit("")) for scope, mark in MARKED.items())
        phrases = (
            literal.filter(~is_whole)
            .select("role", "rank", needle=pl.concat_str(first, "surface", last))
            .sort("needle", "rank", "role")
            .unique("needle", keep="first", maintain_order=True)
        )
        literals = Literals.of(phrases["needle"])
        found = pl.DataFrame({"needle": literals.surfaces}).join(phrases, on="needle", how="left", maintain_order="left")
        shapes = rows.filter("is_pattern").sort("rule_id").group_by("role", maintain_order=True).agg("surface")
        return cls(whole, literals, found.select("role", "rank"), {r: "|".join(f"(?:{s})" for s in all_) for r, all_ in shapes.iter_rows()})


def _whole_lines(lines: pl.DataFrame, reader: MarkerReader) -> pl.DataFrame:
    keyed = lines.select("row", key=pl.col("lower").str.strip_chars(FRILLS))
    return keyed.join(reader.whole, on="key").select("row", "role", "opens", rank=pl.lit(-1, dtype=pl.Int8))


def _phrases(lines: pl.DataFrame, reader: MarkerReader) -> pl.DataFrame:
    line, literal = every_hit(lines.select(pl.concat_str(pl.lit(FIRST), "lower", pl.lit(LAST))).to_series(), reader.literals)
    return reader.phrases[literal].select("role", "rank", row=lines["row"].gather(line), opens=pl.lit(value=False))


def _shapes(lines: pl.DataFrame, reader: MarkerReader) -> pl.DataFrame:
    parts = [
        lines.filter(on_lane(WHOLE_TEXTS, lines["lower"].str.contains, pattern)).select(
            "row", role=pl.lit(role), opens=pl.lit(value=False), rank=pl.lit(STRENGTH.index(role), dtype=pl.Int8)
        )
        for role, pattern in reader.shapes.items()
    ]
    return pl.concat(parts) if parts else pl.DataFrame()


def lowered(strings: pl.Series) -> pl.Series:
    """Small letters; Arrow's own way is three times as fast as that of Polars."""
    small = pl.from_arrow(pc.utf8_lower(strings.to_arrow(compat_level=pl.CompatLevel.oldest())))
    assert isinstance(small, pl.Series)
    return small


def marked(lines: pl.DataFrame, reader: MarkerReader) -> pl.DataFrame:
    """What marker rows say of each line (text, width, ends_sentence), in order: `marker` (a role or null), `opens_section`."""
    rows = lines.select("text", "width").with_row_index("row")
    short = rows.filter(pl.col("width") <= MAX_WIDTH)
    short = short.select("row", lower=lowered(short["text"]))
    found = pl.concat([part(short, reader).select("row", "role", "opens", "rank") for part in (_whole_lines, _phrases, _shapes)])
    best = found.sort("row", "rank", "role").unique("row", keep="first", maintain_order=True)
    told = rows.select("row").join(best, on="row", how="left", maintain_order="left", validate="1:1")
    return told.select(marker="role", opens_section=pl.col("opens").fill_null(value=False))
