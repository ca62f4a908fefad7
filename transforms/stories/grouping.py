"""Stories: documents that tell the same happening, joined by rare features they share and by copied sentences."""

from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.clusters import UInt64s, average_link, neighbour_pairs
from transforms.ids import text_marks
from transforms.page.fingerprints import copy_groups
from transforms.stories.vectors import Vectors
from transforms.stories.weights import UNIT, Features, in_words

#: Partners a document meets under one key.
REACH = 24
CROWD = 4 * REACH
#: Pages that share this many keys are compared, and those that share one that only so few have.
SHARED_KEYS, FEW = 2, 10
#: Mean likeness (cosine, per mille) within a story; a pair below FAINT counts for nothing. Pairs that share too little to be one story
#: by themselves count in the mean of what others join: a page of few names is like each of its story, and sure of none.
LIKENESS = 160
FAINT = 60
#: What the likeness of pages of which one tells no day counts for, and below what it is faint: two leaders and their capitals are named
#: together in many weeks.
UNDATED_PER_MILLE = 800
FAINT_UNDATED = 160
#: What two documents must share (sum of rarity; the odds of it by chance are e to its negative): more, the more pairs there are.
#: Between pages of two languages, which have less to share, less is asked.
EVIDENCE, EVIDENCE_SLACK = (8.0, 7.0), (5.0, 7.0)
#: How much of it must be of one happening and not of its countries alone: in one week two countries do several things; a follow-up
#: names what it follows.
SPECIFIC_NEAR, SPECIFIC_UNDATED, SPECIFIC_FAR = 4.5, 2.5, 10.0
#: Days between two tellings of one story, and what a gap beyond that costs (a follow-up must be the liker).
WINDOW_DAYS = 5
GAP_PER_MILLE = 750
#: What a feature that stands in one language alone counts for in the length of a vector beside a page in another language.
BOUND_PER_MILLE = 300
#: Evidence that a longer gap takes away.
FAR = 2.0
#: Tellings further apart in days than this must each be as like the other as a story asks of its mean (a follow-up tells the same deal
#: again); else they are two stories, whoever else stands between them: the same people are in the news all season.
APART_DAYS = 30
#: What two pages of a story must share of one happening before one tells the other's day, and how like they must be (per mille): more
#: than a story asks.
SPECIFIC_DAY, LIKENESS_DAY = 15.0, 240
#: Pairs compared, or explained, at a time.
CHUNK = 200_000
#: Features named in an explanation.
NAMED = 4
LEADING = pl.Schema({"a": pl.Int64, "b": pl.Int64, "feature": pl.UInt64})
SCORES = pl.Schema({"a": pl.Int64, "b": pl.Int64, "score": pl.Float64})


@dataclass(frozen=True)
class Stories:
    """`story`, `copy`: the smallest document of each document's story and group of copies.

    `compared` (a, b, specific, score): pairs of a story, how much both share that is one happening's own, how like they are.
    `pairs` (a, b, abroad, sure): those of them by which origins and days are told: of two languages, or sure enough that one tells the
    other's day.
    """

    story: npt.NDArray[np.int64]
    copy: npt.NDArray[np.int64]
    compared: pl.DataFrame
    pairs: pl.DataFrame


def find_stories(features: Features, docs: pl.DataFrame, fingerprints: pl.DataFrame) -> Stories:
    """Stories of documents (doc_id, anchor_date) with these features and fingerprints (doc, hash)."""
    marks = text_marks(docs["doc_id"]).to_numpy().astype(np.uint64)
    copy = copy_groups(fingerprints, features.size, marks)
    is_first = pl.Series(copy == np.arange(features.size))
    rows, keys = (one.filter(is_first[one["doc"]]) for one in (features.rows, features.keys))
    pairs = _scored(likeness(rows, candidates(keys, marks), features.size), _lengths_abroad(rows, features.alone, docs["language"]), docs)
    least, slack = (pl.when("abroad").then(abroad).otherwise(home) for home, abroad in (EVIDENCE, EVIDENCE_SLACK))
    needed = pl.max_horizontal(least, 2 * log(max(features.size, 1)) - slack)
    faint = pl.when("undated").then(FAINT_UNDATED).otherwise(FAINT)
    is_alike = (pl.col("evidence") >= needed) & (pl.col("score") >= faint) & (pl.col("specific") >= pl.col("specific_needed"))
    close = pairs.filter((pl.col("score") >= FAINT) | pl.col("apart")).select("a", "b", "score", blocked="apart", firm=is_alike)
    story = average_link(features.size, close, LIKENESS, marks)[copy]
    within = pl.Series(story)[pairs["a"]] == pl.Series(story)[pairs["b"]]
    compared = pairs.select("a", "b", "specific", "score").filter(within)
    return Stories(story, copy, compared, _telling(compared, docs["language"].str.slice(0, 2)))


