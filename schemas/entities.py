"""Who and where: entities, their names, and where each stands in the text."""

import polars as pl

from schemas import columns as c

ENTITY_KINDS = ("Person", "Country", "Place", "PublicBody", "Company", "Organization", "Other")
ENTITY_BASES = ("reference", "discovered")


class Entities(c.Table):
    """One row per person, country, place, public body, company or organisation mentioned."""

    entity_id: str = c.key("Wikidata QID where known, else nl- and a hash or name.")
    kind: str = c.one_of(ENTITY_KINDS, "FollowTheMoney schema.")
    name: str = c.text("English name; for a discovered entity the most frequent surface.")
    name_ko: str = c.text("Korean name.", nullable=True)
    name_ja: str = c.text("Japanese name.", nullable=True)
    name_zh: str = c.text("Chinese name.", nullable=True)
    name_ru: str = c.text("Russian name.", nullable=True)
    wikidata_qid: str = c.pattern(r"^Q\d+$", "Wikidata item.", unit="QID")
    iso3: str = c.pattern(r"^[A-Z]{3}$", "Country code of a country.", unit="ISO 3166-1 alpha-3")
    country: str = c.pattern(r"^[A-Z]{3}$", "Country the entity belongs to.", unit="ISO 3166-1 alpha-3")
    stands_for: str = c.key("The country this place's name also stands for, as Tokyo for Japan's government.", nullable=True)
    basis: str = c.one_of(ENTITY_BASES, "Whether reference data names it or the text alone.")
    n_mentions: pl.Int64 = c.count("Mentions in the warehouse.")
    n_documents: pl.Int64 = c.count("Documents that mention it.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["entity_id"]


class EntityAliases(c.Table):
    """One row per name of an entity in a language."""

    entity_id: str = c.key("The entity: entities.entity_id.")
    alias: str = c.text("A surface that names it.")
    language: str = c.language("Language of the alias.")
    basis: str = c.one_of(ENTITY_BASES, "Whether reference data lists it or the text showed it.")
    source: str = c.text("Where the alias comes from.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["entity_id", "alias", "language"]


class EntityMentions(c.SpanTable):
    """One row per place where an entity is named."""

    mention_id: str = c.key("Hash of document and offsets.")
    entity_id: str = c.key("Who is named: entities.entity_id.")
    kind: str = c.one_of(ENTITY_KINDS, "FollowTheMoney schema of the entity.")
    title_text: str = c.text("The office or honorific beside the name, as written.", nullable=True)
    office: str = c.text("That office, normalised.", nullable=True, unit="code")
    method: str = c.text("How the name was recognised.", unit="code")
    confidence: float = c.number("How sure the reading is.", unit="0 to 1", ge=0, le=1)

    class Config(c.Table.Config):
        """Key."""

        unique = ["mention_id"]
