import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reference import load_reference
from schemas import Quotes
from schemas.reference import Reference
from tests.transforms.page.text_frames import documents
from transforms.page.quotes import read_quotes
from transforms.page.segments import TextReader, read_segments
from transforms.spans import Literals, Texts, literal_spans

NAMES = {"Hill": "Q1", "Brook": "Q2", "김": "Q3", "森": "Q4", "Лес": "Q5", "林": "Q6", "Oslo": "Q7", "환경부": "Q8"}
#: Offices written beside these people; the others hold none.
TITLES = {"Brook": "Mayor", "김": "장관"}
BODIES = ["Oslo", "환경부"]


def quotes(reader: TextReader, text: str) -> list[tuple[str, str | None, str | None]]:
    segments = read_segments(documents(text), reader)
    texts = Texts.of(segments["text"])
    named = literal_spans(texts, Literals.of(NAMES))
    mentions = named.with_columns(
        entity_id=pl.col("surface").replace_strict(NAMES, return_dtype=pl.String),
        kind=pl.when(pl.col("surface").is_in(BODIES)).then(pl.lit("PublicBody")).otherwise(pl.lit("Person")),
        title_text=pl.col("surface").replace_strict(TITLES, default=None, return_dtype=pl.String),
    )
    found = read_quotes(texts, segments, mentions, reader)
    Quotes.validate(found.select(Quotes.to_schema().columns.keys()))
    assert all(text[a:b] == s for a, b, s in found.select("start_char", "end_char", "surface").iter_rows())
    return found.select("surface", "verb", "speaker_entity_id").rows()


@pytest.fixture(scope="module")
def reader(ref: Reference) -> TextReader:
    return TextReader.of(ref.text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"The bridge is green," said Hill.', ('"The bridge is green,"', "said", "Q1")),
        ('"The bridge is green," said Oslo Mayor Brook.', ('"The bridge is green,"', "said", "Q2")),
        ("김 장관 겸 환경부 대표는 “다리를 초록색으로 칠하겠다”고 말했다.", ("“다리를 초록색으로 칠하겠다”", "말했다", "Q3")),
        ("Hill told Brook: “We will paint the bridge green.”", ("“We will paint the bridge green.”", "told", "Q1")),
        ("Hill said Monday that “the ‘green’ bridge will stay”.", ("“the ‘green’ bridge will stay”", "said", "Q1")),
        ("김 시장은 “다리를 초록색으로 칠하겠다”고 말했다.", ("“다리를 초록색으로 칠하겠다”", "말했다", "Q3")),
        ("森氏は「橋を緑に塗り、『緑の橋』と呼ぶ」と述べた。", ("「橋を緑に塗り、『緑の橋』と呼ぶ」", "述べた", "Q4")),
        ("«Мы покрасим мост в зелёный цвет», — заявил Лес.", ("«Мы покрасим мост в зелёный цвет»", "заявил", "Q5")),
        ("林市長表示：「我們會把橋漆成綠色。」", ("「我們會把橋漆成綠色。」", "表示", "Q6")),
    ],
)
def test_quotations(reader: TextReader, text: str, wanted: tuple[str, str | None, str | None]) -> None:
    assert quotes(reader, text) == [wanted]


@pytest.mark.parametrize(
    "text", ["They read “Green Bridge” in school.", "「緑の橋」を読む。", '5" pipes and 6" pipes', "rock ’n’ roll", "“ ” “” «»"]
)
def test_titles_terms_and_stray_marks_are_no_quotations(reader: TextReader, text: str) -> None:
    assert quotes(reader, text) == []


def test_who_is_spoken_of_in_a_quotation_does_not_speak(reader: TextReader) -> None:
    assert quotes(reader, "“Brook will paint the bridge green,” the mayor said.") == [
        ("“Brook will paint the bridge green,”", "said", None)
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Brook told Hill, “We will paint the bridge green.”", "Q2"),
        ("The mayor told Hill, “We will paint the bridge green.”", None),
        ("市長對林說：「我們會把橋漆成綠色。」", None),
        ("Как заявил мэр в интервью телеканалу Лес, «мост покрасят в зелёный цвет».", None),
    ],
)
def test_who_is_spoken_to_does_not_speak(reader: TextReader, text: str, speaker: str | None) -> None:
    assert [found[2] for found in quotes(reader, text)] == [speaker]


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="“”‘’「」『』«»„\"' .a漢said", max_size=60))
def test_no_text_crashes(text: str) -> None:
    quotes(TextReader.of(load_reference().text), text)


def test_a_name_in_marks_is_no_quotation(reader: TextReader) -> None:
    assert quotes(reader, "«Лес» сообщил об этом в понедельник.") == []
