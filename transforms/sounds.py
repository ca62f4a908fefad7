"""What names sound like, in a coarse alphabet of consonants that six scripts share; and how alike two names sound.

A name in another script is a hearing of the first: vowels, voice and a final r come and go, consonants stay. Sounds alone join
nobody: `transforms.stories.people` asks for more.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

#: What parts a name: Donald Trump, ドナルド・トランプ, Jae-myung.
PARTS = re.compile(r"[\s・·•＝=‧,.\-‐'’]+")
#: Longest written form of sounds.csv, in characters.
LONGEST = 4
#: An unspaced name of Han characters or hangul is a family name of one character and the rest, if it is no longer.
UNSPACED = re.compile(r"[\u4e00-\u9fff々]{2,4}|[가-힣]{3}")
#: Names of at least so many consonants can be told apart.
LEAST_SOUNDS = 3

#: Sounds of names as numbers.
Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Sounds:
    """Sounds of written forms, and what it costs to hear one sound for another; pickled with the other readers."""

    #: Sound of each letter, syllable or character.
    general: Mapping[str, str]
    #: Sound of words of Han characters in Japanese names.
    japanese: Mapping[str, str]
    #: Cost by pair of sounds, in either order; a sound and "" for one that is not heard.
    costs: Mapping[tuple[str, str], float]

    @classmethod
    def of(cls, sounds: pl.DataFrame, alike: pl.DataFrame) -> "Sounds":
        """From the rows of sounds.csv and sounds_alike.csv."""
        names = (sounds["script"] == "japanese").fill_null(value=False)
        general, japanese = (
            dict(sounds.filter(part).select("written", pl.col("sound").fill_null("")).iter_rows()) for part in (~names, names)
        )
        pairs = list(alike.select("first", "second", "cost").iter_rows())
        both = {(first, "" if second == "-" else second): cost for first, second, cost in pairs}
        return cls(general, japanese, both | {(second, first): cost for (first, second), cost in both.items()})

    def heard(self, name: str, language: str) -> str | None:
        """The sounds of a full name, a space between its parts; null where it is too short to tell people apart.

        >>> letters = pl.DataFrame({"script": ["latin"] * 4, "written": list("gtms"), "sound": ["k", "t", "m", "s"]})
        >>> Sounds.of(letters, pl.DataFrame(schema=["first", "second", "cost"])).heard("Giotto Massimo", "en")
        'kt msm'
        """
        parts = [part for part in PARTS.split(name.lower()) if part]
        if len(parts) == 1 and UNSPACED.fullmatch(parts[0]):
            words = list(self._words(parts[0])) if language == "ja" else []
            parts = words if len(words) > 1 else [parts[0][:1], parts[0][1:]]
        spoken = [self._spoken(part, language) for part in parts]
        kept = [sound for sound in spoken if sound]
        consonants = sum(letter not in VOWELS for sound in kept for letter in sound)
        return " ".join(kept) if len(kept) > 1 and consonants >= LEAST_SOUNDS else None

    def _spoken(self, part: str, language: str) -> str:
        at, found = 0, []
        katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in part)
        while at < len(katakana):
            for size in range(min(LONGEST, len(katakana) - at), 0, -1):
                piece = katakana[at : at + size]
                sound = self.japanese.get(piece) if language == "ja" else None
                sound = self.general.get(piece) if sound is None else sound
                if sound is not None or size == 1:
                    found.append(sound or "")
                    at += size
                    break
        return re.sub(r"(.)\1+", r"\1", "".join(found))

    def _words(self, name: str) -> Iterator[str]:
        at = 0
        while at < len(name):
            size = next((size for size in range(min(LONGEST, len(name) - at), 1, -1) if name[at : at + size] in self.japanese), 1)
            yield name[at : at + size]
            at += size

    def alike(self, first: Sequence[str], second: Sequence[str]) -> npt.NDArray[np.float32]:
        """How alike the two names of each pair sound, 0 to 1, whatever the order of their parts."""
        if not len(first):
            return np.zeros(0, dtype=np.float32)
        plain = _coded([name.replace(" ", "") for name in first])
        orders = [self._distances(plain, _coded([turned(name, order) for name in second])) for order in range(3)]
        best: npt.NDArray[np.float32] = 1 - np.minimum.reduce(orders)
        return best

    def _distances(self, first: Codes, second: Codes) -> npt.NDArray[np.float32]:
        """What it costs to hear the second of each pair for the first, as a share of the longer one's consonants (edit distance)."""
        table, width = self._table.ravel(), self._table.shape[1]
        gone = [table[side.astype(np.int64) * width] for side in (first, second)]
        before = np.concatenate([np.zeros((1, first.shape[1]), dtype=np.float32), np.cumsum(gone[1], axis=0)])
        for at, own in enumerate(first):
            changed = table[own.astype(np.int64) * width + second]
            row = np.empty_like(before)
            row[0] = before[0] + gone[0][at]
            kept = np.minimum(before[:-1] + changed, before[1:] + gone[0][at])
            for other in range(len(second)):
                np.minimum(kept[other], row[other] + gone[1][other], out=row[other + 1])
            before = row
        weight = [self._weight[side].sum(axis=0) for side in (first, second)]
        total: npt.NDArray[np.float32] = before[-1] / np.maximum(np.maximum(*weight), 1)
        return total

    @cached_property
    def _table(self) -> npt.NDArray[np.float32]:
        """Cost by code of sound: row 0 and column 0 stand for no sound."""
        table = np.ones((len(ALPHABET) + 1, len(ALPHABET) + 1), dtype=np.float32)
        np.fill_diagonal(table, 0)
        for (first, second), cost in self.costs.items():
            table[_code(first), _code(second)] = cost
        return table

    @cached_property
    def _weight(self) -> npt.NDArray[np.float32]:
        """1 for a consonant, 0 for a vowel and for no sound."""
        return np.array([0, *(letter not in VOWELS for letter in ALPHABET)], dtype=np.float32)


#: The sounds of sounds.csv.
VOWELS, ALPHABET = "aiu", "aiucfhkmnprstwy"


#: Code of each ASCII character; 0 for no sound.
_CODES = np.array([ALPHABET.find(chr(code)) + 1 for code in range(128)], dtype=np.uint8)


def _code(sound: str) -> int:
    return ALPHABET.index(sound) + 1 if sound else 0


def _coded(names: Sequence[str]) -> Codes:
    """One column a name, one row a sound, zeros after the last."""
    length = max(map(len, names), default=0)
    raw = np.frombuffer("".join(name.ljust(length) for name in names).encode("ascii"), dtype=np.uint8)
    return np.ascontiguousarray(_CODES[raw].reshape(len(names), length).T)


def turned(name: str, order: int) -> str:
    """The sounds of a name without spaces: 0 in its own order, 1 the last part first, 2 the first part last."""
    parts = name.split(" ")
    return "".join((parts, [parts[-1], *parts[:-1]], [*parts[1:], parts[0]])[order])
