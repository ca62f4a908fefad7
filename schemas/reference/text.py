"""Reference tables of text: languages, what stands around articles, sentence ends, quotation marks and reporting verbs."""

from dataclasses import dataclass

import polars as pl

from schemas import columns as c
from schemas.reference.base import reference_file

SCRIPTS = ("Latin", "Cyrillic", "Hangul", "Han", "Arabic", "Thai", "Devanagari", "Greek", "Hebrew")
MARKER_ROLES = ("heading", "bullet", "caption", "byline", "dateline", "label", "teaser", "boilerplate")
MARKER_SCOPES = ("line", "prefix", "suffix", "contains", "section_after")
SENTENCE_RULE_KINDS = ("abbreviation", "continuation", "opener", "not_subject", "addressed")
SPEAKER_SIDES = ("before", "after", "either")


class Languages(c.Table):
    """One row per language that can be told: the script it is written in, and how sure that script alone makes us."""

    language: str = c.language("The language.")
    name: str = c.text("English name.")
    script: str = c.one_of(SCRIPTS, "The script it is written in; kana stand among Han.")
    advance: pl.Float64 = c.number("What it has in advance of the other languages of its script, being the usual one.", unit="nats", ge=0)
    min_lead: pl.Float64 = c.number("By how much its score must lead the next; 0 where the script alone tells it.", unit="nats", ge=0)
    source: str = c.text("Where this is from.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["language"]


class LanguageMarks(c.Table):
    """One row per word or letter that tells a language from those that share its script."""

    rule_id: str = c.key("Name of the row.")
    language: str = c.language("The language it speaks for.")
    surface: str = c.text("The letters, lower case; words have a space on both sides, word ends one after.")
    weight: pl.Float64 = c.number("How strongly one occurrence speaks for the language; negative speaks against.", unit="score")
    source: str = c.text("Where this is from.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class LanguageGrams(c.Table):
    """One row per one to four letters in a row, with how strongly they speak for each language of their script."""

    script: str = c.one_of(SCRIPTS, "The script.")
    gram: str = c.text("The letters, lower case.")
    weights: str = c.text(
        "One a language of the script, in the order of their tags, then where one more stands, for any other language: "
        "tenths of ln P(last letter | letters before), less the mean."
    )
    source: str = c.text("Where this is from.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["script", "gram"]


class HanCharacters(c.Table):
    """One row per group of Han characters that only one way of writing uses."""

    rule_id: str = c.key("Name of the row.")
    language: str = c.language("The way of writing: zh-Hans, zh-Hant or ja.")
    is_japanese_too: bool = c.flag("Whether Japanese writes them as well.")
    characters: str = c.text("The characters, one after the other, in code point order.")
    source: str = c.text("Where this is from.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class Markers(c.Table):
    """One row per phrase by which pages mark what is not the running text of the article."""

    rule_id: str = c.key("Name of the row.")
    surface: str = c.text("The phrase, or a regular expression (Rust syntax) where is_pattern; lower case.")
    is_pattern: bool = c.flag("Whether surface is a regular expression.")
    role: str = c.one_of(MARKER_ROLES, "What the line is; for section_after, what the lines below are.")
    scope: str = c.one_of(MARKER_SCOPES, "Where in the line it must stand; section_after: is the whole line and opens a section.")
    source: str = c.text("Where this is from.")
    lang: str = c.language("The folder's language.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class SentenceRules(c.Table):
    """One row per abbreviation whose full stop ends no sentence, or word that continues a sentence after a closing quote."""

    rule_id: str = c.key("Name of the row.")
    kind: str = c.one_of(
        SENTENCE_RULE_KINDS,
        "abbreviation: its full stop ends no sentence, unless an opener follows; continuation: follows a closing quote; "
        "not_subject: behind a name that does not speak. addressed: before a name that is spoken to, or of a place.",
    )
    surface: str = c.text("As written, abbreviations with their full stop.")
    source: str = c.text("Where this is from.")
    lang: str = c.language("The folder's language.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class QuotationMarks(c.Table):
    """One row per pair of quotation marks."""

    rule_id: str = c.key("Name of the row.")
    opens: str = c.text("The opening mark.")
    closes: str = c.text("The closing mark.")
    is_speech: bool = c.flag("Whether speech stands between them; other pairs are brackets.")
    keeps_together: bool = c.flag(
        "Whether a full stop between them leaves the sentence around them open; not for signs that are apostrophes too."
    )
    source: str = c.text("Where this is from.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class ReportingVerbs(c.Table):
    """One row per verb form by which news reports speech."""

    rule_id: str = c.key("Name of the row.")
    surface: str = c.text("The verb as written, lower case.")
    speaker_side: str = c.one_of(SPEAKER_SIDES, "On which side of the verb its subject stands; either: the nearest.")
    source: str = c.text("Where this is from.")
    lang: str = c.language("The folder's language.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


@dataclass(frozen=True)
class TextReference:
    """What is known of text, as data."""

    languages: pl.DataFrame = reference_file(Languages, "languages.csv")
    language_marks: pl.DataFrame = reference_file(LanguageMarks, "language_marks.csv")
    language_grams: pl.DataFrame = reference_file(LanguageGrams, "language_grams.csv")
    han_characters: pl.DataFrame = reference_file(HanCharacters, "han_characters.csv")
    markers: pl.DataFrame = reference_file(Markers, "lang/*/markers.csv")
    sentence_rules: pl.DataFrame = reference_file(SentenceRules, "lang/*/sentence_rules.csv")
    quotation_marks: pl.DataFrame = reference_file(QuotationMarks, "quotation_marks.csv")
    reporting_verbs: pl.DataFrame = reference_file(ReportingVerbs, "lang/*/reporting_verbs.csv")
