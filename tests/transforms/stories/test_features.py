"""Weights of what documents are about."""

import polars as pl

from flows.bundle import load_bundle
from transforms.stories.features import Traits
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
