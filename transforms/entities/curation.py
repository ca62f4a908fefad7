"""Decisions of people about names, as curation.csv holds them, put into the reference data and into what is joined."""

from dataclasses import replace

import polars as pl

from schemas.reference import EntitiesReference


def curated(ref: EntitiesReference) -> EntitiesReference:
    """The reference data with the aliases that curation adds, and without those it bans."""
    named = ref.curation.filter(pl.col("action") == "alias")
    banned = ref.curation.filter(pl.col("action") == "ban").select("surface", "lang", banned="entity_id")
    kept = ref.aliases.join(banned.filter(pl.col("banned").is_null()), on=["surface", "lang"], how="anti", maintain_order="left")
    one = banned.drop_nulls("banned").rename({"banned": "entity_id"})
    kept = kept.join(one, on=["surface", "lang", "entity_id"], how="anti", maintain_order="left")
    added = named.select("entity_id", "surface", "lang", "source", alias_kind=pl.lit("short"))
    new = added.join(kept, on=["entity_id", "surface", "lang"], how="anti", maintain_order="left")
    return replace(ref, aliases=pl.concat([kept, new], how="diagonal").select(ref.aliases.columns))


def banned_names(ref: EntitiesReference) -> pl.DataFrame:
    """surface, lang: what never names anything."""
    return ref.curation.filter((pl.col("action") == "ban") & pl.col("entity_id").is_null()).select("surface", "lang")
