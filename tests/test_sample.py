"""One publish of the sample articles against what was planted in them: a test for each row of `golden/sample_truth.csv`.

What fails today stands in `golden/sample_known_failures.csv` with its cause, and must fail: a row that passes must leave that file.
"""

from codecs import lookup
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from tests.planted import (
    DOCUMENTS,
    DOLLAR_SLACK,
    KNOWN_FAILURES,
    OFFICES,
    ROWS,
    STORIES,
    TRUTH,
    Row,
    Tables,
    amounts_like,
    deals,
    marked,
    names_of,
    only,
    read,
    touching,
)

TABLES = (
    "documents", "document_sources", "amounts", "dates", "entities", "entity_mentions", "events", "event_mentions", "event_participants",
    "claims", "conflicts", "quarantine",
)  # fmt: skip


@pytest.fixture(scope="module")
def published(warehouse: Path) -> Tables:
    """Published tables, with `document`, the name the truth gives a document, wherever there is a doc_id."""
    tables = {name: pl.read_parquet(warehouse / "parquet" / name) for name in TABLES}
    file = pl.col("source_uri").str.extract(r"([^/]+\.txt)$")
    names = tables["document_sources"].select("doc_id", document=pl.coalesce(file, "external_id"))
    with_names = {n: t.join(names, on="doc_id", how="left") for n, t in tables.items() if "doc_id" in t.columns and n != "document_sources"}
    return tables | with_names | {"documents": tables["documents"].join(names, on="doc_id")}


# Documents


def story_mates(document: str) -> set[str]:
    """The planted documents of its story; alone where it has none."""
    story = TRUTH.filter((pl.col("fact") == "document") & (pl.col("document") == document))["story"][0]
    return {document} if story is None else set(TRUTH.filter((pl.col("fact") == "document") & (pl.col("story") == story))["document"])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_of_one_story_share_it_and_stories_do_not_mix(published: Tables, document: str) -> None:
    story = only(published["documents"], document)["story_id"]
    assert set(published["documents"].filter(pl.col("story_id") == story)["document"]) == story_mates(document)


def check_origin(published: Tables, row: Row) -> None:
    mates = TRUTH.filter((pl.col("property") == "origin") & (pl.col("value") == row["value"]))["document"]
    origin = only(published["documents"], row["document"])["origin_id"]
    assert set(published["documents"].filter(pl.col("origin_id") == origin)["document"]) == set(mates)


def check_anchor(published: Tables, row: Row) -> None:
    found = only(published["documents"], row["document"])
    assert found["anchor_date"] == (date.fromisoformat(row["value"]) if row["value"] else None)
    assert found["anchor_basis"] == (row["unit"] or "unknown")


def check_language(published: Tables, row: Row) -> None:
    assert only(published["documents"], row["document"])["language"] == row["value"]


def check_encoding(published: Tables, row: Row) -> None:
    """By any of its names; a byte order mark and decomposed letters are no encoding of their own."""
    planted_name = row["value"].split(maxsplit=1)[0].removesuffix("-sig")
    assert lookup(str(only(published["documents"], row["document"])["encoding"])).name == lookup(planted_name).name


OF_DOCUMENT = {"language": check_language, "origin": check_origin, "anchor_date": check_anchor, "encoding": check_encoding}


@pytest.mark.parametrize("name", names_of("document"))
def test_document(published: Tables, name: str) -> None:
    OF_DOCUMENT[ROWS[name]["property"]](published, ROWS[name])


@pytest.mark.parametrize("name", names_of("quarantine"))
def test_what_cannot_be_read_is_in_quarantine(published: Tables, name: str) -> None:
    row = ROWS[name]
    refused = published["quarantine"].filter(pl.col("source_uri").str.ends_with(row["document"]))
    assert refused["stage"].to_list() == [row["value"]]
    assert read(published["documents"], row["document"]).is_empty()


# The deal of each story


@pytest.mark.parametrize("name", marked([f"{story} is one event" for story in STORIES]))
def test_the_deal_is_one_event(published: Tables, name: str) -> None:
    assert deals(published, name.split(maxsplit=1)[0]).height == 1


@pytest.mark.parametrize("name", marked([f"{story} has all its origins" for story in STORIES]))
def test_the_deal_counts_each_origin_once(published: Tables, name: str) -> None:
    story = name.split(maxsplit=1)[0]
    origins = TRUTH.filter((pl.col("story") == story) & (pl.col("property") == "origin"))["value"]
    assert deals(published, story)["n_origins"][0] == origins.n_unique()


def has_party(published: Tables, event: dict[str, object], row: Row) -> bool:
    mentions = published["event_mentions"].filter(pl.col("event_id") == event["event_id"])
    parts = published["event_participants"].join(mentions.select("event_mention_id"), on="event_mention_id")
    known = parts.filter(pl.col("role") == row["property"]).join(published["entities"], on="entity_id")
    return row["unit"] in set(known["wikidata_qid"])


@pytest.mark.parametrize("name", names_of("deal"))
def test_deal(published: Tables, name: str) -> None:
    row = ROWS[name]
    event = deals(published, row["story"]).row(0, named=True)
    match row["property"]:
        case "amount":
            assert (event["amount_value"], event["amount_unit"]) == (Decimal(row["value"]), row["unit"])
        case "amount_usd":
            assert abs(event["amount_usd"] / Decimal(row["value"]) - 1) <= DOLLAR_SLACK
        case "date":
            assert event["date_start"] == event["date_end"] == date.fromisoformat(row["value"])
        case "provider" | "receiver":
            assert has_party(published, event, row)
        case other:
            assert event[other] == row["value"]


# What each page says


