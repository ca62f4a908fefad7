"""What documents say together: golden tables, a row what one segment tells (see telling.corpus_of)."""

import random
from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from schemas import Claims, Conflicts, Events, Stories
from tests.transforms.story_corpus import story_corpus
from tests.transforms.telling import corpus_of
from transforms.corpus import Corpus, Reconciled
from transforms.reconcile import Known, dated_part, index_of, joined, numbered, parts_of, reconcile, reconciled_part
from transforms.story_features import story_traits

PEOPLE = "JP, VN, ann, cho, port"


@pytest.fixture(scope="module")
def told(ref, read_table):
    def run(text: str, **more: pl.DataFrame) -> Reconciled:
        return checked(reconcile(corpus_of(read_table(text)), ref.stories, "r1", **more))

    return run


def checked(found: Reconciled) -> Reconciled:
    for model, frame in ((Stories, found.stories), (Events, found.events), (Claims, found.claims), (Conflicts, found.conflicts)):
        model.validate(frame)
    for column in ("claim_a", "claim_b"):
        assert found.conflicts[column].is_in(found.claims["claim_id"].implode()).all()
    assert found.claims["event_id"].drop_nulls().is_in(found.events["event_id"].implode()).all()
    assert found.event_links["event_id"].drop_nulls().is_in(found.events["event_id"].implode()).all()
    return found


def groups(found: Reconciled, column: str) -> list[str]:
    """Documents grouped, as "a b" for each group."""
    rows = found.document_links.group_by(column).agg(pl.col("doc_id").sort())
    return sorted(" ".join(docs) for docs in rows["doc_id"])


def relations(found: Reconciled) -> list[tuple[str, str]]:
    return sorted(found.conflicts.select("property", "relation").rows())


GIFT = """
    doc | lang | day        | type       | status     | value         | unit | usd         | equal | giver | taker | period | names
    a   | ja   | 2025-11-06 | PLEDGE     | pledge     | 3000000000000 | JPY  |             |       | JP    | VN    | P5Y    | ann, cho, port
    a   |      |            |            |            | 19000000000   | USD  | 19000000000 | 0     |       |       |        |
    b   | en   | 2025-11-06 | PLEDGE     | pledge     | 19000000000   | USD  | 19000000000 |       | JP    | VN    | P5Y    | ann, cho, port
    c   | ko   | 2025-11-07 | COMMITMENT | pledge     | 3000000000000 | JPY  |             |       | JP    | VN    |        | ann, cho, port
    d   | en   | 2025-11-07 | INVESTMENT | commitment | 500000        | USD  | 500000      |       | acme  | IN    |        | dee, bank
"""


SEASON = """
    doc | day        | type           | status | value | unit | usd | giver | taker | with   | names
    a   | 2025-11-06 | SUMMIT_MEETING |        |       |      |     |       |       | JP, VN | ann, cho, port, bank, eva
    b   | 2025-11-07 | SUMMIT_MEETING |        |       |      |     |       |       | JP, VN | ann, cho, port, bank, eva
    c   | {}         | VISIT          |        |       |      |     |       |       | US, IN | ann, cho, dee, fay
    d   | {}         | VISIT          |        |       |      |     |       |       | US, IN | ann, cho, dee, fay
"""


@pytest.mark.parametrize(("later", "stories"), [("2025-11-09", ["a b c d"]), ("2026-01-14", ["a b", "c d"])])
def test_the_same_people_months_later_are_another_story(told, later: str, stories: list[str]) -> None:
    assert groups(told(SEASON.format(later, later)), "story_id") == stories


def test_one_sum_in_two_currencies_and_three_languages_is_one_event(told) -> None:
    found = told(GIFT)
    assert groups(found, "story_id") == ["a b c", "d"]
    event = found.events.filter(pl.col("n_documents") == 3).row(0, named=True)
    assert (event["amount_value"], event["amount_unit"], event["period"], event["status"]) == (3 * 10**12, "JPY", "P5Y", "pledge")
    assert (event["n_languages"], event["is_disputed"]) == (3, False)
    assert found.events.height == 2
    assert relations(found) == []


