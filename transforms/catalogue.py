"""The tables of entities and aliases: reference and discovered entities that the corpus names, counted."""

import polars as pl

from schemas import Entities, EntityAliases
from schemas.reference import EntitiesReference

#: Display names by language folder; Chinese shows the simplified form, else the traditional one.
NAME_COLUMNS = {"name_ko": ("ko",), "name_ja": ("ja",), "name_zh": ("zh-Hans", "zh-Hant"), "name_ru": ("ru",)}


def entity_table(counts: pl.DataFrame, used: pl.Series, discovered: pl.DataFrame, ref: EntitiesReference) -> pl.DataFrame:
    """One row per entity that is mentioned (`counts`: entity_id, n_mentions, n_documents) or referred to (`used`)."""
    known = _known(ref)
    unknown = _first_of(discovered).with_columns(country=pl.lit(None, dtype=pl.String), stands_for=pl.lit(None, dtype=pl.String))
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


def _first_of(discovered: pl.DataFrame) -> pl.DataFrame:
    """One row per discovered entity: the smallest by all columns, so that the order of batches does not matter."""
    wanted = [c for c in Entities.empty().columns if c not in {"n_mentions", "n_documents", "country", "stands_for"}]
    return discovered.select(wanted).sort(wanted).unique("entity_id", keep="first", maintain_order=True)


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
