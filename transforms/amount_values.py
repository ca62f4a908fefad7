"""From chunks to readings with exact values: distinct shapes are parsed once, their recipes applied to every text of that shape."""

from collections.abc import Mapping
from decimal import Context, Decimal, localcontext
from typing import Any

import numpy as np
import polars as pl

from transforms.amount_grammar import Reading, parse
from transforms.amount_lexicon import Lexicon
from transforms.amount_scan import strings_of
from transforms.amount_trie import Ints
from transforms.numerals import INTEGER_DIGITS, SCALE, Number, Style, exact

MONEY = pl.Decimal(38, SCALE)
TERMS = pl.List(pl.Struct({"start": pl.Int32, "end": pl.Int32, "exponent": pl.Int32}))
LARGEST, SMALLEST = Decimal(10) ** (INTEGER_DIGITS - 1), Decimal(1).scaleb(-SCALE)
#: Wide enough that nothing a chunk can say is rounded.
EXACT = Context(prec=400)
READING = pl.Schema(
    [
        ("shape_id", pl.UInt32()), ("ordinal", pl.Int32()), ("from_char", pl.Int32()), ("to_char", pl.Int32()), ("kind", pl.String()),
        ("unit", pl.String()), ("family", pl.String()), ("country", pl.String()), ("factor", MONEY), ("low_terms", TERMS),
        ("low_constant", MONEY), ("plain_terms", TERMS), ("high_terms", TERMS), ("high_constant", MONEY), ("low_end", pl.Int32()),
        ("high_start", pl.Int32()), ("qualifier", pl.String()), ("is_negative", pl.Boolean()), ("is_range", pl.Boolean()),
        ("in_words", pl.Boolean()), ("names_count", pl.Boolean()),
    ]
)  # fmt: skip


def _terms(number: Number | None) -> list[dict[str, int]]:
    return [] if number is None else [{"start": t.start, "end": t.end, "exponent": t.exponent} for t in number.terms]


def _constant(number: Number | None) -> Decimal | None:
    if number is None:
        return Decimal(0)
    return number.constant.quantize(SMALLEST) if abs(number.constant) < LARGEST else None


def _row(shape_id: int, ordinal: int, reading: Reading) -> dict[str, Any]:
    unit = reading.unit
    return {
        "shape_id": shape_id,
        "ordinal": ordinal,
        "from_char": reading.start,
        "to_char": reading.end,
        "kind": reading.kind,
        "unit": unit.unit if unit else None,
        "family": unit.family if unit else None,
        "country": unit.country if unit else None,
        "factor": unit.factor if unit else Decimal(1),
        "low_terms": _terms(reading.low),
        "low_constant": _constant(reading.low),
        "plain_terms": _terms(reading.plain_low),
        "high_terms": _terms(reading.high),
        "high_constant": _constant(reading.high),
        "low_end": reading.low_end,
        "high_start": reading.high_start,
        "qualifier": reading.qualifier,
        "is_negative": reading.is_negative,
        "is_range": reading.high is not None,
        "names_count": reading.counted is not None
        and reading.counted.has_digits
        and not reading.counted.is_yearlike
        and not reading.is_weak,
        "in_words": reading.counted is not None and not reading.counted.has_digits,
    }


def parsed(shapes: pl.DataFrame, lexicons: Mapping[str, Lexicon]) -> pl.DataFrame:
    """The readings of distinct shapes (shape_id, shape, language): frame of `READING`."""
    rows: list[dict[str, Any]] = []
    with localcontext(EXACT):
        for shape_id, shape, language in shapes.select("shape_id", "shape", "language").iter_rows():
            lexicon = lexicons[language]
            style = lexicon.styles.get(language, Style())
            rows += [_row(shape_id, k, reading) for k, reading in enumerate(parse(shape, lexicon, style))]
    return pl.DataFrame(rows, schema=READING)


def readings(text: Any, start: Ints, end: Ints, language: pl.Series, lexicons: Mapping[str, Lexicon]) -> pl.DataFrame:
    """Every reading of every chunk: `READING` and chunk, from_index, to_index (code points of all texts), low, high."""
    shape = strings_of(text, start - 1, end + 1, masked=True)
    found = pl.DataFrame({"shape": shape, "language": language, "from_index": start - 1, "to_index": end + 1})
    distinct = found.select("shape", "language").unique(maintain_order=True).with_row_index("shape_id")
    known = parsed(distinct, lexicons)
    useful = distinct.join(known.select("shape_id").unique(), on="shape_id", how="semi")
    hits = found.with_row_index("chunk").join(useful, on=["shape", "language"], how="inner").drop("shape", "language")
    rows = hits.join(known, on="shape_id", how="inner").sort("chunk", "ordinal").with_row_index("row")
    valued = _valued(rows, text)
    base = pl.col("from_index")
    return valued.with_columns(
        from_index=base + pl.col("from_char"),
        to_index=base + pl.col("to_char"),
        low_end=base + pl.col("low_end"),
        high_start=base + pl.col("high_start"),
    ).drop("low_terms", "high_terms", "plain_terms", "low_constant", "high_constant", "from_char", "to_char", "shape_id")


def _valued(rows: pl.DataFrame, text: Any) -> pl.DataFrame:
    of_interest = rows.filter(pl.col("kind").is_in(["known", "vague"]).not_())
    low = _sums(of_interest, "low_terms", "low_constant", text)
    high = _sums(of_interest.filter("is_range"), "high_terms", "high_constant", text)
    plain = _sums(of_interest.filter(pl.col("plain_terms").list.len() > 0), "plain_terms", "low_constant", text)
    joined = rows
    for name, values in (("low", low), ("high", high), ("plain", plain)):
        joined = joined.join(values.rename({"value": name}), on="row", how="left", maintain_order="left")
    return joined


def _sums(rows: pl.DataFrame, terms: str, constant: str, text: Any) -> pl.DataFrame:
    """row, value: the sum of terms and constant times the unit's factor; null where it does not fit."""
    single = rows.select("row", "from_index", "to_index", terms).explode(terms).drop_nulls(terms).unnest(terms)
    start = single["from_index"].to_numpy() + single["start"].to_numpy()
    stop = single["from_index"].to_numpy() + single["end"].to_numpy()
    digits = strings_of(text, start.astype(np.int64), stop.astype(np.int64))
    flat = single.select("row", "exponent", text=digits, start=pl.lit(0), end=pl.lit(1 << 20))
    valued = exact(flat).group_by("row").agg(pl.col("value").sum(), fits=pl.col("value").is_not_null().all())
    joined = rows.select("row", "factor", constant).join(valued, on="row", how="left", maintain_order="left")
    total = pl.col("value").fill_null(0) + pl.col(constant)
    fits = pl.col("fits").fill_null(value=True) & (total.abs() < LARGEST / 10**8)
    unscaled = pl.when(pl.col("fits").fill_null(value=True)).then(total)
    scaled = pl.when(fits).then(total).otherwise(None) * pl.col("factor")
    value = pl.when(pl.col("factor") == 1).then(unscaled).otherwise(scaled.cast(MONEY))
    return joined.select("row", value=value)
