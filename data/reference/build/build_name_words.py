"""Build lang/*/{family_names,given_names}.csv from the hand lists in name_words.csv and from packages.

Packages (build time only): Faker 40.54 (MIT; providers/person), names 0.3 (MIT; US Census 1990, public domain),
opencc-python-reimplemented 0.1.7 (simplified to traditional characters).

    python data/reference/build/build_name_words.py FOLDER_WITH_UNPACKED_names-0.3.0
"""

import csv
import re
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import opencc

BUILD = Path(__file__).parent
REFERENCE = BUILD.parent
#: How many of the census's names, commonest first.
FIRST_OF_CENSUS, LAST_OF_CENSUS = 1500, 3000
FAKER, CENSUS, HAND = "Faker 40.54", "US Census 1990 via names 0.3", "hand list, common usage"


def hand_lists() -> dict[tuple[str, str], set[str]]:
    """Words by (lang, topic): given and family names (or their characters), everyday words that are no names, locales of Faker."""
    lists = defaultdict(set)
    with (BUILD / "name_words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lists[row["lang"], row["topic"]].add(row["word"])
    return lists


def listed(locale: str, *attributes: str) -> set[str]:
    """Names of a locale of Faker."""
    provider = import_module(f"faker.providers.person.{locale}").Provider
    return {str(name) for attribute in attributes for name in getattr(provider, attribute, ())}


def census(folder: Path, name: str, first: int) -> set[str]:
    """The commonest names of a list of the census."""
    return {line.split()[0].title() for line in (folder / "names" / name).read_text().splitlines()[:first]}


def latin_given(folder: Path, lists: dict[tuple[str, str], set[str]]) -> set[str]:
    """Given names in Latin letters, without those that are everyday words or places."""
    found = set(lists["en", "given"])
    for locale in lists["en", "locale"]:
        found |= listed(locale, "first_names", "first_names_male", "first_names_female")
    found |= listed("ja_JP", "first_romanized_names_male", "first_romanized_names_female")
    found |= census(folder, "dist.male.first", FIRST_OF_CENSUS) | census(folder, "dist.female.first", FIRST_OF_CENSUS)
    return {name for name in found if re.fullmatch(r"[A-ZÀ-Ž][a-zß-ž]{2,}(-[A-Z][a-z]+)?", name)} - lists["en", "word"]


def write(lang: str, topic: str, names: set[str], source: str) -> None:
    """One file of names, sorted."""
    with (REFERENCE / "lang" / lang / f"{topic}.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["surface", "source"])
        rows.writerows((name, source) for name in sorted(names))


def main() -> None:
    """Write every file."""
    folder, lists = Path(sys.argv[1]), hand_lists()
    traditional = opencc.OpenCC("s2t").convert
    write("en", "given_names", latin_given(folder, lists), f"{FAKER}; {CENSUS}; hand list")
    write("en", "family_names", census(folder, "dist.all.last", LAST_OF_CENSUS) - lists["en", "word"], CENSUS)
    write("ru", "given_names", listed("ru_RU", "first_names_male", "first_names_female") | lists["ru", "given"], f"{FAKER}; hand list")
    write("ja", "family_names", listed("ja_JP", "last_names") | lists["ja", "family"], f"hand list; {FAKER}")
    for lang in ("ja", "ko", "zh-Hans"):
        write(lang, "given_names", lists[lang, "given"], f"{HAND}: characters of given names")
    write("ko", "family_names", lists["ko", "family"], HAND)
    write("zh-Hans", "family_names", lists["zh-Hans", "family"], HAND)
    write(
        "zh-Hant",
        "family_names",
        {traditional(name) for name in lists["zh-Hans", "family"]} | listed("zh_TW", "last_names"),
        f"{HAND}; {FAKER}",
    )
    write("zh-Hant", "given_names", {traditional(c) for c in lists["zh-Hans", "given"]}, f"{HAND}: characters of given names")


if __name__ == "__main__":
    main()
