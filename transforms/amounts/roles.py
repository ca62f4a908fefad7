"""The lexicon compiled for scanning: what each word and character does for a chunk, and the tries that find them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntFlag
from functools import reduce
from operator import or_

import numpy as np

from transforms.amounts.codes import DIGITS
from transforms.amounts.lexicon import Entry, Lexicon
from transforms.amounts.pattern import alternatives
from transforms.amounts.trie import Flags, Trie
from transforms.chars import Script, script_of
from transforms.numerals import SPACES

JOINTS = SPACES + "-‑–"


class Role(IntFlag):
    """What a word does for a chunk."""

    BRIDGE = 1
    NUMBER = 2
    MAGNITUDE = 4
    MONEY = 8
    UNIT = 16
    COUNT = 32
    BOUND = 64
    TIGHT = 128


class Sign(IntFlag):
    """What a single character does in numerals."""

    DIGIT = 1
    HAN = 2
    HANGUL = 4
    SCALE = 8
    #: Hangul that a number in words may begin with.
    BEGINNING = 16
    #: A share in words may stand here: the rarest character of its word.
    SHARE = 32


#: Role of the meanings of a class (`cls`) or of one of its roles (`cls:role`) going forwards; the rest of numbers and marks are bridges.
ROLES = {
    "mag": Role.MAGNITUDE, "cur": Role.MONEY, "pct": Role.MONEY,
    "pct:half": Role.TIGHT, "unit": Role.UNIT, "unit:count": Role.COUNT, "unit:scale": Role.BRIDGE, "unit:coin": Role.MONEY,
    "unit:part": Role.UNIT,
    "qual:after": Role.BOUND,
    "mark:suffix": Role.TIGHT, "mark:block": Role.TIGHT, "num:digit": Role.NUMBER, "num:teen": Role.NUMBER, "num:tens": Role.NUMBER,
    "num:hundreds": Role.NUMBER, "num:point": Role.NUMBER, "num:half": Role.NUMBER,
    "num:fraction": Role.NUMBER, "num:decimal": Role.NUMBER, "num:whole": Role.NUMBER,
    "num:vague": Role.NUMBER, "num:vague_scale": Role.NUMBER,
}  # fmt: skip


def _role(entries: Iterable[Entry]) -> int:
    """What a form may do; one that only begins like a word of amounts does nothing else."""
    found = [ROLES.get(f"{e.cls}:{e.role}") or ROLES.get(e.cls) or Role.BRIDGE for e in entries]
    is_blocked = any(e.cls == "mark" and e.role == "block" for e in entries)
    return int(Role.TIGHT if is_blocked else reduce(or_, found))


@dataclass(frozen=True)
class Scanner:
    """The tries of a lexicon and the pattern of numbers in letters."""

    after: Trie
    before: Trie
    numbers: Trie
    #: What a single character does in numerals (bits of `Sign`), by code point.
    signs: Flags = field(repr=False)
    letters: str

    @classmethod
    def of(cls, lexicon: Lexicon, share_words: Iterable[str] = (), share_signs: Iterable[int] = ()) -> "Scanner":
        """Everything to find chunks with, and shares in words: `share_words` of letters, `share_signs` code points of the others."""
        after = lexicon.forms("mag", "cur", "unit", "pct", "mark", "num", "country", "qual:after", "qual:middle", "qual:before")
        opening = lexicon.forms("cur:both", "cur:before", "pct:before")
        before = lexicon.forms(
            "qual:before",
            "unit:scale",
            "mark:range_open",
            "mark:block",
            "mark:label",
            "mark:scale_open",
            "country",
            "num:vague",
            "num:vague_scale",
        )
        scales, numbers = lexicon.forms("mag:small", "mag:large"), lexicon.forms("num", "mag:small", "mag:large")
        lone = [f for f in scales if "가" <= f <= "힣" and any(e.is_lone for e in lexicon.entries[f])]
        single = [f for f in numbers if len(f) == 1]
        digits = [f for f in lexicon.forms("num:digit", "num:vague") if len(f) == 1]
        return cls(
            after=Trie.of({f: _role(lexicon.entries[f]) for f in after if f not in JOINTS}),
            before=Trie.of(
                dict.fromkeys((*before, *lone, *"-−－–+▲△"), int(Role.BRIDGE)) | dict.fromkeys(opening, int(Role.MONEY)), step=-1
            ),
            numbers=Trie.of({f: int(Role.NUMBER) for f in numbers if is_lettered(f) or f == "a" or "가" <= f[0] <= "힣"}),
            signs=_signs(
                {
                    Sign.HAN: _of_script(single, Script.HAN),
                    Sign.HANGUL: _of_script(single, Script.HANGUL),
                    Sign.SCALE: [ord(f) for f in scales if len(f) == 1],
                    Sign.BEGINNING: _of_script([*digits, *lone], Script.HANGUL),
                    Sign.SHARE: sorted(share_signs),
                }
            ),
            letters=_letters(lexicon, share_words),
        )


def _of_script(forms: Iterable[str], script: Script) -> list[int]:
    codes = np.array(sorted({ord(f) for f in forms if len(f) == 1}), dtype=np.uint32)
    return [int(code) for code in codes[script_of(codes) == script]]


def _signs(members: dict[Sign, list[int]]) -> Flags:
    table = DIGITS.astype(np.uint8)
    for sign, codes in members.items():
        table[codes] |= np.uint8(sign)
    return table


def is_lettered(form: str) -> bool:
    """Whether words of its script stand apart by spaces.

    >>> is_lettered("half"), is_lettered("절반"), is_lettered("m")
    (True, False, False)
    """
    return form[0].isalpha() and ord(form[0]) < 0x500 and len(form) > 1  # noqa: PLR2004  Latin and Cyrillic blocks


def _letters(lexicon: Lexicon, share_words: Iterable[str]) -> str:
    """Pattern of the first word of a number in letters, or of a share; no repetition of large groups (see above)."""
    roles = [f"num:{role}" for role in ("digit", "teen", "tens", "hundreds", "half", "vague", "vague_scale")]
    words = [f for f in lexicon.forms(*roles, "mag:small", "mag:large") if is_lettered(f)]
    scales = [f for f in lexicon.forms("mag:small", "mag:large") if is_lettered(f) and len(f) > 2]  # noqa: PLR2004
    words += [f"{article} {scale}" for article in lexicon.forms("num:article") for scale in scales]
    shares = f"|{alternatives(share_words)}" if share_words else ""
    return f"(?:^|[^A-Za-zА-Яа-яёЁ0-9])(?:{alternatives(words)}[ \u00a0-]{shares})"
