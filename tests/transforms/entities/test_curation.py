"""Decisions of people: an alias is read, a ban is not, and both only as far as they go."""

from dataclasses import replace

import pandera.errors
import polars as pl
import pytest

from schemas.reference import Reference
from schemas.reference.curation import Curation
from tests.transforms.entities.entity_frames import read
from transforms.entities.rules import EntitiesReader

TEXT = "Prime Minister Velimir Trostan met Japan's envoy in Orlinburg. The Orlinburg talks with Tokyo went on."


def rows(*decided: tuple[str | None, ...]) -> pl.DataFrame:
    """Of (action, surface, lang, entity_id, other_id)."""
    given = pl.DataFrame(decided, schema=dict.fromkeys(list(Curation.empty().columns)[:5], pl.String), orient="row")
    return Curation.proved(given.with_columns(reason=pl.lit("a test"), source=pl.lit("hand"), context=pl.lit("...")))


def ids(ref: Reference, *decided: tuple[str | None, ...]) -> dict[str, str]:
    few = ref.entities.aliases.filter(pl.col("surface").is_in(["Japan", "Tokyo"]))
    reader = EntitiesReader.of(replace(ref.entities, aliases=few, curation=rows(*decided)))
    return dict(read(reader, [("d", "en", TEXT)]).mentions.select("surface", "entity_id").iter_rows())


def test_an_alias_names_its_entity(ref: Reference) -> None:
    assert ids(ref)["Orlinburg"] != "Q90"
    assert ids(ref, ("alias", "Orlinburg", "en", "Q90", None))["Orlinburg"] == "Q90"


def test_a_ban_goes_as_far_as_it_says(ref: Reference) -> None:
    plain = ids(ref)
    assert {"Japan", "Tokyo", "Velimir Trostan"} <= plain.keys()
    without = ids(ref, ("ban", "Velimir Trostan", "en", None, None), ("ban", "Japan", "en", None, None))
    assert plain.keys() - without.keys() == {"Velimir Trostan", "Japan"}
    assert ids(ref, ("ban", "Japan", "ko", None, None)) == plain
    assert ids(ref, ("ban", "Tokyo", "en", "Q90", None)) == plain
    assert ids(ref, ("ban", "Tokyo", "en", plain["Tokyo"], None)).get("Tokyo") != plain["Tokyo"]


@pytest.mark.parametrize("row", [("alias", "X", "en", None, None), ("ban", "X", None, None, None), ("merge", None, None, "Q1", "Q1")])
def test_a_decision_says_what_about(row: tuple[str | None, ...]) -> None:
    with pytest.raises(pandera.errors.SchemaError):
        rows(row)
