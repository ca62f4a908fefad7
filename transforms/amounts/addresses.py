"""Known patterns about numbers (telephone numbers, scores, addresses): which readings they reach, and which say nothing of amounts."""

import numpy as np
import polars as pl

from transforms.amounts.codes import Around, members, strings_of
from transforms.amounts.trie import Bools
from transforms.chars import Script, script_of
from transforms.spans import Texts, regex_spans

#: Characters on each side of a reading that an address may reach over.
REACH = 160
AT = ord("@")
#: What stands before a number inside an address or a hashtag: no space, no bracket that opens.
_INSIDE = members([code for code in range(ord("!"), ord("~") + 1) if chr(code) not in "([{<$\"'"])


def reached(rows: pl.DataFrame, around: Around, patterns: pl.Series, reach: int) -> Bools:
    """Which rows (unit, start, end: code points of all texts) a pattern overlaps; patterns run over what stands around each row only."""
    found = np.zeros(rows.height, dtype=np.bool_)
    if not rows.height:
        return found
    unit, start, end = rows["unit"].to_numpy(), rows["from_index"].to_numpy(), rows["to_index"].to_numpy()
    first = np.maximum(start - reach, around.unit_char[unit])
    last = np.minimum(end + reach, around.unit_char[unit + 1] - 1)
    windows = Texts.of(strings_of(around.text, first, last))
    hits = regex_spans(windows, "|".join(f"(?:{p})" for p in patterns))
    at = hits["unit"].to_numpy()
    over = (hits["start"].to_numpy() < (end - first)[at]) & (hits["end"].to_numpy() > (start - first)[at])
    found[at[over]] = True
    return found


def without_addresses(found: pl.DataFrame, around: Around, patterns: pl.DataFrame) -> pl.DataFrame:
    """Readings (unit_index, from_index, to_index) that stand in no address (of a page, of mail) and no hashtag."""
    if not found.height:
        return found
    text, last = around.text, len(around.text) - 1
    start, end = found["from_index"].to_numpy(), found["to_index"].to_numpy()
    hides = (text[end] == AT) & (script_of(text[np.minimum(end + 1, last)]) == Script.LATIN)  # 20usd@mail.example
    asked = np.flatnonzero(_INSIDE[text[np.maximum(start - 1, 0)]] & ~hides)
    rows = found.select("from_index", "to_index", unit="unit_index")[asked]
    hides[asked] = reached(rows, around, patterns.filter("is_address").sort("rule_id")["pattern"], REACH)
    return found.filter(pl.Series(~hides, dtype=pl.Boolean))
