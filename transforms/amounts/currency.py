"""Whose dollar, pound or peso: the currency of a family word, from the expression itself, from what stands around it, or by default."""

from dataclasses import dataclass

import polars as pl

from schemas.reference.amount_money import NOTHING
from schemas.reference.amounts import AmountsReference
from transforms.amounts.codes import Around
from transforms.amounts.lexicon import cased
from transforms.amounts.objects import lane
from transforms.lanes import on_lane
from transforms.spans import Literals, Texts, literal_spans, whole_words

#: How far on either side of an amount its other meaning may be named.
REACH = 48
#: Where a document names several countries of a family, one must be named so much more often.
DOMINANCE = 2
#: Country words of one character stand inside too many others.
SHORTEST = 2


@dataclass(frozen=True)
class CurrencyRules:
    """Rows of the reference as tables to join with, and the names of countries as one pattern."""

    #: family, country, by_country: the country stands in the expression, or is the publisher's or the declared region.
    by_country: pl.DataFrame
    #: family, country, only, context: naming the country around it is enough, in texts of language `only` (all where null).
    by_context: pl.DataFrame
    by_language: pl.DataFrame
    by_family: pl.DataFrame
    countries: dict[str, str]
    country_words: Literals
    #: lang, family, pattern, kind, unit.
    others: pl.DataFrame

    @classmethod
    def of(cls, ref: AmountsReference) -> "CurrencyRules":
        """Compile."""
        rows, named = ref.currency_defaults, pl.col("country").is_not_null()
        words = {
            variant: row["country"]
            for row in ref.country_words.iter_rows(named=True)
            for form in row["forms"].split("|")
            for variant in cased(form)
            if len(variant) >= SHORTEST
        }
        language = pl.col("language").is_not_null()
        return cls(
            rows.filter(named & ~language).select("family", "country", by_country="currency"),
            rows.filter("is_context").select("family", "country", only="language", context="currency"),
            rows.filter(~named & language).select("family", "language", by_language="currency"),
            rows.filter(~named & ~language).select("family", by_family="currency"),
            words,
            Literals.of(words),
            ref.other_meanings,
        )


def with_currency(rows: pl.DataFrame, texts: Texts, around: Around, segments: pl.DataFrame, rules: CurrencyRules) -> pl.DataFrame:
    """Money with its ISO 4217 code and `unit_basis`; money whose family no row resolves is left out.

    In order: the country in the expression itself (explicit); a country named in the segment, then in the document, then that of the
    publisher or of the declared language, the language, and the last resort (all inferred). `segments` has language, region.
    """
    at = segments.select("language", "region")[rows["unit_index"]]
    given = _other_meanings(rows.hstack(at), around, rules.others).with_row_index("order")
    context = _context(given, texts, segments, rules)
    found = (
        given.join(rules.by_country, on=["family", "country"], how="left", validate="m:1", maintain_order="left")
        .join(context, on="order", how="left", validate="1:1", maintain_order="left")
        .join(
            rules.by_country.rename({"country": "region", "by_country": "by_region"}),
            on=["family", "region"], how="left", validate="m:1", maintain_order="left",
        )
        .join(rules.by_language, on=["family", "language"], how="left", validate="m:1", maintain_order="left")
        .join(rules.by_family, on="family", how="left", validate="m:1", maintain_order="left")
    )  # fmt: skip
    inferred = pl.col("family").is_not_null() & pl.col("by_country").is_null()
    unit = pl.coalesce("unit", "by_country", "context", "by_region", "by_language", "by_family")
    basis = pl.when(inferred).then(pl.lit("inferred")).otherwise(pl.lit("explicit"))
    named = found.with_columns(unit=unit, unit_basis=basis).filter((pl.col("kind") != "money") | pl.col("unit").is_not_null())
    return named.drop("order", "family", "country", "language", "region", "by_country", "context", "by_region", "by_language", "by_family")


