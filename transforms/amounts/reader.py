"""Sums, percentages, counts and quantities out of text: segments, dates and reference data in, amounts and unread numbers out."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from schemas.reference.amounts import AmountsReference
from transforms.amounts.addresses import without_addresses
from transforms.amounts.codes import Around, strings_of
from transforms.amounts.context import ContextWords, with_periods
from transforms.amounts.currency import CurrencyRules, with_currency
from transforms.amounts.endpoints import with_end_points
from transforms.amounts.equivalents import links_of, with_equivalents
from transforms.amounts.fx import with_dollars
from transforms.amounts.lexicon import Lexicon
from transforms.amounts.objects import UNCOUNTED, with_objects
from transforms.amounts.roles import Scanner
from transforms.amounts.scan import Chunks, chunks
from transforms.amounts.shares import ShareWords, with_shares
from transforms.amounts.trie import Codes
from transforms.amounts.unread import read_unread
from transforms.amounts.values import MONEY, Parser, readings
from transforms.place import placed, with_id
from transforms.spans import Texts

KINDS = ("money", "percent", "count", "quantity")
#: Columns of the amounts frame beyond the contract's: the segment's row, and code points within it.
INTERNAL = ("unit_index", "start", "end")


@dataclass(frozen=True)
class AmountsReader:
    """Everything compiled once from the reference tables."""

    ref: AmountsReference
    scanner: Scanner
    parser: Parser
    links: frozenset[str] = field(repr=False)
    context: ContextWords = field(repr=False)
    currencies: CurrencyRules = field(repr=False)
    shares: ShareWords = field(repr=False)

    @classmethod
    def of(cls, ref: AmountsReference) -> "AmountsReader":
        """A reader of all languages."""
        lexicon = Lexicon.of(ref)
        context, currencies, shares = ContextWords.of(ref), CurrencyRules.of(ref), ShareWords.of(ref, lexicon)
        scanner = Scanner.of(lexicon, shares.lettered, shares.anchors)
        return cls(ref, scanner, Parser(lexicon), links_of(ref), context, currencies, shares)


@dataclass(frozen=True)
class AmountsRead:
    """What was read: schemas.Amounts with unit_index, start, end; schemas.Unread with unit, start, end; the numbers there were."""

    amounts: pl.DataFrame
    unread: pl.DataFrame
    #: doc_id, n_numbers: strings of digits in the article itself.
    numbers: pl.DataFrame


def read_amounts(  # noqa: PLR0913, PLR0917  the frames of a batch
    texts: Texts, segments: pl.DataFrame, documents: pl.DataFrame, dates: pl.DataFrame, reader: AmountsReader, rates: pl.DataFrame
) -> AmountsRead:
    """Every amount of every segment, and every number of the articles themselves that nothing explains.

    Args:
        texts: the segments' texts.
        segments: schemas.Segments in the order of `texts`.
        documents: doc_id, language, anchor_date.
        dates: spans of dates: unit, start, end, timex_type, value; may be empty.
        reader: the compiled reference.
        rates: date, currency, usd, source.
    """
    told = _told(segments, documents, reader.ref.number_styles["lang"].sort().to_list())
    languages = told["language"]
    cut = chunks(texts, reader.scanner)
    around = Around.of(texts, cut.text)
    found = with_shares(_found(cut, around, languages, reader), cut, around, languages, reader.shares)
    kept = without_addresses(_without_dates(found, dates), around, reader.ref.number_patterns)
    read = kept.filter(pl.col("kind").is_in(KINDS) | ((pl.col("kind") == "bare") & pl.col("names_count")))
    stated = with_end_points(_rows(read, around.text), around, languages, reader.ref.end_patterns)
    rows = with_currency(stated, texts, around, told, reader.currencies)
    rows = with_objects(rows, around, languages, reader.ref.object_patterns, reader.ref.uncounted_patterns)
    explained, rows = rows.filter(pl.col("kind") == UNCOUNTED), rows.filter(pl.col("kind") != UNCOUNTED)
    rows = with_periods(rows, around, dates, reader.context)
    rows = placed(rows.rename({"unit": "code", "unit_index": "unit"}), segments).rename({"unit": "unit_index", "code": "unit"})
    rows = with_id(rows.with_columns(kind_code=pl.col("kind").replace_strict(list(KINDS), range(4))), "amount_id", "amount", "kind_code")
    rows = rows.unique("amount_id", keep="first", maintain_order=True)
    anchored = rows.join(documents.select("doc_id", "anchor_date"), on="doc_id", how="left", maintain_order="left")
    linked = with_equivalents(with_dollars(anchored, rates), around, reader.links, rates)
    amounts = linked.drop("anchor_date", "kind_code")
    known = pl.concat([frame.select("unit_index", "start") for frame in (rows, explained)])
    unread = read_unread(kept, known, around, segments, dates, reader.ref.number_patterns)
    return AmountsRead(amounts, unread, _numbers(cut, around, segments))


def _numbers(cut: Chunks, around: Around, segments: pl.DataFrame) -> pl.DataFrame:
    unit = np.searchsorted(around.unit_char, cut.digits, side="right") - 1
    counted = segments.select("doc_id", "is_main", n_numbers=pl.Series(np.bincount(unit, minlength=segments.height), dtype=pl.Int32))
    return counted.group_by("doc_id", maintain_order=True).agg(pl.col("n_numbers").filter("is_main").sum())


def _told(segments: pl.DataFrame, documents: pl.DataFrame, known: list[str]) -> pl.DataFrame:
    """doc_id, is_main, language and region of every segment; the region is the declared language's (en-AU), else the publisher's (.au).

    Where a segment is too short to tell, the declared language counts, as the first of the `known` ones it may be (zh, zh-CN: zh-Hans).
    """
    names = [tag for tag in documents["language"].unique() if tag is not None and tag not in known]
    same = {tag: next((other for other in known if other.split("-")[0] == tag.split("-")[0]), tag) for tag in names}
    publisher = pl.col("publisher") if "publisher" in documents.columns else pl.lit(None, pl.String)
    declared = pl.col("language").str.extract(r"-([A-Z]{2})$")
    domain = publisher.str.extract(r"\.([a-z]{2})$").str.to_uppercase().replace("UK", "GB")
    own = documents.select("doc_id", document=pl.col("language").replace(same), region=pl.coalesce(declared, domain))
    joined = segments.select("doc_id", "is_main", "language").join(own, on="doc_id", how="left", maintain_order="left", validate="m:1")
    language = pl.when(pl.col("language") == "und").then(pl.col("document")).otherwise(pl.col("language")).fill_null("und")
    return joined.select("doc_id", "is_main", "region", language=language)


def _found(cut: Chunks, around: Around, languages: pl.Series, reader: AmountsReader) -> pl.DataFrame:
    """Readings with unit_index, start, end."""
    unit_char = around.unit_char
    unit = np.searchsorted(unit_char, cut.start, side="right") - 1
    found = readings(cut.text, cut.start, cut.end, languages.gather(unit), reader.parser)
    rows = np.searchsorted(unit_char, found["from_index"].to_numpy(), side="right") - 1
    origin = unit_char[rows]
    return found.with_columns(
        unit_index=pl.Series(rows, dtype=pl.UInt32),
        start=pl.Series(found["from_index"].to_numpy() - origin, dtype=pl.Int32),
        end=pl.Series(found["to_index"].to_numpy() - origin, dtype=pl.Int32),
    )


def _without_dates(found: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Readings that no date or time overlaps; an amount of money stays unless a date covers it whole."""
    fixed = dates.filter(pl.col("timex_type").is_in(["DATE", "TIME"])).select("unit", "start", "end").sort("unit", "start", "end")
    if not fixed.height or not found.height:
        return found
    wide = np.int64(1 << 32)
    begins = fixed["unit"].to_numpy().astype(np.int64) * wide + fixed["start"].to_numpy()
    ends = np.maximum.accumulate(fixed["unit"].to_numpy().astype(np.int64) * wide + fixed["end"].to_numpy())
    unit = found["unit_index"].to_numpy().astype(np.int64) * wide
    start, end = unit + found["start"].to_numpy(), unit + found["end"].to_numpy()
    before_end = np.searchsorted(begins, end, side="left") - 1
    touches = (before_end >= 0) & (ends[np.maximum(before_end, 0)] > start)
    holder = np.searchsorted(begins, start, side="right") - 1
    covered = (holder >= 0) & (ends[np.maximum(holder, 0)] >= end)
    is_money = (found["kind"] == "money").to_numpy()
    return found.filter(pl.Series(np.where(is_money, ~covered, ~touches)))


