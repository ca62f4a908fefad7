"""Build ../lang/zh-Hant/topic_words.csv from the simplified words: as Taiwan says them, and character by character as Hong Kong may.

Package (build time only): opencc-python-reimplemented 0.1.7 (OpenCC, Apache-2.0), s2twp and s2t.

    python data/reference/build/build_topics.py
"""

import csv
from pathlib import Path

import opencc

LANGUAGES = Path(__file__).parents[1] / "lang"
FILE = "topic_words.csv"


def main() -> None:
    """Write the file; a form that two topics would share stays with the first."""
    converters = [opencc.OpenCC(way) for way in ("s2twp", "s2t")]
    with (LANGUAGES / "zh-Hans" / FILE).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    topic_of: dict[str, str] = {}
    for row in rows:
        for form in row["forms"].split("|"):
            for converter in converters:
                topic_of.setdefault(converter.convert(form), row["topic_id"])
    with (LANGUAGES / "zh-Hant" / FILE).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("topic_id", "forms", "source"))
        for row in rows:
            forms = [form for form, topic_id in topic_of.items() if topic_id == row["topic_id"]]
            writer.writerow((row["topic_id"], "|".join(forms), f"{row['source']}; OpenCC s2twp, s2t"))


if __name__ == "__main__":
    main()
