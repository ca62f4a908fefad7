"""Every table of a publish that is known only once all documents are compared, as Parquet and in the database.

A database that has grown from the publish before takes in the rows that are new or otherwise, and no others.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import polars as pl

from flows import publish
from flows.bundle import load_bundle
from flows.database import Rows, take_in
from flows.measures import measured
from flows.night import Night
from flows.proving import all_proved_rows, as_proved
from flows.remembering import history_of
from flows.seen import withdrawals
from flows.store import Store
from transforms.facts.catalogue import Found, alias_table, entity_table
from transforms.stories.corpus import Reconciled
from transforms.stories.people import renamed

#: Columns that refer to entities, table by table, beside entity_mentions.
ENTITY_COLUMNS = {
    "event_participants": ("entity_id",),
    "event_mentions": ("place_entity_id", "attributed_to"),
    "quotes": ("speaker_entity_id",),
}

#: Tables that reconciling makes anew of the whole corpus.
WHOLE = ("stories", "story_links", "events", "claims", "conflicts")


def discovered(store: Store) -> Found:
    """The entities that the texts of all batches name and no reference row does."""
    if not store.committed():
        return Found.nothing()
    mentions = store.scan("entity_mentions").select("entity_id", "surface")
    entities = store.scan("discovered_entities").collect()
    own = mentions.join(entities.lazy().select("entity_id").unique(), on="entity_id", how="semi")
    spoken = own.group_by("entity_id", "surface").agg(n=pl.len()).collect()
    return Found(entities, store.scan("discovered_aliases").collect(), spoken)


def fill(night: Night, db: duckdb.DuckDBPyConnection, found: Reconciled, *, grown: bool) -> None:
    """The database takes in one table while the next is written as Parquet."""
    aside = publish.folder(night.store, night.run_id)
    with ThreadPoolExecutor(1) as beside:
        taken = [beside.submit(publish.rename_entities, db, night.store, aside, found.entity_links)]
        taken += [beside.submit(take_in, db, rows) for rows in _written(night, aside, found, grown=grown)]
        for one in taken:
            one.result()


def fill_last(night: Night, db: duckdb.DuckDBPyConnection, runs: pl.DataFrame, *, grown: bool) -> pl.DataFrame:
    """What is known last: rows of `runs`, the files that are gone, and the figures of this run; the figures."""
    figures = measured(night)
    add_rows(night, db, "runs", runs, grown=grown)
    add_rows(night, db, "measures", figures, grown=grown)
    aside = publish.folder(night.store, night.run_id)
    take_in(db, publish.write_whole(night.store, aside, "withdrawals", withdrawals(night), grown=grown))
    return figures


def add_rows(night: Night, db: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame, *, grown: bool) -> None:
    """Rows of this run beside those of all runs before it."""
    aside, all_runs = publish.folder(night.store, night.run_id), pl.concat([night.store.history(table), rows])
    take_in(db, publish.write_whole(night.store, aside, table, all_runs, grown=grown))


def _written(night: Night, aside: Path, found: Reconciled, *, grown: bool) -> Iterator[Rows]:
    """Each table once its Parquet files are there: the rows that the database lacks."""
    store = night.store
    yield from publish.reread(store, aside / "parquet", grown=grown)
    for joined in _joined(store, found):
        yield from publish.write_joined(store, aside, joined, grown=grown)
    for table, rows in _whole(night, found):
        yield publish.write_whole(store, aside, table, rows, grown=grown)


def _whole(night: Night, found: Reconciled) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables that are made anew of the whole corpus."""
    for table in WHOLE:
        yield table, getattr(found, table)
    yield "history", history_of(night.store, found, night.run_id)
    entities, aliases = _entities(night.store, found)
    yield "entities", entities
    yield "entity_aliases", aliases


def _joined(store: Store, found: Reconciled) -> tuple[publish.Joined, ...]:
    """The tables of the batches with what the corpus says of their rows."""
    links = found.document_links.rename({"anchor_date": "told_date", "anchor_basis": "told_basis"})
    anchors, named = ("anchor_date", "anchor_basis"), ENTITY_COLUMNS["event_mentions"]
    days = ("date_start", "date_end", "modality")
    anew = all_proved_rows(store.committed(), "event_mentions")
    return (
        publish.Joined(
            "documents", "doc_id", ("story_id", "origin_id", "translation_of", *anchors), anchors, lambda rows: _with_links(rows, links)
        ),
        publish.Joined(
            "event_mentions",
            "event_mention_id",
            ("event_id", *named, *days),
            (*named, *days),
            lambda rows: _with_events(as_proved(rows, anew, "event_mentions"), found),
        ),
    )


def _with_events(rows: pl.DataFrame, found: Reconciled) -> pl.DataFrame:
    """Mentions of events with their event, naming joined ids."""
    told = rows.drop("event_id", strict=False).join(found.event_links, on="event_mention_id", how="left", maintain_order="left")
    return renamed(told, found.entity_links, *ENTITY_COLUMNS["event_mentions"])


def _with_links(rows: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Documents with their story, origin, original, and the day their story proves."""
    joined = rows.join(links, on="doc_id", how="left", maintain_order="left")
    return joined.with_columns(
        anchor_date=pl.coalesce("told_date", "anchor_date"),
        anchor_basis=pl.coalesce("told_basis", "anchor_basis"),
    )


def _entities(store: Store, found: Reconciled) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The entities that anything published names, and what they are called."""
    ref = load_bundle().reference.entities
    links = found.entity_links
    mentions = renamed(store.scan("entity_mentions").select("entity_id", "doc_id").collect(), links, "entity_id")
    counts = mentions.group_by("entity_id").agg(n_mentions=pl.len(), n_documents=pl.col("doc_id").n_unique())
    scanned = [(store.scan(t).select(c).collect(), c) for t, names in ENTITY_COLUMNS.items() for c in names]
    used = [renamed(rows, links, column).to_series() for rows, column in scanned]
    used += [found.claims[c] for c in ("subject_entity_id", "value_entity_id", "asserted_by")] + [found.conflicts["subject_entity_id"]]
    own = discovered(store).joined(links)
    entities = entity_table(counts, pl.concat(used), own, ref)
    return entities, alias_table(entities, own.aliases, ref)
