"""`TextReader`: what is known of text (languages, markers, sentence ends, quotation marks), compiled for matching."""

from dataclasses import dataclass

import polars as pl

from schemas.reference import TextReference
from transforms.page.language import LanguageReader
from transforms.page.markers import MarkerReader


@dataclass(frozen=True)
class SentenceEnds:
    """What a full stop is not the end of: abbreviations, continued quotations, quotations still open."""

    abbreviations: tuple[str, ...]
    continuations: tuple[str, ...]
    #: Words that open a sentence even after an abbreviation.
    openers: tuple[str, ...]
    #: Marks that open and close a quotation which keeps its sentence together.
    opens: tuple[str, ...]
    closes: tuple[str, ...]

    @property
    def together(self) -> tuple[str, ...]:
        """All quotation marks that keep a sentence together."""
        return self.opens + self.closes

    @classmethod
    def of(cls, ref: TextReference) -> "SentenceEnds":
        """Compile the rows."""

        def surfaces(kind: str, after: str = "") -> tuple[str, ...]:
            return tuple(s + after for s in ref.sentence_rules.filter(pl.col("kind") == kind)["surface"].unique().sort())

        pairs = ref.quotation_marks.filter("keeps_together")
        return cls(
            surfaces("abbreviation"),
            surfaces("continuation"),
            surfaces("opener", " "),
            tuple(pairs["opens"].unique().sort()),
            tuple(pairs["closes"].unique().sort()),
        )


@dataclass(frozen=True)
class Quotations:
    """Quotation marks as one expression, reporting verbs and what stands behind or before a name that does not speak."""

    pattern: str
    #: surface as looked for (a space on both sides in alphabets), verb, speaker_side
    verbs: pl.DataFrame
    not_subjects: tuple[str, ...]
    #: Matches text that ends with a word before such a name; words of alphabets stand apart.
    addressed: str

    @classmethod
    def of(cls, ref: TextReference) -> "Quotations":
        """Compile the rows."""
        pairs = ref.quotation_marks.filter("is_speech").sort("rule_id").select("opens", "closes").rows()
        in_alphabet = pl.col("surface").str.contains(r"^[\p{Latin}\p{Cyrillic}]")
        spaced = pl.concat_str(pl.lit(" "), "surface", pl.lit(" "))
        verbs = ref.reporting_verbs.sort("surface", "rule_id").unique("surface", keep="first", maintain_order=True)
        return cls(
            "|".join(_quoted(opens, closes) for opens, closes in pairs),
            verbs.select(verb="surface", speaker_side="speaker_side", needle=pl.when(in_alphabet).then(spaced).otherwise("surface")),
            tuple(ref.sentence_rules.filter(pl.col("kind") == "not_subject")["surface"].unique().sort()),
            _ends_with(ref.sentence_rules.filter(pl.col("kind") == "addressed")["surface"].unique().sort(), in_alphabet),
        )


def _ends_with(words: pl.Series, in_alphabet: pl.Expr) -> str:
    spaced, joined = (words.to_frame("surface").filter(wanted)["surface"].to_list() for wanted in (in_alphabet, ~in_alphabet))
    return rf"(?i:(?:^|\PL)(?:{'|'.join(spaced)}) |{'|'.join(joined)})$"


def _quoted(opens: str, closes: str) -> str:
    """What stands between a pair of marks, with at most one quotation of the same marks inside.

    >>> _quoted("«", "»")
    '«(?:[^«»]|«[^«»]*»)+»'
    """
    if opens == closes:
        # The same sign opens and closes: an opening one has no space or comma behind it, so that a lost one is caught up with.
        return rf"{opens}[^{opens}\s,.;:)](?:[^{opens}]*[^{opens}\s(])?{closes}"
    other = f"[^{opens}{closes}]"
    return f"{opens}(?:{other}|{opens}{other}*{closes})+{closes}"


@dataclass(frozen=True)
class TextReader:
    """Compiled reference data of segments, languages, sentences and quotes; built once a process."""

    languages: LanguageReader
    markers: MarkerReader
    sentences: SentenceEnds
    quotations: Quotations

    @classmethod
    def of(cls, ref: TextReference) -> "TextReader":
        """Compile everything."""
        return cls(LanguageReader.of(ref), MarkerReader.of(ref), SentenceEnds.of(ref), Quotations.of(ref))
