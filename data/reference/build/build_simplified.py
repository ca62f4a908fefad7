"""Build ../simplified_characters.csv: Han characters of Taiwan, Hong Kong and Japan, and how mainland China writes them.

Package (build time only): opencc-python-reimplemented 0.1.7 (OpenCC, Apache-2.0), its dictionaries TSCharacters and JPVariants. A Japanese
form goes by way of the traditional one; a simplified character is never written otherwise.

    python data/reference/build/build_simplified.py
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import opencc

DICTIONARIES = Path(opencc.__file__).parent / "dictionary"
OUT = Path(__file__).parents[1] / "simplified_characters.csv"


def pairs(dictionary: str) -> Iterator[tuple[str, str]]:
    """(character, its first other form) of a dictionary."""
    for line in (DICTIONARIES / f"{dictionary}.txt").read_text(encoding="utf-8").splitlines():
        written, _, others = line.partition("\t")
        if len(written) == 1 and others:
            yield written, others.split(" ")[0]


def main() -> None:
    """Write the file."""
    simple = dict(pairs("TSCharacters"))
    kept = set(simple.values())
    japanese = {form: simple.get(traditional, traditional) for traditional, form in pairs("JPVariants") if form not in kept}
    rows = {written: form for written, form in ({**japanese, **simple}).items() if written != form and written not in kept}
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["written", "simplified", "source"])
        writer.writerows((written, form, "OpenCC") for written, form in sorted(rows.items()))


if __name__ == "__main__":
    main()
