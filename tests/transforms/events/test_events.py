from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import EventMentions, EventParticipants
from schemas.reference import Reference
from tests.transforms.events.event_markup import frames, read, told, unmarked
from transforms.events.forms import spelled, with_capitals
from transforms.events.reader import read_events
from transforms.events.rules import EventsReader

GOLDEN = Path(__file__).parents[2] / "golden"
PARALLELS = pl.read_csv(GOLDEN / "event_parallels.csv", infer_schema=False)


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


@pytest.mark.parametrize(("half", "at_least"), [("dev", 0.95), ("held", 0.9)])
def test_money_is_as_far_as_the_sentence_says(reader: EventsReader, half: str, at_least: float) -> None:
    """75 sentences each, in five languages; the rules were written beside `dev`, `held` was kept for the last look."""
    samples = pl.read_csv(GOLDEN / f"money_status_{half}.csv", infer_schema=False)
    linked = read(list(samples.select("lang", "text").iter_rows()), reader).mentions.drop_nulls(["amount_id", "status"])
    said = dict(linked.group_by("doc_id").agg(pl.col("status").unique()).iter_rows())
    wrong = [row for n, row in enumerate(samples.iter_rows()) if said.get(f"d{n}") != [row[-1]]]
    assert len(wrong) <= (1 - at_least) * samples.height, wrong


def test_what_is_denied_or_not_ruled_out_is_not_told_as_a_fact(reader: EventsReader) -> None:
    """Modalities of every event of the kind in a sentence, in words that stand far from its verb."""
    samples = pl.read_csv(GOLDEN / "whether_it_happened.csv", infer_schema=False)
    found = read(list(samples.select("lang", "text").iter_rows()), reader).mentions
    said = {
        key: " ".join(sorted(modes))
        for *key, modes in found.group_by("doc_id", "event_type").agg("modality").iter_rows()
        for key in [tuple(key)]
    }
    wrong = [
        (row["text"], said.get((f"d{n}", row["event_type"])))
        for n, row in enumerate(samples.iter_rows(named=True))
        if said.get((f"d{n}", row["event_type"])) != row["modality"]
    ]
    assert not wrong


