"""Reference tables of entities: who is known under which name, and what stands around the names nobody listed."""

from dataclasses import dataclass

import polars as pl

from schemas.reference.base import reference_file
from schemas.reference.curation import Curation
from schemas.reference.known_names import EntityContext, KnownAliases, KnownEntities, KnownPeople, ListedNames, NameWords
from schemas.reference.name_rules import CaseEndings, CueWords, Honorifics, NameForms, NamePatterns, NotNames, Particles, Titles
from schemas.reference.name_sounds import AlikeSounds, SimplifiedCharacters, WrittenSounds


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
    simplified_characters: pl.DataFrame = reference_file(SimplifiedCharacters, "simplified_characters.csv")
    listed_names: pl.DataFrame = reference_file(ListedNames, "lang/*/listed_names.csv")
    given_pairs: pl.DataFrame = reference_file(NameWords, "lang/*/given_pairs.csv")
    common_words: pl.DataFrame = reference_file(NameWords, "lang/*/common_words.csv")
    curation: pl.DataFrame = reference_file(Curation, "curation.csv")
