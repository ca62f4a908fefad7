"""How much each of its features says of a document: rare ones more; told of many documents a lot at a time, for memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.stories.features import Traits
from transforms.stories.keys import row_keys
from transforms.stories.sums import sum_words
from transforms.stories.told import BAND, feature_kinds

#: Weights are whole numbers: a vector has this length.
UNIT = 1000
#: How many documents the prior shares count for; above some thousands the corpus speaks for itself.
PRIOR_DOCUMENTS = 2000
#: What more documents than this share is no one story's, whatever the prior says.
LARGE_STORY = 48
#: No document has more features than this; the weightiest stay.
MOST = 64
#: Features by which a document looks for partners: its weightiest, and pairs of the very weightiest, which stay rare where each is common.
SINGLE_KEYS, PAIRED_KEYS = 24, 5
#: Parts of a corpus whose traits are weighed together.
LOT = 16

ROWS = pl.Schema({"doc": pl.UInt32, "feature": pl.UInt64, "evidence": pl.Int32, "specific": pl.Int32, "weight": pl.Int32})
ALONE = pl.Schema({"doc": pl.UInt32, "square": pl.Int64})
PARTNER_KEYS = pl.Schema({"doc": pl.UInt32, "key": pl.UInt64, "is_pair": pl.Boolean})


@dataclass(frozen=True)
class Features:
    """What each document is about. A document's weights are a vector of length UNIT.

    `rows` (doc, feature, evidence, specific: in thousandths, weight), in the order of documents: features that several documents have;
    `specific`: how much of the evidence is one happening's own, and not its countries'. `alone` (doc, square): the sum of the squared
    weights of those that no other document has. `keys` (doc, key, is_pair): features, or pairs of them, to find partners by. `kinds`
    (kind, rule_id, label); `made`, `words` are those of Traits.
    """

    rows: pl.DataFrame
    alone: pl.DataFrame
    keys: pl.DataFrame
    made: pl.LazyFrame
    words: pl.LazyFrame
    kinds: pl.DataFrame
    size: int


def story_features(parts: Sequence[Traits], size: int, ref: StoriesReference) -> Features:
    """Features of `size` documents from the traits of all of them, told in any number of parts."""
    kinds = feature_kinds(ref)
    told = pl.concat([part.rows.select("feature").collect() for part in parts]).group_by("feature").agg(told=pl.len())
    shared = told.filter(pl.col("told") > 1)
    del told  # what one document alone has is most of it
    rows, alone, keys = [ROWS.to_frame()], [ALONE.to_frame()], [PARTNER_KEYS.to_frame()]
    for lot in _lots(parts):
        weighed = _weighted(lot.join(shared, on="feature", how="left").with_columns(pl.col("told").fill_null(1)), kinds, size)
        met = pl.col("told") > 1
        rows.append(weighed.filter(met).select(ROWS.names()))
        square = pl.col("weight").cast(pl.Int64).pow(2).sum()
        alone.append(weighed.filter(~met).group_by("doc").agg(square=square))
        keys.append(_partner_keys(weighed.filter(met).select("doc", "feature", "place")))
    return Features(
        pl.concat(rows).sort("doc", maintain_order=True),
        pl.concat(alone),
        pl.concat(keys),
        pl.concat([part.made for part in parts]),
        pl.concat([part.words for part in parts]),
        kinds.select("kind", "rule_id", "label"),
        size,
    )


def _lots(parts: Sequence[Traits]) -> Iterator[pl.DataFrame]:
    for start in range(0, len(parts), LOT):
        yield pl.concat([part.rows for part in parts[start : start + LOT]]).collect()


def _weighted(counted: pl.DataFrame, kinds: pl.DataFrame, size: int) -> pl.DataFrame:
    """ROWS of some documents, heaviest first, with told (in how many documents) and place (within its document).

    Inverse document frequency towards the prior of the kind, times a slow count; vectors of length UNIT, exact.
    """
    shares = ("prior_share", "own_share", "specific_share")
    prior, own, specific = (kinds[name].gather(counted["kind"].cast(pl.UInt32)) for name in shares)
    told = pl.col("told").cast(pl.Float64)
    share = pl.max_horizontal((told + PRIOR_DOCUMENTS * prior) / (size + PRIOR_DOCUMENTS), (told - LARGE_STORY) / size)
    raw = (pl.col("idf") * (1 + (1 + pl.col("n")).log(2)) * 100).round().cast(pl.Int64)
    # Heaviest first within a document: one number to order by, then what is the same everywhere.
    order = pl.col("doc").cast(pl.UInt64) * (1 << 24) + ((1 << 24) - 1 - pl.col("raw")).cast(pl.UInt64)
    return (
        counted.with_columns(idf=-share.log(), own=own, specific=specific)
        .with_columns(raw=raw)
        .with_columns(order=order)
        .sort("order", "kind", "feature")
        .with_columns(place=pl.int_range(pl.len(), dtype=pl.UInt32).over("doc"))
        .filter(pl.col("place") < MOST)
        # A document all of whose features stand in every other has a vector of nothing.
        .with_columns(norm=(pl.col("raw") * pl.col("raw")).sum().over("doc").cast(pl.Float64).sqrt().clip(1))
        .select(
            "doc",
            "feature",
            "told",
            "place",
            evidence=(1000 * pl.col("idf") * pl.col("own")).round().cast(pl.Int32),
            specific=(1000 * pl.col("idf") * pl.col("specific")).round().cast(pl.Int32),
            weight=(UNIT * pl.col("raw") / pl.col("norm")).round().cast(pl.Int32),
        )
    )


def _partner_keys(ranked: pl.DataFrame) -> pl.DataFrame:
    """PARTNER_KEYS of documents whose features have places."""
    single = ranked.filter(pl.col("place") < SINGLE_KEYS).select("doc", key="feature", is_pair=pl.lit(value=False))
    heavy = ranked.filter(pl.col("place") < PAIRED_KEYS).select("doc", "feature")
    both = heavy.join(heavy, on="doc", suffix="_other").filter(pl.col("feature") < pl.col("feature_other"))
    paired = pl.DataFrame({"doc": both["doc"], "key": row_keys(both["feature"], both["feature_other"])})
    return pl.concat([single, paired.with_columns(is_pair=pl.lit(value=True))])


def in_words(features: Features, wanted: pl.Series, names: pl.DataFrame) -> pl.DataFrame:
    """feature, word: each wanted feature as an explanation names it; `names` (entity_id, name)."""
    made = features.made.filter(pl.col("feature").is_in(wanted.implode())).unique("feature").collect()
    marks = pl.concat([made["first"], made["second"]]).unique()
    word = features.words.filter(pl.col("mark").is_in(marks.implode())).unique("mark").collect()
    told = (
        made.join(features.kinds, on="kind", validate="m:1")
        .join(word.select(first="mark", first_word="word"), on="first", how="left", validate="m:1")
        .join(word.select(second="mark", entity_id="word"), on="second", how="left", validate="m:1")
        .join(names, on="entity_id", how="left", validate="m:1")
    )
    kind, number = pl.col("rule_id"), pl.col("number")
    said = (
        pl.when(kind == "money").then(sum_words(number, pl.col("first_word")))
        .when(kind == "dollars").then(sum_words((number * BAND).exp().round_sig_figs(2), pl.lit("USD")))
        .when(kind == "day").then(number.cast(pl.Int32).cast(pl.Date).cast(pl.String))
        .when(kind == "topic").then(pl.col("first_word").str.replace_all("_", " "))
        .when(kind.is_in(["figure", "small_figure"])).then(pl.format("{}", number).str.strip_suffix(".0"))
        .otherwise(pl.concat_str(["first_word", "name"], separator=" ", ignore_nulls=True))
    )  # fmt: skip
    return told.select("feature", word=pl.format("{} {}", "label", said))
