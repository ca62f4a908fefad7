"""Reference tables of entities: who is known under which name, and what stands around the names nobody listed."""

from dataclasses import dataclass

import pandera.polars as pa
import polars as pl

from schemas import columns as c
from schemas.entities import ENTITY_KINDS
from schemas.reference.base import reference_file
from schemas.reference.curation import Curation

ALIAS_KINDS = ("name", "short", "demonym", "abbreviation", "family", "inflected")
POSITIONS = ("before", "after", "both")
NAME_ORDERS = ("family_first", "given_first")
#: What a discovered name beside a title must show: nothing more, or a family name of family_names.csv at its start.
NAME_TESTS = ("any", "family_name")
PATTERN_ROLES = (
    "person_before", "person_after", "organization_before", "organization_after",
    "Person_whole", "Place_whole", "Organization_whole", "Company_whole",
    "Person_run", "Person_guess", "Place_guess", "Organization_guess",
)  # fmt: skip
PARTICLE_ROLES = ("prefix", "suffix", "inner", "join", "beside")
PARTICLE_ROLES_SAID = "prefix, suffix: on a name; inner: between its parts; join: between form and rest; beside: between name and title."
NOT_NAME_SCOPES = ("literal", "cue", "name", "word")

RULE_PATTERN = r"^[a-z0-9][a-z0-9-]*$"


def _rule() -> str:
    return c.pattern(RULE_PATTERN, "Name of the rule, unique in the file.", unit="rule id", nullable=False)  # type: ignore[no-any-return]


def _lang() -> str:
    return c.language("Language of the row: the name of its folder.")  # type: ignore[no-any-return]


def _source() -> str:
    return c.text("Where the row comes from.")  # type: ignore[no-any-return]


class KnownEntities(c.Table):
    """One row per entity known beforehand."""

    entity_id: str = c.key("Wikidata QID where known, else nl- and a name.")
    kind: str = c.one_of(ENTITY_KINDS, "FollowTheMoney schema.")
    name: str = c.text("English name.")
    iso3: str = c.pattern(r"^[A-Z]{3}$", "Country code of a country.", unit="ISO 3166-1 alpha-3")
    country: str = c.pattern(r"^[A-Z]{3}$", "Country the entity belongs to.", unit="ISO 3166-1 alpha-3")
    stands_for: str = c.key("The country this name also stands for: entity_id.", nullable=True)
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["entity_id"]


class KnownAliases(c.Table):
    """One row per surface that names a known entity in a language."""

    lang: str = _lang()
    surface: str = c.text("The name as written; case counts.")
    entity_id: str = c.key("Who is named: entities.csv.")
    alias_kind: str = c.one_of(ALIAS_KINDS, "What sort of name it is; family needs a title or the full name near.")
    context: str = pa.Field(nullable=True, isin=["weak"], description="weak: also an everyday word; counts only with support.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface", "entity_id"]


class KnownPeople(c.Table):
    """One row per term of office of a known person (or one without office)."""

    entity_id: str = c.key("The person: entities.csv.")
    family_en: str = c.text("Family name, English.", nullable=True)
    given_en: str = c.text("Given name, English.", nullable=True)
    order: str = c.one_of(NAME_ORDERS, "Order of the name at home.", nullable=True)
    office: str = c.text("Office, normalised as in offices.csv.", nullable=True, unit="code")
    country: str = c.pattern(r"^[A-Z]{3}$", "Country of the office.", unit="ISO 3166-1 alpha-3")
    valid_from: pl.Date = c.day("First day in office.")
    valid_until: pl.Date = c.day("Last day in office.")
    source: str = _source()