def test_rounded_sums_agree_and_others_contradict(told) -> None:
    found = told("""
        doc | day        | type   | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        b   | 2025-11-06 | PLEDGE | 1200000000 | USD  | 1200000000 | JP    | VN    | ann, cho, port
        c   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        d   | 2025-11-07 | PLEDGE | 1600000000 | USD  | 1600000000 | JP    | VN    | ann, cho, port
    """)
    assert found.events.height == 1
    assert relations(found) == [("amount", "contradicts"), ("amount", "rounds")]
    assert found.events["is_disputed"].to_list() == [True]
    assert found.events["amount_value"].to_list() == [1_240_000_000]
    worst = found.conflicts.filter(pl.col("relation") == "contradicts")
    preferred = found.claims.filter(pl.col("claim_id") == worst["preferred_claim"].item())
    assert preferred["value_number"].to_list() == [1_240_000_000]


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
        doc | day        | type       | value          | unit | giver | taker | names
        a   | 2025-11-06 | INVESTMENT | 1200000000000  | JPY  | acme  | IN    | ann, dee, bank
        b   | 2025-11-06 | INVESTMENT | 12000000000000 | JPY  | acme  | IN    | ann, dee, bank
        c   | 2025-11-06 | INVESTMENT | 1200000000000  | JPY  | acme  | IN    | ann, dee, bank
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


def test_dollars_are_those_of_the_first_page_that_tells_the_sum(told) -> None:
    found = told("""
        doc | day        | type   | value         | unit | usd        | giver | taker | names
        a   | 2026-03-20 | PLEDGE | 2000000000000 | KRW  | 1330000000 | KR    | VN    | ann, cho, port
        b   | 2025-11-06 | PLEDGE | 2000000000000 | KRW  | 1380000000 | KR    | VN    | ann, cho, port
    """)
    assert found.events["amount_usd"].to_list() == [1_380_000_000]


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


def test_copies_translations_and_one_wire_are_one_origin(told) -> None:
    found = told("""
        doc | lang | day        | publisher | type   | value      | unit | usd        | giver | taker | names                    | prints
        a   | en   | 2025-11-06 | one       | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port, bank     | 1, 2, 3
        b   | en   | 2025-11-20 | two       | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | port, ann, cho           | 1, 2, 4
        c   | ko   | 2025-11-06 | three     | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port, bank     |
        d   | en   | 2025-11-06 | four      | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | port, TASS, cho, ann     |
        e   | en   | 2025-11-06 | five      | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | port, cho, TASS, ann     |
        f   | en   | 2025-11-06 | six       | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | port, AFP, cho, ann      |
    """)
    assert groups(found, "story_id") == ["a b c d e f"]
    assert groups(found, "origin_id") == ["a b c", "d e", "f"]
    assert found.events.select("n_documents", "n_origins", "n_publishers").rows() == [(6, 3, 6)]


def test_an_undated_page_takes_the_day_of_its_story(told) -> None:
    found = told("""
        doc | day        | type   | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        b   |            | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        c   |            | PLEDGE | 77000       | USD | 77000      | acme  | IN    | dee, bank
    """)
    links = found.document_links.select("doc_id", pl.col("anchor_date").cast(pl.String), "anchor_basis").rows()
    assert links == [("a", "2025-11-06", "metadata"), ("b", "2025-11-06", "inferred_story"), ("c", None, "unknown")]


def test_an_undated_page_that_tells_a_day_without_a_year_takes_only_the_year(told) -> None:
    found = told("""
        doc | day        | type   | value      | unit | usd        | giver | taker | date       | names
        a   | 2025-12-31 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    |            | ann, cho, port
        b   |            | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | XXXX-01-02 | ann, cho, port
        c   |            | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | XXXX-03-20 | ann, cho, port
    """)
    days = dict(found.document_links.select("doc_id", pl.col("anchor_date").cast(pl.String)).rows())
    assert days == {"a": "2025-12-31", "b": "2026-01-02", "c": "2025-12-31"}


def test_a_follow_up_does_not_date_the_pages_before_it(told) -> None:
    found = told("""
        doc | day        | type   | value      | unit | usd        | giver | taker | names
        a   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        b   | 2025-11-07 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        c   |            | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
        d   | 2026-03-20 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port
    """)
    days = dict(found.document_links.select("doc_id", pl.col("anchor_date").cast(pl.String)).rows())
    assert days == {"a": "2025-11-06", "b": "2025-11-07", "c": "2025-11-06", "d": "2026-03-20"}


def test_a_sum_converted_wrongly_contradicts_its_siblings(told) -> None:
    found = told("""
        doc | day        | type   | value         | unit | usd | equal | giver | taker | names
        a   | 2025-11-06 | PLEDGE | 2000000000000 | KRW  |     |       | KR    | VN    | ann, cho, port
        a   |            |        | 1400000000    | USD  |     | 0     |       |       |
        b   | 2025-11-06 | PLEDGE | 2000000000000 | KRW  |     |       | KR    | VN    | ann, cho, port
        b   |            |        | 1380000000    | USD  |     | 2     |       |       |
        c   | 2025-11-06 | PLEDGE | 2000000000000 | KRW  |     |       | KR    | VN    | ann, cho, port
        c   |            |        | 1600000000    | USD  |     | 4     |       |       |
    """)
    assert found.events.height == 1
    assert relations(found) == [("amount", "contradicts"), ("amount", "rounds")]


