"""Unknown names that show themselves by their own letters, in scripts without capitals: マルコ・ポーロ, family and given name."""

import numpy as np
import polars as pl

from transforms.chars import Script, codepoint_after, codepoint_before, script_of
from transforms.entity_aliases import Flags
from transforms.entity_rules import EntitiesReader
from transforms.entity_shapes import FOUND
from transforms.spans import Texts

#: Scripts in which a name must not go on into further letters.
UNCASED = (Script.HANGUL, Script.KATAKANA, Script.HAN)


def run_names(texts: Texts, languages: pl.Series, scanned: pl.DataFrame, reader: EntitiesReader) -> pl.DataFrame:
    """Names among the spans scanned, by the `Kind_run` patterns of the unit's language: FOUND columns.

    A pattern may hold groups `head` and `tail` for what must stand around the name; where there is no tail (no head), letters of
    the name's script must not follow (precede).
    """
    rows = reader.patterns.filter(pl.col("role").str.ends_with("_run")).sort("rank", "rule_id")
    open_hits = scanned.filter(~pl.col("surface").str.contains(r"^[\p{Latin}\p{Cyrillic}]"))
    open_hits = open_hits.with_columns(lang=languages.gather(open_hits["unit"]))
    found = [open_hits.clear().select(*FOUND[:6], kind=pl.lit(None, pl.String), method=pl.lit(None, pl.String))]
    for lang, role, pattern in rows.select("lang", "role", "pattern").iter_rows():
        here = open_hits.filter(pl.col("lang") == lang)
        groups = here["surface"].str.extract_groups(f"^{pattern}$").struct.unnest()
        named = here.with_columns(groups.select(pl.col("name"), *(_group(groups, side) for side in ("head", "tail"))))
        named = named.filter(pl.col("name").is_not_null()).join(
            reader.not_names, left_on="name", right_on="surface", how="anti", maintain_order="left"
        )
        found.append(_spans(texts, named, role.removesuffix("_run")))
    return pl.concat(found).sort("start_byte", "end_byte").unique("start_byte", keep="last", maintain_order=True)


def _group(groups: pl.DataFrame, side: str) -> pl.Expr:
    return pl.col(side) if side in groups.columns else pl.lit(None, pl.String).alias(side)


def _spans(texts: Texts, named: pl.DataFrame, kind: str) -> pl.DataFrame:
    start = named["start_byte"].to_numpy() + named["head"].fill_null("").str.len_bytes().to_numpy().astype(np.int64)
    spans = texts.spans(named["unit"], start, named["name"])
    free = pl.Series(_free(texts, spans, named), dtype=pl.Boolean)
    return spans.with_columns(kind=pl.lit(kind), method=pl.lit("joined")).select(FOUND).filter(free)


def _free(texts: Texts, spans: pl.DataFrame, named: pl.DataFrame) -> Flags:
    """Whether the name stops where it seems to: no letter of an uncased script on a side without group."""
    before = script_of(codepoint_before(texts.buffer, spans["start_byte"].to_numpy()))
    after = script_of(codepoint_after(texts.buffer, spans["end_byte"].to_numpy()))
    first = script_of(codepoint_after(texts.buffer, spans["start_byte"].to_numpy()))
    left = named["head"].is_not_null().to_numpy() | ~(np.isin(before, UNCASED) & (before == first))
    free: Flags = left & (named["tail"].is_not_null().to_numpy() | ~(np.isin(after, UNCASED) & (after == first)))
    return free
