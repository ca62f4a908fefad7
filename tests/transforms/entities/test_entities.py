"""Entities: known names, readings by context, unknown names, titles, short forms; and laws no text may break."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import EntityAliases, EntityMentions
from schemas.reference import Reference
from tests.transforms.entities.entity_frames import read, segments_of
from transforms.entities.rules import EntitiesReader

PIECES = st.sampled_from(
    [
        "다카이치 총리는 ", "高市早苗首相", "Sanae Takaichi", "미·일 ", "米中ロ", "東京大学", "Bank of Zorvath", "«Амфора» ",
        "Верховный суд ", "총리 ", "氏", "教授", "The ", "President ", ", a professor ", "김", "李", "·", "・", "\x01", "\x02", "1",
        "🙂", "ー", "'", ". ", " ", "ß", "İ", "ſ", "Трамп ", "在", "中国", "Georgia ", "(45)", "\u0301",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def reader(ref: Reference) -> EntitiesReader:
    """Few known names: the matcher is built anew for every batch."""
    few = ref.entities.aliases.filter(pl.col("entity_id").is_in(["Q17", "Q30", "Q148", "Q159", "Q230", "Q22686", "nl-sanae-takaichi"]))
    return EntitiesReader.of(replace(ref.entities, aliases=few))


def ids(reader: EntitiesReader, lang: str, text: str) -> dict[str, str]:
    return dict(read(reader, [("d", lang, text)]).mentions.select("surface", "entity_id").iter_rows())


def test_one_person_has_one_id_in_every_script(reader: EntitiesReader) -> None:
    written = [
        ("ja", "高市早苗首相は語った。"), ("ko", "다카이치 사나에 총리는 말했다."), ("ko", "타카이치 사나에 총리는 말했다."),
        ("ko", "사나에 타카이치 총리는 말했다."), ("en", "Sanae Takaichi said so."), ("ko", "다카이치 총리는 말했다."),
    ]  # fmt: skip
    mentions = read(reader, [(f"d{at}", lang, text) for at, (lang, text) in enumerate(written)]).mentions.filter(pl.col("kind") == "Person")
    assert mentions["doc_id"].n_unique() == len(written)
    assert mentions["entity_id"].n_unique() == 1


def test_a_slip_is_not_merged(reader: EntitiesReader) -> None:
    known = ids(reader, "ko", "다카이치 사나에 총리는 말했다.")["다카이치 사나에"]
    assert known not in ids(reader, "ko", "고이치 사나에의 발언이 알려졌다.").values()
    assert known not in ids(reader, "ja", "武見敬三首相が会った。").values()


def test_the_form_of_a_listed_company_is_no_name(ref: Reference) -> None:
    listed = ref.entities.aliases.filter(pl.col("surface") == "Hanwha Ocean")
    found = ids(EntitiesReader.of(replace(ref.entities, aliases=listed)), "en", "They sued Hanwha Ocean Co and Acme Widgets Corp over it.")
    assert found.keys() == {"Hanwha Ocean", "Acme Widgets Corp"}


def test_a_register_turns_names_round_and_a_list_does_not(reader: EntitiesReader) -> None:
    assert "Кейнс, Сергей" in ids(reader, "ru", "Депутат Кейнс, Сергей согласился.")
    assert "Кейнс, Сергей" not in ids(reader, "ru", "Депутат Кейнс, Сергей Орлин и другие согласились.")
    assert "Кейнс, Сергей" not in ids(reader, "ru", "Там был Кейнс, Сергей согласился.")
    assert "Говард, Сергей Томас" in ids(reader, "ru", "Депутат Говард, Сергей Томас согласился.")
    assert "Кейнс, Сергей Зорватович" in ids(reader, "ru", "Депутат Кейнс, Сергей Зорватович согласился.")
    assert "Сергей Зорватович Орлин" in ids(reader, "ru", "Были депутат Кейнс, Сергей Зорватович Орлин и другие.")


def test_a_register_takes_places_for_names(ref: Reference) -> None:
    towns = ref.entities.aliases.filter(pl.col("surface").is_in(["Мускат", "Питер"]))
    reader = EntitiesReader.of(replace(ref.entities, aliases=towns))
    assert "Мускат, Сергей" in ids(reader, "ru", "Депутат Мускат, Сергей согласился.")
    assert "Кейнс, Питер" in ids(reader, "ru", "Депутат Кейнс, Питер согласился.")


def test_a_place_or_family_name_inside_a_full_name_is_not_read_alone(ref: Reference) -> None:
    places = ref.entities.aliases.filter(pl.col("surface").is_in(["Muscat", "David", "Kim", "Trump", "Lincoln"]))
    reader = EntitiesReader.of(replace(ref.entities, aliases=places))
    for name in ("Joseph Muscat", "David Kelter", "Kim Varnley", "Ivanka Trump"):
        assert name in ids(reader, "en", f"Lawmaker {name} said so.")
    assert "Muscat" in ids(reader, "en", "They met Joseph in Muscat on Friday.")
    assert "Lincoln" in ids(reader, "en", "They met in Lincoln, Varnley said.")


def test_a_listed_word_or_place_gives_way_to_the_name_it_is_part_of(ref: Reference) -> None:
    reader = EntitiesReader.of(replace(ref.entities, aliases=ref.entities.aliases.filter(pl.col("surface") == "케리")))
    assert "존 케리" in ids(reader, "ko", "이날 존 케리 의원은 반대했다.")
    assert "고든 브라운" in ids(reader, "ko", "이날 고든 브라운 의원은 반대했다.")
    assert "브라운" in ids(reader, "ko", "이날 브라운 의원은 반대했다.")


def test_a_masked_name_and_a_verb_are_told_apart(reader: EntitiesReader) -> None:
    assert "박" in ids(reader, "ko", "시장에서 만난 박모(41)씨는 웃었다.")
    assert ids(reader, "ko", "이를 사용하는 사람이 늘었다.") == {}
    assert ids(reader, "ja", "輸入に頼ることがアキレス腱だ。") == {}


def test_chinese_reporters_and_ministers_are_read_by_what_follows(reader: EntitiesReader) -> None:
    assert {"李云飞"} <= ids(reader, "zh-Hans", "记者陈安、李云飞报道。").keys()
    assert {"普里科夫"} <= ids(reader, "zh-Hans", "外交部长普里科夫等官员到场。").keys()
    assert {"江"} <= ids(reader, "zh-Hans", "会上，江主席表示同意。").keys()


def test_a_foreign_name_with_a_dot_is_read_whole(reader: EntitiesReader) -> None:
    assert "约翰·凯兰德" in ids(reader, "zh-Hans", "议员约翰·凯兰德表示同意。")
    assert "理查·布魯門菲" in ids(reader, "zh-Hant", "議員理查·布魯門菲表示同意。")


def test_title_and_office_are_read_beside_the_name(reader: EntitiesReader) -> None:
    mentions = read(reader, [("d", "ja", "武見敬三首相が会った。"), ("e", "ko", "도널드 트럼프 미국 대통령은 떠났다.")]).mentions
    people = mentions.filter(pl.col("kind") == "Person").select("title_text", "office").rows()
    assert people == [("首相", "head_of_government"), ("미국 대통령", "head_of_state")]


def test_a_known_family_name_keeps_its_title(reader: EntitiesReader) -> None:
    mentions = read(reader, [("d", "ko", "이에 다카이치 총리는 답했다. 다카이치 사나에 총리는 웃었다.")]).mentions
    assert mentions["surface"].to_list() == ["다카이치", "다카이치 사나에"]
    assert mentions["entity_id"].n_unique() == 1


def test_countries_by_one_character_stand_only_in_company(reader: EntitiesReader) -> None:
    assert set(ids(reader, "ko", "미·일 정상이 만났다.")) == {"미", "일"}
    assert set(ids(reader, "ja", "米中ロの対立。")) == {"米", "中", "ロ"}
    assert ids(reader, "ja", "12月20日、中央の話。") == {}
    assert ids(reader, "ko", "이러한 일은 중한 일이다.") == {}


def test_a_known_place_is_taken_in_by_a_longer_name_with_its_form(reader: EntitiesReader) -> None:
    mentions = read(reader, [("d", "en", "He left the University of Japan and saw Japan.")]).mentions
    assert mentions.select("surface", "kind").rows() == [("University of Japan", "Organization"), ("Japan", "Country")]


def test_a_known_body_gives_way_to_the_longer_name_it_is_the_head_of(ref: Reference) -> None:
    reader = EntitiesReader.of(
        replace(ref.entities, aliases=ref.entities.aliases.filter(pl.col("surface").is_in(["Labour Party", "Malta"])))
    )
    known = ids(reader, "en", "They joined the Labour Party in Malta.")
    longer = ids(reader, "en", "They joined the Labour Party of Malta.")
    assert set(known) == {"Labour Party", "Malta"}
    assert set(longer) == {"Labour Party of Malta"}
    assert known["Labour Party"] not in longer.values()


def test_everyday_words_are_no_names_for_their_capital(reader: EntitiesReader) -> None:
    assert ids(reader, "en", "Then the Government and the Industry met.") == {}
    assert "Zorvath" in ids(reader, "en", "Then the Government met Zorvath.")


@pytest.mark.parametrize(
    ("lang", "now", "then"),
    [
        ("en", "President Sanae Takaichi spoke.", "Former U.S. president Sanae Takaichi spoke."),
        ("ko", "다카이치 사나에 총리는 말했다.", "다카이치 사나에 전 총리는 말했다."),
        ("ja", "高市早苗首相は語った。", "高市早苗元首相は語った。"),
    ],
)
def test_who_held_an_office_holds_none(reader: EntitiesReader, lang: str, now: str, then: str) -> None:
    held = [read(reader, [("d", lang, text)]).mentions.filter(pl.col("kind") == "Person").row(0, named=True) for text in (now, then)]
    assert [who["office"] is None for who in held] == [False, True]
    assert held[1]["title_text"]


@pytest.mark.parametrize(
    ("lang", "text", "title"),
    [("en", "They met ex-minister Zorvath there.", "ex-minister"), ("ru", "Там был экс-министр Зорватов.", "экс-министр")],
)
def test_a_title_with_ex_is_a_title_without_office(reader: EntitiesReader, lang: str, text: str, title: str) -> None:
    (row,) = read(reader, [("d", lang, text)]).mentions.filter(pl.col("kind") == "Person").iter_rows(named=True)
    assert (row["title_text"], row["office"]) == (title, None)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("President Trump left. Then Trump slept.", True),  # told by office
        ("Many in the United States heard it. Then Trump slept.", True),  # today's head of a country that is named
        ("Many in Japan heard it. Then Trump slept.", False),
    ],
)
def test_a_bare_family_name_is_known_where_the_page_tells_whose_it_is(reader: EntitiesReader, text: str, known: bool) -> None:
    found = read(reader, [("d", "en", text)]).mentions
    assert ("Q22686" in found.sort("start_char")["entity_id"].tail(1)) is known


def test_letters_of_another_script_begin_another_name(reader: EntitiesReader) -> None:
    found = ids(reader, "ru", "Глава Zorvath Сергей Орлин сообщил об этом.")
    assert "Сергей Орлин" in found
    assert not any("Zorvath " in name for name in found)


def test_the_form_of_a_company_alone_is_no_name(reader: EntitiesReader) -> None:
    assert "AG" not in ids(reader, "en", "The loan of Zorvath 7 AG was paid.")


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("ko", "환율이 147엔대로 급락했다.", "147엔대로"),
        ("ja", "関東と東北、両州で雨が降った。", "両州"),
        ("zh-Hans", "他们向美国公司开放市场。", "美国公司"),
        ("zh-Hant", "他們向美國公司開放市場。", "美國公司"),
    ],
)
def test_everyday_words_with_a_form_are_no_names(reader: EntitiesReader, lang: str, text: str, name: str) -> None:
    assert name not in ids(reader, lang, text)


@pytest.mark.parametrize(
    ("lang", "text", "name", "entity_id"),
    [
        ("ru", "Об этом сообщил Минздрав Казахстана.", "Минздрав Казахстана", "nl-ministry-of-health-of-kazakhstan"),
        ("zh-Hans", "他说，国务院通过了决定。", "国务院", "nl-state-council-of-china"),
        ("zh-Hans", "他说，美国国务院没有答复。", "美国国务院", "nl-u-s-department-of-state"),
        ("ru", "Он говорил с Реджепом Тайипом Эрдоганом.", "Реджепом Тайипом Эрдоганом", "Q39259"),
    ],
)
def test_a_body_of_a_country_and_a_declined_name_are_known(ref: Reference, lang: str, text: str, name: str, entity_id: str) -> None:
    few = ref.entities.aliases.filter(pl.col("entity_id").is_in([entity_id, "Q148", "Q30", "nl-state-council-of-china"]))
    assert ids(EntitiesReader.of(replace(ref.entities, aliases=few)), lang, text)[name] == entity_id


def test_a_family_name_that_is_a_month_or_an_office_stays_whole(reader: EntitiesReader) -> None:
    assert "Theresa May" in ids(reader, "en", "Yesterday Theresa May said so.")
    assert "Julie Bishop" in ids(reader, "en", "Yesterday Julie Bishop said so.")
    assert "Kim Friday" not in ids(reader, "en", "They met Kim Friday.")


def test_a_word_before_a_place_takes_nothing_of_it(ref: Reference) -> None:
    few = ref.entities.aliases.filter(pl.col("surface").is_in(["达卡", "卡拉奇", "美国", "中国", "中", "美"]))
    reader = EntitiesReader.of(replace(ref.entities, aliases=few))
    assert set(ids(reader, "zh-Hans", "他昨日抵达卡拉奇访问。")) == {"卡拉奇"}
    assert set(ids(reader, "zh-Hans", "他昨日抵达达卡访问。")) == {"达卡"}
    assert set(ids(reader, "zh-Hans", "会谈中美国表示同意。")) == {"美国"}
    assert set(ids(reader, "zh-Hans", "生活中美好的事。")) == set()
    assert set(ids(reader, "zh-Hans", "中美关系稳定。")) == {"中", "美"}


def test_two_everyday_things_joined_by_a_dot_are_nobody(reader: EntitiesReader) -> None:
    assert ids(reader, "ja", "店にはパソコン・テレビがある。") == {}
    assert "マルコ・ゾルバト" in ids(reader, "ja", "店にはマルコ・ゾルバトがいる。")


def test_a_short_form_points_to_the_full_name_of_its_document(reader: EntitiesReader) -> None:
    rows = [("d", "en", "Prime Minister Oluvek Zorvath spoke. Then Zorvath left."), ("e", "en", "We know the Zorvath well.")]
    mentions = read(reader, rows).mentions
    first = mentions.filter(pl.col("doc_id") == "d")
    assert first["entity_id"].n_unique() == 1
    assert mentions.filter(pl.col("doc_id") == "e")["entity_id"][0] not in first["entity_id"].to_list()


def test_russian_cases_of_an_unknown_name_are_one(reader: EntitiesReader) -> None:
    found = ids(reader, "ru", "Приехал депутат Олувек Зорватов. Все видели депутата Олувека Зорватова.")
    assert found["Олувек Зорватов"] == found["Олувека Зорватова"]


def test_a_single_family_name_is_known_in_its_document_only(reader: EntitiesReader) -> None:
    mentions = read(reader, [("d", "ko", "윤 의원은 답했다."), ("e", "ko", "윤 의원은 떠났다.")]).mentions
    assert mentions["entity_id"].n_unique() == 2


def test_frames_keep_the_contract(reader: EntitiesReader) -> None:
    read_ = read(reader, [("d", "ja", "石塚亮太教授と高市早苗首相が会った。"), ("e", "en", "Oluvek Zorvath said no.")])
    contract = list(EntityMentions.to_schema().columns)
    EntityMentions.validate(read_.mentions.select(contract))
    EntityAliases.validate(read_.aliases.drop("sound"))
    assert set(read_.aliases["entity_id"]) == set(read_.entities["entity_id"])


def test_nothing_in_nothing_out(reader: EntitiesReader) -> None:
    assert read(reader, []).mentions.is_empty()
    assert read(reader, [("d", "en", "nothing here")]).mentions.is_empty()


@settings(max_examples=10, deadline=None)
@given(
    texts=st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=1, max_size=2),
    lang=st.sampled_from(["ko", "ja", "en", "zh-Hans", "ru", "und"]),
)
def test_spans_are_exact_and_apart_and_batches_do_not_matter(reader: EntitiesReader, texts: list[str], lang: str) -> None:
    rows = [(f"d{at}", lang, text) for at, text in enumerate(texts)]
    together = read(reader, rows).mentions
    text_of = dict(zip(segments_of(rows)["doc_id"], texts, strict=True))
    for doc, start, end, surface in together.select("doc_id", "start_char", "end_char", "surface").iter_rows():
        assert text_of[doc][start:end].replace("\x01", "\x02") == surface.replace("\x01", "\x02")
    overlap = together.sort("doc_id", "start").filter(
        (pl.col("doc_id") == pl.col("doc_id").shift(1)) & (pl.col("start") < pl.col("end").shift(1))
    )
    assert overlap.is_empty()
    apart = pl.concat([read(reader, [row]).mentions for row in rows])
    columns = ["doc_id", "start_char", "end_char", "entity_id", "kind", "title_text", "office", "method"]
    assert together.select(columns).rows() == apart.select(columns).rows()