def test_a_new_kind_of_event_is_rows_alone(ref: Reference) -> None:
    kind = ref.events.types.filter(pl.col("event_type") == "VISIT").with_columns(event_type=pl.lit("PILGRIMAGE"), rank=pl.lit(99, pl.Int32))
    trigger = ref.events.triggers.filter(pl.col("rule_id") == "en-urge").with_columns(
        rule_id=pl.lit("en-pilgrimage"), surface=pl.lit("pilgrimage to"), event_type=pl.lit("PILGRIMAGE"), unless=pl.lit(None, pl.String)
    )
    more = replace(ref.events, types=pl.concat([ref.events.types, kind]), triggers=pl.concat([ref.events.triggers, trigger]))
    text = "[Ana Ruiz=P:ana] made a pilgrimage to [Chile=CHL]."
    events = told(read([("en", text)], EventsReader.of(more)))["d0"]
    assert events == [("en-pilgrimage", "PILGRIMAGE", None, "actual", "host=CHL visitor=ana")]


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        ("en", "[Mali=MLI] has closed its schools since [Chad=TCD]'s invasion of [Niger=NER].", "actor=TCD target=NER"),
        ("en", "Unsettled by [Omar Said=P:omar]'s old remarks, [Chile=CHL] deepened ties with [Peru=PER].", "actor=CHL actor=PER"),
        ("ja", "[マリ=MLI]は[ニジェール=NER]侵攻で[チャド=TCD]に警戒を強めた。", "target=NER"),
        ("en", "[Chad=TCD]'s export controls on salt, feared in [Niger=NER] and [Mali=MLI], began.", "imposer=TCD"),
        ("en", "On <Monday=2026-05-04> [Chile=CHL] condemned [Peru=PER].", "actor=CHL target=PER"),
        ("en", "Some in [Oslo=L:oslo] hope to see [Chile=CHL] condemn [Peru=PER].", "actor=CHL target=PER"),
        ("zh-Hans", "在<5月=2026-05-05>[智利=CHL]谴责[秘鲁=PER]。", "actor=CHL target=PER"),
        ("ru", "В <мае=2026-05-05> [Чили=CHL] осудила [Перу=PER].", "actor=CHL target=PER"),
        ("en", "[Peru=PER] received a {$5 million} loan from the [Chad Bank=O:bank].", "provider=bank receiver=PER"),
        ("ko", "[페루=PER]는 [차드은행=O:bank]에서 {5억 달러}를 빌렸다.", "provider=bank receiver=PER"),
        ("ko", "[차드은행=O:bank]은 [페루=PER]에 {5억 달러}를 빌려줬다.", "provider=bank receiver=PER"),
        ("ja", "[ペルー=PER]は[チャド銀行=O:bank]から{5億ドル}の融資を受けた。", "provider=bank receiver=PER"),
        ("zh-Hans", "[秘鲁=PER]获得[乍得银行=O:bank]{5亿美元}贷款。", "provider=bank receiver=PER"),
        ("zh-Hant", "[秘魯=PER]從[乍得銀行=O:bank]獲得{5億美元}貸款。", "provider=bank receiver=PER"),
        ("ru", "[Перу=PER] получила от [Банка Чада=O:bank] кредит на {5 млн долларов}.", "provider=bank receiver=PER"),
        ("ko", "[칠레=CHL]는 [페루=PER]로부터 비판을 받았다.", "actor=PER target=CHL"),
        ("ko", "[칠레=CHL]가 [페루=PER]에 의해 비난받았다.", "actor=PER target=CHL"),
        ("ja", "[チリ=CHL]は[ペルー=PER]から批判を受けた。", "actor=PER target=CHL"),
        ("zh-Hans", "[智利=CHL]被[秘鲁=PER]谴责。", "actor=PER target=CHL"),
        ("zh-Hans", "[智利=CHL]受到[秘鲁=PER]批评。", "actor=PER target=CHL"),
        ("ko", "[아나 루이스=P:ana]는 [칠레=CHL]의 대응을 높이 평가했다.", "actor=ana recipient=CHL"),
        ("en", "[Peruvian=PER] companies signed contracts with [Chile=CHL].", "signatory=CHL"),
        ("ko", "[페루=PER] 기업은 [칠레=CHL]와 계약을 체결했다.", "signatory=CHL"),
        ("ja", "[ペルー=PER]企業は[チリ=CHL]と契約を締結した。", "signatory=CHL"),
        ("zh-Hans", "[秘鲁=PER]企业与[智利=CHL]签署合同。", "signatory=CHL"),
        ("zh-Hant", "[秘魯=PER]企業與[智利=CHL]簽署合同。", "signatory=CHL"),
        ("ru", "[Перуанская=PER] компания подписала контракт с [Чили=CHL].", "signatory=CHL"),
        ("ru", "В [Минфине=B:fin] осудили [Чили=CHL].", "actor=fin target=CHL"),
        ("ru", "[Перу=PER] выделит [Чили=CHL] {$2 млрд}, сообщили в [Минфине=B:fin].", "provider=PER receiver=CHL speaker=fin"),
        ("ru", "«[Север=C:nor]» и «[Юг=C:yug]» подписали соглашение.", "signatory=nor signatory=yug"),
        ("en", '[Ana Ruiz=P:ana], a baker from the north, told [Globe Wire=O:wire]: "[Chile=CHL] is far away."', "speaker=ana"),
    ],
)
def test_who_takes_part(reader: EventsReader, language: str, text: str, want: str) -> None:
    assert [event[4] for event in told(read([(language, text)], reader))["d0"]] == [want]


@pytest.mark.parametrize(
    ("language", "text", "visit", "meeting"),
    [
        (
            "ko",
            "[아나 루이스=P:ana] 대통령은 [칠레=CHL]를 방문해 [오마르 사이드=P:omar] 총리와 회담했다.",
            "visitor=ana host=CHL",
            "ana omar",
        ),
        (
            "ko",
            "[칠레=CHL]를 방문한 [아나 루이스=P:ana] 대통령은 [오마르 사이드=P:omar] 총리와 회담했다.",
            "visitor=ana host=CHL",
            "ana omar",
        ),
        ("ja", "[アナ・ルイス=P:ana]大統領は[チリ=CHL]を訪問し[オマル=P:omar]首相と会談した。", "visitor=ana host=CHL", "ana omar"),
        ("ja", "[チリ=CHL]を訪問した[アナ・ルイス=P:ana]大統領は[オマル=P:omar]首相と会談した。", "visitor=ana host=CHL", "ana omar"),
    ],
)
def test_each_verb_of_a_sentence_has_its_own_object(reader: EventsReader, language: str, text: str, visit: str, meeting: str) -> None:
    """What ends in a form that goes on is not said of the name behind it, and a place visited takes no part in the talks there."""
    parts = {event_type: set(cast.split()) for _, event_type, _, _, cast in told(read([(language, text)], reader))["d0"]}
    assert parts == {"VISIT": set(visit.split()), "SUMMIT_MEETING": {f"participant={who}" for who in meeting.split()}}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-Hans", "[甲公司=C:jia]将在[秘鲁=PER]投资{40亿欧元} [智利=CHL]宣布制裁[马里=MLI]"),
        ("ja", "[甲社=C:jia]が[ペルー=PER]に{40億ユーロ}を投資する　[チリ=CHL]が[マリ=MLI]に制裁"),
    ],
)
def test_a_gap_parts_the_clauses_of_a_headline(reader: EventsReader, language: str, text: str) -> None:
    cast = {event_type: parts for _, event_type, _, _, parts in told(read([(language, text)], reader))["d0"]}
    assert cast["INVESTMENT"] == "provider=jia receiver=PER"
    assert "PER" not in cast.get("SANCTION", "")


