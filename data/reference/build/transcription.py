"""Chinese and Korean names in Cyrillic by the rules in use: Palladius from pinyin, Kontsevich from hangul."""

from itertools import pairwise

from pypinyin import Style, pinyin

INITIALS = dict(
    pair.split("=") for pair in "zh=чж ch=ч sh=ш b=б p=п m=м f=ф d=д t=т n=н l=л g=г k=к h=х j=цз q=ц x=с r=ж z=цз c=ц s=с".split()
)
FINALS = dict(
    pair.split("=")
    for pair in (
        "a=а o=о e=э ai=ай ei=эй ao=ао ou=оу an=ань en=энь ang=ан eng=эн ong=ун i=и u=у ua=уа uo=о uai=уай ui=уй uan=уань un=унь uang=уан "
        "ia=я ie=е iao=яо iu=ю ian=янь in=инь iang=ян ing=ин iong=юн ü=юй üe=юэ üan=юань ün=юнь"
    ).split()
)
WHOLE = dict(
    pair.split("=")
    for pair in (
        "zi=цзы ci=цы si=сы hui=хуэй er=эр ya=я yan=янь yang=ян yao=яо ye=е yi=и yin=инь ying=ин yo=йо yong=юн you=ю yu=юй yuan=юань yue=юэ "
        "yun=юнь wa=ва wai=вай wan=вань wang=ван wei=вэй wen=вэнь weng=вэн wo=во wu=у a=а ai=ай an=ань ang=ан ao=ао e=э en=энь ou=оу"
    ).split()
)
VOWELS = "аеёийоуыэюя"


def chinese(name: str) -> str:
    """Палладий: 信阳 -> Синьян, 兴义 -> Синъи; empty where a character has no reading."""
    spoken = [_syllable(read[0]) for read in pinyin(name, style=Style.NORMAL, v_to_u=True)]
    if not all(spoken):
        return ""
    joined = spoken[0] + "".join(("ъ" if a.endswith("н") and b[0] in VOWELS else "") + b for a, b in pairwise(spoken))
    return joined.capitalize()


def _syllable(read: str) -> str:
    if read in WHOLE:
        return WHOLE[read]
    initial = next((i for i in INITIALS if read.startswith(i)), "")
    final = read[len(initial) :]
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "ü" + final[1:]
    return INITIALS[initial] + FINALS[final] if initial and final in FINALS else ""


ONSETS = "к кк н т тт р м п пп с сс _ ч чч чх кх тх пх х".split()
VOICED = {"к": "г", "т": "д", "п": "б", "ч": "дж"}
NUCLEI = "а э я йя о е ё йе о ва вэ ве ё у во ве ви ю ы ый и".split()
CODAS = (
    "",
    "к",
    "к",
    "к",
    "н",
    "н",
    "н",
    "т",
    "ль",
    "к",
    "м",
    "ль",
    "ль",
    "ль",
    "п",
    "ль",
    "м",
    "п",
    "п",
    "т",
    "т",
    "ң",
    "т",
    "т",
    "к",
    "т",
    "п",
    "т",
)
#: What the end of a syllable and the next one's beginning become together.
MET = {("к", "н"): "нн", ("к", "м"): "нм", ("к", "р"): "нн", ("п", "н"): "мн", ("п", "м"): "мм", ("т", "н"): "нн", ("т", "м"): "нм", ("н", "р"): "лл", ("ль", "р"): "лл", ("ль", "н"): "лл", ("м", "р"): "мн", ("п", "р"): "мн", ("ң", "р"): "нн"}  # fmt: skip


def korean(name: str) -> str:
    """Концевич: 성남 -> Соннам, 부천 -> Пучхон; hangul only."""
    codes = [ord(letter) - 0xAC00 for letter in name]
    if not codes or any(not 0 <= code < 11172 for code in codes):
        return ""
    written, coda = "", ""
    for at, code in enumerate(codes):
        onset, nucleus = ONSETS[code // 588].strip("_"), NUCLEI[code // 28 % 21]
        if at and not onset and coda in ("к", "т", "п"):
            onset, coda = VOICED[coda], ""  # the final goes over to the vowel
        elif at and not onset and coda == "ль":
            onset, coda = "р", ""
        elif at and (coda, onset) in MET:
            onset, coda = MET[coda, onset], ""
        elif at and onset in VOICED and (coda in ("", "н", "ң", "м", "ль")):
            onset = VOICED[onset]
        if at and not onset and not coda and nucleus == "е":
            nucleus = "э"
        written += coda + onset + ("э" if not written and not onset and nucleus == "е" else nucleus)
        coda = CODAS[code % 28]
    return (written + coda).replace("ң", "н").capitalize()
