"""Language of a text: the script decides first, then letters in a row, distinctive characters and words, all of them rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.reference import TextReference
from transforms.chars import Codepoints, Script, codepoints_of, members, members_at, named, script_of
from transforms.page.language_scores import UNDETERMINED, Alphabet

#: How much of a text is looked at: its first code points.
SAMPLE_CHARS = 100
#: How many of them decide the script.
SCRIPT_CHARS = 64
#: Kana among kana and Han: Japanese has a third or more, Chinese names with a kana mark far less.
MIN_KANA_SHARE = 0.06
#: Han characters without any kana from which on a text is Chinese even beside Japanese.
MIN_HAN_WITHOUT_KANA = 18
#: One letter of a dense script says as much as three of an alphabet.
DENSITY = {Script.HANGUL: 2.5, Script.HIRAGANA: 3.0, Script.KATAKANA: 3.0, Script.HAN: 3.0}
#: Names in Latin letters stand in the texts of other scripts, rarely the other way round.
DENSITY |= dict.fromkeys((Script.ARABIC, Script.DEVANAGARI, Script.GREEK, Script.HEBREW, Script.THAI), 2.0)
#: Characters that are no letters of any script.
NO_LETTERS = (Script.OTHER, Script.SPACE, Script.DIGIT)


@dataclass(frozen=True)
class LanguageReader:
    """What tells languages apart, compiled."""

    #: The script most of a language's text is in, kana among Han.
    script_of: dict[str, str]
    alone: dict[str, str]
    alphabets: dict[str, Alphabet]
    #: Characters only simplified, traditional or either Chinese, or Japanese is written with, as tables of `transforms.chars.members`.
    han: dict[str, npt.NDArray[np.bool_]]

    @classmethod
    def of(cls, ref: TextReference) -> "LanguageReader":
        """Compile the rows."""
        languages = ref.languages
        by_script = {str(script[0]): rows for script, rows in languages.group_by("script", maintain_order=True)}
        rows = ref.han_characters.select("language", "is_japanese_too", "characters").rows()

        def han(*tags: str, shared: bool) -> npt.NDArray[np.bool_]:
            return members("".join(written for tag, too, written in rows if tag in tags and (shared or not too)))

        return cls(
            dict(languages.select("language", "script").iter_rows()),
            {script: rows["language"][0] for script, rows in by_script.items() if rows.height == 1},
            {
                script: Alphabet.of(rows, ref.language_marks, ref.language_grams.filter(pl.col("script") == script))
                for script, rows in by_script.items()
                if rows["min_lead"].max()
            },
            {
                "simplified": han("zh-Hans", shared=True),
                "traditional": han("zh-Hant", shared=True),
                "chinese": han("zh-Hans", "zh-Hant", shared=False),
                "japanese": han("ja", shared=False),
            },
        )


@dataclass(frozen=True)
class Letters:
    """The first characters of many texts: of which text each is, and its code point."""

    unit: npt.NDArray[np.int64]
    code: Codepoints
    size: int

    @classmethod
    def of(cls, strings: pl.Series, most: int) -> "Letters":
        """At most so many characters of each text."""
        heads = strings.str.head(most)
        lengths = heads.str.len_chars().to_numpy()
        return cls(np.repeat(np.arange(len(strings)), lengths), codepoints_of(heads), len(strings))

    def counts(self, kind: npt.NDArray[Any], kinds: int) -> npt.NDArray[np.int64]:
        """How many characters of each kind each text has: texts x kinds."""
        table: npt.NDArray[np.int64] = np.bincount(self.unit * kinds + kind, minlength=self.size * kinds).reshape(self.size, kinds)
        return table

    def in_class(self, table: npt.NDArray[np.bool_]) -> pl.Series:
        """How many characters of a table of `members` each text has."""
        return pl.Series(np.bincount(self.unit[members_at(table, self.code)], minlength=self.size))


def _scripts(strings: pl.Series) -> pl.DataFrame:
    """unit, text (the sample), script (null without letters) and whether kana is among its Han characters."""
    samples = strings.str.head(SAMPLE_CHARS)
    letters = Letters.of(samples, SCRIPT_CHARS)
    counts = letters.counts(script_of(letters.code), len(Script))
    weights = np.array([0.0 if script in NO_LETTERS else DENSITY.get(script, 1.0) for script in Script])
    names = [named(script) for script in Script]
    distinct = sorted(set(names))
    weighed = np.zeros((len(samples), len(distinct)))
    for script, name in enumerate(names):
        weighed[:, distinct.index(name)] += counts[:, script] * weights[script]
    winner = pl.Series(distinct, dtype=pl.String)[pl.Series(weighed.argmax(axis=1))] if len(samples) else pl.Series([], dtype=pl.String)
    told = pl.Series(weighed.max(axis=1) > 0) if len(samples) else pl.Series([], dtype=pl.Boolean)
    return pl.DataFrame(
        {
            "text": samples,
            "script": pl.select(pl.when(told).then(winner)).to_series(),
            "kana": counts[:, Script.HIRAGANA] + counts[:, Script.KATAKANA],
            "han": counts[:, Script.HAN],
        }
    ).with_row_index("unit")


def _han_languages(seen: pl.DataFrame, reader: LanguageReader) -> pl.DataFrame:
    """`language`: Japanese with kana, Chinese in one of its two ways of writing by characters only one uses, else null.

    `guess`: the way of writing of what may as well be Japanese without kana; holds where nothing else is known of the document.
    """
    is_japanese = pl.col("kana") > MIN_KANA_SHARE * (pl.col("kana") + pl.col("han"))
    other = seen.filter(~is_japanese)
    letters = Letters.of(other["text"], SAMPLE_CHARS)
    found = other.with_columns(letters.in_class(table).alias(name) for name, table in reader.han.items())
    is_chinese = (pl.col("chinese") > pl.col("japanese")) | (pl.col("han") >= MIN_HAN_WITHOUT_KANA)
    chinese = (
        pl.when(pl.col("simplified") > pl.col("traditional")).then(pl.lit("zh-Hans"))
        .when(pl.col("traditional") > pl.col("simplified")).then(pl.lit("zh-Hant"))
    )  # fmt: skip
    told = found.select(
        "unit",
        guess=chinese,
        written=pl.when((pl.col("japanese") > 0) & (pl.col("chinese") == 0)).then(pl.lit("ja"))
        .when(is_chinese).then(chinese),
    )  # fmt: skip
    both = seen.join(told, on="unit", how="left", maintain_order="left", validate="1:1")
    return both.select(language=pl.when(is_japanese).then(pl.lit("ja")).otherwise("written"), guess="guess")


def _padded(samples: pl.Series) -> pl.Series:
    """Lower case, every run of other characters than letters and apostrophes two spaces: words can then be matched side by side."""
    words = pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}'’¿¡]+", "  ")
    return samples.to_frame("text").select(pl.concat_str(pl.lit(" "), words, pl.lit(" "))).to_series()


def own_languages(strings: pl.Series, reader: LanguageReader) -> pl.DataFrame:
    """What each text says by itself: `script` (null without letters), `language` and a weaker `guess` (null where undecided)."""
    found = _scripts(strings)
    by_scores = pl.col("script").is_in([*reader.alphabets, "Han"])
    alone = pl.col("script").replace_strict(reader.alone, default=None, return_dtype=pl.String)
    no_guess = pl.lit(None, pl.String)
    parts = [found.filter(~by_scores | pl.col("script").is_null()).select("unit", "script", language=alone, guess=no_guess)]
    for script, alphabet in reader.alphabets.items():
        of_script = found.filter(pl.col("script") == script)
        parts.append(of_script.select("unit", "script", language=alphabet.best(_padded(of_script["text"])), guess=no_guess))
    of_han = found.filter(pl.col("script") == "Han")
    parts.append(of_han.select("unit", "script", **_han_languages(of_han, reader).to_dict()))
    return pl.concat(parts).sort("unit").select("script", "language", "guess")


def segment_languages(strings: pl.Series, doc: pl.Series, declared: pl.Series, reader: LanguageReader) -> pl.Series:
    """BCP 47 language of each text, `und` where nothing tells it.

    Texts that say too little by themselves take the language most of their document is in (`doc`: which document), else the
    declared one (a row each), where its script is theirs.
    """
    # Labels and menus come again and again: what begins alike is judged once.
    samples = strings.str.head(SAMPLE_CHARS).to_frame("sample")
    distinct = samples.unique(maintain_order=True)
    judged = distinct.with_columns(own_languages(distinct["sample"], reader))
    own = samples.join(judged, on="sample", how="left", maintain_order="left", validate="m:1").drop("sample")
    own = own.with_columns(doc=doc, declared=declared, size=strings.str.len_bytes()).with_row_index("unit")
    most = (
        own.filter(pl.col("language").is_not_null())
        .group_by("doc", "script", "language")
        .agg(pl.col("size").sum())
        .sort("doc", "script", "size", "language", descending=[False, False, True, False])
        .unique(["doc", "script"], keep="first")
        .select("doc", "script", most="language")
    )
    full = own.join(most, on=["doc", "script"], how="left", maintain_order="left", validate="m:1")
    tag = full["declared"].str.replace(r"-[A-Z]{2}$", "")
    fits = pl.Series(tag.replace_strict(reader.script_of, default=None, return_dtype=pl.String) == full["script"])
    known = pl.coalesce("language", "most", pl.when(fits).then(tag), "guess")
    return full.select(known.fill_null(UNDETERMINED).alias("language")).to_series()


def document_languages(segments: pl.DataFrame) -> pl.DataFrame:
    """doc_id, language: the language most of the article's own characters are in, `und` where none is told."""
    told = segments.with_columns(size=pl.col("end_char") - pl.col("start_char"), known=pl.col("language") != UNDETERMINED)
    first = told.sort("known", "is_main", descending=True, maintain_order=True)
    return (
        first.with_columns(weight=pl.col("size") * pl.when("is_main").then(1000).otherwise(1))
        .group_by("doc_id", "language", "known", maintain_order=True)
        .agg(pl.col("weight").sum())
        .sort("known", "weight", "language", descending=[True, True, False], maintain_order=True)
        .unique("doc_id", keep="first", maintain_order=True)
        .select("doc_id", "language")
        .sort("doc_id")
    )