def test_a_news_agency_tells_and_takes_no_part(ref: Reference) -> None:
    reader = EventsReader.of(ref.events, pl.Series(["wire"]))
    text = "[Globe Wire=O:wire] said [Norway=NOR] pledged {9 million euros} to [Moldova=MDA]."
    (event,) = told(read([("en", text)], reader))["d0"]
    assert event[4] == "provider=NOR receiver=MDA speaker=wire"


@pytest.mark.parametrize(
    ("met", "then", "want"),
    [
        ("[Chile=CHL] met with [Peru=PER].", "Both sides", "actor=CHL actor=PER"),
        ("[Chile=CHL]'s [Ana Ruiz=P:ana] met with [Peru=PER]'s [Omar Said=P:omar].", "The two leaders", "actor=ana actor=omar"),
        ("[Chile=CHL]'s [Ana Ruiz=P:ana] met with [Peru=PER]'s [Omar Said=P:omar].", "The two countries", "actor=CHL actor=PER"),
        ("[Ana Ruiz=P:ana] met with [Omar Said=P:omar].", "The two countries", ""),
    ],
)
def test_both_sides_are_those_of_the_meeting(reader: EventsReader, met: str, then: str, want: str) -> None:
    given = frames([("en", f"{met} {then} condemned the raid.")])
    cut, end = len(unmarked(met).text) + 1, given.sentences["end"][0]
    halves = pl.DataFrame(
        {"sentence": [0, 1], "unit": [0, 0], "start": [0, cut], "end": [cut - 1, end], "start_byte": [0, cut], "end_byte": [cut - 1, end]}
    )
    found = read_events(
        given.texts, given.segments, halves.cast(dict(given.sentences.schema)), given.dates, given.sums, given.names, reader
    )
    assert [event[4] for event in told(found)["d0"]][1:] == ([want] if want else [])


