"""Stories, origins, days and claims of documents together (golden tables, see telling.corpus_of)."""

import random
from dataclasses import fields, replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from schemas.reference.stories import StoriesReference
from tests.transforms.facts.reconciling import GIFT, checked, groups, relations
from tests.transforms.facts.telling import corpus_of
from tests.transforms.stories.story_corpus import story_corpus
from transforms.facts.asides import settled
from transforms.facts.reconcile import Known, drafted_part, joined, reconcile, reconciled_part, told_links
from transforms.stories.corpus import Corpus, Reconciled
from transforms.stories.features import story_traits
from transforms.stories.parts import dated_part, index_of, numbered, parts_of

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


@pytest.mark.parametrize(
    ("topics", "stories"),
    [
        ("earthquake, landslide, evacuation, dam, hospital, bridge", ["a b", "c", "d"]),
        ("earthquake, election", ["a", "b", "c", "d"]),
    ],
)
def test_pages_that_name_two_countries_are_one_story_where_they_are_about_the_same_things(told, topics: str, stories: list[str]) -> None:
    found = told(f"""
        doc | lang | day        | names  | topics
        a   | en   | 2025-11-06 | JP, VN | {topics}
        b   | ko   | 2025-11-06 | JP, VN | {topics}
        c   | ja   | 2025-11-06 | JP, US | football, penalty_goal, tennis
        d   | ru   | 2025-11-06 | US     | interest_rate, inflation, election
    """)
    assert groups(found, "story_id") == stories


def test_copies_translations_and_one_wire_are_one_origin(told) -> None:
    found = told("""
        doc | lang | day        | publisher | type   | value      | unit | usd        | giver | taker | names                    | prints
        a   | en   | 2025-11-06 | one       | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port, bank     | 1, 2, 3
        b   | en   | 2025-11-20 | two       | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | port, ann, cho           | 1, 2, 4
        c   | ko   | 2025-11-06 | one       | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | ann, cho, port, bank     |
        d   | en   | 2025-11-06 | four      | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | port, TASS, cho, ann     |
        e   | en   | 2025-11-06 | five      | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | port, cho, TASS, ann     |
        f   | en   | 2025-11-06 | six       | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | port, AFP, cho, ann      |
    """)
    assert groups(found, "story_id") == ["a b c d e f"]
    assert groups(found, "origin_id") == ["a b c", "d e", "f"]
    assert found.events.select("n_documents", "n_origins", "n_publishers").rows() == [(6, 3, 5)]


@pytest.mark.parametrize(
    ("names", "origins"),
    [
        ("ann, cho, port", ["a", "b"]),  # two short reports of one thing name the same in one order
        ("ann, cho, port, bank, acme, dee, KR, IN, US", ["a b"]),
    ],
)
def test_pages_of_two_publishers_are_a_translation_when_much_stands_in_one_order(told, names: str, origins: list[str]) -> None:
    found = told(f"""
        doc | lang | day        | publisher | type   | value      | unit | usd        | giver | taker | names
        a   | en   | 2025-11-06 | one       | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | {names}
        b   | ko   | 2025-11-06 | two       | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | {names}
    """)
    assert groups(found, "story_id") == ["a b"]
    assert groups(found, "origin_id") == origins


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


TWO_DEALS = """
    doc | day        | type   | value    | unit | giver | taker | names
    a   | 2025-11-06 | LOAN   | 45000000 | USD  | KR    | VN    | KR, VN{0}
    b   | {1}        | LOAN   | 45000000 | USD  | KR    | VN    | KR, VN{0}
    c   | {2}        | PLEDGE | 7200000  | USD  | KR    | VN    | KR, VN{3}
"""


@pytest.mark.parametrize(
    ("names", "other", "stories"),
    [(", port", "", ["a b", "c"]), (", port", ", port, bank", ["a b c"]), ("", "", ["a b", "c"])],
)
def test_two_countries_do_more_than_one_thing_in_a_week(told, names: str, other: str, stories: list[str]) -> None:
    found = told(TWO_DEALS.format(names, "2025-11-07", "2025-11-08", other))
    assert groups(found, "story_id") == stories


def test_shared_countries_date_no_page_and_shared_names_do(told) -> None:
    def days(other: str) -> dict[str, str | None]:
        found = told(TWO_DEALS.format(", port, ann, cho, bank", "", "", other))
        return dict(found.document_links.select("doc_id", pl.col("anchor_date").cast(pl.String)).rows())

    assert days("") == {"a": "2025-11-06", "b": "2025-11-06", "c": None}
    assert days(", port") == {"a": "2025-11-06", "b": "2025-11-06", "c": None}
    assert days(", port, ann, cho, bank") == {"a": "2025-11-06", "b": "2025-11-06", "c": "2025-11-06"}


