"""Language of a text: the script decides first, then distinctive characters, letters and words, all of them rows."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.reference import TextReference

UNDETERMINED = "und"
#: How much of a text is looked at: its first code points.
SAMPLE_CHARS = 100
#: How many of them decide the script.
SCRIPT_CHARS = 48
#: Kana among kana and Han: Japanese has a third or more, Chinese names with a kana mark far less.
MIN_KANA_SHARE = 0.06
#: Han characters without any kana from which on a text is Chinese even beside Japanese.
MIN_HAN_WITHOUT_KANA = 18
#: Bytes below which Latin or Cyrillic text without a telling mark says nothing.
MIN_USUAL_BYTES = 16
#: Code points up to which that may be chance; a longer text must have marks, the more the longer it is.
SHORT_CHARS = 40
#: What the usual language of a script has in advance.
USUAL_SCORE = 0.3
#: Scripts that share no character with the others: one character class each.
SCRIPT_CLASSES = {
    "Latin": r"[A-Za-z\u00C0-\u024F\u1E00-\u1EFF]",
    "Cyrillic": r"[\u0400-\u052F]",
    "Hangul": r"[\uAC00-\uD7A3\u1100-\u11FF\u3131-\u318E]",
    "Kana": r"[\u3041-\u3096\u30A1-\u30FA\uFF66-\uFF9D]",
    "Han": r"[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]",
}
RARE_SCRIPT_CLASSES = {
    "Arabic": r"[\u0600-\u06FF]",
    "Thai": r"[\u0E00-\u0E7F]",
    "Devanagari": r"[\u0900-\u097F]",
    "Greek": r"[\u0370-\u03FF]",
    "Hebrew": r"[\u0590-\u05FF]",
}
#: One letter of a dense script says as much as three of an alphabet.
DENSITY = {"Hangul": 2.5, "Kana": 3.0, "Han": 3.0}

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Marks:
    """Distinctive letters and words of the languages of one script, as a sparse table surface -> (language, weight)."""

    languages: tuple[str, ...]
    min_scores: Scores
    advance: Scores
    surfaces: pl.DataFrame
    first: npt.NDArray[np.int64]
    language_at: npt.NDArray[np.int64]
    weight_at: Scores

    @classmethod
    def of(cls, languages: pl.DataFrame, marks: pl.DataFrame) -> "Marks":
        """The marks of the given languages."""
        names = languages.sort("language")["language"].to_list()
        rows = marks.filter(pl.col("language").is_in(names)).sort("surface", "language")
        surfaces = rows.group_by("surface", maintain_order=True).len().with_row_index("surface_index")
        return cls(
            tuple(names),
            languages.sort("language")["min_score"].to_numpy(),
            languages.sort("language")["is_usual"].cast(pl.Float64).to_numpy() * USUAL_SCORE,
            surfaces.select("surface", "surface_index"),
            np.concatenate([[0], np.cumsum(surfaces["len"].to_numpy())]).astype(np.int64),
            rows["language"].replace_strict(names, list(range(len(names))), return_dtype=pl.Int64).to_numpy(),
            rows["weight"].to_numpy(),
        )

    def scores(self, samples: pl.Series) -> Scores:
        """Score of each sample (lower case, words parted by two spaces, padded) in each language: samples x languages."""
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
        flat = np.repeat(unit, many) * len(self.languages) + self.language_at[at]
        table = np.bincount(flat, weights=self.weight_at[at], minlength=len(samples) * len(self.languages)).astype(np.float64)
        return table.reshape(len(samples), len(self.languages))

    def best(self, samples: pl.Series) -> pl.Series:
        """The language of each sample; null where no mark tells it."""
        if not len(samples):
            return pl.Series([], dtype=pl.String)
        scores = self.scores(samples)
        winner = (scores + self.advance).argmax(axis=1)
        length = np.maximum(samples.str.len_chars().to_numpy() / SHORT_CHARS, 1.0)
        sure = scores[np.arange(len(samples)), winner] >= self.min_scores[winner] * length
        named = pl.Series(self.languages, dtype=pl.String)[pl.Series(winner)]
        return pl.select(pl.when(pl.Series(sure)).then(named)).to_series()


@dataclass(frozen=True)
class LanguageReader:
    """What tells languages apart, compiled."""

    script_of: dict[str, str]
    #: The language a text of a script is in where no mark speaks for or against any.
    usual: dict[str, str]
    alone: dict[str, str]
    marks: dict[str, Marks]
    han: dict[tuple[str, bool], str]

    @classmethod
    def of(cls, ref: TextReference) -> "LanguageReader":
        """Compile the rows."""
        languages = ref.languages
        by_script = {str(script[0]): rows for script, rows in languages.group_by("script", maintain_order=True)}
        han: dict[tuple[str, bool], str] = {}
        for row in ref.han_characters.sort("rule_id").iter_rows(named=True):
            key = (row["language"], row["is_japanese_too"])
            han[key] = han.get(key, "") + row["characters"]
        return cls(
            dict(languages.select("language", "script").iter_rows()),
            dict(languages.filter("is_usual").select("script", "language").iter_rows()),
            {script: rows["language"][0] for script, rows in by_script.items() if rows.height == 1},
            {script: Marks.of(rows, ref.language_marks) for script, rows in by_script.items() if rows["min_score"].max()},
            han,
        )


def _script_counts(samples: pl.Series, classes: dict[str, str]) -> pl.DataFrame:
    text = samples.to_frame("text")
    return text.select(pl.col("text").str.count_matches(pattern).alias(script) for script, pattern in classes.items())


def _main_script(counts: pl.DataFrame, classes: Iterable[str]) -> pl.Series:
    """The script with most of the letters, by density; null without letters. Kana and Han count together, as Han."""
    weighed = counts.with_columns((pl.col(s) * DENSITY.get(s, 1.0)).alias(s) for s in classes)
    if "Kana" in counts.columns:
        weighed = weighed.with_columns(Han=pl.col("Han") + pl.col("Kana")).drop("Kana")
    names = weighed.columns
    table = weighed.to_numpy()
    winner = table.argmax(axis=1) if table.size else np.zeros(0, dtype=np.int64)
    named = pl.Series(names, dtype=pl.String)[pl.Series(winner)]
    return pl.select(pl.when(pl.Series(table.max(axis=1) > 0)).then(named)).to_series() if len(table) else named


def _han_languages(samples: pl.Series, kana: pl.Series, han: pl.Series, reader: LanguageReader) -> pl.DataFrame:
    """`language`: Japanese with kana, Chinese in one of its two ways of writing by characters only one uses, else null.

    `guess`: the way of writing of what may as well be Japanese without kana; holds where nothing else is known of the document.
    """
    seen = pl.DataFrame({"text": samples, "kana": kana, "han": han}).with_row_index("unit")
    is_japanese = pl.col("kana") > MIN_KANA_SHARE * (pl.col("kana") + pl.col("han"))

    def count(*groups: tuple[str, bool]) -> pl.Expr:
        characters = "".join(reader.han.get(group, "") for group in groups)
        return pl.col("text").str.count_matches(f"[{characters}]") if characters else pl.lit(0)

    counted = seen.filter(~is_japanese).select(
        "unit",
        "han",
        simplified=count(("zh-Hans", False), ("zh-Hans", True)),
        traditional=count(("zh-Hant", False), ("zh-Hant", True)),
        chinese=count(("zh-Hans", False), ("zh-Hant", False)),
        japanese=count(("ja", False)),
    )
    is_chinese = (pl.col("chinese") > pl.col("japanese")) | (pl.col("han") >= MIN_HAN_WITHOUT_KANA)
    chinese = (
        pl.when(pl.col("simplified") > pl.col("traditional")).then(pl.lit("zh-Hans"))
        .when(pl.col("traditional") > pl.col("simplified")).then(pl.lit("zh-Hant"))
    )  # fmt: skip
    told = counted.select(
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


def _scripts(strings: pl.Series) -> pl.DataFrame:
    """unit, text (the sample), script (null without letters) and the counts of Han and Kana of each text."""
    samples = strings.to_frame("text").with_row_index("unit").with_columns(pl.col("text").str.head(SAMPLE_CHARS))
    is_ascii = pl.col("text").str.len_bytes() == pl.col("text").str.len_chars()
    plain = samples.filter(is_ascii).with_columns(
        script=pl.when(pl.col("text").str.contains("[A-Za-z]")).then(pl.lit("Latin")), Han=pl.lit(0, pl.UInt32), Kana=pl.lit(0, pl.UInt32)
    )
    other = samples.filter(~is_ascii)
    counts = _script_counts(other["text"].str.head(SCRIPT_CHARS), SCRIPT_CLASSES)
    other = other.with_columns(_main_script(counts, SCRIPT_CLASSES).alias("script"), counts["Han"], counts["Kana"])
    letters, octets = pl.col("Latin"), pl.col("text").str.len_bytes() - pl.col("text").str.len_chars()
    is_rare = pl.col("script").is_null() | ((pl.col("script") == "Latin") & (2 * octets > letters))
    rare = other.with_columns(counts["Latin"]).filter(is_rare)
    if rare.height:
        scripts = _main_script(_script_counts(rare["text"], {**RARE_SCRIPT_CLASSES, "Latin": SCRIPT_CLASSES["Latin"]}), RARE_SCRIPT_CLASSES)
        other = other.update(rare.select("unit", script=scripts), on="unit")
    return pl.concat([plain, other]).sort("unit")


def own_languages(strings: pl.Series, reader: LanguageReader) -> pl.DataFrame:
    """What each text says by itself: `script` (null without letters), `language` and a weaker `guess` (null where undecided)."""
    found = _scripts(strings)
    by_marks = pl.col("script").is_in([*reader.marks, "Han"])
    alone = pl.col("script").replace_strict(reader.alone, default=None, return_dtype=pl.String)
    usual = pl.when((pl.col("text").str.len_bytes() >= MIN_USUAL_BYTES) & (pl.col("text").str.len_chars() <= SHORT_CHARS)).then(
        pl.col("script").replace_strict(reader.usual, default=None, return_dtype=pl.String)
    )
    parts = [found.filter(~by_marks | pl.col("script").is_null()).select("unit", "script", language=alone, guess=pl.lit(None, pl.String))]
    for script, marks in reader.marks.items():
        of_script = found.filter(pl.col("script") == script)
        parts.append(of_script.select("unit", "script", language=marks.best(_padded(of_script["text"])), guess=usual))
    of_han = found.filter(pl.col("script") == "Han")
    parts.append(of_han.select("unit", "script", **_han_languages(of_han["text"], of_han["Kana"], of_han["Han"], reader).to_dict()))
    return pl.concat(parts).sort("unit").select("script", "language", "guess")


def _declared_scripts(tags: pl.Series, reader: LanguageReader) -> pl.Series:
    """The script of each language tag; its region does not matter."""
    return tags.str.replace(r"-[A-Z]{2}$", "").replace_strict(reader.script_of, default=None, return_dtype=pl.String)


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
    fits = (_declared_scripts(tag, reader) == full["script"]) | ((tag == "ja") & (full["script"] == "Han"))
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
