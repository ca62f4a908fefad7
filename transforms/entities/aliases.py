"""Known names: where an alias of the reference stands as a word of its own, and whom it names there."""

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.chars import TOUCHING, Script
from transforms.entities.rules import EntitiesReader
from transforms.spans import Texts, literal_spans

Flags = npt.NDArray[np.bool_]

#: Columns of a known name found: a span, and the alias row it reads as.
KNOWN = ("unit", "start", "end", "start_byte", "end_byte", "surface", "entity_id", "kind", "country", "alias_kind", "weak")
#: Characters looked at after a hangul name.
SUFFIX_CHARS = 12


def after_text(texts: Texts, spans: pl.DataFrame, chars: int) -> pl.Series:
    """The text right after each span, up to so many code points."""
    return _sliced(texts, spans, spans["end"], pl.Series(np.full(spans.height, chars)))


def before_text(texts: Texts, spans: pl.DataFrame, chars: int) -> pl.Series:
    """The text right before each span, up to so many code points."""
    first = np.maximum(spans["start"].to_numpy() - chars, 0)
    return _sliced(texts, spans, pl.Series(first), pl.Series(spans["start"].to_numpy() - first))


def _sliced(texts: Texts, spans: pl.DataFrame, start: pl.Series, length: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"text": texts.strings.gather(spans["unit"]), "at": start, "n": length})
    return frame.select(pl.col("text").str.slice(pl.col("at"), pl.col("n")))["text"]


def starts_alone(texts: Texts, spans: pl.DataFrame) -> Flags:
    """Which spans no letter of their own script touches on the left."""
    start = spans["start_byte"].to_numpy()
    before, first = texts.script_before(start), texts.script_after(start)
    free: Flags = ~TOUCHING[before, first]
    return free


def begins_name(texts: Texts, spans: pl.DataFrame, prefixes: str) -> Flags:
    """Which spans start alone, or after a prefix that is written onto names, as 대중국, and begins its word."""
    free = starts_alone(texts, spans)
    touched = np.flatnonzero(~free)
    if len(touched):
        free[touched] = before_text(texts, spans[touched], 2).str.contains(prefixes).to_numpy()
    return free


def ends_alone(texts: Texts, spans: pl.DataFrame, suffixes: str) -> Flags:
    """Which spans no letter of their own script touches on the right; after hangul a particle may follow."""
    end = spans["end_byte"].to_numpy()
    last, after = texts.script_before(end), texts.script_after(end)
    free: Flags = ~TOUCHING[last, after]
    particle = np.flatnonzero(~free & (last == Script.HANGUL))
    if len(particle):
        free[particle] = after_text(texts, spans[particle], SUFFIX_CHARS).str.contains(suffixes).to_numpy()
    return free


def known_names(texts: Texts, languages: pl.Series, reader: EntitiesReader) -> pl.DataFrame:
    """Every known name: KNOWN columns and `choice` (0 the first reading of a span; weak and family names not yet judged).

    `languages` is the language of each unit. A surface reads as an alias of the unit's
    language first, then as an English name, then as any other language's.
    """
    spans = literal_spans(texts, reader.alias_literals)
    if not spans.height:
        return _no_names(spans)
    spans = spans.with_columns(lang=languages.gather(spans["unit"]))
    readings = _readings(spans.select("surface", "lang").unique(), reader.aliases)
    spans = spans.filter(pl.Series(begins_name(texts, spans, reader.prefixes) & ends_alone(texts, spans, reader.suffixes)))
    # Spans come in order of place, readings in order of rank: so do their pairs.
    found = spans.join(readings, on=["surface", "lang"], how="inner", maintain_order="left_right")
    row = pl.int_range(pl.len(), dtype=pl.Int32)
    first = pl.when(pl.col("start_byte") != pl.col("start_byte").shift(1, fill_value=-1)).then(row).forward_fill()
    return found.select(*KNOWN, choice=row - first)


def _no_names(spans: pl.DataFrame) -> pl.DataFrame:
    text = pl.lit(None, pl.String)
    return spans.select(
        "unit", "start", "end", "start_byte", "end_byte", "surface", entity_id=text, kind=text, country=text, alias_kind=text,
        weak=pl.lit(None, pl.Boolean), choice=pl.lit(None, pl.Int32),
    )  # fmt: skip


def _readings(wanted: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """The alias rows each (surface, lang) reads as: those of the nearest language only."""
    rows = wanted.join(aliases.rename({"lang": "of"}), on="surface", how="inner")
    same = pl.col("of") == pl.col("lang")
    kin = pl.col("of").str.head(2) == pl.col("lang").str.head(2)
    distance = pl.when(same).then(0).when(kin).then(1).when(pl.col("of") == "en").then(2).otherwise(3)
    firm = ~pl.col("weak") & ~pl.col("alias_kind").is_in(["family", "listed"])
    return (
        rows.with_columns(distance=distance)
        .filter((pl.col("distance") < 2) | firm)  # noqa: PLR2004  another language's doubtful words are not borrowed
        .filter(pl.col("distance") == pl.col("distance").min().over("surface", "lang"))
        .sort("surface", "lang", "order", "of", "entity_id")
        .unique(["surface", "lang", "entity_id"], keep="first", maintain_order=True)
        .select("surface", "lang", "entity_id", "kind", "country", "alias_kind", "weak", "order")
    )
