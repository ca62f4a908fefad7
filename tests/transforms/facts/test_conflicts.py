"""Claims that differ, and how (golden tables, see telling.corpus_of)."""

from dataclasses import replace

import polars as pl
import pytest

from tests.transforms.facts.reconciling import relations
from tests.transforms.facts.telling import corpus_of
from transforms.facts.reconcile import reconcile


def test_rounded_sums_agree_and_others_contradict(told) -> None:
    found = told("""
        doc | day        | type   | status | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | PLEDGE | pledge | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        b   | 2025-11-06 | PLEDGE | pledge | 1200000000 | USD  | 1200000000 | JP    | VN    | ann, cho, port
        c   | 2025-11-06 | PLEDGE | pledge | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        d   | 2025-11-07 | PLEDGE | pledge | 1600000000 | USD  | 1600000000 | JP    | VN    | ann, cho, port
    """)
    assert found.events.height == 1
    assert relations(found) == [("amount", "contradicts"), ("amount", "rounds")]
    assert found.events["is_disputed"].to_list() == [True]
    assert found.events["amount_value"].to_list() == [1_240_000_000]
    worst = found.conflicts.filter(pl.col("relation") == "contradicts")
    preferred = found.claims.filter(pl.col("claim_id") == worst["preferred_claim"].item())
    assert preferred["value_number"].to_list() == [1_240_000_000]


def test_figures_beside_what_moves_no_money_are_of_many_things(told) -> None:
    table = """
        doc | day        | type   | status | value | unit | giver | taker | span | names
        a   | 2025-11-06 | {0}    | {1}    | 151   | JPY  | JP    | VN    | P3M  | ann, cho, port
        b   | 2025-11-06 | {0}    | {1}    | 149   | JPY  | JP    | VN    | P13M | ann, cho, port
    """
    assert relations(told(table.format("PRICE_OR_MARKET_MOVE", ""))) == []
    assert ("amount", "contradicts") in relations(told(table.format("PLEDGE", "pledge")))


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [("pledge", "commitment", []), ("target", "pledge", []), ("target", "commitment", ["contradicts"])],
)
def test_a_weaker_and_a_stronger_word_for_one_promise_agree(told, one: str, other: str, relation: list[str]) -> None:
    found = told(f"""
        doc | day        | type       | status  | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | PLEDGE     | {one}   | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        b   | 2025-11-06 | COMMITMENT | {other} | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
    """)
    assert [kind for _, kind in relations(found)] == relation


def test_an_update_of_status_is_told_once_with_the_best_told_stage_before(told) -> None:
    found = told("""
        doc | day        | type         | status     | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | PLEDGE       | pledge     | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        b   | 2025-11-06 | COMMITMENT   | commitment | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        c   | 2026-03-20 | DISBURSEMENT | disbursed  | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
    """)
    assert relations(found) == [("status", "supersedes")]


def test_a_month_beside_one_of_its_days_agrees(told) -> None:
    found = told("""
        doc | day        | type   | value      | unit | usd        | giver | taker | date                   | names
        a   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | 2025-11-06             | ann, cho, port
        b   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | 2025-11-01..2025-11-30 | ann, cho, port
    """)
    assert found.events.height == 1
    assert relations(found) == []


def test_a_status_that_no_word_says_contradicts_nothing(told) -> None:
    table = """
        doc | day        | type   | status    | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | PLEDGE | pledge    | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        b   | 2025-11-06 | {}     | disbursed | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
    """
    assert relations(told(table.format("AID"))) == []
    assert relations(told(table.format("DISBURSEMENT"))) == [("status", "contradicts")]


def test_a_slip_of_a_power_of_ten_is_one_event_and_a_contradiction(told) -> None:
    found = told("""
        doc | day        | type       | status | value          | unit | giver | taker | names
        a   | 2025-11-06 | INVESTMENT | pledge | 1200000000000  | JPY  | acme  | IN    | ann, dee, bank
        b   | 2025-11-06 | INVESTMENT | pledge | 12000000000000 | JPY  | acme  | IN    | ann, dee, bank
        c   | 2025-11-06 | INVESTMENT | pledge | 1200000000000  | JPY  | acme  | IN    | ann, dee, bank
    """)
    assert found.events.select("amount_value", "n_documents", "is_disputed").rows() == [(1_200_000_000_000, 3, True)]


