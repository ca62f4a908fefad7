"""Who takes part in an event, and as what."""

import polars as pl
import pytest

from schemas.reference import Reference
from tests.transforms.events.event_markup import frames, read, told, unmarked
from transforms.events.reader import read_events
from transforms.events.rules import EventsReader


@pytest.fixture(scope="module")
def reader(ref: Reference) -> EventsReader:
    return EventsReader.of(ref.events)


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
        ("ru", "Газета написала со ссылкой на власти [Перу=PER], что [Чили=CHL] выделит {$2 млрд}.", "provider=CHL speaker=PER"),
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
