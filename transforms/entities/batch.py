"""The texts of one batch, and what is looked up in them once for all readers of names."""

from dataclasses import dataclass

import polars as pl

from transforms.entities.cues import cue_spans
from transforms.entities.rules import CAPITALISED, EntitiesReader
from transforms.spans import Texts, regex_spans


@dataclass(frozen=True)
class EntityBatch:
    """Texts, their languages and documents, and the cues in them."""

    texts: Texts
    reader: EntitiesReader
    #: Of each unit.
    languages: pl.Series
    doc_ids: pl.Series
    #: Number of each unit's document within the batch.
    doc: pl.Series
    #: Capitalised words.
    capitalised: pl.DataFrame
    cues: pl.DataFrame
    titles: pl.DataFrame

    @classmethod
    def of(cls, texts: Texts, segments: pl.DataFrame, reader: EntitiesReader) -> "EntityBatch":
        """The batch of these segments; row i is unit i of `texts`."""
        cues = cue_spans(texts, segments["language"], reader)
        titles = cues.filter(pl.col("cue") == "title")
        capitalised = regex_spans(texts, CAPITALISED, texts.alphabetic)
        return cls(texts, reader, segments["language"], segments["doc_id"], segments["doc_id"].rle_id(), capitalised, cues, titles)

    def texts_between(self, unit: pl.Series, start: pl.Series, end: pl.Series) -> pl.Series:
        """The text of some stretches, given in code points of their unit."""
        frame = pl.DataFrame({"text": self.texts.strings.gather(unit), "at": start, "n": end - start})
        return frame.select(pl.col("text").str.slice(pl.col("at"), pl.col("n")))["text"]
