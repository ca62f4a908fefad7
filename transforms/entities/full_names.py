"""Words that name a place or somebody else when they stand alone, but here are part of a full name: David Cameron, William Hague."""

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.entities.aliases import Flags

#: Ways of recognising a name of one word that a full name outweighs.
UNSURE = ("supported", "family", "listed")


def in_full_names(words: pl.DataFrame, names: pl.DataFrame, titles: pl.DataFrame) -> Flags:
    """Which of the names are one word of a longer name of a person: a given name before, or a further capitalised word behind.

    `words` are capital_words(), `names` known and found names, both in order of place. The name of a country, and words of a
    headline in capitals, stay what they are.
    """
    taken: Flags = np.zeros(names.height, dtype=np.bool_)
    if not names.height or not words.height:
        return taken
    row, whole, free = _covers(words, names)
    person, place = ((names["kind"] == kind).fill_null(value=False).to_numpy()[row] for kind in ("Person", "Place"))
    unsure = names["method"].is_in(UNSURE).to_numpy()[row]
    given, joins, quiet = words["given"].to_numpy(), words["joins"].to_numpy(), ~words["loud"].to_numpy()
    plain = free & ~words["stop"].to_numpy() & words["last"].is_null().to_numpy()
    goes_on = np.append(joins[1:] & plain[1:], False)
    alone = ~joins | ~np.roll(free, 1)
    head = whole & goes_on & quiet & ((person & unsure) | (place & given & (unsure | (right_behind(words, titles) & alone))))
    after_given = joins & np.roll(given & (free | head), 1)
    after_given[0] = False
    tail = whole & after_given & quiet & (place | (person & unsure))
    # Болдуин, Тэмми and Робинсон, Питер, where registers write the family name first
    inverted = words["inverted"].to_numpy()
    head |= whole & np.append(inverted[1:], False) & quiet & unsure & (place | person)
    tail |= whole & inverted & quiet & place
    taken[row[head | tail]] = True
    return taken


def _covers(words: pl.DataFrame, names: pl.DataFrame) -> tuple[npt.NDArray[np.int64], Flags, Flags]:
    """The row of the name over each word, whether it is that word and no more, and whether no name is over it."""
    starts, ends = names["start_byte"].to_numpy(), names["end_byte"].to_numpy()
    first, last = words["start_byte"].to_numpy(), words["end_byte"].to_numpy()
    at = np.searchsorted(starts, first, side="right") - 1
    row = np.maximum(at, 0)
    free: Flags = (at < 0) | (ends[row] <= first)
    # A name that begins inside the word (part of Jae-myung) covers it, too.
    following = np.minimum(at + 1, len(starts) - 1)
    free &= ~((starts[following] > first) & (starts[following] < last))
    whole: Flags = ~free & (starts[row] == first) & (ends[row] == last)
    return row, whole, free


def right_behind(words: pl.DataFrame, titles: pl.DataFrame) -> Flags:
    """Which words stand right behind a title, a space between."""
    place = np.int64(1) << 32
    before = words["unit"].to_numpy() * place + words["start"].to_numpy() - 1
    behind: Flags = np.isin(before, titles["unit"].to_numpy() * place + titles["end"].to_numpy())
    return behind
