"""Build currencies.csv and the languages' currency_names.csv from CLDR (Babel 2.18, CLDR 47); build time only.

python data/reference/build/build_currencies.py
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.numbers import get_currency_precision

REFERENCE = Path(__file__).parent.parent
LANGUAGES = {"ko": "ko", "ja": "ja", "en": "en", "zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "ru": "ru"}
SOURCE = "CLDR 47 via Babel 2.18"
#: Codes that are also words or other abbreviations in capitals.
WORDS = {"ALL", "ANG", "BAM", "BMD", "BOB", "COP", "COU", "CUP", "DOP", "GEL", "GIP", "ISK", "LAK", "LSL", "MAD", "MDL", "MOP", "MUR"}
WORDS |= {"MVR", "PAB", "PEN", "SAR", "SDG", "SOS", "STD", "TOP", "TRY", "VES", "WST"}
LEFT_OUT = {"XXX", "XTS", "XSU", "XUA", "XAG", "XAU", "XPD", "XPT", "XBA", "XBB", "XBC", "XBD", "XRE", "XDR", "XEU", "XFO", "XFU"}


def names(locale: Locale, code: str) -> Iterator[str]:
    """Every name and plural of a currency without a note in brackets, as CLDR has it."""
    plurals = locale._data["currency_names_plural"].get(code, {})  # noqa: SLF001  Babel shows plurals nowhere else
    for written in {locale.currencies.get(code, ""), *plurals.values()}:
        name = unicodedata.normalize("NFC", written).replace("\u00a0", " ")
        if len(name) > 1 and name != code and not re.search(r"[()（）0-9–|]", name):
            yield name
            if " " in name and re.search(r"[가-힣ァ-ヴ]", name):
                yield name.replace(" ", "")
                yield name.replace(" ", "・")


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """A sorted CSV with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows))


def main() -> None:
    """Write every file."""
    english = Locale.parse("en")
    codes = sorted(set(english.currencies) - LEFT_OUT)
    rows = [[c, english.currencies[c], str(min(get_currency_precision(c), 4)), "true" if c in WORDS else "false"] for c in codes]
    write(REFERENCE / "currencies.csv", ["currency", "name", "minor_digits", "is_word"], [*rows, ["XBT", "Bitcoin", "4", "false"]])
    for folder, tag in LANGUAGES.items():
        locale = Locale.parse(tag)
        owners: dict[str, set[str]] = {}
        for code in codes:
            for name in names(locale, code):
                owners.setdefault(name, set()).add(code)
        single = [[name, owner.pop(), SOURCE] for name, owner in owners.items() if len(owner) == 1]
        write(REFERENCE / "lang" / folder / "currency_names.csv", ["surface", "currency", "source"], single)


if __name__ == "__main__":
    main()
