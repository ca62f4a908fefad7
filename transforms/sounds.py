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
#: Names of Han characters alone, as those of China, Korea and Japan are written in each other's news.
HAN_NAME = re.compile(r"[\u4e00-\u9fff々]{2,4}")
#: Longest name of Han characters that may be Chinese.
LONGEST_CHINESE = 3
#: A part between the first and the last is a middle name if it has so many consonants: a syllable of Ri Song Hui has less.
MIDDLE_SOUNDS = 3
#: What it costs to leave a middle name unsaid.
MIDDLE_COST = 0.05

#: Sounds of names as numbers.
Codes = npt.NDArray[np.uint8]


#: Scripts of sounds.csv that are read on their own terms, in the order of the fields of `Sounds`.
READINGS = ("japanese", "korean", "korean_family", "word")


@dataclass(frozen=True)
class Sounds:
    """Sounds of written forms, and what it costs to hear one sound for another; pickled with the other readers."""

    #: Sound of each letter, syllable or character.
    general: Mapping[str, str]
    #: Sound of words of Han characters in Japanese names.
    japanese: Mapping[str, str]
    #: Sound of Han characters read as Koreans read them, and the family names among them.
    korean: Mapping[str, str]
    korean_families: Mapping[str, str]
    #: Sound of words that their letters do not tell: 约翰, Шарль.
    words: Mapping[str, str]
    #: Cost by pair of sounds, in either order; a sound and "" for one that is not heard.
    costs: Mapping[tuple[str, str], float]

    @classmethod
    def of(cls, sounds: pl.DataFrame, alike: pl.DataFrame) -> "Sounds":
        """From the rows of sounds.csv and sounds_alike.csv."""
        read = sounds.with_columns(pl.col("sound").fill_null(""))
        apart = [dict(read.filter(pl.col("script") == of).select("written", "sound").iter_rows()) for of in READINGS]
        general = dict(read.filter(~pl.col("script").is_in(READINGS)).select("written", "sound").iter_rows())
        pairs = list(alike.select("first", "second", "cost").iter_rows())
        both = {(first, "" if second == "-" else second): cost for first, second, cost in pairs}
        japanese, korean, families, words = apart
        return cls(general, japanese, korean, families, words, both | {(second, first): cost for (first, second), cost in both.items()})

    def heard(self, name: str, language: str) -> str | None:
        """The sounds of a full name, a space between its parts; null where it is too short to tell people apart.

        >>> letters = pl.DataFrame({"script": ["latin"] * 4, "written": list("gtms"), "sound": ["k", "t", "m", "s"]})
        >>> Sounds.of(letters, pl.DataFrame(schema=["first", "second", "cost"])).heard("Giotto Massimo", "en")
        'kt msm'
        """
        family, comma, given = name.lower().partition(", ")
        parts = [part for part in PARTS.split(f"{given} {family}" if comma else family) if part]
        if len(parts) == 1 and UNSPACED.fullmatch(parts[0]):
            words = list(self._words(parts[0])) if language == "ja" else []
            parts = words if len(words) > 1 else [parts[0][:1], parts[0][1:]]
        return _told([self.spoken(part, language) for part in parts])

    def other_readings(self, name: str, language: str) -> list[str]:
        """What a name of Han characters sounds like where its bearer is no countryman of its readers: Korean, Japanese, Chinese."""
        if not HAN_NAME.fullmatch(name):
            return []
        found: list[str | None] = []
        if name[0] in self.korean_families and len(name) <= LONGEST_CHINESE:
            found.append(_told([self.korean_families[name[0]], "".join(self.korean.get(character, "") for character in name[1:])]))
        if language == "ja" and len(name) <= LONGEST_CHINESE:
            found.append(_told(["".join(self.general.get(character, "") for character in part) for part in (name[0], name[1:])]))
        if language != "ja":
            words = list(self._words(name))
            if len(words) > 1 and len(words[0]) > 1:
                found.append(_told([self.spoken(word, "ja") for word in words]))
        own = self.heard(name, language)
        return [sound for sound in dict.fromkeys(found) if sound and sound != own]

    def spoken(self, part: str, language: str) -> str:
        """The sounds of one part of a name, in small letters."""
        at, found = 0, []
        whole = self.words.get(part)
        if whole is not None:
            return whole
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
        best = self._best(first, second)
        short = [(without_middle(one), without_middle(other)) for one, other in zip(first, second, strict=True)]
        at = [row for row, (one, other) in enumerate(short) if one != first[row] or other != second[row]]
        if at:
            shorter = self._best([short[row][0] for row in at], [short[row][1] for row in at]) - MIDDLE_COST
            best[at] = np.maximum(best[at], shorter)
        return best

    def _best(self, first: Sequence[str], second: Sequence[str]) -> npt.NDArray[np.float32]:
        """`alike`, every part said."""
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


def _consonants(sound: str) -> int:
    return sum(letter not in VOWELS for letter in sound)


def _told(spoken: Sequence[str]) -> str | None:
    """The parts that sound, a space between; null where they are too short to tell people apart."""
    kept = [sound for sound in spoken if sound]
    return " ".join(kept) if len(kept) > 1 and sum(map(_consonants, kept)) >= LEAST_SOUNDS else None


def without_middle(name: str) -> str:
    """The sounds of a name without its middle names.

    >>> without_middle("cun hasir krin"), without_middle("ri sun hui")
    ('cun krin', 'ri sun hui')
    """
    parts = name.split(" ")
    return " ".join([*parts[:1], *(part for part in parts[1:-1] if _consonants(part) < MIDDLE_SOUNDS), *parts[1:][-1:]])


def turned(name: str, order: int) -> str:
    """The sounds of a name without spaces: 0 in its own order, 1 the last part first, 2 the first part last."""
    parts = name.split(" ")
    return "".join((parts, [parts[-1], *parts[:-1]], [*parts[1:], parts[0]])[order])
