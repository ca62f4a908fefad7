"""Tellings of one event and of several (golden tables, see telling.corpus_of)."""

from dataclasses import replace

import polars as pl
import pytest

from tests.transforms.facts.reconciling import GIFT, checked, groups, relations
from tests.transforms.facts.telling import corpus_of
from transforms.facts.reconcile import reconcile


def test_one_sum_in_two_currencies_and_three_languages_is_one_event(told) -> None:
    found = told(GIFT)
    assert groups(found, "story_id") == ["a b c", "d"]
    event = found.events.filter(pl.col("n_documents") == 3).row(0, named=True)
    assert (event["amount_value"], event["amount_unit"], event["period"], event["status"]) == (3 * 10**12, "JPY", "P5Y", "pledge")
    assert (event["n_languages"], event["is_disputed"]) == (3, False)
    assert found.events.height == 2
    assert relations(found) == []


def test_a_page_that_tells_two_sums_tells_two_events(told) -> None:
    found = told("""
        doc | day        | type   | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        a   | 2025-11-06 | PLEDGE | 1600000000 | USD  | 1600000000 | JP    | VN    |
        b   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
    """)
    assert sorted(found.events["n_documents"].to_list()) == [1, 2]
    assert relations(found) == []


RAISED = """
    doc | day        | type       | status     | value     | unit | usd       | giver | taker | date       | names
    a   | 2025-11-06 | INVESTMENT | commitment | 180000000 | USD  | 180000000 | acme  | IN    | 2025-11-06 | ann, dee, bank
    b   | 2025-11-07 | INVESTMENT | commitment | 180000000 | USD  | 180000000 | acme  | IN    |            | ann, dee, bank
    c   | {}         | INVESTMENT | commitment | {}        | USD  | {}        | acme  | IN    | {}         | ann, dee, bank
"""


@pytest.mark.parametrize(
    ("day", "sums", "relation"),
    [
        ("2025-12-02", "220000000 180000000", [("amount", "supersedes")]),
        ("2025-12-02", "220000000 110000000", []),  # another figure stands beside it
        ("2025-12-02", "380000000 180000000", []),  # a whole and its part
        ("2025-11-06", "220000000 180000000", [("amount", "contradicts")]),
    ],
)
def test_a_later_page_raises_the_sum_it_names(read_table, ref, day: str, sums: str, relation: list) -> None:
    value, old = sums.split()
    corpus = corpus_of(read_table(RAISED.format(day, value, value, day)))
    new = corpus.amounts.filter(pl.col("doc_id") == "c")
    beside = new.with_columns(amount_id=pl.lit("old"), value=pl.lit(old).cast(pl.Decimal(38, 6)), start_char="end_char")
    beside = beside.with_columns(end_char=pl.col("start_char") + 5, usd_value="value")
    found = checked(reconcile(replace(corpus, amounts=pl.concat([corpus.amounts, beside])), ref.stories, "r1"))
    assert found.events.height == (1 if relation else 2)
    assert relations(found) == relation
    shown = found.events.select("amount_value", "amount_before").rows()
    if relation == [("amount", "supersedes")]:
        assert shown == [(220_000_000, 180_000_000)]
        assert found.claims.filter(pl.col("rank") == "preferred", pl.col("property") == "amount")["value_number"].unique().to_list() == [
            220_000_000
        ]
    else:
        assert all(before is None for _, before in shown)


@pytest.mark.parametrize(("told_as", "events"), [("59000000", 1), ("950000000", 1), ("58000000", 2)])
def test_a_slip_of_digits_is_the_same_event(told, told_as: str, events: int) -> None:
    found = told(f"""
        doc | day        | type   | status | value     | unit | giver | taker | names
        a   | 2025-11-06 | PLEDGE | pledge | 95000000  | USD  | JP    | VN    | ann, cho, port
        b   | 2025-11-06 | PLEDGE | pledge | {told_as} | USD  | JP    | VN    | ann, cho, port
    """)
    assert found.events.height == events


