"""Build lang/{ko,ja,zh-Hans,zh-Hant}/listed_names.csv: names that dictionaries of the language list with their kind, without an id.

Packages (build time only): pecab 1.0.8 (mecab-ko-dic, Apache-2.0), janome 0.5 (IPADIC), jieba 0.42.1 (MIT), wordfreq 3.1
(Apache-2.0; which words are written at all), opencc-python-reimplemented 0.1.7. And lang/ko/given_pairs.csv: the two syllables
of given names that several people of mecab-ko-dic bear; lang/*/common_words.csv: everyday words (English:
lemminflect 0.2.3).

    python data/reference/build/build_listed_names.py
"""

import csv
import gzip
import re
from collections import Counter, defaultdict
from pathlib import Path

import jieba
import lemminflect
import opencc
import pecab
import pyarrow as pa
import pymorphy3
from janome import sysdic
from wordfreq import get_frequency_dict, zipf_frequency

LANG = Path(__file__).parents[1] / "lang"
#: Classes of proper nouns of mecab-ko-dic by their left id.
PERSON, PLACE, BODY, NOUN = "1788", "1789", "1786", ("1780", "1782", "1783", "1785")
#: Endings of Korean names of places and bodies that are named like nothing else.
KOREAN_PLACE = re.compile(r"[가-힣]{2,4}(?:시|군|구|읍|동|도|산맥|반도|해협|산성|공항|대교|항|역|천|호수|해수욕장)")
KOREAN_BODY = re.compile(
    r"[가-힣]{1,6}(?:전자|그룹|증권|은행|건설|자동차|대학교|대학|일보|신문|방송|위원회|협회|공사|공단|연구원|연구소|재단|조합|노조|연맹|중공업|화학|제약|생명|보험|카드|통신|텔레콤|항공|백화점|병원|경찰서|법원|지검|당|청|부|처|원)"
)
PAIR_BEARERS = 8
#: Syllables that make nouns of other words: 서명식 is no name.
NOUN_ENDS = "식자인률적리"
#: Words of mecab-ko-dic that cost no more are common.
COMMON_COST = 2600
#: How often a Chinese word must be written to count (share of all words).
WRITTEN = 2e-7


