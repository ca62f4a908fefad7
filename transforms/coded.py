"""Literals that stand nearly everywhere (commas, prepositions): one pass writes each hit as a character of its own.

`transforms.spans.literal_hits` hands over each hit as a Python object: faster while hits are few, slower once there is one every ten or
twenty bytes.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.spans import Hits, Literals, Texts

#: Planes Unicode leaves unassigned: while literals are looked for, each has a character of these that the texts do not hold.
FIRST_CODE, LAST_CODE = 0x40000, 0xDFFFF
#: First byte of these characters in UTF-8, and length of one.
CODE_BYTE, CODE_LENGTH = 0xF1, 4


def _four_bytes(buffer: npt.NDArray[np.uint8], at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The code point of four bytes that starts at each position."""
    found = (buffer[at] & 0x07).astype(np.int64)
    for k in range(1, CODE_LENGTH):
        found = (found << 6) | (buffer[at + k] & 0x3F)
    return found


def free_codes(texts: Texts, count: int) -> npt.NDArray[np.int64]:
    """So many characters that stand in no text, rising.

    >>> [hex(code) for code in free_codes(Texts.of(pl.Series(["a" + chr(0x40000)])), 2)]
    ['0x40001', '0x40002']
    """
    taken = np.unique(_four_bytes(texts.buffer, np.flatnonzero(texts.buffer >= CODE_BYTE)))
    codes = np.arange(FIRST_CODE, FIRST_CODE + count + len(taken))
    free = np.setdiff1d(codes, taken, assume_unique=True)[:count] if len(taken) else codes
    assert not count or free[-1] <= LAST_CODE, "more literals than characters to tell them apart by"
    return free


def coded_hits(texts: Texts, literals: Literals, units: npt.NDArray[np.int64], codes: npt.NDArray[np.int64]) -> Hits:
    """Every leftmost-longest hit of the literals in these units (rising), as `literal_hits` finds them; `codes` from `free_codes`.

    What was there is known by the character's number, and so are the lengths between.

    >>> texts, literals = Texts.of(pl.Series(["동일본, 일본"])), Literals.of(["일본", ","])
    >>> coded_hits(texts, literals, np.array([0]), free_codes(texts, 2)).start_byte.tolist()
    [3, 9, 11]
    """
    if not literals.surfaces or not len(units):
        nothing = np.zeros(0, dtype=np.int64)
        return Hits(nothing, nothing, nothing)
    codes = codes[: len(literals.surfaces)]
    characters = list(codes.astype("<u4").tobytes().decode("utf-32-le"))
    lists = (pl.lit(pl.Series(words, dtype=pl.String).implode()) for words in (literals.surfaces, characters))
    coded = pl.DataFrame({"text": texts.strings.gather(units)}).select(pl.col("text").str.replace_many(*lists, leftmost=True))["text"]
    _, offsets, data = coded.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[: len(units)]
    buffer = np.frombuffer(data, dtype=np.uint8) if data else np.zeros(0, dtype=np.uint8)
    at = np.flatnonzero(buffer >= CODE_BYTE)
    found = _four_bytes(buffer, at)
    number = np.minimum(np.searchsorted(codes, found), len(codes) - 1) if codes[-1] - codes[0] >= len(codes) else found - codes[0]
    is_hit = (number >= 0) & (number < len(codes))
    is_hit[is_hit] = codes[number[is_hit]] == found[is_hit]
    at, number = at[is_hit], number[is_hit]
    cut = literals.lengths[number] - CODE_LENGTH
    per_unit = np.diff(np.searchsorted(at, np.append(starts, len(buffer) + 1)))
    lengths = texts.unit_byte[units + 1] - texts.unit_byte[units] - 1
    shift = texts.unit_byte[units] - (np.cumsum(lengths) - lengths)
    return Hits(np.repeat(units, per_unit), at + np.cumsum(cut) - cut + np.repeat(shift, per_unit), number)