@pytest.mark.parametrize(
    ("text", "n_events"),
    [
        ("It condemned the raid.", 0),
        ("It condemned the raid on [Peru=PER].", 1),
        ("It condemned the raid in [Oslo=L:oslo].", 1),
        ("Helpers gave {5 won} in food aid.", 1),
    ],
)
def test_what_nobody_takes_part_in_is_left_out(reader: EventsReader, text: str, n_events: int) -> None:
    assert len([event for event in told(read([("en", text)], reader)).get("d0", []) if event[1] != "STATEMENT"]) == n_events


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        ("en", "[Chile=CHL] did not sign the treaty with [Peru=PER].", ("AGREEMENT_SIGNED", "negated")),
        ("en", "[Chile=CHL] could sign a treaty with [Peru=PER].", ("AGREEMENT_SIGNED", "hypothetical")),
        ("en", "The treaty was signed by [Chile=CHL].", ("AGREEMENT_SIGNED", "actual")),
        ("en", "In <May=2026-05-05> [Chile=CHL] signed a treaty with [Peru=PER].", ("AGREEMENT_SIGNED", "actual")),
        ("en", "[Chile=CHL] may sign a treaty with [Peru=PER].", ("AGREEMENT_SIGNED", "hypothetical")),
        ("ko", "[칠레=CHL]는 [페루=PER]와 협정에 서명한 뒤 이 계획을 공개했다.", ("AGREEMENT_SIGNED", "actual")),
        ("ko", "[칠레=CHL]는 [페루=PER]와 협정에 서명할 계획이다.", ("AGREEMENT_SIGNED", "future")),
        ("zh-Hans", "[智利=CHL]对与[秘鲁=PER]签署协定的前景乐观。", ("AGREEMENT_SIGNED", "hypothetical")),
        ("ko", "[칠레=CHL]는 [페루=PER]와 협정에 서명하지 않았다.", ("AGREEMENT_SIGNED", "negated")),
        ("en", "[Chile=CHL] balked at signing a treaty with [Peru=PER].", ("AGREEMENT_SIGNED", "negated")),
        ("en", "[Chile=CHL] has stopped short of signing a treaty with [Peru=PER].", ("AGREEMENT_SIGNED", "negated")),
        ("ko", "[칠레=CHL]는 [페루=PER]와 협정을 체결하는 것을 꺼렸다.", ("AGREEMENT_SIGNED", "negated")),
        ("ja", "[チリ=CHL]は[ペルー=PER]と協定を締結するのを見送った。", ("AGREEMENT_SIGNED", "negated")),
        ("ru", "[Чили=CHL] отказалась подписать договор с [Перу=PER].", ("AGREEMENT_SIGNED", "negated")),
        ("zh-Hans", "[智利=CHL]拒绝与[秘鲁=PER]签署协定。", ("AGREEMENT_SIGNED", "negated")),
        ("ja", "[チリ=CHL]は[ペルー=PER]と協定に署名する方針だ。", ("AGREEMENT_SIGNED", "future")),
        ("ru", "[Чили=CHL] не подписала договор с [Перу=PER].", ("AGREEMENT_SIGNED", "negated")),
        ("zh-Hans", "[智利=CHL]将与[秘鲁=PER]签署协定。", ("AGREEMENT_SIGNED", "future")),
    ],
)
def test_cues_tell_the_modality(reader: EventsReader, language: str, text: str, want: tuple[str, str]) -> None:
    events = told(read([(language, text)], reader))["d0"]
    assert want in [(event[1], event[3]) for event in events]


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        ("en", "[Chile=CHL] signed a treaty with [Peru=PER] on <May 5=2026-05-05>.", "2026-05-05"),
        ("ja", "[チリ=CHL]は<5日=2026-05-05>（日本時間<6日=2026-05-06>）、[ペルー=PER]と協定に署名した。", "2026-05-05"),
        ("en", "[Chile=CHL] signed a treaty with [Peru=PER] that runs until <2030=2030>.", None),
        ("en", "[Chile=CHL] signed the <2019=2019> treaty with [Peru=PER].", None),
        ("en", "[Chile=CHL] pledged {5 pesos} on <Monday=2026-05-04> to rebuild after <last summer=2025>'s floods.", "2026-05-04"),
        ("en", '[Chile=CHL] condemned the raid: "The treaty of <May 5=2026-05-05> is dead."', None),
        ("ja", "[チリ=CHL]は<5日=2026-05-05>、<昨年=2025>の洪水からの復興に向け[ペルー=PER]と協定に署名した。", "2026-05-05"),
        ("ja", "[チリ=CHL]は<2030年=2030>までに[ペルー=PER]と協定に署名する。", None),
        ("ko", "[칠레=CHL]는 <2019년=2019> 이후 [페루=PER]와 협정에 서명했다.", None),
        ("ko", "[칠레=CHL]는 <5일=2026-05-05> [페루=PER]와 협정에 서명했다.", "2026-05-05"),
        ("zh-Hans", "[智利=CHL]根据<5月5日=2026-05-05>第12号命令与[秘鲁=PER]签署协定。", None),
        ("zh-Hans", "[智利=CHL]<5月5日=2026-05-05>与[秘鲁=PER]签署协定。", "2026-05-05"),
        ("ru", "[Чили=CHL] подписала договор с [Перу=PER] до <2030 года=2030>.", None),
        ("ru", "[Чили=CHL] <5 мая=2026-05-05> подписала договор с [Перу=PER].", "2026-05-05"),
    ],
)
def test_the_day_is_the_events_own(reader: EventsReader, language: str, text: str, want: str | None) -> None:
    days = read([(language, text)], reader).mentions["date_start"].to_list()
    assert {day and day.isoformat() for day in days} == {want}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "[China=CHN] and [Peru=PER] held the [Geneva=L:geneva] talks."),
        ("zh-Hans", "[中=CHN][秘=PER][日内瓦=L:geneva]会谈结束。"),
        ("ko", "[중국=CHN]과 [페루=PER]는 [제네바=L:geneva] 회담을 개최했다."),
        ("ja", "[中国=CHN]と[ペルー=PER]は[ジュネーブ=L:geneva]会談を開いた。"),
        ("ru", "[Китай=CHN] и [Перу=PER] провели [женевский=L:geneva] саммит."),
    ],
)
def test_talks_named_for_a_place_are_held_there(reader: EventsReader, language: str, text: str) -> None:
    found = read([(language, text)], reader)
    assert [event[4] for event in told(found)["d0"]] == ["participant=CHN participant=PER"]
    assert found.mentions["place_entity_id"].to_list() == ["geneva"]


def test_who_passes_on_news_does_nothing(reader: EventsReader) -> None:
    (event,) = told(read([("zh-Hans", "[环球=O:globe]报道，[智利=CHL]签署协定。")], reader))["d0"]
    assert event[4] == "signatory=CHL speaker=globe"
    (event,) = told(read([("zh-Hans", "[环球=O:globe]报道，双方签署协定。")], reader))["d0"]
    assert event[4] == "speaker=globe"


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
