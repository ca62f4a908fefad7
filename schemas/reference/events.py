"""Reference tables of events: what kinds there are, the words that tell them, and how a language marks who took part.

A cell `surface` holds one form or several parted by `|`. Braces spell endings: `sign{s,ed}` is two forms, `sign{v}` takes the
endings of the row `v` of the language's inflections.csv; an empty ending is the bare stem. A leading `~` lets the form stand
inside a longer word; an ending marked `*` makes a participle, which is passive after a word of the class `passive`. Cased
scripts also match with a capital first letter.
"""

from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl

from schemas import columns as c
from schemas.events import MODALITIES, MONEY_STATUSES, PARTICIPANT_ROLES
from schemas.reference.base import reference_file
from schemas.reference.inflections import Inflections

SIDES = ("before", "after", "both", "anywhere")
#: Where a cue counts: in all of the sentence, or up to the next comma or the next clause.
SCOPES = ("sentence", "clause")
VOICES = ("active", "passive")
#: How a group of names stands to the verb; `lead` opens a headline, `adnominal` ends a verb that what follows is the doer of, the last
#: seven steer the reading of the others.
FUNCTIONS = (
    "subject", "topic", "lead", "object", "goal", "with", "source", "place", "against", "agent", "about", "attribution",
    "genitive", "attributive", "adnominal", "joiner", "transparent", "reset", "apart", "break", "quote", "open", "close",
)  # fmt: skip
MARKER_SIDES = ("before", "after", "between", "order_before", "order_after")
EXAMPLE_KINDS = ("wild", "synthetic", "negative", "known_failure")
#: `class/class>30`: one of the classes after the trigger, at most 30 code points on; `<` before it, `~` on either side.
NEED_PATTERN = r"^[a-z_]+(/[a-z_]+)*([<>~]\d*)?( [a-z_]+(/[a-z_]+)*([<>~]\d*)?)*$"
#: `object=target goal=host`: overrides of the event type's roles; `-` takes one away.
ROLES_PATTERN = r"^[a-z]+=([a-z]+|-)( [a-z]+=([a-z]+|-))*$"
PLOVER_EVENTS = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip


def _role(function: str) -> Any:
    return c.one_of(PARTICIPANT_ROLES, f"Contract role of the {function}.", nullable=True)


