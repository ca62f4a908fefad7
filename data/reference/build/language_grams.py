"""Writes `language_grams.csv`: how strongly one to four letters in a row speak for each language of their script.

Nothing of the project imports this; it is run by hand when languages are added:

    python data/reference/build/language_grams.py LINGUA DJANGO UDHR > data/reference/language_grams.csv

LINGUA: the folder `language-models` of lingua-language-detector 1.3.5 (Apache-2.0): n-grams of news in 75 languages. The three that
it lacks (ky, tg, tt) are counted in the messages of DJANGO (folder of the package, BSD) and in UDHR (folder of the package `udhr`:
the Universal Declaration of Human Rights).

Weights stand in the order of the languages of the script in languages.csv, then for Latin `und`, any other language: the mean chance of
those below. The weight of a gram is ln P(last letter | letters before) less the mean over the languages, in tenths. Of three and four letters only those grams are kept that tell languages apart best.
"""

import csv
import gettext
import json
import math
import re
import sys
from collections import Counter
from pathlib import Path

import brotli

LANGUAGES = {
    "Cyrillic": "be bg kk ky mk mn ru sr tg tt uk".split(),
    "Latin": "cs de en es fr id it nl pl pt sv tr vi".split(),
}
#: Languages that stand for all that are not told; none of them a near twin of one that is (Malay, Slovak).
OTHERS = {"Latin": "af ca cy da eo et eu fi ga hr hu is la lt lv nb ro sl so sq sw tl yo zu".split()}
COUNTED = {"ky": "kir", "tg": "tgk", "tt": "tat"}
LETTERS = {"Cyrillic": r"[\u0400-\u052f]+", "Latin": r"[a-z\u00df-\u024f\u1e00-\u1eff]+"}
KEPT = {3: 6000, 4: 8000}
#: Chance of a gram never seen, against the chance of its last letters alone.
BACKOFF = 0.3
NEVER = 2e-6
#: Share of foreign names in news, which small texts of other kinds lack.
NAMES = 0.2
Chances = dict[str, float]


def of_lingua(folder: Path) -> tuple[Chances, Counter[str]]:
    """P(last letter | letters before) of grams up to four letters, and how often each was counted."""
    chances: Chances = {}
    counts: Counter[str] = Counter()
    for name in ("unigrams", "bigrams", "trigrams", "quadrigrams"):
        for fraction, grams in json.loads(brotli.decompress((folder / f"{name}.json.br").read_bytes()))["ngrams"].items():
            part, whole = map(int, fraction.split("/"))
            for gram in grams.split():
                chances[gram] = part / whole
    for gram in sorted(chances, key=len):
        counts[gram] = chances[gram] if len(gram) == 1 else counts[gram[:-1]] * chances[gram]
    return chances, counts


def of_texts(texts: list[str], letters: str) -> tuple[Chances, Counter[str]]:
    """The same, counted in texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        for word in re.findall(letters, text.lower()):
            for size in (1, 2, 3, 4):
                counts.update(word[i : i + size] for i in range(len(word) - size + 1))
    total = sum(n for gram, n in counts.items() if len(gram) == 1)
    shares: Chances = {}
    for gram in sorted(counts, key=len):
        lower = shares.get(gram[1:], 0.0) if len(gram) > 1 else 0.0
        before = counts[gram[:-1]] if len(gram) > 1 else total
        shares[gram] = (counts[gram] + 2 * lower) / (before + 2) if len(gram) > 1 else counts[gram] / total
    return shares, Counter({gram: n / total for gram, n in counts.items()})


def counted(language: str, django: Path, udhr: Path) -> list[str]:
    """Texts of a language that lingua has no model of."""
    texts = [re.sub("<[^>]*>", " ", (udhr / "declaration" / f"{COUNTED[language]}.html").read_text("utf-8"))]
    for file in sorted(django.glob(f"**/locale/{language}/LC_MESSAGES/*.mo")):
        with file.open("rb") as stream:
            messages = gettext.GNUTranslations(stream)._catalog  # noqa: SLF001
        texts += [str(text) for key, text in messages.items() if key]
    return texts


def chance(chances: Chances, gram: str) -> float:
    """P(last letter | letters before), from shorter grams where this one was never seen."""
    if gram in chances:
        return max(chances[gram], NEVER)
    return NEVER if len(gram) == 1 else max(BACKOFF * chance(chances, gram[1:]), NEVER)


def weights(models: list[Chances], small: list[bool], others: list[Chances], gram: str) -> list[int]:
    """Tenths of a natural logarithm, one a language, centred."""
    own = [chance(model, gram) for model in models]
    news = [share for share, is_small in zip(own, small, strict=True) if not is_small]
    mean = sum(news) / len(news)
    logs = [math.log((1 - NAMES) * share + NAMES * mean if is_small else share) for share, is_small in zip(own, small, strict=True)]
    if others:
        logs.append(math.log(sum(chance(model, gram) for model in others) / len(others)))
    mean = sum(logs) / len(logs)
    return [round(10 * (log - mean)) for log in logs]


def rows(script: str, models: dict[str, tuple[Chances, Counter[str]]], others: list[Chances]) -> list[tuple[str, str, str]]:
    """(script, gram, weights), the grams of three letters that tell most among them."""
    chances = [models[language][0] for language in LANGUAGES[script]]
    counts = [models[language][1] for language in LANGUAGES[script]]
    usual = {letter for model in counts for letter, share in model.items() if len(letter) == 1 and share > 1e-5}
    seen = {gram for model in counts for gram in model if set(gram) <= usual and re.fullmatch(LETTERS[script], gram)}
    small = [language in COUNTED for language in LANGUAGES[script]]
    told = {gram: weights(chances, small, others, gram) for gram in seen}

    def worth(gram: str) -> float:
        shorter = told.get(gram[1:], told[gram])
        gains = [(a - b) ** 2 for a, b in zip(told[gram], shorter, strict=True)]
        return sum(model[gram] for model in counts) * sum(gains)

    ranked = sorted((gram for gram in seen if len(gram) in KEPT), key=lambda gram: (-worth(gram), gram))
    long = [gram for size, most in KEPT.items() for gram in [g for g in ranked if len(g) == size][:most]]
    short = [gram for gram in seen if len(gram) == 1 or (len(gram) == 2 and sum(model[gram] for model in counts) > 1e-6)]
    return [(script, gram, " ".join(map(str, told[gram]))) for gram in sorted([*short, *long])]


def main(lingua: Path, django: Path, udhr: Path) -> None:
    """Write all rows."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("script", "gram", "weights", "source"))
    for script, languages in LANGUAGES.items():
        models = {
            language: of_texts(counted(language, django, udhr), LETTERS[script]) if language in COUNTED else of_lingua(lingua / language)
            for language in languages
        }
        others = [of_lingua(lingua / language)[0] for language in OTHERS.get(script, ())]
        out.writerows((*row, "lingua" if script == "Latin" else "lingua, Django, UDHR") for row in rows(script, models, others))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