def test_a_name_heard_in_two_scripts_joins_pages_and_another_name_does_not(told) -> None:
    table = """
        doc | lang | day        | names
        a   | en   | 2025-11-06 | eva, port
        b   | ja   | 2025-11-06 | {}, port
    """
    found = told(table.format("eve"))
    assert groups(found, "story_id") == ["a b"]
    assert "a name that sounds" in found.story_links["why"].item()
    assert groups(told(table.format("fay")), "story_id") == ["a", "b"]


def test_a_period_that_a_translation_bounds_by_a_date_is_bent(told) -> None:
    table = """
        doc | lang | day        | role   | type       | value      | unit | usd        | giver | taker | span | ends    | names
        a   | en   | 2025-11-06 | body   | PLEDGE     | 1240000000 | USD | 1240000000 | JP | VN |      |         | ann, cho, port, bank
        a   |      |            | teaser | INVESTMENT |            |      |            | acme  |       | P3Y  |         |
        b   | ja   | 2025-11-06 | body   | PLEDGE     | 1240000000 | USD | 1240000000 | JP | VN |      |         | ann, cho, port, bank
        b   |      |            | teaser | INVESTMENT |            |      |            | acme  |       | P3Y  | {}      |
    """
    found = told(table.format("XXXX-03"))
    assert relations(found) == [("period", "translation")]
    assert found.conflicts["subject_entity_id"].to_list() == ["acme"]
    assert relations(told(table.format(""))) == []


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


def test_earlier_claims_keep_their_first_run(told) -> None:
    first = told(GIFT)
    again = told(GIFT, previous_claims=first.claims.with_columns(first_seen_run=pl.lit("r0")))
    assert again.claims["first_seen_run"].unique().to_list() == ["r0"]


def test_nothing_in_nothing_out(told) -> None:
    header = "doc | day | type | names"
    found = told(header)
    assert all(getattr(found, name).is_empty() for name in ("document_links", "stories", "events", "claims", "conflicts"))


def test_stories_in_parts_are_the_stories_in_one_go(ref) -> None:
    corpus, _ = story_corpus(300, 6)
    whole = reconcile(corpus, ref.stories, "r1")
    known = Known(ref.stories, "r1")
    docs = numbered(corpus.documents, corpus.document_sources)
    halves = [docs[:140], docs[140:]]
    traits = [story_traits(_of(corpus, half["doc_id"]), docs, ref.stories) for half in halves]
    parts = parts_of(index_of(docs, traits, corpus.fingerprints, ref.stories), 70)
    assert len(parts) > 3
    made = []
    for part in parts:
        own = _of(corpus, part.docs["doc_id"])
        made.append(reconciled_part(part, dated_part(part, own, known), own, known))
    found = joined(made, corpus.entities, known)
    for name in ("document_links", "stories", "events", "event_links", "conflicts"):
        assert_frame_equal(getattr(whole, name), getattr(found, name))
    assert_frame_equal(whole.claims.sort("claim_id"), found.claims.sort("claim_id"))


def _of(corpus: Corpus, doc_ids: pl.Series) -> Corpus:
    """The rows of some documents."""
    told = corpus.event_mentions.filter(pl.col("doc_id").is_in(doc_ids.implode()))
    own = {
        name: getattr(corpus, name).filter(pl.col("doc_id").is_in(doc_ids.implode()))
        for name in Corpus.tables()
        if name not in ("event_participants", "sounds")
    }
    parts = corpus.event_participants.join(told, on="event_mention_id", how="semi")
    return replace(corpus, event_participants=parts, **own)


def test_the_order_of_rows_does_not_matter(ref) -> None:
    corpus, truth = story_corpus(300, 6)
    once = checked(reconcile(corpus, ref.stories, "r1"))
    rng = random.Random(7)
    shuffled = {name: getattr(corpus, name).sample(fraction=1, shuffle=True, seed=rng.randrange(99)) for name in Corpus.tables()}
    again = reconcile(replace(corpus, **shuffled), ref.stories, "r1")
    for name in ("document_links", "stories", "events", "event_links", "claims", "conflicts", "story_links"):
        assert_frame_equal(getattr(once, name), getattr(again, name))
    links = once.document_links.join(truth, on="doc_id")
    assert links.group_by("story_id").agg(pl.col("truth").n_unique())["truth"].max() == 1
    assert once.stories.height == truth["truth"].n_unique()
