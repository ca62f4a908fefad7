import polars as pl
import pytest

from schemas.reference import Reference
from tests.transforms.page.text_frames import documents, page
from transforms.page.language import LanguageReader, document_languages, segment_languages
from transforms.page.segments import TextReader, read_segments


def told(ref: Reference, *texts: str, declared: str | None = None, one_document: bool = False) -> list[str]:
    n = len(texts)
    doc = pl.Series([0] * n if one_document else range(n), dtype=pl.UInt32)
    return segment_languages(
        pl.Series(texts, dtype=pl.String), doc, pl.Series([declared] * n, dtype=pl.String), LanguageReader.of(ref.text)
    ).to_list()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The council said on Tuesday that the bridge would be painted green."),
        ("ko", "시의회는 화요일에 다리를 초록색으로 칠하겠다고 밝혔다."),
        ("ja", "市議会は火曜日、橋を緑色に塗ると発表した。"),
        ("zh-Hans", "市议会周二表示，将把这座桥漆成绿色。"),
        ("zh-Hant", "市議會週二表示，將把這座橋漆成綠色。"),
        ("ru", "Городской совет сообщил во вторник, что мост покрасят в зелёный цвет."),
        ("uk", "Міська рада повідомила у вівторок, що міст пофарбують у зелений колір."),
        ("be", "Гарадскі савет паведаміў у аўторак, што мост пафарбуюць у зялёны колер."),
        ("bg", "Градският съвет съобщи във вторник, че мостът ще бъде боядисан в зелено."),
        ("sr", "Градско веће је у уторак саопштило да ће мост бити офарбан у зелено."),
        ("kk", "Қалалық кеңес сейсенбі күні көпір жасыл түске боялады деп хабарлады."),
        ("ky", "Шаардык кеңеш шейшемби күнү көпүрө жашыл түскө боёлот деп билдирди жана муну түшүндүрдү."),
        ("mn", "Хотын зөвлөл мягмар гарагт гүүрийг ногоон өнгөөр будна гэж мэдэгдсэн байна."),
        ("de", "Der Stadtrat teilte am Dienstag mit, dass die Brücke grün gestrichen wird."),
        ("fr", "Le conseil municipal a annoncé mardi que le pont serait peint en vert."),
        ("es", "El ayuntamiento anunció el martes que el puente se pintará de verde."),
        ("th", "สภาเมืองกล่าวเมื่อวันอังคารว่าจะทาสีสะพานเป็นสีเขียว"),
    ],
)
def test_whole_sentences(ref: Reference, language: str, text: str) -> None:
    assert told(ref, text) == [language]


@pytest.mark.parametrize("text", ["", "12", "—", "OK", "3.5 %"])
def test_a_few_characters_say_nothing(ref: Reference, text: str) -> None:
    assert told(ref, text) == ["und"]


def test_kanji_alone_follow_their_document(ref: Reference) -> None:
    assert told(ref, "市議会は橋を緑に塗ると発表した。", "東京株式", one_document=True) == ["ja", "ja"]
    assert told(ref, "東京株式", declared="ja") == ["ja"]


def test_a_declared_language_of_another_script_is_not_believed(ref: Reference) -> None:
    assert told(ref, "시의회는 다리를 칠하겠다고 밝혔다.", declared="en") == ["ko"]


def test_a_short_label_does_not_decide_the_document(ref: Reference) -> None:
    text = page(
        *[
            "The mill on the river will be closed in spring, its owner said on Monday after a long search.",
            "Связанные статьи",
            "Bridge opened",
        ]
    )
    segments = read_segments(documents(text), TextReader.of(ref.text))
    assert segments["language"].to_list()[1] == "ru"
    assert document_languages(segments).rows() == [("doc0", "en")]


def test_a_foreign_title_near_the_start_does_not_decide_the_script(ref: Reference) -> None:
    assert told(ref, "Фильм The Old Mill on the River Bank собрал в прокате больше, чем ожидали его создатели.") == ["ru"]