def without_known(lang: str, rows: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Rows but those of a name that has an id, with or without a last word such as state or company: 読売新聞社."""
    known = words(lang, "aliases")
    return {row for row in rows if not known & {row[0], *(row[0][:-cut] for cut in (1, 2) if len(row[0]) > cut + 1)}}


def write(lang: str, topic: str, header: list[str], rows: set[tuple[str, ...]]) -> None:
    with (LANG / lang / f"{topic}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows))
    print(lang, topic, len(rows))


def words(lang: str, topic: str) -> set[str]:
    with (LANG / lang / f"{topic}.csv").open(encoding="utf-8") as file:
        return {row["surface"] for row in csv.DictReader(file)}


def korean() -> None:  # noqa: C901  one branch a class of words
    file = Path(pecab.__file__).parent / "_resources" / "words.arrow"
    table = pa.ipc.open_file(pa.memory_map(str(file))).read_all().to_pydict()
    used, families = get_frequency_dict("ko", wordlist="best"), words("ko", "family_names")
    classes: dict[str, set[str]] = defaultdict(set)
    costs = {}
    for surface, ids, cost in zip(table["surface"], table["left_id"], table["word_cost"], strict=True):
        classes[surface] |= set(ids.split("|"))
        costs[surface] = min(map(int, cost.split("|")))
    rows, pairs, common = set(), Counter(), set()
    for surface, found in classes.items():
        cost = costs[surface]
        if not re.fullmatch("[가-힣]{2,8}", surface):
            continue
        if found & set(NOUN):
            if len(surface) < 5 and not found & {PERSON, PLACE, BODY} and (surface in used or cost <= COMMON_COST):
                common.add((surface, "mecab-ko-dic"))
            continue
        if found == {PERSON}:
            if len(surface) == 3 and surface[0] in families:
                pairs[surface[1:]] += 1
            if len(surface) > 2 and surface in used:
                rows.add((surface, "Person", "mecab-ko-dic"))
        elif found == {PLACE} and len(surface) > 2 and (surface in used or KOREAN_PLACE.fullmatch(surface)):
            rows.add((surface, "Place", "mecab-ko-dic"))
        elif found == {BODY} and len(surface) > 2 and KOREAN_BODY.fullmatch(surface) and surface[-1] not in "청부처원당":
            rows.add((surface, "Organization", "mecab-ko-dic"))
    write("ko", "listed_names", ["surface", "kind", "source"], without_known("ko", rows))
    write(
        "ko",
        "given_pairs",
        ["surface", "source"],
        {(pair, "mecab-ko-dic") for pair, n in pairs.items() if n >= PAIR_BEARERS and pair[-1] not in NOUN_ENDS},
    )
    write("ko", "common_words", ["surface", "source"], common)


#: Classes of IPADIC that are everyday words, of several characters and (endings, beginnings, counters) of one.
JAPANESE_WORDS = ("名詞,一般", "名詞,サ変接続", "名詞,形容動詞語幹", "名詞,副詞可能", "名詞,接尾", "形容詞", "副詞", "接頭詞", "名詞,数")
JAPANESE_SINGLE = ("名詞,接尾", "接頭詞", "名詞,数")
OFTEN = 1e-6


def japanese_words(tags: dict[str, set[str]], used: dict[str, float]) -> None:
    rows = set()
    for word, found in tags.items():
        classes = JAPANESE_WORDS if len(word) > 1 else JAPANESE_SINGLE
        everyday = any(tag.startswith(classes) for tag in found) and not any("固有名詞" in tag for tag in found)
        if everyday and (len(word) == 1 or used.get(word, 0) >= OFTEN) and re.fullmatch(r"[\u4e00-\u9fff々ァ-ヴー]+", word):
            rows.add((word, "IPADIC; wordfreq 3.1"))
    write("ja", "common_words", ["surface", "source"], rows)


JAPANESE = {"固有名詞,地域": "Place", "固有名詞,組織": "Organization"}


def japanese() -> None:
    used = get_frequency_dict("ja", wordlist="best")
    tags: dict[str, set[str]] = defaultdict(set)
    for entry in sysdic.entries().values():
        tags[entry[0]].add(str(entry[4]))
    rows, families = set(), set()
    for surface, found in tags.items():
        if surface not in used:
            continue
        kinds = {next((kind for mark, kind in JAPANESE.items() if mark in tag), "") for tag in found}
        if len(kinds) == 1 and "" not in kinds and len(surface) > 2 and re.fullmatch(r"[\u4e00-\u9fff々ァ-ヴーヶケ]+", surface):
            rows.add((surface, kinds.pop(), "IPADIC"))
        if any("人名,姓" in tag for tag in found) and re.fullmatch(r"[\u4e00-\u9fff々]{2,3}", surface):
            families.add(surface)
    write("ja", "listed_names", ["surface", "kind", "source"], without_known("ja", rows))
    japanese_words(tags, used)
    known = {(r["surface"], r["source"]) for r in csv.DictReader((LANG / "ja" / "family_names.csv").open(encoding="utf-8"))}
    have = {surface for surface, _ in known}
    write("ja", "family_names", ["surface", "source"], known | {(f, "IPADIC") for f in families - have})


def english() -> None:
    """Everyday words: in small letters in the lexicon, with no name written alike, and often written."""
    folder, tags = Path(lemminflect.__file__).parent / "resources", set()
    for name in ("lemma_lu.csv.gz", "infl_lu.csv.gz"):
        with gzip.open(folder / name, "rt") as file:
            tags |= {line.split(",")[0] for line in file}
    rows = {
        word.capitalize()
        for word in tags
        if re.fullmatch("[a-z]{3,}", word) and zipf_frequency(word, "en") >= ENGLISH_ZIPF and word.capitalize() not in tags
    }
    write("en", "common_words", ["surface", "source"], {(word, "lemminflect 0.2.3; wordfreq 3.1.1") for word in rows})


#: What no everyday word of OpenCorpora is marked with.
RUSSIAN_NAMES = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"}
RUSSIAN_OFTEN = 3e-6


def russian() -> None:
    """Everyday words in all their forms: known to the dictionary, and no name in any reading."""
    morph = pymorphy3.MorphAnalyzer(lang="ru")
    rows = {
        (word.capitalize(), "OpenCorpora via pymorphy3 2.0.6; wordfreq 3.1")
        for word, often in get_frequency_dict("ru", wordlist="best").items()
        if often >= RUSSIAN_OFTEN
        and re.fullmatch("[а-яё]{3,}", word)
        and morph.word_is_known(word)
        and not any(RUSSIAN_NAMES & set(reading.tag.grammemes) for reading in morph.parse(word))
    }
    write("ru", "common_words", ["surface", "source"], rows)


#: Classes of jieba that are everyday words, of several characters and of one (prepositions, conjunctions, adverbs, counters).
COMMON_TAGS, COMMON_NAMES = "nvadrcpmqfbitlzsju", ("nr", "ns", "nt", "nz")
COMMON_SINGLE = ("p", "c", "d", "r", "u", "uj", "ul", "uz", "ud", "ug", "q", "m")
COMMON_WRITTEN, ENGLISH_ZIPF = 2e-6, 3.3
#: A body of so many characters has a name, though its parts be everyday words: 全国人民代表大会常务委员会.
LONG_BODY = 6
#: What so ends is a thing or a field and no body: 国际化, 加油站.
THING_ENDS = "化心学者性度感店站区车生处工"


def is_everyday(name: str, common: set[str]) -> bool:
    """Whether the name is made of everyday words from end to end."""
    reached = {0}
    for end in range(1, len(name) + 1):
        if any(start in reached and name[start:end] in common for start in range(max(0, end - 4), end)):
            reached.add(end)
    return len(name) in reached


#: A transliteration that ends so is no person: 卡纳塔克邦.
PLACE_ENDS = "邦州市县山河岛省港城海湾湖峡郡国镇村区谷洲原"
#: Countries by their signs are no one place.
SEVERAL = ("中日韩", "美日韩")
CHINESE = {"ns": "Place", "nt": "Organization", "nrt": "Person"}


def chinese() -> None:
    used, traditional = get_frequency_dict("zh", wordlist="best"), opencc.OpenCC("s2t").convert
    families, given = words("zh-Hans", "family_names"), words("zh-Hans", "given_names")
    titles = words("zh-Hans", "offices") | words("zh-Hans", "honorifics")
    rows, common = set(), set()
    for line in Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, _, tag = line.split()
        everyday = tag[0] in COMMON_TAGS and not tag.startswith(COMMON_NAMES) and used.get(word, 0) >= COMMON_WRITTEN
        longer = everyday and len(word) in (2, 3, 4)
        if re.fullmatch(r"[\u4e00-\u9fff]+", word) and (longer or (len(word) == 1 and tag in COMMON_SINGLE)):
            common.add(word)
    write("zh-Hans", "common_words", ["surface", "source"], {(word, "jieba; wordfreq 3.1") for word in common})
    write("zh-Hant", "common_words", ["surface", "source"], {(traditional(word), "jieba; wordfreq 3.1") for word in common})
    for line in Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, n, tag = line.split()
        kind = CHINESE.get(tag) or ("Person" if tag == "nr" and len(word) == 3 and word[0] in families and int(n) > 1 else None)
        if (kind == "Person" and word[-1] in PLACE_ENDS) or word in SEVERAL:
            continue
        if is_everyday(word, common) and not (kind == "Organization" and len(word) >= LONG_BODY):
            continue
        if kind == "Person" and tag == "nr" and (word[1:] in titles or (not set(word[1:]) <= given and {word[1:], word[:2]} & common)):
            continue
        if kind == "Organization" and ((len(word) == 3 and word[-1] in THING_ENDS) or word.endswith("关系")):
            continue
        if kind and len(word) > 2 and used.get(word, 0) >= WRITTEN and re.fullmatch(r"[\u4e00-\u9fff]+", word):
            rows.add((word, kind, "jieba"))
    write("zh-Hans", "listed_names", ["surface", "kind", "source"], without_known("zh-Hans", rows))
    turned = {(traditional(word), kind, source) for word, kind, source in rows}
    write("zh-Hant", "listed_names", ["surface", "kind", "source"], without_known("zh-Hant", turned))


if __name__ == "__main__":
    korean()
    japanese()
    english()
    russian()
    chinese()