def _telling(compared: pl.DataFrame, base: pl.Series) -> pl.DataFrame:
    """Stories.pairs; `base`: the language of each document."""
    abroad = pl.Series("abroad", (base[compared["a"]] != base[compared["b"]]).fill_null(value=False))
    sure = (pl.col("specific") >= SPECIFIC_DAY) & (pl.col("score") >= LIKENESS_DAY)
    return compared.select("a", "b", abroad, sure=sure).filter(pl.col("abroad") | pl.col("sure"))


def candidates(keys: pl.DataFrame, marks: UInt64s) -> pl.DataFrame:
    """Pairs of documents worth comparing (keys: Features.keys): they share a weighty feature, or a pair of weighty features."""
    # A single feature of a crowd tells nothing; what a large story shares is found by its pairs.
    held = keys.with_columns(size=pl.len().over("key")).filter((pl.col("size") > 1) & (pl.col("is_pair") | (pl.col("size") <= CROWD)))
    is_rare = held["size"] <= FEW
    asked = ((held.filter(is_rare), 1), (held.filter(~is_rare), SHARED_KEYS))
    found = [neighbour_pairs(rows["key"], rows["doc"], REACH, at_least, marks) for rows, at_least in asked]
    return pl.concat(found).unique().sort("a", "b")


def likeness(rows: pl.DataFrame, pairs: pl.DataFrame, size: int) -> pl.DataFrame:
    """a, b, dot (product of their vectors), evidence (sum of rarity shared), specific (what of it is of one happening's own).

    Of pairs of `size` documents, from Features.rows.
    """
    parts = [pl.DataFrame(schema={"a": pl.Int64, "b": pl.Int64, "dot": pl.Int64, "evidence": pl.Float64, "specific": pl.Float64})]
    vectors = Vectors.of(rows, size)
    weight, evidence, specific = (rows[name].cast(pl.Int64) for name in ("weight", "evidence", "specific"))
    for chunk in pairs.iter_slices(CHUNK):
        both = vectors.shared(chunk)
        one, other = both["one"], both["other"]
        told = both.select("pair", dot=weight[one] * weight[other], evidence=evidence[one], specific=specific[one])
        summed = told.group_by("pair").sum()
        thousandths = pl.col("evidence", "specific") / 1000
        parts.append(chunk[summed["pair"]].hstack(summed.select("dot", thousandths)))
    return pl.concat(parts)


