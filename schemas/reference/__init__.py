"""Facts as data: a model for every file of data/reference, and the frozen bundle that is handed to the transforms."""

from dataclasses import dataclass

import polars as pl

from schemas.reference.amounts import AmountsReference
from schemas.reference.base import reference_file
from schemas.reference.dates import DatesReference
from schemas.reference.entities import EntitiesReference
from schemas.reference.events import EventsReference
from schemas.reference.stories import StoriesReference
from schemas.reference.text import TextReference
from schemas.reference.topics import TopicsReference


@dataclass(frozen=True)
class Reference:
    """All reference data of a run; one argument, never a global."""

    text: TextReference
    amounts: AmountsReference
    dates: DatesReference
    entities: EntitiesReference
    events: EventsReference
    stories: StoriesReference
    topics: TopicsReference
    #: Daily exchange rates: date, currency (ISO 4217), usd (US dollars for one unit, Decimal(38,10)), source.
    rates: pl.DataFrame
    #: Hash of every reference file.
    version: str


__all__ = [
    "AmountsReference", "DatesReference", "EntitiesReference", "EventsReference", "Reference", "StoriesReference", "TextReference",
    "TopicsReference",     "reference_file",
]  # fmt: skip