def test_a_title_without_the_sum_does_not_keep_its_page_apart(told) -> None:
    found = told("""
        doc | day        | role  | type | status     | value     | unit | giver | taker | names
        a   | 2025-11-06 | body  | LOAN | commitment | 750000000 | USD  | bank  | VN    | ann, cho, port
        b   | 2025-11-06 | body  | LOAN | commitment | 750000000 | USD  | bank  | VN    | ann, cho, port
        c   | 2025-11-06 | title | LOAN | commitment |           |      | bank  |       | ann, cho, port
        c   |            | body  | LOAN | commitment | 700000000 | USD  | bank  | VN    |
    """)
    assert found.events["n_documents"].to_list() == [3]
    assert relations(found) == [("amount", "contradicts")]


@pytest.mark.parametrize(("place", "relation"), [("port", [("date", "contradicts")]), ("nl-akasaka-palace", [])])
def test_one_place_and_one_name_are_one_deed_told_of_two_days(read_table, ref, place: str, relation: list) -> None:
    corpus = corpus_of(
        read_table("""
        doc | day        | type             | with   | date       | names
        a   | 2025-11-06 | AGREEMENT_SIGNED | JP, VN | 2025-11-06 | ann, cho, port, bank
        b   | 2025-11-07 | AGREEMENT_SIGNED | VN     | 2025-11-07 | ann, cho, port, bank
    """)
    )
    told_at = pl.col("doc_id").replace_strict({"a": "port", "b": place})
    placed = replace(corpus, event_mentions=corpus.event_mentions.with_columns(place_entity_id=told_at))
    found = checked(reconcile(placed, ref.stories, "r1"))
    assert found.events.height == (1 if relation else 2)
    assert relations(found) == relation


def test_a_title_that_names_one_of_two_tells_the_meeting_below_it(told) -> None:
    table = """
        doc | day        | role  | type           | with     | date       | names
        a   | 2025-11-06 | title | SUMMIT_MEETING | ann      |            |
        a   |            | body  | SUMMIT_MEETING | ann, cho | 2025-11-06 | port
        a   |            | body  | SUMMIT_MEETING | {}       | 2025-11-09 |
    """
    assert sorted(told(table.format("dee, cho")).events["n_mentions"].to_list()) == [1, 2]
    assert sorted(told(table.format("dee, ann")).events["n_mentions"].to_list()) == [1, 1, 1]


def test_people_of_two_countries_are_no_rivals(told) -> None:
    table = """
        doc | day        | type           | with    | date       | names
        a   | 2025-11-06 | SUMMIT_MEETING | JP, {}  | 2025-11-06 | dee, port
        b   | 2025-11-06 | SUMMIT_MEETING | JP, {}  | 2025-11-06 | dee, port
    """
    assert told(table.format("cho", "ann")).events.height == 1
    assert told(table.format("ann", "bob")).events.height == 2


def test_a_caption_that_names_the_people_of_an_event_tells_its_day_and_house(told) -> None:
    table = """
        doc | day        | role    | type           | with     | date       | names
        a   | 2025-10-28 | lead    | SUMMIT_MEETING | ann, dee | 2025-10-27 | {}
        a   |            | caption |                |          | 2025-10-28 | ann, {}, nl-akasaka-palace
    """
    two_houses = told(table.format("nl-tokyo-imperial-palace", "dee"))
    assert relations(two_houses) == [("date", "contradicts")]
    assert two_houses.claims.filter(pl.col("property") == "place")["value_entity_id"].to_list() == ["nl-akasaka-palace"]
    assert relations(told(table.format("port", "bob"))) == []
    assert relations(told(table.replace("2025-10-28 | ann", "2024-05-06 | ann").format("port", "dee"))) == []


def test_dollars_are_those_of_the_first_page_that_tells_the_sum(told) -> None:
    found = told("""
        doc | day        | type   | value         | unit | usd        | giver | taker | names
        a   | 2026-03-20 | PLEDGE | 2000000000000 | KRW  | 1330000000 | KR    | VN    | ann, cho, port
        b   | 2025-11-06 | PLEDGE | 2000000000000 | KRW  | 1380000000 | KR    | VN    | ann, cho, port
    """)
    assert found.events["amount_usd"].to_list() == [1_380_000_000]