def _rows(found: pl.DataFrame, text: Codes) -> pl.DataFrame:
    """One row an amount: value, value_high, surface; a range that falls is two amounts."""
    sign = pl.when("is_negative").then(-1).otherwise(1)
    low = pl.when(pl.col("low") > pl.col("high")).then(pl.col("plain").fill_null(pl.col("low"))).otherwise(pl.col("low"))
    falls = pl.col("is_range") & (low > pl.col("high")) & pl.col("low_end").is_not_null()
    rows = found.with_columns(low=low.cast(MONEY)).with_columns(falls=falls.fill_null(value=False))
    lower = rows.filter("falls").with_columns(
        to_index="low_end", end=pl.col("end") - (pl.col("to_index") - pl.col("low_end")).cast(pl.Int32)
    )
    shift = (pl.col("high_start") - pl.col("from_index")).cast(pl.Int32)
    upper = rows.filter("falls").with_columns(from_index="high_start", start=pl.col("start") + shift, low="high")
    split = pl.concat([lower, upper]).with_columns(high=pl.lit(None, MONEY), qualifier=pl.lit("exact"))
    rows = pl.concat([rows.filter(~pl.col("falls")), split]).sort("unit_index", "start", "end")
    surface = strings_of(text, rows["from_index"].to_numpy(), rows["to_index"].to_numpy())
    fits = pl.col("low").is_not_null() & (pl.col("high").is_not_null() | ~pl.col("is_range") | pl.col("falls"))
    return (
        rows.with_columns(surface=surface, value=(pl.col("low") * sign).cast(MONEY), value_high=pl.col("high"))
        .filter(fits)
        .select(
            "unit_index", "start", "end", "surface", "kind", "unit", "family", "country", "qualifier", "value", "value_high", "in_words"
        )
    )
