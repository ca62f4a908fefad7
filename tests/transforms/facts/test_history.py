"""Versions of what was published: nothing is forgotten, nothing is told twice."""

import polars as pl

from schemas import Claims, Conflicts, Events, History
from tests.transforms.facts.telling import filled
from transforms.facts.history import KEYS, Publish, changes, grown_history

NIGHTS = (
    {"events": {"e1": "one", "e2": "two"}, "claims": {"c1": "r1", "c2": "r1"}},
    {"events": {"e1": "one", "e2": "TWO", "e3": "three"}, "claims": {"c1": "r1", "c3": "r2"}},
    {"events": {"e2": "two", "e3": "three"}, "claims": {"c1": "r1", "c2": "r3", "c3": "r2"}},
)


def tables(night: dict) -> dict[str, pl.DataFrame]:
    return {
        "events": filled(Events, [{"event_id": key, "title": title} for key, title in night.get("events", {}).items()]),
        "claims": filled(Claims, [{"claim_id": key, "first_seen_run": run} for key, run in night.get("claims", {}).items()]),
        "conflicts": filled(Conflicts, []),
    }


def after(nights: int) -> pl.DataFrame:
    history, before, last = History.empty(), tables({}), None
    for number, night in enumerate(NIGHTS[:nights], start=1):
        now = tables(night)
        history, before, last = grown_history(Publish(f"r{number}", last, before, now, history)), now, f"r{number}"
    return History.validate(history)


def test_each_version_has_its_time_and_the_present_one_no_end() -> None:
    told = after(3).filter(pl.col("table_name") == "events").select("row_id", "since_run", "until_run").rows()
    assert told == [
        ("e1", "r1", "r3"),
        ("e2", "r1", "r2"),
        ("e2", "r2", "r3"),
        ("e2", "r3", None),
        ("e3", "r2", None),
    ]


def test_what_ended_is_kept_in_its_words_and_what_stands_is_not_told_twice() -> None:
    told = after(3)
    assert told.filter(pl.col("until_run").is_null())["said"].is_null().all()
    ended = told.filter((pl.col("row_id") == "e2") & (pl.col("until_run") == "r3"))["said"].str.json_path_match("$.title")
    assert ended.to_list() == ["TWO"]


def test_claims_are_told_when_they_end() -> None:
    told = after(3).filter(pl.col("table_name") == "claims").select("row_id", "since_run", "until_run").rows()
    assert told == [("c2", "r1", "r2")]


def test_the_same_tables_again_change_nothing() -> None:
    history, now = after(3), tables(NIGHTS[2])
    assert grown_history(Publish("r4", "r3", now, now, history)).equals(history)


def test_another_name_of_its_story_is_no_other_event() -> None:
    told = after(3)
    now = tables(NIGHTS[2])
    moved = now | {"events": now["events"].with_columns(story_id=pl.lit("elsewhere"))}
    assert grown_history(Publish("r4", "r3", now, moved, told)).equals(told)
    retitled = now | {"events": now["events"].with_columns(title=pl.lit("otherwise"))}
    assert grown_history(Publish("r4", "r3", now, retitled, told)).height == told.height + now["events"].height


def test_what_was_published_before_anything_was_remembered_began_with_the_last_run() -> None:
    found = grown_history(Publish("r2", "r1", tables(NIGHTS[0]), tables(NIGHTS[1]), History.empty()))
    assert found.filter(pl.col("row_id") == "e1")["since_run"].to_list() == ["r1"]
    assert found.filter(pl.col("row_id") == "e2")["since_run"].to_list() == ["r1", "r2"]


def test_changes_name_what_came_what_went_and_each_value_before_and_after() -> None:
    then, now = (tables(night)["events"] for night in NIGHTS[1:])
    assert changes("events", then, now).select("change", "row_id", "about", "what").rows() == [
        ("lost", "e1", "one", None),
        ("changed", "e2", "two", "title: TWO -> two"),
    ]
    for table in KEYS:
        assert changes(table, tables(NIGHTS[2])[table], tables(NIGHTS[2])[table]).is_empty()