class Titles(c.Table):
    """One row per office word that stands beside a person's name."""

    lang: str = _lang()
    rule_id: str = _rule()
    surface: str = c.text("The word; case counts.")
    office: str = c.text("The office, normalised.", unit="code")
    position: str = c.one_of(POSITIONS, "Where it stands, seen from the name.")
    name_test: str = c.one_of(NAME_TESTS, "What an unknown name beside it must show.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class Honorifics(c.Table):
    """One row per word of respect or relation that stands beside a person's name."""

    lang: str = _lang()
    rule_id: str = _rule()
    surface: str = c.text("The word; case counts.")
    position: str = c.one_of(POSITIONS, "Where it stands, seen from the name.")
    name_test: str = c.one_of(NAME_TESTS, "What an unknown name beside it must show.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class CueWords(c.Table):
    """One row per word that tells what a name right beside it is of: verbs of speech a person, prepositions of place a place."""

    lang: str = _lang()
    rule_id: str = _rule()
    surface: str = c.text("The word; case counts.")
    kind: str = c.one_of(ENTITY_KINDS, "What the name beside it names.")
    position: str = c.one_of(POSITIONS, "Where it stands, seen from the name.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class Particles(c.Table):
    """One row per ending, particle or noun written onto a name without a space (suffix), or small word inside one (inner)."""

    lang: str = _lang()
    rule_id: str = _rule()
    surface: str = c.text("The particle; case counts.")
    role: str = c.one_of(
        PARTICLE_ROLES,
        "prefix: before a name; suffix: after it; inner: between two parts; join: between form and rest; beside: between name and title.",
    )
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface", "role"]


class NameForms(c.Table):
    """One row per word that is part of a name and tells what the name is of: a company form, university, ministry, river."""

    lang: str = _lang()
    rule_id: str = _rule()
    surface: str = c.text("The word; case counts.")
    kind: str = c.one_of(ENTITY_KINDS, "What a name with this word names.")
    position: str = c.one_of(("first", "last", "both"), "Where in the name the word stands.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class NamePatterns(c.Table):
    """One row per shape of name beside a cue: a Rust regex over the text next to it, whose groups are the name and the rest."""

    lang: str = _lang()
    rule_id: str = _rule()
    role: str = c.one_of(PATTERN_ROLES, "What is named, and on which side of its cue it stands.")
    rank: pl.Int32 = c.number("Order of trial; the first that fits wins.", unit="ordinal", ge=0)
    pattern: str = c.text("Groups `name` and, between name and cue, `gap`; {family} and {given} stand for the listed names.", unit="regex")
    name_test: str = c.one_of(NAME_TESTS, "any: only beside titles that need no family name; family_name: beside every cue.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "rule_id"]


class NameWords(c.Table):
    """One row per family or given name."""

    lang: str = _lang()
    surface: str = c.text("The name as written; case counts.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class ListedNames(c.Table):
    """One row per name that a dictionary of the language lists with its kind; it has no id of its own."""

    lang: str = _lang()
    surface: str = c.text("The name as written; case counts.")
    kind: str = c.one_of(ENTITY_KINDS, "What it names.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class EntityContext(c.Table):
    """One row per word that decides for a weak alias when it stands in the same segment."""

    lang: str = _lang()
    rule_id: str = _rule()
    surface: str = c.text("The weak alias: aliases.csv.")
    entity_id: str = c.key("The entity it then names.")
    word: str = c.text("The word that decides.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "rule_id"]


class NotNames(c.Table):
    """One row per surface that is no name: a longer word that holds one, or a word that looks like a name beside a cue."""

    lang: str = _lang()
    rule_id: str = _rule()
    surface: str = c.text("The word; case counts.")
    scope: str = c.one_of(
        NOT_NAME_SCOPES,
        "literal: hides aliases and cues inside it; cue: hides cues; name: never an unknown name; word: no part of one.",
    )
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface", "scope"]


class CaseEndings(c.Table):
    """One row per ending of an inflected name and the ending of its base form."""

    lang: str = _lang()
    rule_id: str = _rule()
    ending: str = c.text("Ending in the text.")
    base: str = c.text("Ending of the folded form; - for none.")
    adjective: bool = c.flag("Ends an adjective, which a small word such as court or region may follow.")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "ending"]


class WrittenSounds(c.Table):
    """One row per letter, syllable or character, and what it sounds like in names."""

    script: str = c.one_of(
        ("latin", "cyrillic", "kana", "hangul", "han", "japanese", "korean", "korean_family", "word"),
        "Script; japanese, korean: Han characters in names from there; word: a whole word that its letters do not tell.",
    )
    written: str = c.text("As written, in small letters.")
    sound: str = c.pattern(r"^[aiucfhkmnprstwy]+$", "Consonants p f t k s c m n r h w y, vowels a i u.", unit="sounds")
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["script", "written"]


class AlikeSounds(c.Table):
    """One row per pair of sounds that are heard for one another between scripts."""

    first: str = c.pattern(r"^[a-z]$", "A sound of sounds.csv.", unit="sound", nullable=False)
    second: str = c.pattern(r"^([a-z]|-)$", "Another; - for one that is not heard at all.", unit="sound", nullable=False)
    cost: float = c.number("What the change costs; any other change costs 1.", unit="0 to 1", ge=0, le=1)
    source: str = _source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["first", "second"]


@dataclass(frozen=True)
class EntitiesReference:
    """What is known of entities, as data."""

    entities: pl.DataFrame = reference_file(KnownEntities, "entities.csv")
    aliases: pl.DataFrame = reference_file(KnownAliases, "lang/*/aliases.csv")
    people: pl.DataFrame = reference_file(KnownPeople, "people.csv")
    offices: pl.DataFrame = reference_file(Titles, "lang/*/offices.csv")
    honorifics: pl.DataFrame = reference_file(Honorifics, "lang/*/honorifics.csv")
    cue_words: pl.DataFrame = reference_file(CueWords, "lang/*/cue_words.csv")
    particles: pl.DataFrame = reference_file(Particles, "lang/*/particles.csv")
    name_forms: pl.DataFrame = reference_file(NameForms, "lang/*/name_forms.csv")
    name_patterns: pl.DataFrame = reference_file(NamePatterns, "lang/*/name_patterns.csv")
    family_names: pl.DataFrame = reference_file(NameWords, "lang/*/family_names.csv")
    given_names: pl.DataFrame = reference_file(NameWords, "lang/*/given_names.csv")
    entity_context: pl.DataFrame = reference_file(EntityContext, "lang/*/entity_context.csv")
    not_names: pl.DataFrame = reference_file(NotNames, "lang/*/not_names.csv")
    case_endings: pl.DataFrame = reference_file(CaseEndings, "lang/*/case_endings.csv")
    sounds: pl.DataFrame = reference_file(WrittenSounds, "sounds.csv")
    sounds_alike: pl.DataFrame = reference_file(AlikeSounds, "sounds_alike.csv")
    listed_names: pl.DataFrame = reference_file(ListedNames, "lang/*/listed_names.csv")
    given_pairs: pl.DataFrame = reference_file(NameWords, "lang/*/given_pairs.csv")
    common_words: pl.DataFrame = reference_file(NameWords, "lang/*/common_words.csv")
    curation: pl.DataFrame = reference_file(Curation, "curation.csv")