def _other_meanings(rows: pl.DataFrame, around: Around, others: pl.DataFrame) -> pl.DataFrame:
    """Rows whose family word is a unit of another kind where it stands: pounds of a pig."""
    asked = rows.select("family", "country", "language", "unit_index", "start", "end").with_row_index("order").filter(
        pl.col("family").is_in(others["family"].unique().implode()) & pl.col("country").is_null()
    )  # fmt: skip
    before = around.before(asked["unit_index"], asked["start"], REACH)
    after = around.after(asked["unit_index"], asked["end"], REACH)
    window = asked.with_columns(window=before + "⟨" + rows["surface"].gather(asked["order"]) + "⟩" + after)
    told = [window.select("order", other_kind=pl.lit(None, pl.String), other_unit=pl.lit(None, pl.String)).clear()]
    for (family, lang), rules in others.partition_by("family", "lang", as_dict=True, maintain_order=True).items():
        own = window.filter(pl.col("family") == family, pl.col("language").str.starts_with(str(lang)))
        if own.height:
            told += [_meant(own, rule) for rule in rules.iter_rows(named=True)]
    found = pl.concat(told).unique("order", keep="first", maintain_order=True)
    joined = rows.with_row_index("order").join(found, on="order", how="left", validate="1:1", maintain_order="left")
    is_other = pl.col("other_kind").is_not_null()
    return (
        joined.filter(pl.col("other_kind").fill_null("") != NOTHING)
        .with_columns(
            kind=pl.coalesce("other_kind", "kind"), unit=pl.coalesce("other_unit", "unit"), family=pl.when(~is_other).then("family")
        )
        .drop("order", "other_kind", "other_unit")
    )


def _meant(rows: pl.DataFrame, rule: dict[str, str]) -> pl.DataFrame:
    """order, other_kind, other_unit of the rows that a rule of other meanings reaches."""
    named = rows.filter(on_lane(lane(rule["lang"]), rows["window"].str.contains, rule["pattern"]))
    return named.select("order", other_kind=pl.lit(rule["kind"], pl.String), other_unit=pl.lit(rule["unit"], pl.String))


def _context(rows: pl.DataFrame, texts: Texts, segments: pl.DataFrame, rules: CurrencyRules) -> pl.DataFrame:
    """order, context: what the document says of the currency of sums that name a family alone.

    In order: the currency of the same sum where it is spelt out, of the one country of the family that the segment names, of the
    country or currency of the family that the document names most.
    """
    doc_id = segments.select("doc_id")[rows["unit_index"]]
    money = rows.select("order", "kind", "unit", "family", "country", "language", "value", "unit_index").hstack(doc_id).filter(kind="money")
    asked = money.filter(pl.col("unit").is_null() & pl.col("country").is_null()).drop("unit")
    spelt = money.select("doc_id", "value", context="unit").drop_nulls("context")
    same = (
        asked.join(spelt.unique(), on=["doc_id", "value"])
        .join(rules.by_country.select("family", context="by_country").unique(), on=["family", "context"])
        .group_by("order")
        .agg(pl.col("context").unique())
        .filter(pl.col("context").list.len() == 1)
        .select("order", pl.col("context").list.first())
    )
    rest = asked.filter(pl.col("family").is_in(rules.by_context["family"].unique().implode())).join(same, on="order", how="anti")
    return pl.concat([same, _named(rest, spelt, texts, segments, rules)])


def _named(asked: pl.DataFrame, spelt: pl.DataFrame, texts: Texts, segments: pl.DataFrame, rules: CurrencyRules) -> pl.DataFrame:
    """order, context: by the countries named; a currency spelt out counts for more than a country."""
    if not asked.height:
        return pl.DataFrame(schema={"order": pl.UInt32, "context": pl.String})
    candidates = asked.join(rules.by_context, on="family").filter(pl.col("only").is_null() | (pl.col("only") == pl.col("language")))
    candidates = candidates.select("order", "doc_id", "unit_index", "context", country="country_right")
    own = (
        segments.select("doc_id", "is_main").with_row_index("unit_index").filter(pl.col("doc_id").is_in(asked["doc_id"].unique().implode()))
    )
    parts = Texts.of(texts.strings.gather(own["unit_index"]))
    hits = whole_words(parts, literal_spans(parts, rules.country_words))
    named = own[hits["unit"]].with_columns(country=hits["surface"].replace_strict(rules.countries, default=None, return_dtype=pl.String))
    near = candidates.join(named.select("unit_index", "country").unique(), on=["unit_index", "country"])
    single = near.group_by("order").agg(pl.col("context").unique()).filter(pl.col("context").list.len() == 1)
    by_segment = single.select("order", pl.col("context").list.first())
    told = [
        candidates.join(named.filter("is_main").group_by("doc_id", "country").len(), on=["doc_id", "country"]),
        candidates.join(spelt.group_by("doc_id", "context").agg(len=pl.len() * DOMINANCE), on=["doc_id", "context"]),
    ]
    far = pl.concat([frame.select("order", "context", "len") for frame in told]).group_by("order", "context").agg(pl.col("len").sum())
    ranked = far.sort("order", "len", "context").group_by("order", maintain_order=True)
    first = ranked.agg(pl.col("context").last(), most=pl.col("len").last(), all=pl.col("len").sum())
    chief = first.filter(pl.col("most") >= DOMINANCE * (pl.col("all") - pl.col("most"))).select("order", "context")
    return pl.concat([by_segment, chief.join(by_segment, on="order", how="anti")])
