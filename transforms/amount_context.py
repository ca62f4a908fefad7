"""What the surroundings decide: whose dollar, over what time, and what is counted."""

import polars as pl

from transforms.spans import Texts


def with_currency(rows: pl.DataFrame, languages: pl.Series, defaults: pl.DataFrame) -> pl.DataFrame:
    """Money with its ISO 4217 code and `unit_basis`; money whose family no row resolves is left out.

    In order: the country in the expression itself (explicit), the language of the segment, the last resort (both inferred).
    """
    given = rows.with_columns(language=languages.gather(rows["unit_index"]))
    by_country = defaults.filter(pl.col("country").is_not_null()).select("family", "country", by_country="currency")
    by_language = defaults.filter(pl.col("language").is_not_null()).select("family", "language", by_language="currency")
    else_ = defaults.filter(pl.col("country").is_null() & pl.col("language").is_null()).select("family", by_family="currency")
    found = (
        given.join(by_country, on=["family", "country"], how="left", validate="m:1", maintain_order="left")
        .join(by_language, on=["family", "language"], how="left", validate="m:1", maintain_order="left")
        .join(else_, on="family", how="left", validate="m:1", maintain_order="left")
    )
    inferred = pl.col("family").is_not_null() & pl.col("by_country").is_null()
    unit = pl.coalesce("unit", "by_country", "by_language", "by_family")
    basis = pl.when(inferred).then(pl.lit("inferred")).otherwise(pl.lit("explicit"))
    named = found.with_columns(unit=unit, unit_basis=basis)
    return named.filter((pl.col("kind") != "money") | pl.col("unit").is_not_null()).drop(
        "family", "country", "language", "by_country", "by_language", "by_family"
    )


def with_periods(rows: pl.DataFrame, texts: Texts, dates: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Rows with `period`."""
    return rows.with_columns(period=pl.lit(None, pl.String))


def with_objects(rows: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """Rows with `object_text`."""
    return rows.with_columns(object_text=pl.lit(None, pl.String))
