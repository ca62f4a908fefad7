"""From chunks to readings with exact values: distinct shapes are parsed once, their recipes applied to every text of that shape."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from typing import Any

import numpy as np
import polars as pl

from transforms.amounts.codes import strings_of
from transforms.amounts.grammar import parse
from transforms.amounts.lexicon import UNKNOWN, Lexicon
from transforms.amounts.reading import AMOUNT_KINDS, Reading
from transforms.amounts.trie import Ints
from transforms.numerals import INTEGER_DIGITS, SCALE, Number, exact

MONEY = pl.Decimal(38, SCALE)
ZERO, ONE = Decimal(0), Decimal(1)
LARGEST, SMALLEST = Decimal(10) ** (INTEGER_DIGITS - 1), Decimal(1).scaleb(-SCALE)
#: Wide enough that nothing a chunk can say is rounded.
EXACT = Context(prec=400)
#: Kinds that anything is done with; what else was read only explains why a number is none.
USED_KINDS = frozenset((*AMOUNT_KINDS, "bare", "vague"))
#: Shapes remembered from batch to batch; at this many, all are forgotten.
MOST_SHAPES = 200_000
READING = pl.Schema(
    [
        ("shape_id", pl.UInt32()), ("from_char", pl.Int32()), ("to_char", pl.Int32()), ("kind", pl.String()),
        ("unit", pl.String()), ("family", pl.String()), ("country", pl.String()), ("factor", MONEY),
        ("low_constant", MONEY), ("high_constant", MONEY), ("low_end", pl.Int32()), ("high_start", pl.Int32()),
        ("qualifier", pl.String()), ("is_negative", pl.Boolean()), ("is_range", pl.Boolean()), ("in_words", pl.Boolean()),
        ("names_count", pl.Boolean()),
    ]
)  # fmt: skip
TERM = pl.Schema([("reading", pl.UInt32()), ("end_of", pl.Int8()), ("start", pl.Int32()), ("end", pl.Int32()), ("exponent", pl.Int32())])
#: Which number of a reading a term belongs to (`end_of`): the lower one, the higher one, the lower one as it stands.
LOW, HIGH, AS_WRITTEN = range(3)
#: What a shape says: cells of `READING` behind shape_id, and cells of `TERM` behind reading.
Row = tuple[tuple[Any, ...], tuple[tuple[int, int, int, int], ...]]


@dataclass(frozen=True)
class Parser:
    """Reads shapes, each with the words of its language, and remembers from batch to batch what they say."""

    lexicon: Lexicon
    by_language: dict[str, Lexicon] = field(default_factory=dict, repr=False)
    known: dict[tuple[str, str], tuple[Row, ...]] = field(default_factory=dict, repr=False)

    def told(self, shapes: pl.DataFrame) -> Iterator[tuple[int, Row]]:
        """Number of the shape (row of shape, language) and each reading of it that anything is done with."""
        if len(self.known) > MOST_SHAPES:
            self.known.clear()
        with localcontext(EXACT):
            for shape_id, key in enumerate(zip(shapes["shape"], shapes["language"], strict=True)):
                if key not in self.known:
                    self.known[key] = self._rows(*key)
                for row in self.known[key]:
                    yield shape_id, row

    def _rows(self, shape: str, language: str) -> tuple[Row, ...]:
        if language not in self.by_language:
            self.by_language[language] = self.lexicon.of_language(language)
        lexicon = self.by_language[language]
        read = parse(shape, lexicon, lexicon.styles.get(language) or lexicon.styles[UNKNOWN])
        return tuple(_row(reading) for reading in read if reading.kind in USED_KINDS)


def _constant(number: Number | None) -> Decimal | None:
    if number is None or not number.constant:
        return ZERO
    return number.constant.quantize(SMALLEST) if abs(number.constant) < LARGEST else None


def _row(reading: Reading) -> Row:
    unit, counted = reading.unit, reading.counted
    has_digits = counted is not None and counted.has_digits
    names_count = has_digits and counted is not None and counted.is_whole and not counted.is_yearlike and not reading.is_weak
    named = (None, None, None, ONE) if unit is None else (unit.unit, unit.family, unit.country, unit.factor)
    terms = tuple(
        (end_of, term.start, term.end, term.exponent)
        for end_of, number in ((LOW, reading.low), (HIGH, reading.high), (AS_WRITTEN, reading.plain_low))
        for term in (number.terms if number is not None else ())
    )
    return (
        reading.start, reading.end, reading.kind, *named, _constant(reading.low), _constant(reading.high), reading.low_end,
        reading.high_start, reading.qualifier, reading.is_negative, reading.high is not None, counted is not None and not has_digits,
        names_count,
    ), terms  # fmt: skip


def _frames(told: list[tuple[int, Row]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What distinct shapes say: frames of `READING` with the number of the reading, and of `TERM`."""
    columns = zip(*((shape_id, *cells) for shape_id, (cells, _) in told), strict=True)
    rows = pl.DataFrame(dict(zip(READING, columns, strict=True)) if told else {}, schema=READING, strict=False)
    per_reading = [len(terms) for _, (_, terms) in told]
    flat = np.array([term for _, (_, terms) in told for term in terms], dtype=np.int32).reshape(-1, 4)
    owner = np.repeat(np.arange(len(told)), per_reading)
    return rows.with_row_index("reading"), pl.DataFrame([owner, *flat.T], schema=TERM, strict=False)


