"""Merges and splits by decision."""

import polars as pl

from transforms.stories.curated_links import apart, with_merges
from transforms.stories.people import LINKS


def decisions(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["action", "entity_id", "other_id"], orient="row")


def links(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame([(*row, "sound and story", 0.9) for row in rows], schema=LINKS, orient="row")


def merged(found: pl.DataFrame, *rows: tuple[str, str, str]) -> list[tuple[str, str]]:
    return with_merges(found, decisions(*rows)).select("entity_id", "joined_id").rows()


def test_a_merge_takes_everybody_along() -> None:
    assert merged(links(), ("merge", "nl-a", "Q1")) == [("nl-a", "Q1")]
    assert merged(links(("nl-b", "nl-a")), ("merge", "nl-a", "Q1")) == [("nl-a", "Q1"), ("nl-b", "Q1")]
    assert merged(links(("nl-b", "nl-a")), ("merge", "nl-b", "Q1")) == [("nl-a", "Q1"), ("nl-b", "Q1")]
    assert merged(links(("nl-b", "nl-a")), ("merge", "nl-c", "nl-b")) == [("nl-b", "nl-a"), ("nl-c", "nl-a")]
    assert merged(links(("nl-b", "nl-a")), ("merge", "nl-b", "nl-a")) == [("nl-b", "nl-a")]
    assert merged(links(("nl-b", "nl-a")), ("split", "nl-b", "nl-a")) == [("nl-b", "nl-a")]


def test_a_split_is_a_pair_in_no_order() -> None:
    assert apart(decisions(("split", "nl-b", "nl-a"), ("merge", "nl-c", "nl-d"))) == {frozenset(("nl-a", "nl-b"))}