def check_days(published: Tables, row: Row, column: str) -> None:
    dates = touching(read(published["dates"], row["document"]), row["surface"])
    assert date.fromisoformat(row["value"]) in dates[column].to_list()


def check_words(published: Tables, row: Row) -> None:
    """A period, or a year alone, by its TIMEX3 value."""
    assert row["value"] in touching(read(published["dates"], row["document"]), row["surface"])["value"].to_list()


def check_status(published: Tables, row: Row) -> None:
    events = deals(published, row["story"])["event_id"]
    claims = read(published["claims"], row["document"]).filter(
        pl.col("event_id").is_in(events.implode()) & (pl.col("property") == "status")
    )
    assert row["value"] in claims["value_text"].to_list()


def check_amount(published: Tables, row: Row) -> None:
    assert touching(amounts_like(published, row["document"], row["value"], row["unit"]), row["surface"]).height


def checker(row: Row) -> Callable[[Tables, Row], None]:
    is_day = len(row["value"]) == len("2026-01-14") and row["value"].count("-") == 2
    if row["property"] == "status":
        return check_status
    if row["property"] == "period_end":
        return partial(check_days, column="end_date")
    if is_day:
        return partial(check_days, column="start_date")
    return check_amount if row["unit"] else check_words


@pytest.mark.parametrize("name", names_of("says"))
def test_says(published: Tables, name: str) -> None:
    checker(ROWS[name])(published, ROWS[name])


@pytest.mark.parametrize("name", names_of("equivalent"))
def test_equivalent(published: Tables, name: str) -> None:
    row = ROWS[name]
    ones = amounts_like(published, row["document"], row["value"], row["unit"])
    others = amounts_like(published, row["document"], row["value_b"], row["unit_b"])
    assert ones.height
    assert others.height
    links = read(published["amounts"], row["document"]).drop_nulls("equivalent_of")
    both = [{first, last} for first in ones["amount_id"] for last in others["amount_id"]]
    direct = pl.DataFrame([link for link in links.iter_rows(named=True) if {link["amount_id"], link["equivalent_of"]} in both])
    if direct.is_empty():
        # Three currencies in a row are linked one to the next; the rate of first and third is no row's.
        assert in_one_chain(links, both)
        return
    sums = Decimal(row["value"]), Decimal(row["value_b"])
    assert set(direct["implied_fx"]) == {round(max(sums) / min(sums), 10)}
    assert set(direct["fx_ok"]) == {{"same_sum": None if "not verified" in row["note"] else True, "fx_bad": False}[row["relation"]]}


def in_one_chain(links: pl.DataFrame, both: list[set[str]]) -> bool:
    """Whether some pair of amounts is linked to one third amount."""
    ends = [set(pair) for pair in links.select("amount_id", "equivalent_of").iter_rows()]
    return any(pair <= one | other for pair in both for one in ends for other in ends if one & other)


@pytest.mark.parametrize("name", names_of("trap"))
def test_a_trap_is_no_money(published: Tables, name: str) -> None:
    row = ROWS[name]
    text = str(only(published["documents"], row["document"])["text"])
    assert row["surface"] in text
    starts = [at for at in range(len(text)) if text.startswith(row["surface"], at)]
    money = read(published["amounts"], row["document"]).filter(pl.col("kind") == "money")
    for at in starts:
        assert money.filter((pl.col("start_char") < at + len(row["surface"])) & (pl.col("end_char") > at)).is_empty()


# Where pages disagree


def said(published: Tables, document: str, prop: str, value: str) -> pl.DataFrame:
    """Claims of the document on the property; of amounts, dates and status those with the planted value."""
    same = {
        "amount": lambda: pl.col("value_number") == Decimal(value),
        "date": lambda: pl.col("value_date") == date.fromisoformat(value),
        "status": lambda: pl.col("value_text") == value,
    }.get(prop, lambda: pl.lit(value=True))()
    return read(published["claims"], document).filter(pl.col("property").is_in(OFFICES if prop == "office" else [prop]) & same)


def sides(published: Tables, claims: pl.DataFrame) -> set[str]:
    """Ids of all claims that say the same of the same: a conflict quotes one of the pages that say a value."""
    by = ["event_id", "subject_entity_id", "property", "value_text", "value_entity_id", "value_date"]
    return set(published["claims"].join(claims.select(by).unique(), on=by, nulls_equal=True)["claim_id"])


def has_conflict(published: Tables, row: Row, prop: str) -> bool:
    one = sides(published, said(published, row["document"], prop, row["value"]))
    other = sides(published, said(published, row["document_b"], prop, row["value_b"]))
    pairs = published["conflicts"].filter(pl.col("relation") == row["relation"]).select("claim_a", "claim_b").iter_rows()
    return any((a in one and b in other) or (a in other and b in one) for a, b in pairs)


@pytest.mark.parametrize("name", names_of("conflict"))
def test_conflict(published: Tables, name: str) -> None:
    assert has_conflict(published, ROWS[name], ROWS[name]["property"])


@pytest.mark.parametrize("name", names_of("correction"))
def test_correction(published: Tables, name: str) -> None:
    assert has_conflict(published, ROWS[name], "amount")


# The lists themselves


def test_every_planted_row_is_checked_and_every_known_failure_is_a_row() -> None:
    assert {row["fact"] for row in ROWS.values()} == {
        "document", "quarantine", "deal", "says", "equivalent", "conflict", "correction", "trap",
    }  # fmt: skip
    of_stories = {f"{story} {what}" for story in STORIES for what in ("is one event", "has all its origins")}
    assert KNOWN_FAILURES.keys() <= ROWS.keys() | of_stories
