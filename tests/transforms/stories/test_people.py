"""People met in several scripts: joined where sound and story or office agree, and never on sound alone."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.bundle import load_bundle
from transforms.sounds import Sounds
from transforms.stories.people import LINKS, Heard, renamed

#: One made-up person a row: the name in several languages.
SAME = [
    {
        "en": "Velimir Trostan",
        "ru": "Велимир Тростан",
        "ja": "ヴェリミール・トロスタン",
        "ko": "벨리미르 트로스탄",
        "zh-Hans": "韦利米尔·特罗斯坦",
    },
    {"en": "Sora Minagawa", "ru": "Сора Минагава", "ja": "ソラ・ミナガワ", "ko": "미나가와 소라"},
    {
        "en": "Gordina Halvorsen",
        "ru": "Гордина Хальворсен",
        "ja": "ゴルディナ・ハルヴォルセン",
        "ko": "고르디나 할보르센",
        "zh-Hans": "戈尔迪娜·哈尔沃森",
    },
]


@pytest.fixture(scope="module")
def sounds() -> Sounds:
    return load_bundle().readers.entities.sounds


def alike(sounds: Sounds, one: tuple[str, str], other: tuple[str, str]) -> float:
    heard = [sounds.heard(name, language) for language, name in (one, other)]
    assert heard[0]
    assert heard[1]
    return float(sounds.alike([heard[0]], [heard[1]])[0])


def test_one_name_sounds_alike_in_every_script_and_others_do_not(sounds: Sounds) -> None:
    for person in SAME:
        for language, name in person.items():
            assert alike(sounds, ("en", person["en"]), (language, name)) > 0.8
            others = [alike(sounds, ("en", other["en"]), (language, name)) for other in SAME if other is not person]
            assert max(others) < 0.7


def test_short_names_tell_nobody(sounds: Sounds) -> None:
    assert sounds.heard("Trostan", "en") is None
    assert sounds.heard("Io Ea", "en") is None
    assert sounds.heard("김", "ko") is None


def test_a_middle_name_may_stay_unsaid_and_a_register_turns_names_round(sounds: Sounds) -> None:
    assert alike(sounds, ("en", "Velimir Trostan"), ("ru", "Велимир Осканович Тростан")) > 0.85
    assert alike(sounds, ("en", "Velimir Trostan"), ("ru", "Тростан, Велимир Осканович")) > 0.85
    assert alike(sounds, ("en", "Velimir Trostan"), ("ru", "Велимир Осканович")) < 0.7


def test_words_that_their_letters_do_not_tell_are_listed(sounds: Sounds) -> None:
    assert alike(sounds, ("en", "Charles Halvorsen"), ("ja", "シャルル・ハルヴォルセン")) > 0.9
    assert alike(sounds, ("en", "George Trostan"), ("ru", "Джордж Тростан")) > 0.9
    assert alike(sounds, ("en", "John Halvorsen"), ("zh-Hans", "约翰·哈尔沃森")) > 0.9
    assert alike(sounds, ("en", "Michael Halvorsen"), ("zh-Hans", "约翰·哈尔沃森")) < 0.8


def test_a_given_name_of_two_syllables_is_one_part_or_two(sounds: Sounds) -> None:
    people = heard(sounds, [("nl-e", "en", "Paek Yong-min"), ("nl-z", "zh-Hans", "白永民")])
    assert links(people, [("nl-e", "a", None), ("nl-z", "b", None)], {"a": "s", "b": "s"}) == [("nl-z", "nl-e")]


def test_han_names_are_heard_as_their_bearers_read_them_too(sounds: Sounds) -> None:
    names = [("nl-k", "ko", "강석주"), ("nl-z", "zh-Hans", "姜锡柱"), ("nl-e", "en", "Kang Sok-ju"), ("nl-o", "zh-Hans", "姜文海")]
    frame = pl.DataFrame(names, schema=["entity_id", "language", "alias"], orient="row")
    told = pl.Series([sounds.heard(name, language) for _, language, name in names], dtype=pl.String)
    people = Heard.of(frame.with_columns(sound=told), sounds)
    story = dict.fromkeys("abcd", "s")
    found = links(people, [("nl-k", "a", None), ("nl-z", "b", None), ("nl-e", "c", None), ("nl-o", "d", None)], story)
    assert found == [("nl-k", "nl-e"), ("nl-z", "nl-e")]
    assert sounds.other_readings("李小龙", "zh-Hans")
    assert sounds.other_readings("Kang", "ja") == []


@given(st.text(max_size=30), st.sampled_from(["ko", "ja", "en", "zh-Hant", "ru"]))
def test_no_text_stops_hearing(name: str, language: str) -> None:
    sounds = load_bundle().readers.entities.sounds
    told = sounds.heard(name, language)
    if told:
        assert sounds.alike([told], [told]).tolist() == [1.0]


def heard(sounds: Sounds, rows: list[tuple[str, str, str]]) -> Heard:
    """Of (entity_id, language, name)."""
    frame = pl.DataFrame(rows, schema=["entity_id", "language", "name"], orient="row")
    told = [sounds.heard(name, language) for _, language, name in rows]
    return Heard(frame.select("entity_id", "language", sound=pl.Series(told, dtype=pl.String)), sounds)


def links(people: Heard, mentions: list[tuple[str, str, str | None]], stories: dict[str, str]) -> list[tuple[str, str]]:
    """(entity_id, joined_id); `mentions` are (entity_id, doc_id, office)."""
    met = pl.DataFrame(mentions, schema={"entity_id": pl.String, "doc_id": pl.String, "office": pl.String}, orient="row")
    docs = pl.DataFrame(list(stories.items()), schema={"doc_id": pl.String, "story_id": pl.String}, orient="row")
    found = people.links(met, docs)
    again = people.links(met.reverse(), docs.reverse())
    assert found.equals(again)
    return found.select("entity_id", "joined_id").rows()


PERSON = [("nl-e", "en", "Velimir Trostan"), ("nl-r", "ru", "Велимир Тростан")]


def test_sound_joins_only_with_story_or_office(sounds: Sounds) -> None:
    people = heard(sounds, PERSON)
    apart = {"a": "s1", "b": "s2"}
    assert links(people, [("nl-e", "a", None), ("nl-r", "b", None)], apart) == []
    assert links(people, [("nl-e", "a", "legislator"), ("nl-r", "b", "ceo")], apart) == []
    assert links(people, [("nl-e", "a", "ceo"), ("nl-r", "b", "ceo")], apart) == [("nl-r", "nl-e")]
    assert links(people, [("nl-e", "a", None), ("nl-r", "b", None)], {"a": "s", "b": "s"}) == [("nl-r", "nl-e")]


def test_a_split_keeps_two_apart(sounds: Sounds) -> None:
    people = replace(heard(sounds, PERSON), apart=frozenset({frozenset({"nl-e", "nl-r"})}))
    assert links(people, [("nl-e", "a", None), ("nl-r", "b", None)], {"a": "s", "b": "s"}) == []


def test_two_who_sound_alike_are_left_apart(sounds: Sounds) -> None:
    people = heard(sounds, [*PERSON, ("nl-x", "en", "Velimira Trostan")])
    story = {"a": "s", "b": "s", "c": "s"}
    assert links(people, [("nl-e", "a", None), ("nl-r", "b", None), ("nl-x", "c", None)], story) == []


def test_nobody_met_gives_no_links_and_names_stay(sounds: Sounds) -> None:
    nobody = Heard(pl.DataFrame(schema={"entity_id": pl.String, "language": pl.String, "sound": pl.String}), sounds)
    assert links(nobody, [], {}) == []
    frame = pl.DataFrame({"entity_id": ["nl-r", None, "Q1"]})
    joined = pl.DataFrame([("nl-r", "nl-e", "sound and story", 0.9)], schema=LINKS, orient="row")
    assert renamed(frame, joined, "entity_id")["entity_id"].to_list() == ["nl-e", None, "Q1"]
