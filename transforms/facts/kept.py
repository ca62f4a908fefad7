"""What an earlier run found of stories that have not changed since, kept as it was made and told in the numbers of today's corpus.

A story is made of its own documents alone (`stories.parts.story_keys` stands for them), and of what asides of other stories say of its
events (`guest_marks`). Where neither has changed, nothing that was made of it has.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from transforms.facts.asides import TABLES, Asides, Telling
from transforms.facts.event_nodes import MOST_OF_PAGE
from transforms.facts.reconcile import Part
from transforms.stories.keys import row_keys

#: Columns that hold numbers of documents; stories and origins are called by their first ones.
NUMBERS = ("doc", "story", "origin", "a", "b")


@dataclass(frozen=True)
class Kept:
    """Stories as a run found them.

    `docs` (doc_id; doc: its number; key: of its story), `guests` (event_id, mark: see guest_marks), `entities`
    and `links` (entity_id, mark): what was known of each entity, and by what it was joined to another. `part`, `asides`: what was made
    of the stories, after and before asides have found their events. `claims`: those of the part and maybe others, which wait on disk: of
    many documents they are most of it, and the part has none before it is asked for whole.
    """

    docs: pl.DataFrame
    entities: pl.DataFrame
    links: pl.DataFrame
    guests: pl.DataFrame
    part: Part
    asides: Asides
    claims: pl.LazyFrame

    def whole_part(self) -> Part:
        """The part and its claims."""
        told = ((self.part.event_links, "event_id"), (self.part.offices, "claim_id"))
        asked = [self.claims.join(rows.lazy().select(key).unique(), on=key, how="semi") for rows, key in told]
        return replace(self.part, claims=pl.concat([claims.collect(engine="streaming") for claims in asked]))

    def of(self, docs: pl.DataFrame) -> "Kept":
        """What of it is of these documents (doc_id, doc, key), which are those of whole stories, and in their numbers."""
        new = docs.join(self.docs.select("doc_id", old="doc"), on="doc_id", validate="1:1")
        at = np.full(len(self.docs) and self.docs["doc"].to_numpy().max() + 1, -1, dtype=np.int64)
        at[new["old"].to_numpy()] = new["doc"].to_numpy()
        numbers = pl.Series(at)
        part = _part_of(self.part, docs.select("doc_id"))
        guests = Telling(**{name: _numbered(getattr(self.asides.guests, name), numbers) for name in TABLES})
        asides = Asides(guests, *(_numbered(rows, numbers) for rows in (self.asides.keys, self.asides.spoken, self.asides.periods)))
        guests_of = self.guests.join(part.event_links, on="event_id", how="semi")
        return replace(self, docs=docs, guests=guests_of, part=part, asides=asides)

    def anchors(self) -> pl.DataFrame:
        """doc_id, anchor_date of the documents that only their story dates."""
        return self.part.document_links.filter(pl.col("anchor_basis") == "inferred_story").select("doc_id", "anchor_date")

    def restless(self, guests: pl.DataFrame) -> pl.DataFrame:
        """doc_id of documents of whose events asides say something else than before; `guests` (event_id, mark): what they say now."""
        both = self.guests.join(guests, on=["event_id", "mark"], how="semi")
        moved = pl.concat([rows.join(both, on="event_id", how="anti").select("event_id") for rows in (self.guests, guests)])
        return self.part.event_links.join(moved, on="event_id", how="semi").select("doc_id").unique()


def guest_marks(guests: Telling, docs: pl.DataFrame) -> pl.DataFrame:
    """event_id, mark: stands for the asides of each event and all they say; `docs` (doc_id, key of its story) by their numbers."""
    told, own = guests.mentions, docs.select("doc_id", "key").hash_rows().reinterpret(signed=True)
    said = row_keys(told["mention"] % MOST_OF_PAGE, own[told["doc"]])
    return told.select("event_id", mark=said).group_by("event_id").agg(pl.col("mark").sum())


def _part_of(part: Part, docs: pl.DataFrame) -> Part:
    """What was made of the stories of some documents (doc_id)."""
    links = part.document_links.join(docs, on="doc_id", how="semi")
    told = part.event_links.join(docs, on="doc_id", how="semi")
    offices = part.offices.join(docs, on="doc_id", how="semi")
    return Part(
        document_links=links,
        stories=part.stories.join(links, on="story_id", how="semi"),
        events=part.events.join(told, on="event_id", how="semi"),
        event_links=told,
        claims=part.claims.clear(),
        conflicts=part.conflicts.join(told, on="event_id", how="semi"),
        offices=offices,
    )


def _numbered(rows: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """Rows of documents that have a number (`numbers`, by the one they had), under it."""
    new = {name: numbers[rows[name]] for name in NUMBERS if name in rows.columns}
    if "mention" in rows.columns:
        doc, nth = numbers[rows["mention"] // MOST_OF_PAGE], rows["mention"] % MOST_OF_PAGE
        new["mention"] = pl.Series(np.where(doc >= 0, doc * MOST_OF_PAGE + nth, -1))
    if not new:
        return rows
    return rows.with_columns(**new).filter(pl.all_horizontal(pl.col(*new) >= 0))