def readings(text: Any, start: Ints, end: Ints, language: pl.Series, parser: Parser) -> pl.DataFrame:
    """Every reading of every chunk that anything is done with: `READING` and from_index, to_index (code points of all texts), low, high."""
    shape = strings_of(text, start - 1, end + 1, masked=True)
    found = pl.DataFrame({"shape": shape, "language": language, "base": start - 1})
    distinct = found.select("shape", "language").unique(maintain_order=True).with_row_index("shape_id")
    said, terms = _frames(list(parser.told(distinct)))
    numbered = found.join(distinct, on=["shape", "language"], how="left", maintain_order="left", validate="m:1").select("base", "shape_id")
    rows = numbered.join(said, on="shape_id", how="inner", maintain_order="left_right").with_row_index("row")
    base = pl.col("base")
    return (
        rows.join(_values(rows, terms, text), on="row", how="left", maintain_order="left", validate="1:1")
        .with_columns(low=_total("low", "low_constant"), high=_total("high", "high_constant"), plain=_total("plain", "low_constant"))
        .with_columns(
            from_index=base + pl.col("from_char"), to_index=base + pl.col("to_char"),
            low_end=base + pl.col("low_end"), high_start=base + pl.col("high_start"),
            low=pl.when(pl.col("kind") != "vague").then("low"), high=pl.when("is_range").then("high"),
            plain=pl.when("has_plain").then("plain"),
        )
        .drop("row", "reading", "base", "from_char", "to_char", "shape_id", "low_constant", "high_constant", "factor", "fits", "has_plain")
    )  # fmt: skip


def _values(rows: pl.DataFrame, terms: pl.DataFrame, text: Any) -> pl.DataFrame:
    """row, low, high, plain: sums of the terms of each number, and whether all fit; nothing for numbers in words."""
    single = rows.select("row", "reading", "base").join(terms, on="reading", how="inner", maintain_order="left_right")
    base = single["base"].to_numpy()
    digits = strings_of(text, base + single["start"].to_numpy(), base + single["end"].to_numpy())
    valued = exact(single.select("row", "end_of", "exponent", text=digits, start=pl.lit(0), end=pl.lit(1 << 20)))
    sums = [
        pl.col("value").filter(pl.col("end_of") == k).sum().alias(name) for name, k in (("low", LOW), ("high", HIGH), ("plain", AS_WRITTEN))
    ]
    seen = (pl.col("end_of") == AS_WRITTEN).any().alias("has_plain")
    return valued.group_by("row").agg(*sums, seen, fits=pl.col("value").is_not_null().all())


def _total(value: str, constant: str) -> pl.Expr:
    """The sum of terms and constant times the unit's factor; null where it does not fit."""
    total = pl.col(value).fill_null(0) + pl.col(constant)
    fits = pl.col("fits").fill_null(value=True)
    fits_scaled = fits & (total.abs() < LARGEST / 10**8)
    scaled = (pl.when(fits_scaled).then(total) * pl.col("factor")).cast(MONEY)
    return pl.when(pl.col("factor") == 1).then(pl.when(fits).then(total)).otherwise(scaled)
