"""Cue rows are proved both ways: each form is seen beside a trigger on the side its row names, and not on the other."""

import polars as pl
import pytest

from schemas.reference import Reference
from tests.transforms.events.event_markup import frames
from transforms.events.rules import EventsReader
from transforms.events.scan import Beside, scanned
from transforms.events.triggers import cued, evidence, holding
from transforms.spelling import spelled

#: Where a cue of a side may stand.
PLACES = {"both": ("before", "after"), "anywhere": ("before", "after")}


UNSPACED = {"ja", "zh-Hans", "zh-Hant"}


@pytest.fixture(scope="module")
def reader(ref: Reference) -> EventsReader:
    return EventsReader.of(ref.events)


def endings(ref: Reference, lang: str) -> dict[str, tuple[str, ...]]:
    own = ref.events.inflections.filter(pl.col("lang") == lang)
    return {name: tuple(cell.split(",")) for name, cell in own.select("name", "endings").iter_rows()}


def bare(form: str) -> str:
    return form.removeprefix("~").replace("*", "").replace("^", "")


def seen(sentences: list[tuple[str, str]], reader: EventsReader, kind: str) -> set[tuple[int, str]]:
    """(sentence, value) of every cue of a kind beside a trigger."""
    given = frames(sentences)
    around = Beside.of(given.sentences, given.names, given.sums, given.dates)
    found = scanned(given.texts, given.segments, given.sentences, around.offered(given.sentences.height), reader)
    beside = around.among(found.sentences, given.sentences.height)
    held = holding(found, evidence(found, beside))
    triggers = held.filter(pl.col("rule_id").str.ends_with("-resign"))  # a cue may be a trigger of its own
    cues = cued(triggers.select("trigger", "s", "start", "end"), found.telling(triggers["s"]), kind)
    numbered = cues.join(triggers.select("trigger", "s"), on="trigger").join(found.sentences.select("s", "sentence"), on="s")
    return set(numbered.select("sentence", "value").iter_rows())


@pytest.mark.parametrize("kind", ["status", "modality"])
def test_every_cue_is_seen_on_its_side_and_not_on_the_other(ref: Reference, reader: EventsReader, kind: str) -> None:
    cues = ref.events.status_cues if kind == "status" else ref.events.modality_cues
    resign = ref.events.triggers.filter(pl.col("rule_id").str.ends_with("-resign"))
    verbs = {lang: bare(spelled(cell, endings(ref, lang))[0]) for lang, cell in resign.select("lang", "surface").iter_rows()}
    forms = [
        (lang, form, value, side)
        for lang, cell, side, window, value in cues.select("lang", "surface", "side", "window", kind).iter_rows()
        for form in map(bare, spelled(cell, endings(ref, lang)))
        if window or side != "both"  # without a window the cue is the form of the verb itself
    ]
    sides = {(lang, form, value, place) for lang, form, value, side in forms for place in PLACES.get(side, (side,))}
    # a form is also where a shorter one of the same meaning inside it may stand
    within = [
        (lang, long, value, [short for lang2, short, value2, _ in forms if (lang2, value2) == (lang, value) and short in long])
        for lang, long, value, _ in forms
    ]
    named = {
        (lang, long, value, place)
        for lang, long, value, shorts in within
        for place in ("before", "after")
        if any((lang, short, value, place) in sides for short in shorts)
    }
    rows = sorted({(lang, form, value, place) for lang, form, value, _ in forms for place in ("before", "after")})
    order = {"before": "[Uma=P:uma] {form} {verb}.", "after": "[Uma=P:uma] {verb} {form}."}
    # a gap between characters of a script without spaces would part cue and verb
    spaces = {lang: "" if lang in UNSPACED else " " for lang in verbs}
    sentences = [(lang, order[place].replace(" ", spaces[lang]).format(form=form, verb=verbs[lang])) for lang, form, _, place in rows]
    found = seen(sentences, reader, kind)
    wrong = [row for n, row in enumerate(rows) if ((n, row[2]) in found) is not (row in named)]
    assert not wrong
