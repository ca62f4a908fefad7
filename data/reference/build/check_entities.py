"""Check the built reference data of entities: python data/reference/build/check_entities.py (exit 1 on the first kind of fault).

Standard library only; prints the counts a reader of the data wants to know.
"""

import csv
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

REFERENCE = Path(__file__).parents[1]
LANGUAGES = ("ko", "ja", "en", "zh-Hans", "zh-Hant", "ru")
KINDS = {"Person", "Country", "Place", "PublicBody", "Company", "Organization", "Other"}
ALIAS_KINDS = {"name", "short", "demonym", "abbreviation", "family", "inflected"}
OFFICES = set(
    "head_of_government head_of_state foreign_minister defense_minister finance_minister trade_minister "
    "central_bank_governor legislator spokesperson ceo other".split()
)


def read_rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_faults(name: str, rows: list[dict[str, str]]) -> Iterator[str]:
    for row in rows:
        for column, value in row.items():
            if value != value.strip() or value != unicodedata.normalize("NFC", value) or "  " in value:
                yield f"{name}: {column} {value!r} has stray spaces or is not NFC"


def entity_faults(entities: list[dict[str, str]]) -> Iterator[str]:
    ids = Counter(row["entity_id"] for row in entities)
    yield from (f"entities.csv: {entity_id} stands {n} times" for entity_id, n in ids.items() if n > 1)
    yield from (f"entities.csv: {row['entity_id']} is a {row['kind']}" for row in entities if row["kind"] not in KINDS)
    names = Counter((row["name"], row["kind"]) for row in entities)
    yield from (f"entities.csv: {name} stands {n} times" for name, n in names.items() if n > 1)
    codes = {row["iso3"] for row in entities if row["iso3"]} | {""}
    for row in entities:
        if row["country"] not in codes or (row["stands_for"] and row["stands_for"] not in ids):
            yield f"entities.csv: {row['entity_id']} belongs to or stands for nothing known"
    if [row["entity_id"] for row in entities] != sorted(ids):
        yield "entities.csv: not sorted"


def alias_faults(language: str, rows: list[dict[str, str]], known: set[str]) -> Iterator[str]:
    keys = [(row["entity_id"], row["surface"]) for row in rows]
    if keys != sorted(set(keys)):
        yield f"{language}: not sorted by (entity_id, surface), or a pair stands twice"
    shown = Counter(row["entity_id"] for row in rows if row["alias_kind"] == "name")
    yield from (f"{language}: {entity_id} has {n} display names" for entity_id, n in shown.items() if n > 1)
    for row in rows:
        if row["entity_id"] not in known:
            yield f"{language}: {row['surface']} names an unknown entity {row['entity_id']}"
        if row["alias_kind"] not in ALIAS_KINDS or row["context"] not in ("", "weak") or not row["surface"]:
            yield f"{language}: {row['surface']!r} has an odd kind or context"
        if len(row["surface"]) == 1 and row["context"] != "weak":
            yield f"{language}: {row['surface']} is one character and not weak"
    strong = Counter(row["surface"] for row in rows if not row["context"])
    yield from (f"{language}: {surface} is a strong alias of {n} entities" for surface, n in strong.items() if n > 1)


def office_faults(people: list[dict[str, str]], known: set[str]) -> Iterator[str]:
    for row in people:
        if row["office"] not in OFFICES or row["entity_id"] not in known:
            yield f"people.csv: {row['entity_id']} holds {row['office']!r}"
        if row["valid_from"] and row["valid_until"] and row["valid_from"] >= row["valid_until"]:
            yield f"people.csv: {row['entity_id']} leaves {row['office']} before taking it"


def main() -> int:
    entities, people = read_rows("entities.csv"), read_rows("people.csv")
    known = {row["entity_id"] for row in entities}
    faults = [*text_faults("entities.csv", entities), *entity_faults(entities), *office_faults(people, known)]
    print(Counter(row["kind"] for row in entities), f"QIDs: {sum(k[0] == 'Q' for k in known)}", f"terms of office: {len(people)}")
    for language in LANGUAGES:
        rows = read_rows(f"lang/{language}/aliases.csv")
        faults += [*text_faults(language, rows), *alias_faults(language, rows, known)]
        named = {row["entity_id"] for row in rows}
        if language == "en":
            faults += [f"en: {entity_id} has no English alias" for entity_id in sorted(known - named)]
        kinds = dict(Counter(row["alias_kind"] for row in rows))
        print(f"{language:8}{len(rows):7} aliases of {len(named)} entities, {sum(bool(r['context']) for r in rows)} weak, {kinds}")
    print("\n".join(faults) or "no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
