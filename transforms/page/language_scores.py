"""How strongly a text speaks for each language of its script: letters in a row, and distinctive letters and words."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.chars import Codepoints, codepoints_of

UNDETERMINED = "und"
#: One unit of a mark's weight, in the unit of the grams.
NATS_A_MARK = 2.0
#: Of fewer letters a language must lead the more, by so much a letter: names and loan words look alike everywhere.
ENOUGH_LETTERS, LEAD_A_LETTER = 16, 1.0
#: No letter of an alphabet lies beyond.
MOST_CODEPOINTS = 0x2000
#: Places for grams of four letters: a prime, so that few of them fall on one; of two that do, the later counts.
SLOTS = 131_071

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Marks:
    """Distinctive letters and words, as a sparse table surface -> (language, weight)."""

    languages: int
    surfaces: pl.DataFrame
    first: npt.NDArray[np.int64]
    language_at: npt.NDArray[np.int64]
    weight_at: Scores

    @classmethod
    def of(cls, names: list[str], marks: pl.DataFrame) -> "Marks":
        """The marks of the given languages."""
        rows = marks.filter(pl.col("language").is_in(names)).sort("surface", "language")
        surfaces = rows.group_by("surface", maintain_order=True).len().with_row_index("surface_index")
        return cls(
            len(names),
            surfaces.select("surface", "surface_index"),
            np.concatenate([[0], np.cumsum(surfaces["len"].to_numpy())]).astype(np.int64),
            rows["language"].replace_strict(names, list(range(len(names))), return_dtype=pl.Int64).to_numpy(),
            rows["weight"].to_numpy() * NATS_A_MARK,
        )

    def scores(self, samples: pl.Series) -> Scores:
        """Score of each sample in each language: samples x languages."""
        hits = (
            pl.DataFrame({"surface": samples})
            .with_row_index("unit")
            .select("unit", pl.col("surface").str.extract_many(self.surfaces["surface"].to_list(), overlapping=True))
            .explode("surface", empty_as_null=False)
            .join(self.surfaces, on="surface", maintain_order="left")
        )
        found, unit = hits["surface_index"].to_numpy().astype(np.int64), hits["unit"].to_numpy().astype(np.int64)
        many = self.first[found + 1] - self.first[found]
        starts = np.cumsum(many) - many
        at = np.arange(int(many.sum())) - np.repeat(starts - self.first[found], many)
        flat = np.repeat(unit, many) * self.languages + self.language_at[at]
        table = np.bincount(flat, weights=self.weight_at[at], minlength=len(samples) * self.languages).astype(np.float64)
        return table.reshape(len(samples), self.languages)


@dataclass(frozen=True)
class Grams:
    """Weights of one to four letters in a row, the longest known one at each place: a dense table of three, a sparse one of four."""

    #: Number of each letter by code point; 0 for all that is no letter.
    letter_at: npt.NDArray[np.int32]
    letters: int
    #: Row of `weights` for each three letters, the last one counting; row 0 says nothing.
    row_at: npt.NDArray[np.int32]
    #: The same for four letters, by the remainder of their number; and that number, -1 where the slot is empty.
    row_of_four: npt.NDArray[np.int32]
    number_of_four: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]

    @classmethod
    def of(cls, rows: pl.DataFrame, width: int) -> "Grams":
        """The grams of one script; `width` is the number of its languages."""
        letters = sorted(set("".join(rows["gram"])))
        letter_at = np.zeros(MOST_CODEPOINTS, dtype=np.int32)
        letter_at[[ord(letter) for letter in letters]] = np.arange(1, len(letters) + 1)
        size = len(letters) + 1
        table = np.zeros((size, size, size), dtype=np.int32)
        row_of_four, number_of_four = np.zeros(SLOTS, dtype=np.int32), np.full(SLOTS, -1, dtype=np.int64)
        ordered = rows.with_columns(n=pl.col("gram").str.len_chars()).sort("n", maintain_order=True)
        first = 1
        for n, part in ordered.group_by("n", maintain_order=True):
            places = letter_at[codepoints_of(part["gram"])].reshape(-1, int(str(n[0]))).T
            numbers = np.arange(first, first + part.height)
            if len(places) <= len(table.shape):
                table[(..., *places)] = numbers
            else:
                four = np.ravel_multi_index(tuple(places.astype(np.int64)), (size,) * len(places))
                row_of_four[four % SLOTS], number_of_four[four % SLOTS] = numbers, four
            first += part.height
        words = ordered["weights"].str.split(" ").list.explode(empty_as_null=False).cast(pl.Float32)
        told = words.to_numpy().reshape(-1, width) / 10
        weights = np.concatenate([np.zeros((1, width)), told]).astype(np.float32)
        return cls(letter_at, size, table.reshape(-1), row_of_four, number_of_four, weights)

    def scores(self, samples: pl.Series) -> tuple[Scores, npt.NDArray[np.int64]]:
        """(score of each sample in each language, how many letters of the script it has); no sample is empty."""
        here = self.letter_at[_within(codepoints_of(samples))].astype(np.int64)
        one, two, three = (np.concatenate([np.zeros(back, dtype=np.int64), here[: len(here) - back]]) for back in (1, 2, 3))
        two[one == 0] = 0
        three[two == 0] = 0
        number = (two * self.letters + one) * self.letters + here
        rows = self.row_at[number]
        number += three * self.letters**3
        slot = number % SLOTS
        longer = self.number_of_four[slot] == number
        rows[longer] = self.row_of_four[slot[longer]]
        starts = np.concatenate([[0], np.cumsum(samples.str.len_chars().to_numpy())[:-1]]).astype(np.int64)
        summed = np.add.reduceat(self.weights[rows], starts, axis=0).astype(np.float64)
        return summed, np.add.reduceat((here > 0).astype(np.int64), starts)


def _within(codes: Codepoints) -> npt.NDArray[np.int64]:
    """Code points, those beyond all alphabets as the character that is none."""
    return np.where(codes < MOST_CODEPOINTS, codes, 0).astype(np.int64)


@dataclass(frozen=True)
class Alphabet:
    """What tells the languages of one script apart."""

    #: In the order of the scores; where grams tell of other languages too, `und` is the last.
    languages: tuple[str, ...]
    advance: Scores
    min_lead: Scores
    marks: Marks
    grams: Grams

    @classmethod
    def of(cls, languages: pl.DataFrame, marks: pl.DataFrame, grams: pl.DataFrame) -> "Alphabet":
        """The rows of some languages of one script."""
        ordered = languages.sort("language")
        names = ordered["language"].to_list()
        widths = grams["weights"].str.count_matches(" ").unique() + 1
        width = widths.item() if grams.height else len(names)
        others = [UNDETERMINED] * (width - len(names))
        advance, min_lead = (np.append(ordered[column].to_numpy(), [0.0] * len(others)) for column in ("advance", "min_lead"))
        return cls((*names, *others), advance, min_lead, Marks.of(names, marks), Grams.of(grams, width))

    def best(self, samples: pl.Series) -> pl.Series:
        """The language of each sample (lower case, words parted by two spaces, padded), null where none leads clearly."""
        if not len(samples):
            return pl.Series([], dtype=pl.String)
        scores, letters = self.grams.scores(samples)
        marks = self.marks.scores(samples)
        scores[:, : marks.shape[1]] += marks
        scores += self.advance
        winner = scores.argmax(axis=1)
        top = np.partition(scores, -2, axis=1)
        missing = np.maximum(ENOUGH_LETTERS - letters, 0) if self.grams.letters > 1 else 0
        needed = self.min_lead[winner] * (1.0 + LEAD_A_LETTER * missing)
        is_sure = (top[:, -1] - top[:, -2] >= needed) & (np.array(self.languages)[winner] != UNDETERMINED)
        named = pl.Series(self.languages, dtype=pl.String)[pl.Series(winner)]
        return pl.select(pl.when(pl.Series(is_sure)).then(named)).to_series()
