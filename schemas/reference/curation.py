"""The table of decisions that people took about names: what no rule can know."""

import pandera.polars as pa
import polars as pl

from schemas import columns as c

ACTIONS = ("alias", "merge", "split", "ban")


class Curation(c.Table):
    """One row per decision about a name or an entity, applied in every run."""

    action: str = c.one_of(
        ACTIONS,
        "alias: surface names entity_id; ban: surface does not name entity_id, or nothing at all; merge: entity_id is other_id; split: the "
        "two are never joined.",
    )
    surface: str = c.text("The name as written; for alias and ban.", nullable=True)
    lang: str = c.language("Language of the surface; for alias and ban.", nullable=True)
    entity_id: str = c.key("The entity.", nullable=True)
    other_id: str = c.key("Whom it is, or is not; for merge and split.", nullable=True)
    reason: str = c.text("Why.")
    source: str = c.text("Who says so.")
    context: str = c.text("How it was met: the words around it.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["action", "surface", "lang", "entity_id", "other_id"]

    @pa.dataframe_check
    @classmethod
    def names_what_it_decides(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """An alias needs surface, language and entity, a ban surface and language, merge and split two entities."""
        said = {name: pl.col(name).is_not_null() for name in ("surface", "lang", "entity_id", "other_id")}
        named, two = said["surface"] & said["lang"], said["entity_id"] & said["other_id"] & (pl.col("entity_id") != pl.col("other_id"))
        enough = (
            pl.when(pl.col("action") == "alias").then(named & said["entity_id"]).when(pl.col("action") == "ban").then(named).otherwise(two)
        )
        return data.lazyframe.select(enough)