class EventTypes(c.Table):
    """One row per kind of event: its codes elsewhere, who takes part as what, and what becomes of it when planned or denied."""

    event_type: str = c.text("Our code.", unit="code")
    plover_event: str = c.one_of(PLOVER_EVENTS, "PLOVER class.", nullable=True)
    plover_mode: str = c.text("PLOVER mode.", nullable=True, unit="PLOVER")
    plover_context: str = c.text("PLOVER context such events usually have.", nullable=True, unit="PLOVER")
    cameo_code: str = c.pattern(r"^\d{2,4}$", "CAMEO code.", unit="CAMEO")
    iati_transaction_type: str = c.pattern(r"^\d{1,2}$", "IATI 2.03 transaction type, where money moves.", unit="IATI")
    subject_role: str = _role("subject")
    object_role: str = _role("object")
    goal_role: str = _role("goal (to, for)")
    with_role: str = _role("companion (with)")
    source_role: str = _role("origin (from)")
    against_role: str = _role("opponent (against, on)")
    place_role: str = _role("place")
    owner_role: str = _role("owner of the thing acted upon (praised X's courage)")
    required_roles: str = c.text("Roles the event is incomplete without, parted by a space.", nullable=True)
    drops_incomplete: bool = c.flag("Whether it is nothing without its required roles and left out; others are told, if less completely.")
    needs_party: bool = c.flag("Whether it is left out where nobody named takes part, no sum belongs to it and no place is told.")
    optional_roles: str = c.text("Further roles it may have, parted by a space.", nullable=True)
    takes_amount: bool = c.flag("Whether an amount belongs to the event.")
    amount_kinds: str = c.text("Kinds of amount it takes, the preferred first, parted by a space.", nullable=True)
    default_status: str = c.one_of(MONEY_STATUSES, "Status of the money where no cue tells another.", nullable=True)
    future_status: str = c.one_of(MONEY_STATUSES, "Status of the money while the event is still to come.", nullable=True)
    by_saying: bool = c.flag("Whether saying so does it, as a demand or praise does: the speaker of a quotation is the doer.")
    rank: pl.Int32 = c.number("Where two kinds claim one trigger or one clause, the higher is kept.", unit="ordinal")
    yields_to: str = c.text(
        "Kinds that make this one superfluous in its clause (TYPE) or sentence (TYPE+), parted by a space; * is any of a higher rank.",
        nullable=True,
    )
    future_type: str = c.text("The kind it becomes while still to come.", nullable=True, unit="code")
    future_plover: str = c.one_of(PLOVER_EVENTS, "PLOVER class while still to come.", nullable=True)
    future_cameo: str = c.pattern(r"^\d{2,4}$", "CAMEO code while still to come.", unit="CAMEO")
    negated_plover: str = c.one_of(PLOVER_EVENTS, "PLOVER class when denied.", nullable=True)
    negated_cameo: str = c.pattern(r"^\d{2,4}$", "CAMEO code when denied.", unit="CAMEO")
    meaning: str = c.text("What it is.")
    source: str = c.text("Where this is from.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["event_type"]


class RuleTable(c.Table):
    """Base of the tables of one language whose rows name forms."""

    rule_id: str = c.key("Name of the row.")
    surface: str = c.text("The forms.")
    source: str = c.text("Where this is from.")
    lang: str = c.text("The folder's language.", unit="BCP 47")


class EventWords(RuleTable):
    """One row per group of words that triggers may need beside them, and of words other rules speak of (office, say)."""

    word_class: str = c.pattern(r"^[a-z_]+$", "What the words have in common.", unit="name", nullable=False)

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class Triggers(RuleTable):
    """One row per construction that tells an event."""

    event_type: str = c.text("A row of event_types.csv.", unit="code")
    needs: str = c.pattern(NEED_PATTERN, "Classes that must stand beside it, each `class[/class][<>~][window]`.", unit="classes")
    unless: str = c.pattern(NEED_PATTERN, "Classes that must not.", unit="classes")
    status: str = c.one_of(MONEY_STATUSES, "Status of the money it tells.", nullable=True)
    modality: str = c.one_of(MODALITIES, "Modality it tells.", nullable=True)
    voice: str = c.one_of(VOICES, "Passive forms take what they act on as subject.", nullable=True)
    roles: str = c.pattern(ROLES_PATTERN, "Roles that differ from the event type's.", unit="function=role")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class RoleMarkers(RuleTable):
    """One row per group of particles, prepositions, joiners and clause breaks; word order is a row too."""

    side: str = c.one_of(MARKER_SIDES, "Where it stands to the name; order_*: an unmarked name before or after the verb.")
    function: str = c.one_of(FUNCTIONS, "What it makes of the name.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class CueTable(RuleTable):
    """Base of the cues beside a trigger."""

    side: str = c.one_of(SIDES, "Where the cue stands to the trigger.")
    window: pl.Int32 = c.number("Code points between cue and trigger at most.", unit="code points", ge=0)
    scope: str = c.one_of(SCOPES, "Whether a comma or a new clause between cue and trigger parts them.")


class StatusCues(CueTable):
    """One row per group of words that tell how far the money is."""

    status: str = c.one_of(MONEY_STATUSES, "How far the money is.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class ModalityCues(CueTable):
    """One row per group of words that tell whether the event happened."""

    modality: str = c.one_of(MODALITIES, "Whether it happened.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class PartWords(RuleTable):
    """One row per way to tell that a sum is a part of the one before it (of which, among them, including)."""

    side: str = c.one_of(("before", "after"), "Where the words stand to the part.")
    tells: str = c.text("A sentence whose {sum} is a part by this row.")
    tells_not: str = c.text("One that looks alike and whose {sum} is none by it.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["rule_id"]


class EventExamples(c.Table):
    """One row per sentence that proves a trigger."""

    rule_id: str = c.key("The trigger it proves, or must not set off.")
    text: str = c.text("The sentence.")
    event_type: str = c.text("The kind read.", nullable=True, unit="code")
    status: str = c.one_of(MONEY_STATUSES, "Status read.", nullable=True)
    modality: str = c.one_of(MODALITIES, "Modality read.", nullable=True)
    kind: str = c.one_of(EXAMPLE_KINDS, "negative: looks like one, is not; known_failure: read wrongly today.")
    source: str = c.text("Where the sentence is from.")
    note: str = c.text("Why.", nullable=True)
    lang: str = c.text("The folder's language.", unit="BCP 47")

    @pa.dataframe_check
    @classmethod
    def positive_examples_say_what_is_read(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """Every example but a negative one names its event type."""
        return data.lazyframe.select((pl.col("kind") == "negative") | pl.col("event_type").is_not_null())


@dataclass(frozen=True)
class EventsReference:
    """What is known of events, as data."""

    types: pl.DataFrame = reference_file(EventTypes, "event_types.csv")
    triggers: pl.DataFrame = reference_file(Triggers, "lang/*/triggers.csv")
    words: pl.DataFrame = reference_file(EventWords, "lang/*/event_words.csv")
    inflections: pl.DataFrame = reference_file(Inflections, "lang/*/inflections.csv")
    markers: pl.DataFrame = reference_file(RoleMarkers, "lang/*/role_markers.csv")
    status_cues: pl.DataFrame = reference_file(StatusCues, "lang/*/status_cues.csv")
    modality_cues: pl.DataFrame = reference_file(ModalityCues, "lang/*/modality_cues.csv")
    part_words: pl.DataFrame = reference_file(PartWords, "lang/*/part_words.csv")
    examples: pl.DataFrame = reference_file(EventExamples, "lang/*/examples_events.csv")
