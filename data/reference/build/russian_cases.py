"""Russian case forms of names: places and organisations through pymorphy3, persons by rule.

Build time only (see build_entities.py). A word the dictionary does not know is declined by its ending; a word whose
ending does not decline (Токио, Баку, Си) has no further forms.
"""

import re
from functools import cache
from itertools import zip_longest

import pymorphy3
from pymorphy3.analyzer import Parse

CASES = ("gent", "datv", "accs", "ablt", "loct")
HUSHING = tuple("жшчщц")
VELAR_OR_HUSHING = tuple("гкхжшчщ")
SLAVIC_SURNAME = ("ов", "ев", "ёв", "ин", "ын")
FLEETING_VOWEL = {"Лев": "Льв", "Павел": "Павл", "Пётр": "Петр", "Петр": "Петр"}
ADJECTIVE_ENDINGS = "ский ского скому ским ском ская ской скую ское ские ских скими".split()

MORPH = pymorphy3.MorphAnalyzer()


def adjective_forms(masculine: str) -> list[str]:
    """All case, gender and number forms of an adjective: японский → японского, японская, японских …"""
    if not masculine.endswith("ский"):
        word = _parse_adjective(masculine)
        return sorted({form.word for form in word.lexeme if "ADJF" in form.tag}) if word else [masculine]
    return [masculine.removesuffix("ский") + ending for ending in ADJECTIVE_ENDINGS]


def place_forms(name: str) -> list[str]:
    """Oblique cases of a place or organisation: Средняя Азия → Средней Азии; Банк Японии → Банка Японии."""
    if " и " in name:
        left, right = name.split(" и ", 1)
        if not _is_adjective(left.split()[0]):
            return [f"{a} и {b}" for a, b in zip(_phrase_cases(left), _phrase_cases(right), strict=True)]
    return _phrase_cases(name)


def brand_forms(name: str) -> list[str]:
    """Oblique cases of a firm: the last word declines (Самсунг Электроникс), unless the first is a Russian head noun."""
    words = name.split()
    if len(words) == 1 or _is_adjective(words[0]) or MORPH.word_is_known(words[0].lower()):
        return _phrase_cases(name)
    return [" ".join([*words[:-1], form]) for form in _word_cases(words[-1])]


def person_forms(name: str, *, female: bool, slavic: bool) -> list[str]:
    """Oblique cases of a person's name, every word declined by its ending (gen, dat, acc, instr, loc)."""
    decline = _female_cases if female else _male_cases
    words = name.split()
    columns = [decline(word, slavic=slavic) for word in words]
    if not female and len(words) > 2 and not slavic:  # Ли Чжэ Мён: of syllables only the last declines; Реджепом Тайипом Эрдоганом
        fixed = [len(re.findall("[аеёиоуыэюя]", word.lower())) == 1 for word in words[:-1]]
        ways = (fixed, [True] * len(fixed))  # Лулы да Силвы and Лула да Силвы are both written
        return [form for way in ways for form in _with_fixed(words, [*way, False], columns)]
    return _with_fixed(words, [False] * len(words), columns)


def _with_fixed(words: list[str], fixed: list[bool], columns: list[list[str]]) -> list[str]:
    chosen = [[word] * 5 if keep else forms for word, keep, forms in zip(words, fixed, columns, strict=True)]
    return [" ".join(parts) for parts in zip(*chosen, strict=True)]


def _phrase_cases(phrase: str) -> list[str]:
    words = phrase.split()
    head = next((i for i, word in enumerate(words) if not _is_adjective(word)), len(words) - 1)
    noun = _noun_parse(words[head])
    tails = [_word_cases(words[head]), words[head + 1 :]]
    columns = [_adjective_cases(word, noun) for word in words[:head]]
    return [" ".join([*(c[i] for c in columns), tails[0][i], *tails[1]]) for i in range(len(CASES))]


def _word_cases(word: str) -> list[str]:
    if "-на-" in word:
        first, rest = word.split("-", 1)
        return [f"{form}-{rest}" for form in _word_cases(first)]
    parse = _noun_parse(word)
    if parse is not None:
        return [_recase(word, form.word) if (form := parse.inflect({case})) else word for case in CASES]
    if "-" in word:
        first, last = word.rsplit("-", 1)
        return [f"{first}-{form}" for form in _word_cases(last)]
    return _cases_by_ending(word, animate=False, slavic=False)


