"""Names of places as GNOME Weather and KGeography translate them, from the unpacked Debian packages."""

import gettext
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

LOCALES = {"ko": "ko", "ja": "ja", "zh": "zh_CN", "zht": "zh_TW", "ru": "ru"}


@dataclass(frozen=True)
class Translations:
    """English names by country, and their translations by column."""

    cities: dict[str, set[str]]
    #: (column, country, English name) -> translation, of cities.
    local: dict[tuple[str, str, str], str]
    #: (column, English name) -> translations, of regions and cities of any country.
    anywhere: dict[tuple[str, str], set[str]]

    @classmethod
    def of(cls, folder: Path) -> "Translations":
        """Read both catalogues."""
        catalogues = {column: _catalogue(folder, locale, "libgweather-4.0-locations") for column, locale in LOCALES.items()}
        cities, local = defaultdict(set), {}
        for country in ET.parse(folder / "usr/share/libgweather-4/Locations.xml").iter("country"):  # noqa: S314  a file of a Debian package
            code = country.findtext("iso-code") or ""
            for city in country.iter("city"):
                name = city.find("_name")
                if name is None or not name.text:
                    continue
                cities[code].add(name.text)
                key = f"{name.get('msgctxt')}\x04{name.text}" if name.get("msgctxt") else name.text
                for column, catalogue in catalogues.items():
                    if key in catalogue:
                        local[column, code, name.text] = catalogue[key]
        anywhere = defaultdict(set)
        for column, locale in LOCALES.items():
            for key, said in _catalogue(folder, locale, "kgeography").items():
                anywhere[column, key.rpartition("\x04")[2]].add(said.strip())
        return cls(cities, local, anywhere)

    def english(self, country: str) -> set[str]:
        """English names of the country's cities."""
        return self.cities.get(country, set())

    def said(self, column: str, country: str, name: str) -> str | None:
        """What a place is called in a language; null where two places share its English name and differ there."""
        said = self.anywhere.get((column, name), set())
        return self.local.get((column, country, name)) or (next(iter(said)) if len(said) == 1 else None)


def _catalogue(folder: Path, locale: str, domain: str) -> dict[str, str]:
    with (folder / f"usr/share/locale/{locale}/LC_MESSAGES/{domain}.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001  all entries, not one
    return {key: said for key, said in catalogue.items() if isinstance(key, str) and key and said}