def test_days_of_one_meeting_contradict_across_tellings_but_not_in_one(told) -> None:
    found = told("""
        doc | day        | role    | type           | with     | date       | names
        a   | 2025-10-28 | body    | SUMMIT_MEETING | ann, dee | 2025-10-27 | JP, US
        a   |            | caption | SUMMIT_MEETING | ann, dee | 2025-10-28 |
        a   |            | body    | AGREEMENT_SIGNED | JP, US | 2025-10-27 |
        a   |            | body    | AGREEMENT_SIGNED | JP, US | 2025-10-28 |
    """)
    assert relations(found) == [("date", "contradicts")]
    assert found.conflicts["same_document"].to_list() == [True]
    assert found.events.filter("is_disputed")["event_type"].to_list() == ["SUMMIT_MEETING"]


def test_a_month_or_year_that_does_not_hold_the_day_is_not_the_day_of_the_event(told) -> None:
    found = told("""
        doc | day        | type   | value      | unit | usd        | giver | taker | date                   | names
        a   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | 2025-11-06             | ann, cho, port
        b   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | 2029-04-01..2029-04-30 | ann, cho, port
        c   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | 2024-01-01..2024-12-31 | ann, cho, port
        d   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | 2023-05-01             | ann, cho, port
    """)
    # The month and the year may go with either day; the two days are two events.
    assert found.events.height == 2
    assert found.claims.filter(pl.col("doc_id").is_in(["a", "d"]))["event_id"].n_unique() == 2
    assert relations(found) == []


def test_statuses_and_periods_follow_the_rows(told) -> None:
    found = told("""
        doc | day        | type          | status     | value      | unit | usd        | giver | taker | period | names
        a   | 2025-11-06 | PLEDGE_TARGET | target     | 1240000000 | USD  | 1240000000 | JP    | VN    | P5Y    | ann, cho, port
        b   | 2025-11-06 | PLEDGE_TARGET | target     | 1240000000 | USD  | 1240000000 | JP    | VN    | P60M   | ann, cho, port
        c   | 2025-11-06 | COMMITMENT    | commitment | 1240000000 | USD  | 1240000000 | JP    | VN    | P3Y    | ann, cho, port
    """)
    assert ("status", "contradicts") in relations(found)
    assert [kind for kind in relations(found) if kind[0] == "period"] == [("period", "contradicts")]
    assert found.events["status"].to_list() == ["target"]


def test_the_next_stage_contradicts_on_one_day_and_supersedes_later_or_on_one_page(told) -> None:
    table = """
        doc | day        | type         | status    | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | PLEDGE       | pledge    | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        b   | 2025-11-06 | PLEDGE       | pledge    | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        c   | {}         | DISBURSEMENT | disbursed | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
    """
    assert relations(told(table.format("2025-11-06"))) == [("status", "contradicts")]
    assert relations(told(table.format("2026-03-20"))) == [("status", "supersedes")]
    one_page = table.format("2025-11-06").replace("        c ", "        b ")
    assert relations(told(one_page)) == [("status", "supersedes")]


def test_two_holders_of_one_office_contradict(told) -> None:
    table = """
        doc | day        | with       | type           | names
        a   | 2025-12-20 | JP, VN, KR | SUMMIT_MEETING | ann=head_of_government, port
        b   | 2025-12-20 | JP, VN, KR | SUMMIT_MEETING | ann=head_of_government, port
        c   | 2025-12-20 | JP, VN, KR | SUMMIT_MEETING | bob=head_of_government, port
    """
    found = told(table)
    assert relations(found) == [("head_of_government", "contradicts")]
    row = found.conflicts.row(0, named=True)
    assert row["subject_entity_id"] == "JP"
    assert "Bob" in row["explanation"]
    assert "Ann" in row["explanation"]
    preferred = found.claims.filter(pl.col("claim_id") == row["preferred_claim"])
    assert preferred["value_entity_id"].to_list() == ["ann"]


def test_two_holders_of_unknown_days_or_of_one_page_contradict_nobody(told) -> None:
    table = """
        doc | day | names
        a   | {}  | ann=head_of_government, port, VN, cho, bank
        {}  | {}  | bob=head_of_government, port, VN, cho, bank
    """
    assert relations(told(table.format("", "b", ""))) == []
    assert relations(told(table.format("2025-12-20", "b", "2025-12-20"))) == [("head_of_government", "contradicts")]
    assert relations(told(table.format("2025-12-20", "a", ""))) == []


