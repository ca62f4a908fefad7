"""Stories made anew, in parts that fit into memory, side by side: from the rows of their documents to events, claims and conflicts."""

import pickle
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from itertools import count, repeat
from pathlib import Path

import polars as pl

from flows.laying import LAID_DOCUMENTS, Aside, Common, groups_of, lay_anew, lay_apart, rows_of
from flows.proving import prove
from flows.store import Store, versions_of
from transforms.facts.asides import Asides, Telling
from transforms.facts.reconcile import Draft, Known, Part, drafted_part, reconciled_part
from transforms.stories.parts import Dated, Index, dated_part, numbered

#: Days that stories prove of documents.
ANCHORS = pl.Schema({"doc_id": pl.String, "anchor_date": pl.Date})
#: What a part has drafted waits in this file until asides have found their events.
DRAFT = "draft.pickle"


@dataclass(frozen=True)
class Whole:
    """All documents of a store, and what parts of them ask for.

    `docs`: stories.parts.numbered; `homes` (doc_id, batch: its number, mark of what it was read with): where they lie.
    """

    store: Store
    folder: Path
    batches: list[Path]
    docs: pl.DataFrame
    homes: pl.DataFrame
    common: Common

    @classmethod
    def laid(cls, store: Store, folder: Path, entities: pl.DataFrame) -> "Whole":
        """Of all batches of a store; `folder` is for what waits its turn."""
        batches = store.committed()
        docs = numbered(*(rows_of(batches, table) for table in ("documents", "document_sources")))
        return cls(store, folder, batches, docs, _homes(batches), Common.laid(folder / "common", entities))

    def marks(self) -> pl.Series:
        """A number for all that each document says by itself: what it is, what it was read with, who published it."""
        sources = rows_of(self.batches, "document_sources").drop_nulls().unique()
        published = sources.select("doc_id", source=sources.hash_rows()).group_by("doc_id").agg(pl.col("source").sum())
        told = self.docs.drop("doc").join(self.homes.select("doc_id", "mark"), on="doc_id", how="left", maintain_order="left")
        return told.join(published, on="doc_id", how="left", maintain_order="left").hash_rows()

    def numbers(self) -> list[pl.Series]:
        """The numbers of the documents of each batch, in order."""
        placed = self.docs.select("doc_id", "doc").join(self.homes, on="doc_id", validate="1:1").sort("batch", "doc")
        of_batch = placed.partition_by("batch", as_dict=True)
        none = placed["doc"].clear()
        return [of_batch[number,]["doc"] if (number,) in of_batch else none for number in range(len(self.batches))]

    def naming(self, entity_ids: pl.Series) -> pl.Series:
        """doc_id of the documents that name any of these entities."""
        if entity_ids.is_empty():
            return pl.Series([], dtype=pl.String)
        ids = entity_ids.implode()
        mentions, parts = (self.store.scan(table) for table in ("event_mentions", "event_participants"))
        taking = parts.filter(pl.col("entity_id").is_in(ids)).select("event_mention_id").unique()
        named = [
            self.store.scan("entity_mentions").filter(pl.col("entity_id").is_in(ids)).select("doc_id"),
            mentions.filter(pl.col("place_entity_id").is_in(ids) | pl.col("attributed_to").is_in(ids)).select("doc_id"),
            mentions.join(taking, on="event_mention_id", how="semi").select("doc_id"),
        ]
        return pl.concat(named).unique().collect().to_series()


@dataclass
class Making:
    """Stories on their way from rows to events, in parts, side by side in the pool."""

    whole: Whole
    aside: Aside
    groups: list[list[Path]]
    known: Known
    pool: Executor
    begun: list[Future[tuple[Dated, Asides | None]]]
    #: doc_id, anchor_date of the documents that only their story dates.
    anchors: pl.DataFrame = field(default_factory=ANCHORS.to_frame)

    @classmethod
    def begin(cls, whole: Whole, parts: list[Index], known: Known, pool: Executor) -> "Making":
        """Lay the rows of each part aside, and begin with each."""
        aside = Aside(whole.folder / str(len(list(whole.folder.iterdir()))), whole.common)
        held = whole.homes.join(aside.place(parts), on="doc_id", how="semi")["batch"].unique().sort()
        groups = list(groups_of([whole.batches[number] for number in held], LAID_DOCUMENTS))
        list(pool.map(lay_apart, groups, count(), repeat(aside)))
        begun = [pool.submit(_begun, aside, number, part, known) for number, part in enumerate(parts)]
        return cls(whole, aside, groups, known, pool, begun)

    def asides(self, *other_anchors: pl.DataFrame) -> list[Asides]:
        """The asides of each part, once what its documents say of days and dollars is read anew by the days their stories prove.

        `other_anchors`: those of documents of other stories.
        """
        first = [one.result() for one in self.begun]
        self.anchors = pl.concat([self.anchors, *(dated.proved() for dated, _ in first)])
        prove(self.whole.batches, pl.concat([*other_anchors, self.anchors]), self.pool)
        waiting = [number for number, (_, asides) in enumerate(first) if asides is None]
        if waiting:
            list(self.pool.map(lay_anew, self.groups, count(), repeat(self.aside)))
        drafted = self.pool.map(_drafted, repeat(self.aside), waiting, [first[number][0] for number in waiting], repeat(self.known))
        again = dict(zip(waiting, drafted, strict=True))
        return [asides or again[number] for number, (_, asides) in enumerate(first)]

    def made(self, guests: list[Telling]) -> list[Part]:
        """What is made of each part, told also by these asides."""
        return list(self.pool.map(_finished, repeat(self.aside), range(len(guests)), guests, repeat(self.known)))


def _homes(batches: list[Path]) -> pl.DataFrame:
    """doc_id, batch (its number), mark of what it was read with."""
    homes = [pl.DataFrame(schema={"doc_id": pl.String, "batch": pl.UInt32, "mark": pl.String})]
    for number, batch in enumerate(batches):
        rules = " ".join(version for what, version in sorted(versions_of(batch).items()) if what != "read")
        ids = pl.read_parquet(batch / "documents.parquet", columns=["doc_id"])
        homes.append(ids.select("doc_id", batch=pl.lit(number, dtype=pl.UInt32), mark=pl.lit(rules)))
    return pl.concat(homes)


def _begun(aside: Aside, number: int, part: Index, known: Known) -> tuple[Dated, Asides | None]:
    """Origins and days of a part; and its asides, unless rows are to be read anew by these days."""
    corpus = aside.corpus(number)
    dated = dated_part(part, corpus, known.ref, known.links)
    return dated, None if dated.proved().height else _drafted(aside, number, dated, known)


def _drafted(aside: Aside, number: int, dated: Dated, known: Known) -> Asides:
    """Asides of a part; its draft waits beside its rows."""
    draft, asides = drafted_part(dated, aside.corpus(number), known)
    (aside.of_part(number) / DRAFT).write_bytes(pickle.dumps(draft, protocol=5))
    return asides


def _finished(aside: Aside, number: int, guests: Telling, known: Known) -> Part:
    """Events, claims and conflicts of a part."""
    draft: Draft = pickle.loads((aside.of_part(number) / DRAFT).read_bytes())  # noqa: S301  our own, of this run
    return reconciled_part(draft, guests, aside.common.entities(), known)
