"""Weights of what documents are about."""

import polars as pl

from flows.bundle import load_bundle
from transforms.stories.features import Naming, Traits, traits_of
from transforms.stories.told import Told, kind_numbers
from transforms.stories.weights import UNIT, story_features

#: So many documents that what all of them hold weighs nothing, to the last digit.
DOCUMENTS = 40_000
EVERYWHERE, ONCE = 1, 2


def test_a_document_of_nothing_but_what_every_document_holds_weighs_nothing() -> None:
    docs = pl.int_range(DOCUMENTS, dtype=pl.UInt32, eager=True)
    of_all = pl.DataFrame({"doc": docs}).with_columns(feature=pl.lit(EVERYWHERE, dtype=pl.UInt64))
    rows = pl.concat([of_all, of_all.head(1).with_columns(feature=pl.lit(ONCE, dtype=pl.UInt64))])
    rows = rows.with_columns(kind=pl.lit(0, dtype=pl.UInt8), n=pl.lit(1, dtype=pl.UInt32))
    none = pl.LazyFrame()
    traits = Traits(rows.lazy(), none, none, none)
    told = story_features([traits], DOCUMENTS, load_bundle().reference.stories)
    assert told.rows.group_by("feature").agg(pl.col("weight").unique()).rows() == [(EVERYWHERE, [0])]
    assert told.alone.rows() == [(0, UNIT * UNIT)]


def test_what_is_known_of_a_name_today_counts() -> None:
    ref = load_bundle().reference.stories
    number = kind_numbers(ref)
    named = pl.LazyFrame(
        [(0, 11, number["person"], 3, 1), (1, 11, number["body"], 1, 1), (1, 12, number["body"], 1, 1), (0, 13, number["body"], 2, 2)],
        schema={"doc": pl.UInt32, "entity": pl.Int64, "kind": pl.UInt8, "n": pl.UInt32, "times": pl.UInt32},
        orient="row",
    )
    none = Traits.nothing()
    told = Told(none.rows, named, none.made, none.words, none.prints)

    def kinds(*common: tuple[int, str | None, bool], sounding: tuple[tuple[int, int, str], ...] = ()) -> list[tuple[int, str, int]]:
        known = pl.DataFrame(common, schema={"entity": pl.Int64, "common": pl.String, "is_wire": pl.Boolean}, orient="row")
        heard = pl.DataFrame(sounding, schema={"entity": pl.Int64, "first": pl.Int64, "frame": pl.String}, orient="row")
        found = traits_of(told, pl.Series([5, 8]), Naming(known, heard), ref).rows.collect()
        name = {of: kind for kind, of in number.items()}
        return sorted((doc, name[kind], n) for doc, kind, n in found.select("doc", "kind", "n").rows())

    assert kinds() == [(5, "body", 2), (5, "person", 3), (8, "body", 1), (8, "body", 1)]
    assert kinds((11, "leader", False), (12, None, True)) == [(5, "body", 2), (5, "leader", 3), (8, "leader", 1)]
    assert (5, "sound", 2) in kinds(sounding=((13, 77, "brt"),))
