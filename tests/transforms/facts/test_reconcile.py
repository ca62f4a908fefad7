"""Stories, origins, days and claims of documents together (golden tables, see telling.corpus_of)."""

import random
from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.transforms.facts.reconciling import GIFT, checked, groups
from tests.transforms.stories.story_corpus import story_corpus
from transforms.facts.reconcile import Known, dated_part, index_of, joined, numbered, parts_of, reconcile, reconciled_part
from transforms.stories.corpus import Corpus
from transforms.stories.features import story_traits

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
