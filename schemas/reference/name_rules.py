"""Tables of what stands around the names nobody listed, and of what is no name."""

import polars as pl

from schemas import columns as c
from schemas.entities import ENTITY_KINDS
from schemas.reference import entity_cells as cells

POSITIONS = ("before", "after", "both")
#: What a discovered name beside a title must show: nothing more, or a family name of family_names.csv at its start.
NAME_TESTS = ("any", "family_name")
#: What a discovered name beside a title must show: nothing more, or a family name of family_names.csv at its start.
NAME_TESTS = ("any", "family_name")
PATTERN_ROLES = (
    "person_before", "person_after", "organization_before", "organization_after",
    "Person_whole", "Place_whole", "Organization_whole", "Company_whole", "PublicBody_whole",
    "Person_run", "Person_guess", "Place_guess", "Organization_guess",
)  # fmt: skip
PARTICLE_ROLES = ("prefix", "suffix", "inner", "join", "beside", "past", "goes_on")
NOT_NAME_SCOPES = ("literal", "cue", "name", "word")


class Titles(c.Table):
    """One row per office word that stands beside a person's name."""

    lang: str = cells.lang()
    rule_id: str = cells.rule()
    surface: str = c.text("The word; case counts.")
    office: str = c.text("The office, normalised.", unit="code")
    position: str = c.one_of(POSITIONS, "Where it stands, seen from the name.")
    name_test: str = c.one_of(NAME_TESTS, "What an unknown name beside it must show.")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class Honorifics(c.Table):
    """One row per word of respect or relation that stands beside a person's name."""

    lang: str = cells.lang()
    rule_id: str = cells.rule()
    surface: str = c.text("The word; case counts.")
    position: str = c.one_of(POSITIONS, "Where it stands, seen from the name.")
    name_test: str = c.one_of(NAME_TESTS, "What an unknown name beside it must show.")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class CueWords(c.Table):
    """One row per word that tells what a name right beside it is of: verbs of speech a person, prepositions of place a place."""

    lang: str = cells.lang()
    rule_id: str = cells.rule()
    surface: str = c.text("The word; case counts.")
    kind: str = c.one_of(ENTITY_KINDS, "What the name beside it names.")
    position: str = c.one_of(POSITIONS, "Where it stands, seen from the name.")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class Particles(c.Table):
    """One row per ending, particle or noun written onto a name without a space (suffix), or small word inside one (inner)."""

    lang: str = cells.lang()
    rule_id: str = cells.rule()
    surface: str = c.text("The particle; case counts.")
    role: str = c.one_of(
        PARTICLE_ROLES,
        "prefix: before a name; suffix: after it; inner: between two parts; join: between form and rest; beside: between name and title; "
        "past: before the title of who held it; goes_on: between the head of a body and the rest of its name.",
    )
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface", "role"]


class NameForms(c.Table):
    """One row per word that is part of a name and tells what the name is of: a company form, university, ministry, river."""

    lang: str = cells.lang()
    rule_id: str = cells.rule()
    surface: str = c.text("The word; case counts.")
    kind: str = c.one_of(ENTITY_KINDS, "What a name with this word names.")
    position: str = c.one_of(("first", "last", "both"), "Where in the name the word stands.")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class NamePatterns(c.Table):
    """One row per shape of name beside a cue: a Rust regex over the text next to it, whose groups are the name and the rest."""

    lang: str = cells.lang()
    rule_id: str = cells.rule()
    role: str = c.one_of(PATTERN_ROLES, "What is named, and on which side of its cue it stands.")
    rank: pl.Int32 = c.number("Order of trial; the first that fits wins.", unit="ordinal", ge=0)
    pattern: str = c.text("Groups `name` and, between name and cue, `gap`; {family} and {given} stand for the listed names.", unit="regex")
    name_test: str = c.one_of(NAME_TESTS, "any: only beside titles that need no family name; family_name: beside every cue.")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "rule_id"]


class NotNames(c.Table):
    """One row per surface that is no name: a longer word that holds one, or a word that looks like a name beside a cue."""

    lang: str = cells.lang()
    rule_id: str = cells.rule()
    surface: str = c.text("The word; case counts.")
    scope: str = c.one_of(
        NOT_NAME_SCOPES,
        "literal: hides aliases and cues inside it; cue: hides cues; name: never an unknown name; word: no part of one.",
    )
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface", "scope"]


class CaseEndings(c.Table):
    """One row per ending of an inflected name and the ending of its base form."""

    lang: str = cells.lang()
    rule_id: str = cells.rule()
    ending: str = c.text("Ending in the text.")
    base: str = c.text("Ending of the folded form; - for none.")
    adjective: bool = c.flag("Ends an adjective, which a small word such as court or region may follow.")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "ending"]
