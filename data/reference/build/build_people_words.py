"""Add to lang/*/{listed_names,given_names,family_names}.csv words of people's names that Wikidata knows in several scripts.

Packages (build time only): rigour 1.3.0 (MIT; data/names/persons.txt, one name in all its spellings a line), wordfreq 3.1 (which are
written at all), janome 0.5 (IPADIC), pecab 1.0.8 (mecab-ko-dic), jieba 0.42.1, english-words 2.0, pymorphy3 2.0.6, opencc.
A word that is also an everyday word, or spells an English one (キャンプ), is left out. Run after build_listed_names.py.

    python data/reference/build/build_people_words.py FOLDER_WITH_UNPACKED_rigour-1.3.0
"""

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import jieba
import opencc
import pecab
import pyarrow as pa
from english_words import get_english_words_set
from janome import sysdic
from pymorphy3 import MorphAnalyzer
from wordfreq import get_frequency_dict, zipf_frequency

LANG = Path(__file__).parents[1] / "lang"
SOURCE = "Wikidata via rigour 1.3.0"
ENGLISH = get_english_words_set(["web2"], lower=False)
SHAPES = {
    "latin": re.compile(r"[a-zà-ž'’-]{3,}"), "ja": re.compile(r"[ァ-ヴー]{3,}"), "ko": re.compile(r"[가-힣]{3,}"),
    "zh": re.compile(r"[\u4e00-\u9fff]{3,}"), "ru": re.compile(r"[а-яё]{3,}(?:-[а-яё]+)?"),
}  # fmt: skip
#: Characters of Chinese transcriptions, from the patterns of names with a dot.
TRANSCRIBES = re.search(r"\[(丁万丘[^\]]*)\]", (LANG / "zh-Hans" / "name_patterns.csv").read_text(encoding="utf-8"))
#: What ends places and not people in transcriptions.
PLACE_ENDS = "邦州市县山河岛省港城海湾湖峡郡国镇村区谷洲原堡"
#: How often (Zipf scale) an English family name is written, and from where on it is an everyday word.
WRITTEN, EVERYDAY = 2.0, 4.6


def lines(folder: Path) -> Iterator[dict[str, list[str]]]:
    """Spellings of one name by script."""
    for line in (folder / "rigour" / "data" / "names" / "persons.txt").read_text(encoding="utf-8").splitlines():
        words = [word.strip() for word in line.partition("=>")[0].split(",")]
        yield {script: [word for word in words if shape.fullmatch(word)] for script, shape in SHAPES.items()}


def surfaces(lang: str, topic: str) -> set[str]:
    """The surfaces of one file of reference data."""
    file = LANG / lang / f"{topic}.csv"
    return {row["surface"] for row in csv.DictReader(file.open(encoding="utf-8"))} if file.exists() else set()


def add(lang: str, topic: str, words: Iterable[str], kind: str = "") -> None:
    """Add rows that no other source gives; those of an earlier run go first."""
    file = LANG / lang / f"{topic}.csv"
    with file.open(encoding="utf-8", newline="") as old:
        header, *rows = csv.reader(old)
    kept = [row for row in rows if row[-1] != SOURCE]
    have = {row[0] for row in kept}
    new = [[word, kind, SOURCE] if kind else [word, SOURCE] for word in set(words) - have]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(kept + new))
    print(lang, topic, len(new))


def spells_english(latin: list[str]) -> bool:
    """Whether a spelling of the name is an English word: camp, treasure."""
    return any(word in ENGLISH and zipf_frequency(word, "en") > 2 for word in latin)


def japanese(names: dict[str, list[str]]) -> set[str]:
    nouns = {str(e[0]) for e in sysdic.entries().values() if "固有名詞" not in str(e[4])}
    used, known = get_frequency_dict("ja", wordlist="best"), surfaces("ja", "aliases") | surfaces("ja", "not_names")
    return {n for n, latin in names.items() if n in used and n not in nouns | known and latin and not spells_english(latin)}


def korean(names: dict[str, list[str]]) -> set[str]:
    file = Path(pecab.__file__).parent / "_resources" / "words.arrow"
    table = pa.ipc.open_file(pa.memory_map(str(file))).read_all().to_pydict()
    proper = {"1786", "1787", "1788", "1789"}
    nouns = {s for s, ids in zip(table["surface"], table["left_id"], strict=True) if not set(ids.split("|")) <= proper}
    used, known = get_frequency_dict("ko", wordlist="best"), surfaces("ko", "aliases") | surfaces("ko", "not_names")
    families = surfaces("ko", "family_names")
    return {
        n
        for n, latin in names.items()
        if n in used and n not in nouns | known and latin and not spells_english(latin) and not (len(n) == 3 and n[0] in families)
    }


def chinese(names: dict[str, list[str]]) -> set[str]:
    assert TRANSCRIBES
    used, known = get_frequency_dict("zh", wordlist="best"), surfaces("zh-Hans", "aliases") | surfaces("zh-Hans", "not_names")
    other = {
        word
        for word, _, tag in (line.split() for line in Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines())
        if not tag.startswith("nr")
    }
    return {
        n
        for n, latin in names.items()
        if n in used and n not in other | known and latin and set(n) <= set(TRANSCRIBES[1]) and n[-1] not in PLACE_ENDS
    }


def russian_given(names: dict[str, list[str]]) -> set[str]:
    """Given names of the world in Cyrillic: those that are given names in Latin letters."""
    given, morph = {name.lower() for name in surfaces("en", "given_names")}, MorphAnalyzer(lang="ru")
    used, places = get_frequency_dict("ru", wordlist="best"), surfaces("ru", "aliases")
    found = set()
    for name, latin in names.items():
        parses = [p for p in morph.parse(name) if p.is_known]
        everyday = bool(parses) and not any("Name" in p.tag for p in parses)
        if not everyday and given & set(latin) and name.replace("ё", "е") in used and name.title() not in places:
            found.add(name.title())
    return found


def english_family(names: dict[str, list[str]]) -> set[str]:
    known = {s for topic in ("aliases", "not_names", "name_forms", "given_names") for s in surfaces("en", topic)}
    found = set()
    for name in names:
        title = name.title()
        is_name = name.isascii() and name.isalpha() and len(name) > 3 and name not in ENGLISH and title not in known
        if is_name and WRITTEN <= zipf_frequency(name, "en") < EVERYDAY:
            found.add(title)
    return found


def main() -> None:
    """Add the rows."""
    names: dict[str, dict[str, list[str]]] = {script: defaultdict(list) for script in SHAPES}
    for spelled in lines(Path(sys.argv[1])):
        for script, words in spelled.items():
            for word in words:
                names[script][word] += spelled["latin"]
    add("ja", "listed_names", japanese(names["ja"]), "Person")
    add("ko", "listed_names", korean(names["ko"]), "Person")
    found = chinese(names["zh"])
    add("zh-Hans", "listed_names", found, "Person")
    turned = {opencc.OpenCC("s2t").convert(name) for name in found}
    add("zh-Hant", "listed_names", turned - surfaces("zh-Hant", "aliases") - surfaces("zh-Hant", "not_names"), "Person")
    add("ru", "given_names", russian_given(names["ru"]))
    add("en", "family_names", english_family(names["latin"]))


if __name__ == "__main__":
    main()
