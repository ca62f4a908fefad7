"""One sum told in two currencies: `2兆円(約127億ドル)`. The twin points at the first, with the rate it implies."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import polars as pl

from schemas.reference.amounts import AmountsReference
from transforms.amount_lexicon import cased
from transforms.spans import Texts

RATE = pl.Decimal(38, 10)
#: A page may convert at any rate of the weeks before it.
HISTORY_DAYS = 31
#: What a publisher's own rate may lie beyond the history.
SLACK = Decimal("0.02")
WIDEST_GAP = 24
History = dict[tuple[object, object, object], tuple[Decimal, Decimal]]
FOUND = pl.Schema([("amount_id", pl.String()), ("equivalent_of", pl.String()), ("implied_fx", RATE), ("fx_ok", pl.Boolean())])


def links_of(ref: AmountsReference) -> frozenset[str]:
    """Everything that may stand between twins, spaces left out: a link and, perhaps, a word for `about`."""
    before = ref.qualifiers.filter((pl.col("place") == "before") & (pl.col("qualifier") != "negative"))["forms"]
    words = {variant for forms in before for form in forms.split("|") for variant in cased(form)} | {""}
    return frozenset((link + word).replace(" ", "") for link, word in product(ref.equivalent_links["link"], words))


def precision_of(value: Decimal) -> Decimal:
    """Half a unit of the last digit that is not zero, as a share of the value: what rounding hides.

    >>> precision_of(Decimal("190000000000")).quantize(Decimal("0.001"))
    Decimal('0.026')
    """
    digits = value.normalize().as_tuple().digits
    return Decimal("0.5") / Decimal(int("".join(map(str, digits))) or 1)


def with_equivalents(rows: pl.DataFrame, texts: Texts, links: frozenset[str], rates: pl.DataFrame) -> pl.DataFrame:
    """Rows with equivalent_of, implied_fx (units of the weaker currency for one of the stronger) and fx_ok (null without day or rate)."""
    money = rows.filter(pl.col("kind") == "money").sort("unit_index", "start", "end")
    pairs = money.select(
        "amount_id", "unit_index", "start", "unit", "value", "anchor_date",
        other=pl.col("amount_id").shift(1), other_unit=pl.col("unit").shift(1), other_value=pl.col("value").shift(1),
        other_end=pl.col("end").shift(1), same=pl.col("unit_index") == pl.col("unit_index").shift(1),
    ).filter(
        pl.col("same") & (pl.col("unit") != pl.col("other_unit")) & ((pl.col("start") - pl.col("other_end")).is_between(1, WIDEST_GAP))
        & (pl.col("value") > 0) & (pl.col("other_value") > 0)
    )  # fmt: skip
    gap = pl.col("text").str.slice(pl.col("other_end"), pl.col("start") - pl.col("other_end")).str.replace_all(r"\s", "")
    held = pairs.with_columns(text=texts.strings.gather(pairs["unit_index"])).with_columns(gap=gap).filter(pl.col("gap").is_in(list(links)))
    held = held.with_columns(_as_quoted())
    history = _history(held, rates)
    found = [_link(row, history) for row in held.iter_rows(named=True)]
    frame = pl.DataFrame(found, schema=FOUND, orient="row")
    return rows.join(frame, on="amount_id", how="left", validate="m:1", maintain_order="left")


def _as_quoted() -> list[pl.Expr]:
    """weak, weak_unit, strong, strong_unit: a rate is quoted in the currency that the sum takes more of, whichever is told first."""
    more = pl.col("value") >= pl.col("other_value")
    return [
        pl.when(more).then("value").otherwise("other_value").alias("weak"),
        pl.when(more).then("unit").otherwise("other_unit").alias("weak_unit"),
        pl.when(more).then("other_value").otherwise("value").alias("strong"),
        pl.when(more).then("other_unit").otherwise("unit").alias("strong_unit"),
    ]


def _history(held: pl.DataFrame, rates: pl.DataFrame) -> History:
    """Lowest and highest cross rate (units of the weaker currency for one of the stronger) of the weeks before each day."""
    out: History = {}
    for unit, other, day in held.select("weak_unit", "strong_unit", "anchor_date").unique(maintain_order=True).iter_rows():
        if day is None:
            continue
        recent = rates.filter(pl.col("date").is_between(day - timedelta(days=HISTORY_DAYS), day))
        mine = recent.filter(pl.col("currency") == unit).select("date", mine="usd")
        theirs = recent.filter(pl.col("currency") == other).select("date", theirs="usd")
        crosses = [their / my for _, my, their in mine.join(theirs, on="date", how="inner").iter_rows()]
        if crosses:
            out[unit, other, day] = min(crosses), max(crosses)
    return out


def _link(row: dict[str, object], history: History) -> tuple[object, object, Decimal, bool | None]:
    weak, strong = row["weak"], row["strong"]
    assert isinstance(weak, Decimal)
    assert isinstance(strong, Decimal)
    implied = round(weak / strong, 10)
    return row["amount_id"], row["other"], implied, _fits(row, implied, precision_of(weak) + precision_of(strong), history)


def _fits(row: dict[str, object], implied: Decimal, hidden: Decimal, history: History) -> bool | None:
    known = history.get((row["weak_unit"], row["strong_unit"], row["anchor_date"]))
    if known is None:
        return None
    low, high = known
    return low * (1 - hidden - SLACK) <= implied <= high * (1 + hidden + SLACK)
