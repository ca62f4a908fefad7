"""Ministries, governments and parliaments of the G20, Asia and their neighbours, named by pattern (public_bodies.csv).

A pattern cell holds {name}; English also {adjective}; Russian {genitive}. Bodies with a name of their own (the Pentagon,
METI, the Diet) stand in organizations.csv; `but` lists the countries a pattern leaves to it.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from russian_cases import place_forms

BUILD = Path(__file__).parent
COUNTRIES = """JPN KOR CHN RUS USA GBR DEU FRA ITA CAN AUS IND IDN TUR SAU ZAF BRA MEX ARG PRK TWN VNM THA PHL MYS SGP KAZ UZB KGZ
TJK TKM MNG PAK BGD LKA MMR KHM LAO IRN ISR UKR BLR AZE GEO ARM POL EGY ARE QAT NPL AFG IRQ SYR ESP NLD HUN""".split()
CELLS = ("ko", "ja", "zh", "zht", "ru")


def public_body_rows(names: dict[str, dict[str, str]], adjectives: dict[str, str]) -> Iterator[dict[str, str]]:
    """Rows shaped like organizations.csv. `names`: iso3 → column → display name; `adjectives`: iso3 → Japanese, Chinese …"""
    with (BUILD / "public_bodies.csv").open(encoding="utf-8", newline="") as file:
        patterns = list(csv.DictReader(file))
    for pattern in patterns:
        for iso3 in COUNTRIES:
            if iso3 in pattern["but"].split():
                continue
            shown = names[iso3]
            words = {"adjective": adjectives[iso3], "genitive": place_forms(shown["ru"])[0]}
            row = {"entity_id": "", "kind": "PublicBody", "country": iso3, "stands_for": "="}
            row["en"] = pattern["en"].format(name=shown["en"].removeprefix("The "), **words)
            row |= {column: pattern[column].format(name=shown[column], **words) for column in CELLS}
            yield row
