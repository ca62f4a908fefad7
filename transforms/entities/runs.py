"""Unknown names that show themselves by their own letters, in scripts without capitals: マルコ・ポーロ, family and given name."""

from functools import lru_cache

import numpy as np
import polars as pl

from transforms.chars import Script
from transforms.entities.aliases import Flags
from transforms.entities.rules import EntitiesReader
from transforms.entities.shapes import FOUND
from transforms.entities.spans import JOINTS
from transforms.lanes import on_lane
from transforms.spans import Texts, regex_spans

#: Scripts in which a name must not go on into further letters.
UNCASED = (Script.HANGUL, Script.KATAKANA, Script.HAN)


def run_names(texts: Texts, languages: pl.Series, reader: EntitiesReader) -> pl.DataFrame:
    """Names by the `Kind_run` patterns of the unit's language: FOUND columns.

    A pattern may hold groups `head` and `tail` for what must stand around the name; where there is no tail (no head), letters of
    the name's script must not follow (precede).
    """
    found = [regex_spans(texts, "", NO_UNITS).with_columns(name=NONE, head=NONE, tail=NONE, kind=NONE)]
    for lang, (scan, patterns) in reader.runs.items():
        hits = regex_spans(texts, scan, (languages == lang).arg_true().to_numpy().astype(np.int64))
        if hits.height:
            named = on_lane(lang, hits.with_columns_seq, _whole_run(patterns)).unnest("groups").filter(pl.col("name").is_not_null())
            common = reader.common.get(lang, frozenset())
            # パソコン・テレビ are two things.
            parts = named["name"].str.replace_all(JOINTS, "\x01").str.split("\x01")
            found.append(named.filter(pl.Series([not common.issuperset(of) for of in parts], dtype=pl.Boolean)))
    named = pl.concat(found).join(reader.not_names, left_on="name", right_on="surface", how="anti", maintain_order="left")
    named = named.join(reader.cues, left_on="name", right_on="surface", how="anti", maintain_order="left")
    # 江主席 is a family name with its title and no full name.
    titles = reader.cues.filter(pl.col("cue") == "title").select("surface", "lang")
    named = named.with_columns(lang=languages.gather(named["unit"]), rest=pl.col("name").str.slice(1))
    named = named.join(titles, left_on=["rest", "lang"], right_on=["surface", "lang"], how="anti", maintain_order="left")
    return _spans(texts, named).sort("start_byte", "end_byte").unique("start_byte", keep="last", maintain_order=True)


#: No unit; no group of that name.
NO_UNITS = np.zeros(0, dtype=np.int64)
NONE = pl.lit(None, pl.String)


@lru_cache(maxsize=64)
def _whole_run(patterns: tuple[tuple[str, str], ...]) -> pl.Expr:
    """`groups` of the last of the (kind, pattern) that fits a whole surface: name, head, tail and kind."""
    fits = []
    for kind, pattern in reversed(patterns):
        groups = pl.col("surface").str.extract_groups(f"^{pattern}$")
        parts = [groups.struct.field(side) if f"<{side}>" in pattern else NONE.alias(side) for side in ("name", "head", "tail")]
        fits.append(pl.when(groups.struct.field("name").is_not_null()).then(pl.struct(*parts, kind=pl.lit(kind))))
    return pl.coalesce(fits).alias("groups")


def _spans(texts: Texts, named: pl.DataFrame) -> pl.DataFrame:
    start = named["start_byte"].to_numpy() + named["head"].fill_null("").str.len_bytes().to_numpy().astype(np.int64)
    spans = texts.spans(named["unit"], start, named["name"])
    free = pl.Series(_free(texts, spans, named), dtype=pl.Boolean)
    return spans.with_columns(named["kind"], method=pl.lit("joined")).select(FOUND).filter(free)


def _free(texts: Texts, spans: pl.DataFrame, named: pl.DataFrame) -> Flags:
    """Whether the name stops where it seems to: no letter of an uncased script on a side without group."""
    before = texts.script_before(spans["start_byte"].to_numpy())
    after = texts.script_after(spans["end_byte"].to_numpy())
    first = texts.script_after(spans["start_byte"].to_numpy())
    left = named["head"].is_not_null().to_numpy() | ~(np.isin(before, UNCASED) & (before == first))
    free: Flags = left & (named["tail"].is_not_null().to_numpy() | ~(np.isin(after, UNCASED) & (after == first)))
    return free
