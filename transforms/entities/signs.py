"""Countries written as one character: 미·일, 日米韓, 米大統領. Only in company of each other or of an office."""

import numpy as np
import polars as pl

from transforms.chars import Script
from transforms.entities.aliases import Flags, after_text, before_text, starts_alone
from transforms.entities.rules import EntitiesReader
from transforms.spans import Texts

#: Signs a compound may hold beyond its first two.
MORE_SIGNS = 3
#: What may stand between two signs.
DOTS = "·・-"


def country_signs(texts: Texts, cues: pl.DataFrame, reader: EntitiesReader) -> pl.DataFrame:
    """A span with entity_id and lang for each sign of a compound, and for a sign right before an office."""
    pairs = cues.filter(pl.col("cue") == "pair").select("unit", "start", "end", "start_byte", "end_byte", "surface", "lang")
    pairs = pairs.filter(pl.Series(_begins(texts, pairs), dtype=pl.Boolean))
    signs = pl.concat([_single(texts, _longest(texts, pairs, reader.signs)), _before_titles(texts, cues)])
    return (
        signs.unique(["start_byte"], keep="first")
        .join(reader.signs, on=["surface", "lang"], how="inner")
        .sort("start_byte", "entity_id")
        .unique(["start_byte"], keep="first", maintain_order=True)
    )


def _begins(texts: Texts, pairs: pl.DataFrame) -> Flags:
    """Whether a compound may begin there: after no hangul if it is hangul, and after no digit (20日)."""
    before = texts.script_before(pairs["start_byte"].to_numpy())
    begins: Flags = starts_alone(texts, pairs) & (before != Script.DIGIT)
    return begins


def _longest(texts: Texts, pairs: pl.DataFrame, signs: pl.DataFrame) -> pl.DataFrame:
    """Each pair with the signs of its language that go on after it, dots between them or not."""
    more = pairs.with_columns(next=after_text(texts, pairs, 2 * MORE_SIGNS))
    by_language = signs.group_by("lang", maintain_order=True).agg(pl.col("surface").unique(maintain_order=True)).iter_rows()
    goes_on = [
        pl.when(pl.col("lang") == lang).then(pl.col("next").str.extract(f"^((?:[{DOTS}]?[{''.join(listed)}]){{0,{MORE_SIGNS}}})", 1))
        for lang, listed in by_language
    ]
    return more.with_columns(surface=pl.concat_str("surface", pl.coalesce(*goes_on, pl.lit(""))))


def _single(texts: Texts, compounds: pl.DataFrame) -> pl.DataFrame:
    """One span a character of each compound, dots left out."""
    characters = compounds.with_columns(piece=pl.col("surface").str.split("")).explode("piece").filter(pl.col("piece").is_not_null())
    width = pl.col("piece").str.len_bytes().cast(pl.Int64)
    at = pl.col("start_byte") + (width.cum_sum() - width).over("start_byte")
    found = characters.with_columns(at=at).filter(~pl.col("piece").is_in(list(DOTS)) & (pl.col("piece") != ""))
    return texts.spans(found["unit"], found["at"].to_numpy(), found["piece"]).with_columns(found["lang"])


def _before_titles(texts: Texts, cues: pl.DataFrame) -> pl.DataFrame:
    """The single Han character right before an office, where no other Han character stands before it."""
    titles = cues.filter((pl.col("cue") == "title") & pl.col("office").is_not_null() & (pl.col("start") > 0))
    sign = before_text(texts, titles, 2)
    alone = titles.with_columns(sign=sign.str.extract(r"(?:^|[^\p{Han}々])(\p{Han})$", 1)).filter(pl.col("sign").is_not_null())
    start = alone["start_byte"].to_numpy() - alone["sign"].str.len_bytes().to_numpy().astype(np.int64)
    return texts.spans(alone["unit"], start, alone["sign"]).with_columns(alone["lang"])
