"""The reference rows of stories, events and claims: complete, consistent with the closed vocabularies, and free of contradictions."""

import polars as pl

from schemas.claims import CONFLICT_RELATIONS
from schemas.documents import SEGMENT_ROLES
from schemas.events import MONEY_STATUSES
from transforms.stories.told import KINDS


def test_every_kind_of_feature_has_a_prior(ref) -> None:
    made = {*KINDS.values(), "body", "sound", "money", "dollars", "figure", "small_figure", "day", "event", "deed", "topic"}
    made |= {"seat", "outlet", "leader", "great_country"}
    assert set(ref.stories.features["rule_id"]) == made


def test_what_countries_share_counts_less_than_what_one_happening_has(ref) -> None:
    share = dict(ref.stories.features.select("rule_id", "specific_share").rows())
    assert share["person"] == share["body"] == share["money"] == 1
    assert share["event"] == share["deed"] == share["day"] == share["outlet"] == 0 < share["country"] < 1


def test_outlets_and_great_countries_are_entities_of_their_kind(ref) -> None:
    kinds = dict(ref.entities.entities.select("entity_id", "kind").rows())
    assert {kinds[outlet] for outlet in ref.stories.outlets["rule_id"]} == {"Organization"}
    assert {kinds[country] for country in ref.stories.great["rule_id"]} == {"Country"}
    agencies = ref.entities.entities.filter(pl.col("name").is_in(ref.stories.wires["surface"].implode()))["entity_id"]
    assert not ref.stories.outlets["rule_id"].is_in(agencies.implode()).any()


def test_every_role_has_a_place_in_the_order_of_trust(ref) -> None:
    assert set(ref.stories.ranks["rule_id"]) == set(SEGMENT_ROLES)
    place = dict(ref.stories.ranks.select("rule_id", "place").rows())
    assert place["body"] < place["title"] < place["teaser"] < place["boilerplate"]


def test_each_pair_of_statuses_is_judged_once(ref) -> None:
    pairs = [frozenset(pair) for pair in ref.stories.statuses.select("status_a", "status_b").rows()]
    assert len(pairs) == len(set(pairs)) == len(MONEY_STATUSES) * (len(MONEY_STATUSES) - 1) / 2
    assert set(ref.stories.statuses["relation"].drop_nulls()) <= set(CONFLICT_RELATIONS)
    assert all(name == f"{a}-{b}" for name, a, b in ref.stories.statuses.select("rule_id", "status_a", "status_b").rows())


def test_families_name_event_types(ref) -> None:
    known = pl.Series(ref.events.types["event_type"])
    assert ref.stories.families["rule_id"].is_in(known.implode()).all()


def test_assumed_statuses_are_those_that_types_give_by_themselves(ref) -> None:
    given = ref.events.types.unpivot(["default_status", "future_status"], index="event_type", value_name="status").drop_nulls("status")
    assumed = ref.stories.assumed.join(given, on=["event_type", "status"], how="semi")
    assert assumed.height == ref.stories.assumed.height


def test_offices_of_one_holder_are_offices_that_titles_name(ref) -> None:
    held = ref.stories.properties.filter(pl.col("kind").is_in(["holder", "titled_holder"]))["rule_id"]
    assert held.is_in(ref.entities.offices["office"].unique().implode()).all()


def test_the_great_agencies_are_entities(ref) -> None:
    names = ref.entities.entities.filter(pl.col("name").is_in(ref.stories.wires["surface"].implode()))["name"].to_list()
    assert {"Agence France-Presse", "Reuters", "Yonhap News Agency"} <= set(names)


def test_venues_are_places_that_are_no_city(ref) -> None:
    places = ref.entities.entities.filter(pl.col("kind") == "Place")
    assert ref.stories.venues["rule_id"].is_in(places["entity_id"].implode()).all()
    named = places.join(ref.stories.venues, left_on="entity_id", right_on="rule_id")
    assert not named["name"].is_in(ref.stories.venues["city"].implode()).any()