@cache
def _noun_parse(word: str) -> Parse | None:
    if not MORPH.word_is_known(word.lower()):
        return None
    nouns = [p for p in MORPH.parse(word.lower()) if {"NOUN", "nomn"} in p.tag and "Name" not in p.tag and "Surn" not in p.tag]
    return next((p for p in nouns if "Geox" in p.tag), nouns[0] if nouns else None)


@cache
def _parse_adjective(word: str) -> Parse | None:
    found = [p for p in MORPH.parse(word.lower()) if "nomn" in p.tag and ("ADJF" in p.tag or "PRTF" in p.tag)]
    return min(found, key=lambda p: p.normal_form == "больший", default=None)  # Большая семёрка: большой


def _is_adjective(word: str) -> bool:
    endings = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
    return word.lower().endswith(endings) and _noun_parse(word) is None and _parse_adjective(word) is not None


def _adjective_cases(word: str, noun: Parse | None) -> list[str]:
    parse = _parse_adjective(word)
    if parse is None:
        return [word] * len(CASES)
    plural = "plur" in parse.tag
    shape = {"plur"} if plural else {parse.tag.gender}
    wanted = [_grammemes(case, shape, plural) for case in CASES]
    if "PRTF" in parse.tag:  # Соединённые: the lexeme of a participle is the whole verb
        return [_recase(word, form.word) if (form := parse.inflect(w)) else word for w in wanted]
    positive = [form for form in parse.lexeme if "Cmp2" not in form.tag and "Supr" not in form.tag]
    return [next((_recase(word, form.word) for form in positive if w in form.tag), word) for w in wanted]


def _grammemes(case: str, shape: set[str], plural: bool) -> set[str]:
    inanimate = {"inan"} if case == "accs" and (plural or "masc" in shape) else set()
    return {case} | shape | inanimate


def _male_cases(word: str, *, slavic: bool) -> list[str]:
    if word.endswith(("ский", "цкий", "ый")):
        stem = word[:-2]
        return [stem + ending for ending in ("ого", "ому", "ого", "им" if word.endswith("кий") else "ым", "ом")]
    return _cases_by_ending(word, animate=True, slavic=slavic)


def _female_cases(word: str, *, slavic: bool) -> list[str]:
    if slavic and word.endswith(("ова", "ева", "ёва", "ина", "ына")) and len(word) > 5:
        return [word[:-1] + ending for ending in ("ой", "ой", "у", "ой", "ой")]
    if word.endswith("ая"):
        return [word[:-2] + ending for ending in ("ой", "ой", "ую", "ой", "ой")]
    return _cases_by_ending(word, animate=True, slavic=slavic) if word.endswith(("а", "я")) else [word] * 5


def _cases_by_ending(word: str, *, animate: bool, slavic: bool) -> list[str]:
    stem, last = FLEETING_VOWEL.get(word, word[:-1]), word[-1:]
    if word.endswith("ия"):
        endings = ("и", "и", "ю", "ей", "и")
    elif last == "а" and word[-2:-1] not in tuple("оуеэи"):
        soft = stem.endswith(VELAR_OR_HUSHING)
        endings = ("и" if soft else "ы", "е", "у", "ей" if stem.endswith(HUSHING) else "ой", "е")
    elif last == "я":
        endings = ("и", "е", "ю", "ей", "е")
    elif last in "йь":
        endings = ("я", "ю", "я" if animate else last, "ем", "и" if word.endswith("ий") else "е")
    elif last.lower() in "бвгджзклмнпрстфхцчшщ" and not word.isupper() and not word.endswith(("их", "ых")):
        stem = FLEETING_VOWEL.get(word, word)
        instrumental = "ым" if slavic and word.endswith(SLAVIC_SURNAME) and len(word) > 4 else "ем" if stem.endswith(HUSHING) else "ом"
        endings = ("а", "у", "а" if animate else "", instrumental, "е")
    else:
        return [word] * 5
    return [stem + ending for ending in endings]


def _recase(pattern: str, word: str) -> str:
    """Give `word` the capitals of `pattern`, letter by letter (Нью-Йорк, Кот-д’Ивуар)."""
    return "".join(w.upper() if p.isupper() else w for p, w in zip_longest(pattern, word, fillvalue="") if w)
