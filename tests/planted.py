"""What was planted in the sample articles (`golden/sample_truth.csv`), by readable names, and how a publish is asked for it."""

import unicodedata
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

GOLDEN = Path(__file__).parent / "golden"
TRUTH = pl.read_csv(GOLDEN / "sample_truth.csv", infer_schema=False)
KNOWN_FAILURES = dict(pl.read_csv(GOLDEN / "sample_known_failures.csv", infer_schema=False).select("row", "why").iter_rows())
#: A page's own dollars and the day's rate agree within this.
DOLLAR_SLACK = Decimal("0.04")
#: Properties of claims that the truth calls `office`.
OFFICES = [f"{office}_minister" for office in ("defense", "finance", "foreign")] + ["head_of_government", "head_of_state"]
Row = dict[str, str]
Tables = dict[str, pl.DataFrame]


def named_rows() -> dict[str, Row]:
    """Planted rows by a readable name, such as `port-ko.txt says amount 2000000000000 KRW`; `#2` tells two of one name apart."""
    named: dict[str, Row] = {}
    for row in TRUTH.fill_null("").iter_rows(named=True):
        parts = [row[name] for name in ("document", "fact", "property", "value", "unit", "document_b", "value_b", "unit_b", "relation")]
        readable = " ".join(part for part in ([row["story"]] if row["fact"] == "deal" else []) + parts if part)
        ascii_only = "".join(char if char.isascii() else "_" for char in readable)
        name = next(name for n in range(1, 99) if (name := ascii_only + (f" #{n}" if n > 1 else "")) not in named)
        named[name] = row
    return named


ROWS = named_rows()
DOCUMENTS = TRUTH.filter((pl.col("fact") == "document") & (pl.col("property") == "language"))["document"].to_list()
STORIES = TRUTH["story"].drop_nulls().unique(maintain_order=True).to_list()


def marked(names: list[str]) -> list[object]:
    """Names as parameters, those of known failures marked."""
    marks = {name: [pytest.mark.xfail(strict=True, reason=KNOWN_FAILURES[name])] for name in names if name in KNOWN_FAILURES}
    return [pytest.param(name, id=name, marks=marks.get(name, [])) for name in names]


def names_of(fact: str) -> list[object]:
    return marked([name for name, row in ROWS.items() if row["fact"] == fact])


def read(table: pl.DataFrame, document: str) -> pl.DataFrame:
    return table.filter(pl.col("document") == document)


def only(table: pl.DataFrame, document: str) -> dict[str, object]:
    return read(table, document).row(0, named=True)


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def touching(table: pl.DataFrame, surface: str) -> pl.DataFrame:
    """Rows whose surface holds the planted one or lies within it, white space apart."""
    wanted = plain(surface)
    keep = [plain(found) in wanted or wanted in plain(found) for found in table["surface"]]
    return table.filter(pl.Series(keep, dtype=pl.Boolean))


def planted(value: str) -> tuple[Decimal, Decimal | None]:
    """A planted number, or the two ends of a range."""
    low, _, high = value.partition("..")
    return Decimal(low), Decimal(high) if high else None


def amounts_like(published: Tables, document: str, value: str, unit: str) -> pl.DataFrame:
    """Amounts of a document with that value; a unit that is no code (a plain noun) is not compared."""
    low, high = planted(value)
    same_end = pl.col("value_high").is_null() if high is None else pl.col("value_high") == high
    is_code = unit in {"%", "pp", "t"} or unit.isupper()
    same_unit = pl.col("unit") == unit if is_code else pl.col("kind").is_in(["count", "quantity"])
    return read(published["amounts"], document).filter((pl.col("value") == low) & same_end & same_unit)


def deals(published: Tables, story: str) -> pl.DataFrame:
    """Events of a story that move the planted sum, the most told first."""
    row = next(row for row in ROWS.values() if (row["story"], row["fact"], row["property"]) == (story, "deal", "amount"))
    told = TRUTH.filter((pl.col("story") == story) & (pl.col("fact") == "document"))["document"]
    stories = published["documents"].filter(pl.col("document").is_in(told.implode()))["story_id"]
    sums = (pl.col("amount_value") == Decimal(row["value"])) & (pl.col("amount_unit") == row["unit"]) & pl.col("status").is_not_null()
    events = published["events"].filter(pl.col("story_id").is_in(stories.implode()) & sums)
    return events.sort("n_documents", "n_mentions", "event_id", descending=[True, True, False])