def _scored(shared: pl.DataFrame, lengths: pl.Series, docs: pl.DataFrame) -> pl.DataFrame:
    """Pairs a, b, and how like they are, from what they share (see likeness) and how long each is for pages in other languages.

    score (cosine per mille, less for tellings far apart in time), evidence, specific and specific_needed, abroad (two languages), undated
    (one of them tells no day), apart (too long after one another to be one story).
    """
    days = docs["anchor_date"]
    dated = (days[shared["a"]] - days[shared["b"]]).dt.total_days().abs()
    far = pl.when(pl.col("gap") > WINDOW_DAYS).then(GAP_PER_MILLE).when(pl.col("gap").is_null()).then(UNDATED_PER_MILLE).otherwise(1000)
    near = pl.DataFrame({"gap": dated}).select(far).to_series()
    base = docs["language"].str.slice(0, 2)
    abroad = (base[shared["a"]] != base[shared["b"]]).fill_null(value=True)
    scale = pl.select(pl.when(abroad).then(lengths[shared["a"]] * lengths[shared["b"]]).otherwise(UNIT * UNIT)).to_series()
    score = pl.min_horizontal(pl.col("dot") * near // scale, UNIT)
    # Days agree by chance the more seldom, the longer the time that the documents are of.
    known = days.drop_nulls().to_physical().to_numpy()
    spread = (int(np.ptp(known)) + 1) / (2 * WINDOW_DAYS + 1) if len(known) else 1.0
    one_time = pl.DataFrame({"gap": dated}).select(
        pl.when(pl.col("gap") <= WINDOW_DAYS).then(max(0.0, log(spread))).when(pl.col("gap").is_not_null()).then(-FAR).otherwise(0.0)
    )
    evidence = shared["evidence"] + one_time.to_series()
    specific_needed = (
        pl.when(dated <= WINDOW_DAYS).then(SPECIFIC_NEAR).when(dated > WINDOW_DAYS).then(SPECIFIC_FAR).otherwise(SPECIFIC_UNDATED)
    )
    apart = pl.lit((dated > APART_DAYS).fill_null(value=False)) & ((score < LIKENESS) | (pl.col("specific") < SPECIFIC_NEAR))
    return shared.select(
        "a",
        "b",
        "specific",
        score=score,
        evidence=evidence,
        abroad=abroad,
        undated=dated.is_null(),
        apart=apart,
        specific_needed=specific_needed,
    ).sort("a", "b")


def _lengths_abroad(rows: pl.DataFrame, alone: pl.DataFrame, language: pl.Series) -> pl.Series:
    """Length of each document's vector for a page in another language: features met in one language alone count little there."""
    base = language.str.slice(0, 2).rank("dense").fill_null(0).cast(pl.UInt8)
    spoken = rows.select("feature", lang=base[rows["doc"]]).group_by("feature").agg(low=pl.col("lang").min(), high=pl.col("lang").max())
    abroad = rows["feature"].is_in(spoken.filter(pl.col("low") != pl.col("high"))["feature"].implode())
    square = rows["weight"].cast(pl.Int64).pow(2) * pl.select(pl.when(abroad).then(1000).otherwise(BOUND_PER_MILLE)).to_series()
    squares = np.zeros(len(language), dtype=np.int64)
    np.add.at(squares, rows["doc"].to_numpy(), square.to_numpy())
    np.add.at(squares, alone["doc"].to_numpy(), alone["square"].to_numpy() * BOUND_PER_MILLE)
    return pl.Series(np.ceil(np.sqrt(squares / 1000)).astype(np.int64))


def story_links(found: Stories, features: Features, docs: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """schemas.StoryLinks but for story_id: what joins each document to the one of its story it shares most with.

    A copy stands beside the first of its copies. `docs` (doc_id), `names` (entity_id, name).
    """
    told, vectors = _leading_pairs(found), Vectors.of(features.rows.select("doc", "feature", "weight"), features.size)
    leading, scores = [LEADING.to_frame()], [SCORES.to_frame()]
    for chunk in told.iter_slices(CHUNK):
        shared = _shared(chunk, vectors)
        leading.append(shared.filter(pl.int_range(pl.len()).over("a", "b") < NAMED).select(LEADING.names()))
        scores.append(shared.group_by("a", "b").agg(score=(pl.col("product").sum() / (UNIT * UNIT)).clip(0, 1).round(2)))
    named = pl.concat(leading)
    words = in_words(features, named["feature"].unique(), names)
    why = (
        named.join(words, on="feature", validate="m:1", maintain_order="left")
        .group_by("a", "b", maintain_order=True)
        .agg(why=pl.col("word").str.join(", "))
        .join(pl.concat(scores), on=["a", "b"], validate="1:1")
    )
    copied = pl.Series(found.copy[told["a"].to_numpy()] == found.copy[told["b"].to_numpy()], dtype=pl.Boolean)
    return (
        told.with_columns(doc_id_a=docs["doc_id"][told["a"]], doc_id_b=docs["doc_id"][told["b"]], copied=copied)
        .join(why, on=["a", "b"], how="left", validate="1:1", maintain_order="left")
        .select(
            "doc_id_a",
            "doc_id_b",
            score=pl.when("copied").then(1.0).otherwise(pl.col("score").fill_null(0.0)),
            why=pl.when("copied").then(pl.lit("the same sentences")).otherwise(pl.col("why").fill_null("the days they tell of")),
        )
    )


def _shared(pairs: pl.DataFrame, vectors: Vectors) -> pl.DataFrame:
    """a, b, feature, product of its weights: all that the two of each pair share, what joins them most first."""
    weight = vectors.rows["weight"].cast(pl.Int64)
    both = vectors.shared(pairs)
    told = both.select("pair", feature=vectors.rows["feature"][both["one"]], product=weight[both["one"]] * weight[both["other"]])
    first = told.sort("pair", "product", "feature", descending=[False, True, False])
    return pairs[first["pair"]].hstack(first.select("feature", "product"))


def _leading_pairs(found: Stories) -> pl.DataFrame:
    """a, b (a < b): each document with the one of its story that it shares most of one happening with, and copies with their first."""
    ways = [found.compared.select("specific", doc=one, other=other) for one, other in (("a", "b"), ("b", "a"))]
    best = pl.concat(ways).sort("doc", "specific", "other", descending=[False, True, False])
    best = best.unique("doc", keep="first", maintain_order=True).select("doc", "other")
    copies = pl.DataFrame({"doc": np.arange(len(found.copy)), "other": found.copy}).filter(pl.col("doc") != pl.col("other"))
    both = pl.concat([best, copies]).select(a=pl.min_horizontal("doc", "other"), b=pl.max_horizontal("doc", "other"))
    return both.unique().sort("a", "b")
