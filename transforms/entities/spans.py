"""Names that overlap: which of two stays."""

import numpy as np
import polars as pl

#: Columns of a name on its way to a mention.
NAME = ("unit", "start", "end", "start_byte", "end_byte", "surface", "entity_id", "kind", "method")

#: Signs between the parts of a foreign name.
JOINTS = "[・·＝=‧•]"


def with_names(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The old names and those new ones that overlap none of them, in order of place."""
    clear = clear_of(new, old)
    return pl.concat([old, clear]).sort("start_byte") if clear.height else old


def clear_of(new: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    """The new spans that overlap neither an old one nor an earlier new one. `old` is sorted and without overlaps."""
    new = new.sort("start_byte", -pl.col("end_byte"))
    reach = pl.col("end_byte").cum_max().shift(1).fill_null(-1)
    new = new.filter(pl.col("start_byte") >= reach)
    if not old.height or not new.height:
        return new
    starts, ends = old["start_byte"].to_numpy(), old["end_byte"].to_numpy()
    before = np.searchsorted(starts, new["end_byte"].to_numpy(), side="left") - 1
    hit = (before >= 0) & (ends[np.maximum(before, 0)] > new["start_byte"].to_numpy())
    return new.filter(pl.Series(~hit))


def without_parts(known: pl.DataFrame, longer: pl.DataFrame, may_go: pl.Expr) -> pl.DataFrame:
    """Known names but those that `may_go` and are part of a longer name: 北海道 in 北海道大学."""
    if not longer.height or not known.height:
        return known
    order = longer.sort("start_byte", "end_byte")
    starts, ends = order["start_byte"].to_numpy(), order["end_byte"].cum_max().to_numpy()
    at = np.searchsorted(starts, known["start_byte"].to_numpy(), side="right") - 1
    size = (known["end_byte"] - known["start_byte"]).to_numpy()
    inside = (at >= 0) & (ends[np.maximum(at, 0)] >= known["end_byte"].to_numpy())
    inside &= size < ends[np.maximum(at, 0)] - starts[np.maximum(at, 0)]
    return known.filter(~(pl.Series(inside) & may_go))


def without_lists(joined: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Names of several parts but those whose every part is a known place: ロンドン・パリ is two places and no person."""
    starts = known.filter(pl.col("kind").is_in(["Country", "Place"]))["start_byte"].to_numpy()
    inside = np.searchsorted(starts, joined["end_byte"].to_numpy()) - np.searchsorted(starts, joined["start_byte"].to_numpy())
    return joined.filter(pl.Series(inside) <= joined["surface"].str.count_matches(JOINTS))


def kind_over(words: pl.DataFrame, names: pl.DataFrame) -> pl.Series:
    """The kind of the name over each word; null for none."""
    if not names.height:
        return pl.Series([None] * words.height, dtype=pl.String)
    at = np.searchsorted(names["start_byte"].to_numpy(), words["start_byte"].to_numpy(), side="right") - 1
    over = (at >= 0) & (names["end_byte"].to_numpy()[np.maximum(at, 0)] > words["start_byte"].to_numpy())
    kinds = names["kind"].gather(np.maximum(at, 0))
    return pl.select(pl.when(pl.Series(over)).then(kinds)).to_series()
