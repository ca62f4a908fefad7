"""The documents of a corpus and the stories they tell, cut into parts of whole stories; where each goes back to, and of what day it is."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.clusters import Labels, mixed
from transforms.ids import text_ids
from transforms.stories.corpus import Corpus
from transforms.stories.dates import story_anchors
from transforms.stories.features import Traits
from transforms.stories.grouping import Stories as Found
from transforms.stories.grouping import find_stories
from transforms.stories.keys import row_keys
from transforms.stories.origins import find_origins
from transforms.stories.people import joined_corpus
from transforms.stories.weights import Features, story_features


@dataclass(frozen=True)
class Index:
    """Documents, numbered in the order of their ids (see numbered), and the stories they tell; all of a corpus, or whole stories of it.

    `places`: the number each document has in the whole corpus.
    """

    docs: pl.DataFrame
    found: Found
    places: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Dated:
    """Documents of whole stories with story_id, origin_id and the days their stories prove; `twins` (a, b): translations of each other.

    Documents, stories and origins have the numbers of the whole corpus: what is made of them is the same in any part.
    """

    docs: pl.DataFrame
    twins: pl.DataFrame

    def proved(self) -> pl.DataFrame:
        """doc_id, anchor_date of the documents that only their story dates."""
        return self.docs.filter(pl.col("anchor_basis") == "inferred_story").select("doc_id", "anchor_date")


def numbered(documents: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Documents in the order of their ids, numbered by `doc`, with the first of their publishers (sources: doc_id, publisher)."""
    publishers = sources.group_by("doc_id").agg(publisher=pl.col("publisher").drop_nulls().min())
    return (
        documents.select("doc_id", "title", "language", "published_at", "anchor_date", "anchor_basis")
        .join(publishers, on="doc_id", how="left", validate="1:1")
        .sort("doc_id")
        .with_row_index("doc")
        .with_columns(pl.col("doc").cast(pl.Int64))
    )


def stories_told(index: Index) -> pl.DataFrame:
    """doc_id and story_id (a number) of each document of the index."""
    return index.docs.select("doc_id", story_id=pl.Series(index.found.story))


def index_of(docs: pl.DataFrame, traits: list[Traits], ref: StoriesReference) -> tuple[Index, Features]:
    """Stories of all documents and what joins them, from the traits of all of them, in any number of parts."""
    traits = traits or [Traits.nothing()]
    features = story_features(traits, docs.height, ref)
    prints = pl.concat([part.prints for part in traits]).collect()
    return Index(docs, find_stories(features, docs, prints), np.arange(docs.height)), features


def parts_of(index: Index, most_documents: int, stories: Labels | None = None) -> list[Index]:
    """The index, or some of its stories (their numbers), cut into parts of whole stories, each of so many documents or one story more."""
    members = np.arange(index.docs.height) if stories is None else np.flatnonzero(np.isin(index.found.story, stories))
    order = members[np.argsort(index.found.story[members], kind="stable")]
    ends = np.flatnonzero(np.diff(index.found.story[order], append=-1)) + 1
    bins = (ends - 1) // most_documents
    cuts = [int(ends[bins == number][-1]) for number in np.unique(bins)]
    return [part_of(index, np.sort(order[start:end])) for start, end in zip([0, *cuts], cuts, strict=False)]


def story_keys(index: Index, marks: pl.Series) -> pl.DataFrame:
    """The story (its number) and a key (UInt64) that stands for its documents and what is known of them together.

    `marks` (UInt64): stand for what each document says by itself. What parts make of two stories of one key is the same.
    """
    found, marked = index.found, marks.to_numpy()
    one, other = (marked[found.pairs[end].to_numpy()] for end in ("a", "b"))
    said = mixed(mixed(marked) + marked[found.copy])
    paired = row_keys(pl.Series(mixed(one) + other).reinterpret(signed=True), *found.pairs.select(pl.col("abroad", "sure").cast(pl.Int8)))
    story = np.concatenate([found.story, found.story[found.pairs["a"].to_numpy()]])
    words = pl.Series("word", np.concatenate([said, mixed(paired.to_numpy())]), dtype=pl.UInt64)
    told = pl.DataFrame({"story": story, "word": words})
    return told.group_by("story").agg(key=pl.col("word").sum()).sort("story")


def part_of(index: Index, members: npt.NDArray[np.int64]) -> Index:
    """The part of some documents, numbered anew in the same order."""
    local = np.full(index.docs.height, -1, dtype=np.int64)
    local[members] = np.arange(len(members))
    here = pl.Series(local)
    found = index.found
    pairs = found.pairs.with_columns(a=here[found.pairs["a"]], b=here[found.pairs["b"]]).filter(pl.col("a") >= 0)
    compared = found.compared.clear()  # what explains stories is asked of all of them at once
    return Index(
        index.docs[members].with_columns(doc=pl.int_range(len(members), eager=True)),
        Found(local[found.story[members]], local[found.copy[members]], compared, pairs),
        index.places[members],
    )


def dated_part(index: Index, corpus: Corpus, ref: StoriesReference, links: pl.DataFrame) -> Dated:
    """Origins and proved days of the documents of whole stories, whose rows `corpus` holds; rows may then be read anew by those days.

    `links`: ids of people met in several scripts (transforms.stories.people.LINKS).
    """
    corpus = joined_corpus(corpus, links)
    origins = find_origins(corpus, index.found, index.docs, ref)
    docs = _with_ids(index.docs.with_columns(story=pl.Series(index.found.story), origin=pl.Series(origins.origin)))
    places = pl.Series(index.places)
    everywhere = {name: places[docs[name]] for name in ("doc", "story", "origin")}
    twins = origins.twins.with_columns(a=places[origins.twins["a"]], b=places[origins.twins["b"]])
    return Dated(story_anchors(docs, corpus, index.found, origins.twins).with_columns(**everywhere), twins)


def _with_ids(docs: pl.DataFrame) -> pl.DataFrame:
    """story_id and origin_id: hashes of the first document of each."""
    firsts = {kind: docs["doc_id"][docs[kind]].rename("first") for kind in ("story", "origin")}
    made = {}
    for kind, first in firsts.items():
        distinct = first.unique()
        ids = pl.DataFrame({"first": distinct, "id": text_ids(pl.repeat(kind, len(distinct), eager=True), distinct)})
        made[f"{kind}_id"] = first.to_frame().join(ids, on="first", how="left", maintain_order="left", validate="m:1")["id"]
    return docs.with_columns(**made)