@pytest.mark.parametrize(("day", "stories"), [("2025-11-06", ["a b"]), ("", ["a", "b"])])
def test_a_page_without_a_day_must_be_liker_than_one_of_the_same_day(told, day: str, stories: list[str]) -> None:
    found = told(f"""
        doc | day        | type   | value    | unit | usd      | giver | taker | names
        a   | 2025-11-06 | PLEDGE | 45000000 | USD  | 45000000 | JP    | VN    | ann, port, dee, JP, VN
        b   | {day}      | LOAN   | 7200000  | EUR  | 8100000  | acme  | IN    | ann, port, fay, bank, US, IN
    """)
    assert groups(found, "story_id") == stories


@pytest.mark.parametrize(("named", "day"), [("2027-05-12", None), ("2025-11-20", "2025-11-06"), ("2019-05-12", "2025-11-06")])
def test_a_page_that_names_a_much_later_day_was_not_written_with_its_siblings(told, named: str, day: str | None) -> None:
    found = told(f"""
        doc | day        | type   | value      | unit | usd        | giver | taker | date    | names
        a   | 2025-11-06 | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    |         | ann, cho, port
        b   |            | PLEDGE | 1240000000 | USD  | 1240000000 | JP    | VN    | {named} | ann, cho, port
    """)
    days = dict(found.document_links.select("doc_id", pl.col("anchor_date").cast(pl.String)).rows())
    assert days["b"] == day


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


def test_earlier_claims_keep_their_first_run(told) -> None:
    first = told(GIFT)
    again = told(GIFT, previous_claims=first.claims.with_columns(first_seen_run=pl.lit("r0")))
    assert again.claims["first_seen_run"].unique().to_list() == ["r0"]


def test_nothing_in_nothing_out(told) -> None:
    header = "doc | day | type | names"
    found = told(header)
    assert all(getattr(found, name).is_empty() for name in ("document_links", "stories", "events", "claims", "conflicts"))


#: Each page a story of its own; below two of them stand teasers of the others' events, of which one has no page, and of one period.
ASIDE = """
    doc | lang | day        | publisher | role   | type       | value      | unit | giver | taker | span | ends    | names
    a   | en   | 2025-11-06 |           |        | PLEDGE     | 1240000000 | USD  | JP    | VN    |      |         | ann, port
    a   |      |            |           | teaser | LOAN       | 500000     | USD  | bank  | IN    |      |         |
    b   | en   | 2025-11-06 |           |        | LOAN       | 500000     | USD  | bank  | IN    |      |         | dee, fay
    b   |      |            |           | teaser | PLEDGE     | 1240000000 | USD  | JP    | VN    |      |         |
    b   |      |            |           | teaser | PLEDGE     | 88000000   | USD  | KR    | VN    |      |         |
    c   | en   | 2025-12-20 | same      |        | INVESTMENT | 77000000   | USD  | KR    | US    |      |         | cho, bob, TASS, eva
    c   |      |            | same      | teaser | INVESTMENT |            |      | acme  |       | P3Y  |         |
    d   | ko   | 2025-12-20 | same      |        | INVESTMENT | 77000000   | USD  | KR    | US    |      |         | cho, bob, TASS, eva
    d   |      |            | same      | teaser | INVESTMENT |            |      | acme  |       | P3Y  | 2026-03 |
    d   |      |            | same      | teaser | PLEDGE     | 1240000000 | USD  | JP    | VN    |      |         |
"""


def test_asides_join_events_of_other_stories_however_the_corpus_is_cut(ref, read_table) -> None:
    corpus = corpus_of(read_table(ASIDE))
    whole = checked(reconcile(corpus, ref.stories, "r1"))
    assert dict(whole.events.select("event_type", "n_mentions").rows()) == {"PLEDGE": 3, "LOAN": 2, "INVESTMENT": 2}
    assert relations(whole) == [("period", "translation")]
    same(whole, in_parts(corpus, ref.stories, 1))


def test_stories_in_parts_are_the_stories_in_one_go(ref) -> None:
    corpus, _ = story_corpus(300, 6)
    same(reconcile(corpus, ref.stories, "r1"), in_parts(corpus, ref.stories, 70))


def same(one: Reconciled, other: Reconciled) -> None:
    """All the same rows in the same order."""
    for table in fields(Reconciled):
        assert_frame_equal(getattr(one, table.name), getattr(other, table.name))


def in_parts(corpus: Corpus, ref: StoriesReference, most_documents: int) -> Reconciled:
    """What documents say together, found in parts; their traits are told by halves."""
    known = Known(ref, "r1")
    docs = numbered(corpus.documents, corpus.document_sources)
    middle = docs.height // 2
    traits = [story_traits(_of(corpus, half["doc_id"]), docs, ref) for half in (docs[:middle], docs[middle:])]
    index, features = index_of(docs, traits, ref)
    parts = parts_of(index, most_documents)
    assert len(parts) > 2
    drafts = []
    for part in parts:
        own = _of(corpus, part.docs["doc_id"])
        drafts.append(drafted_part(dated_part(part, own, ref, known.links), own, known))
    joint = settled([asides for _, asides in drafts])
    made = [reconciled_part(draft, guests, corpus.entities, known) for (draft, _), guests in zip(drafts, joint.guests, strict=True)]
    return joined(made, joint, told_links(index, features, corpus.entities), corpus.entities, known)


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