def test_known_predecessors_contradict_nobody(told) -> None:
    table = """
        doc | day        | names
        a   | 2025-12-20 | ann=head_of_government, port, VN, cho
        b   | 2025-12-20 | bob=head_of_government, port, VN, cho
    """
    terms = [("ann", "head_of_government", "JPN"), ("bob", "head_of_government", "JPN")]
    people = pl.DataFrame(terms, schema=["entity_id", "office", "country"], orient="row")
    assert relations(told(table)) == [("head_of_government", "contradicts")]
    assert relations(told(table, people=people)) == []


def test_president_may_be_a_companys_and_a_prime_minister_may_not(told) -> None:
    table = """
        doc | day        | names
        a   | 2025-12-20 | ann={}, port
    """
    people = pl.DataFrame([("ann", "head_of_state", "JPN")], schema=["entity_id", "office", "country"], orient="row")
    assert told(table.format("head_of_state")).claims["property"].to_list() == []
    assert told(table.format("head_of_state"), people=people).claims["subject_entity_id"].to_list() == ["JP"]
    assert told(table.format("head_of_government")).claims["subject_entity_id"].to_list() == ["JP"]


def test_a_sum_converted_wrongly_contradicts_its_siblings(told) -> None:
    found = told("""
        doc | day        | type   | status | value         | unit | usd | equal | giver | taker | names
        a   | 2025-11-06 | PLEDGE | pledge | 2000000000000 | KRW  |     |       | KR    | VN    | ann, cho, port
        a   |            | |        | 1400000000    | USD  |     | 0     |       |       |
        b   | 2025-11-06 | PLEDGE | pledge | 2000000000000 | KRW  |     |       | KR    | VN    | ann, cho, port
        b   |            | |        | 1380000000    | USD  |     | 2     |       |       |
        c   | 2025-11-06 | PLEDGE | pledge | 2000000000000 | KRW  |     |       | KR    | VN    | ann, cho, port
        c   |            | |        | 1600000000    | USD  |     | 4     |       |       |
    """)
    assert found.events.height == 1
    assert relations(found) == [("amount", "contradicts"), ("amount", "rounds")]


def test_a_period_that_a_translation_bounds_by_a_date_is_bent(told) -> None:
    table = """
        doc | lang | day        | publisher | role   | type       | value      | unit | giver | taker | span | ends | names
        a   | en   | 2025-11-06 | one       | body   | PLEDGE     | 1240000000 | USD  | JP    | VN    |      |      | ann, cho, port, bank
        a   |      |            | one       | teaser | INVESTMENT |            |      | acme  |       | P3Y  |      |
        b   | ja   | 2025-11-06 | one       | body   | PLEDGE     | 1240000000 | USD  | JP    | VN    |      |      | ann, cho, port, bank
        b   |      |            | one       | teaser | INVESTMENT |            |      | acme  |       | P3Y  | {}   |
    """
    found = told(table.format("XXXX-03"))
    assert relations(found) == [("period", "translation")]
    assert found.conflicts["subject_entity_id"].to_list() == ["acme"]
    assert relations(told(table.format(""))) == []


@pytest.mark.parametrize(
    ("name", "other", "conflicts"),
    [
        ("Ann·Smith", "Smith", 0),
        ("Ann", "Smith", 1),
        ("莫迪", "莫迪举", 0),  # the word behind the name taken in
        ("莫迪", "莫言", 1),
        ("Ana Maria Lopez Soto", "AMLS", 0),
        ("Ana Maria Lopez Soto", "AMLT", 1),
    ],
)
def test_a_part_of_a_holders_name_is_no_other_holder(read_table, ref, name: str, other: str, conflicts: int) -> None:
    corpus = corpus_of(
        read_table("""
        doc | day        | names
        a   | 2025-12-20 | ann=head_of_government, port, VN, cho
        b   | 2025-12-20 | ann=head_of_government, port, VN, cho
        c   | 2025-12-20 | bob=head_of_government, port, VN, cho
    """)
    )
    whole = (pl.col("entity_id") == "ann") & (pl.col("doc_id") == "a")
    surface = pl.when(whole).then(pl.lit(name)).when(pl.col("entity_id") == "bob").then(pl.lit(other)).otherwise("surface")
    found = reconcile(replace(corpus, entity_mentions=corpus.entity_mentions.with_columns(surface=surface)), ref.stories, "r1")
    assert found.conflicts.height == conflicts
