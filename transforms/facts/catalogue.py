"""The tables of entities and aliases: reference and discovered entities that the corpus names, counted."""

from dataclasses import dataclass

import polars as pl

from schemas import Entities, EntityAliases
from schemas.reference import EntitiesReference
from transforms.stories.people import renamed

#: Display names by language folder; Chinese shows the simplified form, else the traditional one.
NAME_COLUMNS = {"name_ko": ("ko",), "name_ja": ("ja",), "name_zh": ("zh-Hans", "zh-Hant"), "name_ru": ("ru",)}


@dataclass(frozen=True)
class Found:
    """What the batches discovered: entities, their aliases, and how often each entity is called what (entity_id, surface, n)."""

    entities: pl.DataFrame
    aliases: pl.DataFrame
    spoken: pl.DataFrame

    @classmethod
    def nothing(cls) -> "Found":
        """What no batch discovered."""
        aliases = EntityAliases.empty().with_columns(sound=pl.lit(None, pl.String))
        spoken = pl.Schema({"entity_id": pl.String, "surface": pl.String, "n": pl.UInt32})
        return cls(Entities.empty().drop("n_mentions", "n_documents"), aliases, spoken.to_frame())

    def joined(self, links: pl.DataFrame) -> "Found":
        """The same under joined ids (transforms.stories.people.LINKS); the entity that gives its id gives its kind."""
        kept = self.entities.filter(~pl.col("entity_id").is_in(links["entity_id"].implode()))
        return Found(kept, renamed(self.aliases, links, "entity_id"), renamed(self.spoken, links, "entity_id"))


def entity_table(counts: pl.DataFrame, used: pl.Series, found: Found, ref: EntitiesReference) -> pl.DataFrame:
    """One row per entity that is mentioned (`counts`: entity_id, n_mentions, n_documents) or referred to (`used`)."""
    known = _known(ref)
    unknown = _merged(found.entities, found.spoken, found.aliases).with_columns(
        country=pl.lit(None, dtype=pl.String), stands_for=pl.lit(None, dtype=pl.String)
    )
    names = Entities.empty().columns
    rows = pl.concat(
        [known, unknown.select(known.columns).join(known, on="entity_id", how="anti", maintain_order="left")],
    )
    wanted = pl.concat([counts["entity_id"], used.drop_nulls()]).unique()
    wanted = pl.concat([wanted, rows.filter(pl.col("entity_id").is_in(wanted.implode()))["stands_for"].drop_nulls()]).unique()
    return (
        rows.filter(pl.col("entity_id").is_in(wanted.implode()))
        .join(counts, on="entity_id", how="left", validate="1:1")
        .with_columns(pl.col("n_mentions", "n_documents").fill_null(0).cast(pl.Int64))
        .select(names)
        .sort("entity_id")
    )


def _known(ref: EntitiesReference) -> pl.DataFrame:
    known = ref.entities.select(
        "entity_id",
        "kind",
        "name",
        "iso3",
        "country",
        "stands_for",
        wikidata_qid=pl.when(pl.col("entity_id").str.contains(r"^Q\d+$")).then("entity_id"),
        basis=pl.lit("reference"),
    )
    shown = ref.aliases.filter(pl.col("alias_kind") == "name")
    for column, languages in NAME_COLUMNS.items():
        options = []
        for language in languages:
            one = shown.filter(pl.col("lang") == language).unique("entity_id", keep="first", maintain_order=True)
            options.append(one.select("entity_id", pl.col("surface").alias(f"{column}_{language}")))
            known = known.join(options[-1], on="entity_id", how="left", maintain_order="left")
        made = [f"{column}_{language}" for language in languages]
        known = known.with_columns(pl.coalesce(made).alias(column)).drop(made)
    return known


def _merged(discovered: pl.DataFrame, spoken: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """One row per discovered entity, the same however the documents were batched.

    Its name is its most frequent surface (`spoken`: entity_id, surface, n), its name in a language the first of its aliases there.
    """
    plain = ["entity_id", "kind", "wikidata_qid", "iso3", "basis"]
    named = spoken.sort("entity_id", "n", "surface", descending=[False, True, False]).unique("entity_id", keep="first", maintain_order=True)
    rows = (
        discovered.select(*plain, fallback="name")
        .group_by("entity_id")
        .agg(pl.col(plain[1:]).min(), pl.col("fallback").min())
        .join(named.select("entity_id", "surface"), on="entity_id", how="left", validate="1:1")
        .with_columns(name=pl.coalesce("surface", "fallback"))
    )
    for column, languages in NAME_COLUMNS.items():
        own = aliases.filter(pl.col("language").is_in(languages)).group_by("entity_id").agg(pl.col("alias").min().alias(column))
        rows = rows.join(own, on="entity_id", how="left", validate="1:1")
    return rows.drop("surface", "fallback").sort("entity_id")


def alias_table(entities: pl.DataFrame, discovered: pl.DataFrame, ref: EntitiesReference) -> pl.DataFrame:
    """One row per name of the entities of `entity_table`, in each language."""
    columns = EntityAliases.empty().columns
    known = ref.aliases.select("entity_id", alias="surface", language="lang", basis=pl.lit("reference"), source="source")
    both = pl.concat([known.select(columns), discovered.select(columns).sort(columns)])
    return (
        both.join(entities.select("entity_id"), on="entity_id", how="semi")
        .unique(["entity_id", "alias", "language"], keep="first", maintain_order=True)
        .sort("entity_id", "language", "alias")
    )