def test_a_teaser_joins_an_event_but_founds_none(told) -> None:
    found = told("""
        doc | day        | role   | type   | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | body   | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        b   | 2025-11-06 | body   |        |            |      |            |       |       | dee, bank, IN
        b   |            | teaser | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    |
        b   |            | teaser | PLEDGE | 88000000   | USD  | 88000000   | KR    | VN    |
    """)
    assert found.events.select("n_mentions", "n_documents").rows() == [(2, 1)]
    assert found.event_links.height == 2


def test_what_one_telling_leaves_out_others_of_its_group_have(told) -> None:
    """A page that turns digits round and names both sides; of the pages it contradicts some name one side, or none."""
    found = told("""
        doc | day        | type   | status | value    | unit | giver | taker | names
        a   | 2025-11-06 | PLEDGE | pledge | 95000000 | USD  | JP    | VN    | ann, cho, port
        b   | 2025-11-06 | LOAN   | pledge | 95000000 | USD  |       | VN    | ann, cho, port
        c   | 2025-11-06 | PLEDGE | pledge | 95000000 | USD  | JP    | port  | ann, cho, port
        d   | 2025-11-06 | LOAN   | pledge | 95000000 | USD  | JP    |       | ann, cho, port
        e   | 2025-11-06 | LOAN   | pledge | 59000000 | USD  | JP    | VN    | ann, cho, port
    """)
    assert found.events.height == 1
    assert relations(found) == [("amount", "contradicts")]


@pytest.mark.parametrize(("told_as", "taker", "events"), [("230000000", "", 1), ("230000000", "IN", 2), ("260000000", "", 2)])
def test_a_slip_is_seen_where_the_page_names_no_other_party(told, told_as: str, taker: str, events: int) -> None:
    found = told(f"""
        doc | day        | type       | status | value     | unit | giver | taker | with | names
        a   | 2025-11-06 | INVESTMENT | pledge | 23000000  | USD  | acme  | VN    | cho  | ann, cho, port
        b   | 2025-11-06 | INVESTMENT | pledge | {told_as} | USD  |       | {taker} | cho | ann, cho, port
    """)
    assert found.events.height == events


@pytest.mark.parametrize(("paid", "events"), [("2026-03-01", 1), ("2025-03-01", 2)])
def test_what_was_promised_on_one_day_is_paid_on_a_later_one(told, paid: str, events: int) -> None:
    found = told(f"""
        doc | day        | type         | status    | value    | unit | giver | taker | date       | names
        a   | 2025-11-06 | PLEDGE       | pledge    | 95000000 | USD  | JP    | VN    | 2025-11-06 | ann, cho, port
        b   | 2025-11-06 | DISBURSEMENT | disbursed | 95000000 | USD  | JP    | VN    | {paid}     | ann, cho, port
    """)
    assert found.events.height == events
    assert ("date", "contradicts") not in relations(found)


@pytest.mark.parametrize(("kind", "events"), [("TRADE_DEAL", 1), ("EARNINGS", 2)])
def test_what_a_loan_buys_is_no_second_deal(read_table, ref, kind: str, events: int) -> None:
    corpus = corpus_of(
        read_table(f"""
        doc | day        | type   | status | value    | unit | giver | taker | names
        a   | 2025-11-06 | LOAN   | pledge | 95000000 | USD  | JP    | VN    | ann, cho, port
        a   |            | {kind} | pledge | 95000000 | USD  |       |       |
    """)
    )
    mentions = corpus.event_mentions
    of_loan = mentions.filter(pl.col("event_type") == "LOAN")["amount_id"].item()
    one_figure = replace(corpus, event_mentions=mentions.with_columns(amount_id=pl.lit(of_loan)))
    assert reconcile(one_figure, ref.stories, "r1").events.height == events
