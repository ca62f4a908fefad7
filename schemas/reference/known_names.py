"""Tables of who is known: entities, their names, terms of office, and words that are names."""

import pandera.polars as pa
import polars as pl

from schemas import columns as c
from schemas.entities import ENTITY_KINDS
from schemas.reference import entity_cells as cells

ALIAS_KINDS = ("name", "short", "demonym", "abbreviation", "family", "inflected")
#: A Wikidata item, or a name of our own.
ENTITY_ID_PATTERN = r"^(Q[1-9][0-9]*|nl-[a-z0-9-]+)$"
NAME_ORDERS = ("family_first", "given_first")


class KnownEntities(c.Table):
    """One row per entity known beforehand."""

    entity_id: str = c.pattern(ENTITY_ID_PATTERN, "Wikidata QID where known, else nl- and a name.", unit="id", nullable=False)
    kind: str = c.one_of(ENTITY_KINDS, "FollowTheMoney schema.")
    name: str = c.text("English name.")
    iso3: str = c.pattern(r"^[A-Z]{3}$", "Country code of a country.", unit="ISO 3166-1 alpha-3")
    country: str = c.pattern(r"^[A-Z]{3}$", "Country the entity belongs to.", unit="ISO 3166-1 alpha-3")
    stands_for: str = c.key("The country this name also stands for: entity_id.", nullable=True)
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["entity_id"]


class KnownAliases(c.Table):
    """One row per surface that names a known entity in a language."""

    lang: str = cells.lang()
    surface: str = c.text("The name as written; case counts.")
    entity_id: str = c.key("Who is named: entities.csv.")
    alias_kind: str = c.one_of(ALIAS_KINDS, "What sort of name it is; family needs a title or the full name near.")
    context: str = pa.Field(nullable=True, isin=["weak"], description="weak: also an everyday word; counts only with support.")
    source: str = cells.source()

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
    source: str = cells.source()


class ListedNames(c.Table):
    """One row per name that a dictionary of the language lists with its kind; it has no id of its own."""

    lang: str = cells.lang()
    surface: str = c.text("The name as written; case counts.")
    kind: str = c.one_of(ENTITY_KINDS, "What it names.")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class NameWords(c.Table):
    """One row per family or given name."""

    lang: str = cells.lang()
    surface: str = c.text("The name as written; case counts.")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "surface"]


class EntityContext(c.Table):
    """One row per word that decides for a weak alias when it stands in the same segment."""

    lang: str = cells.lang()
    rule_id: str = cells.rule()
    surface: str = c.text("The weak alias: aliases.csv.")
    entity_id: str = c.key("The entity it then names.")
    word: str = c.text("The word that decides.")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "rule_id"]
