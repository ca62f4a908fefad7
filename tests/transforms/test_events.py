from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import EventMentions, EventParticipants
from schemas.reference import Reference
from tests.transforms.event_markup import read, told
from transforms.event_forms import spelled, with_capitals
from transforms.events import EventsReader

PARALLELS = pl.read_csv(Path(__file__).parent.parent / "golden" / "event_parallels.csv", infer_schema=False)


@pytest.fixture(scope="module")
def reader(ref: Reference) -> EventsReader:
    return EventsReader.of(ref.events)


def test_one_sentence_says_the_same_in_every_language(reader: EventsReader) -> None:
    found = told(read(list(PARALLELS.select("lang", "text").iter_rows()), reader))
    wrong = []
    for n, row in enumerate(PARALLELS.iter_rows(named=True)):
        want = (row["event_type"], row["status"], row["modality"], row["participants"] or "")
        got = [event[1:] for event in found.get(f"d{n}", [])]
        if got != [want]:
            wrong.append((row["kind"], row["lang"], want, got))
    assert not wrong


def test_every_kind_stands_in_every_language() -> None:
    assert PARALLELS.group_by("kind").len()["len"].unique().to_list() == [6]


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        ("en", "[Chile=CHL] did not sign the treaty with [Peru=PER].", ("AGREEMENT_SIGNED", "negated")),
        ("en", "[Chile=CHL] could sign a treaty with [Peru=PER].", ("AGREEMENT_SIGNED", "hypothetical")),
        ("en", "The treaty was signed by [Chile=CHL].", ("AGREEMENT_SIGNED", "actual")),
        ("ko", "[칠레=CHL]는 [페루=PER]와 협정에 서명하지 않았다.", ("AGREEMENT_SIGNED", "negated")),
        ("ja", "[チリ=CHL]は[ペルー=PER]と協定に署名する方針だ。", ("AGREEMENT_SIGNED", "future")),
        ("ru", "[Чили=CHL] не подписала договор с [Перу=PER].", ("AGREEMENT_SIGNED", "negated")),
        ("zh-Hans", "[智利=CHL]将与[秘鲁=PER]签署协定。", ("AGREEMENT_SIGNED", "future")),
    ],
)
def test_cues_tell_the_modality(reader: EventsReader, language: str, text: str, want: tuple[str, str]) -> None:
    events = told(read([(language, text)], reader))["d0"]
    assert want in [(event[1], event[3]) for event in events]


def test_money_to_come_is_not_paid_out(reader: EventsReader) -> None:
    events = told(read([("ko", "[일본=JPN]이 [네팔=NPL]에 나무 {#40그루}를 기증할 예정이다.")], reader))["d0"]
    assert events == [("ko-gift", "GIFT_IN_KIND", "pledge", "future", "provider=JPN receiver=NPL")]


def test_each_event_takes_the_sum_of_its_own_clause(reader: EventsReader) -> None:
    text = "[Norway=NOR] pledged {200 million euros} to [Moldova=MDA], while [Falk=C:falk] acquired [Orin=C:orin] for {3 million euros}."
    mentions = read([("en", text)], reader).mentions
    assert dict(mentions.select("event_type", "amount_id").iter_rows()) == {"PLEDGE": "a0", "ACQUISITION": "a1"}


def test_five_guests_are_one_event(reader: EventsReader) -> None:
    text = "[Ana Ruiz=P:ana] hosted a summit in [Quito=L:quito] with leaders from [Peru=PER], [Chile=CHL], [Togo=TGO] and [Nepal=NPL]."
    found = read([("en", text)], reader)
    (event,) = told(found)["d0"]
    assert event[4] == "host=ana participant=CHL participant=NPL participant=PER participant=TGO"
    assert found.mentions["place_entity_id"].to_list() == ["quito"]


def test_a_quotation_hides_its_names_from_the_speaker(reader: EventsReader) -> None:
    text = "[아나 루이스=P:ana] 대통령은 “[칠레=CHL]가 중요하다”고 말했다."
    assert [event[4] for event in told(read([("ko", text)], reader))["d0"]] == ["speaker=ana"]


def test_labels_and_boilerplate_tell_nothing(reader: EventsReader) -> None:
    text = "[Chile=CHL] signed a treaty with [Peru=PER]."
    assert read([("en", text)], reader, role="boilerplate").mentions.is_empty()
    assert read([("en", text)], reader, role="teaser").mentions.height == 1


def test_what_is_read_fits_the_contract(reader: EventsReader) -> None:
    found = read(list(PARALLELS.select("lang", "text").iter_rows()), reader)
    EventMentions.validate(found.mentions.select(EventMentions.empty().columns))
    EventParticipants.validate(found.participants.select(EventParticipants.empty().columns))


def test_nothing_read_is_nothing_said(reader: EventsReader) -> None:
    empty = read([("en", "The weather was fine.")], reader)
    assert empty.mentions.is_empty()
    assert empty.participants.is_empty()


def test_company_of_sentences_changes_nothing(reader: EventsReader) -> None:
    rows = list(PARALLELS.select("lang", "text").iter_rows())
    alone = [told(read([row], reader)).get("d0") for row in rows[:18]]
    together = told(read(rows[:18], reader))
    assert alone == [together.get(f"d{n}") for n in range(18)]


def test_braces_spell_endings() -> None:
    assert spelled("подписа{л,ла}|ink{v}", {"v": ("", "s")}) == ["подписал", "подписала", "ink", "inks"]
    assert with_capitals("서명") == ["서명"]


PIECES = [
    "[Chile=CHL]",
    "[智利=CHL]",
    "{5 won}",
    " signed ",
    "署名し",
    "서명했다 ",
    "договор",
    "“",
    "」",
    "が",
    "은 ",
    ", ",
    "\n",
    "a" * 90,
    "。",
]


@settings(max_examples=25, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), language=st.sampled_from(["en", "ja", "ko", "und", "zh"]))
def test_no_text_breaks_the_reader(reader: EventsReader, pieces: list[str], language: str) -> None:
    found = read([(language, "x" + "".join(pieces))], reader)
    assert (found.mentions["trigger_start_char"] >= found.mentions["start_char"]).all()
    assert (found.mentions["trigger_end_char"] <= found.mentions["end_char"]).all()
