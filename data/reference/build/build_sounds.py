"""Build ../sounds.csv: what each letter, syllable or character of six scripts sounds like, in a coarse alphabet of consonants.

Packages (build time only): pypinyin 0.55 (MIT; Mandarin readings), rigour 1.3.0 (MIT; name words of Wikidata), for Japanese names in
Han characters and for words that their letters do not tell, hanja 0.15 (MIT; Korean readings), opencc 0.1.7 (simplified characters),
wordfreq 3.1. Letters, kana and hangul are written down here: common romanisations (Hepburn, Revised Romanization, BGN/PCGN).

    PYTHONPATH=. python data/reference/build/build_sounds.py FOLDER_WITH_UNPACKED_rigour-1.3.0
"""

import csv
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import hanja
import opencc
import polars as pl
from pypinyin import Style, pinyin
from wordfreq import zipf_frequency

from transforms.sounds import Sounds

OUT = Path(__file__).parents[1] / "sounds.csv"
#: Pairs of written forms and sounds: consonants p f t k s c m n r h w y, vowels a i (e) u (o).
LATIN = (
    "b=p c=k ch=c chr=kr ck=k cz=c d=t dzh=c f=f g=k gh=k h=h j=c k=k kh=k l=r m=m n=n p=p ph=f q=k r=r rh=r s=s sch=s sh=s shch=s ss=s t=t tch=c "
    "th=t ts=c tz=c tsch=c v=f w=w x=ks y=y z=s zh=s ng=n ce=s ci=s cy=s wr=r kn=n ll=r mm=m nn=n pp=p rr=r tt=t bb=p dd=t gg=k ff=f "
    "a=a ah=a e=i ee=i i=i ie=i ei=ai ai=ai ay=ai ea=i oo=u ou=u o=u u=u oh=u au=au eo=u eu=u ae=a oe=i ue=u"
)
CYRILLIC = (
    "б=p в=f г=k д=t дж=c ж=s з=s й=y к=k кс=ks л=r м=m н=n п=p р=r с=s т=t ф=f х=h ц=c ч=c ш=s щ=s тс=c дз=c лл=r нн=n сс=s мм=m "
    "а=a е=i ё=yu и=i о=u у=u ы=i э=i ю=yu я=ya ий=i ей=ai ай=ai"
)
KANA = {
    "k": "カキクケコガギグゲゴ", "s": "サスセソザズゼゾシジ", "c": "チツヂヅ", "t": "タテトダデド", "n": "ナニヌネノン",
    "h": "ハヒヘホ", "f": "フヴ", "p": "バビブベボパピプペポ", "m": "マミムメモ", "y": "ヤユヨ", "r": "ラリルレロ", "w": "ワヲ",
}  # fmt: skip
VOWELS = {
    "a": "アカガサザタダナハバパマヤラワャァ",
    "i": "イエキギシジチヂニヒビピミリケゲセゼテデネヘベペメレィェ",
    "u": "ウオクグスズツヅヌフブプムユルヴコゴソゾトドノホボポモヨロヲュョゥォ",
}
KANA_PAIRS = "シャ=s シュ=s ショ=s ジャ=c ジュ=c ジョ=c ジェ=c チャ=c チュ=c チョ=c チェ=c シェ=s ティ=t ディ=t トゥ=t ドゥ=t ツァ=c ツェ=c ファ=f フィ=f フェ=f フォ=f ウィ=w ウェ=w ウォ=w クァ=k クォ=k キャ=k キュ=k キョ=k ギャ=k ギュ=k ギョ=k ニャ=n ニュ=n ニョ=n ヒャ=h ヒュ=h ヒョ=h ビャ=p ビュ=p ビョ=p ピャ=p ピュ=p ピョ=p ミャ=m ミュ=m ミョ=m リャ=r リュ=r リョ=r イェ=y デュ=t テュ=t"
INITIALS, FINALS = "k k n t t r m p p s s  c c c k t p h".split(" "), {"ㄱ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "r", "ㅁ": "m", "ㅂ": "p", "ㅅ": "s", "ㅇ": "n", "ㅈ": "c", "ㅊ": "c", "ㅋ": "k", "ㅌ": "t", "ㅍ": "p", "ㅎ": "h", "ㄲ": "k", "ㅆ": "s"}  # fmt: skip
FINAL_LETTERS = "_ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
#: ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ
JUNGSEONG = "a i ya yi u i yu yi u wa wi wi yu u wu wi wi yu u i i".split()
PINYIN = {"b": "p", "p": "p", "m": "m", "f": "f", "d": "t", "t": "t", "n": "n", "l": "r", "g": "k", "k": "k", "h": "h", "j": "c", "q": "c", "x": "s", "zh": "c", "ch": "c", "sh": "s", "r": "r", "z": "c", "c": "c", "s": "s", "y": "y", "w": "w"}  # fmt: skip


def mandarin(character: str) -> str:
    """The sound of a character's commonest Mandarin reading."""
    read = pinyin(character, style=Style.NORMAL)[0][0]
    if read == "er":
        return "r"
    found = re.match(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([a-zü]*)$", read)
    if not found:
        return ""
    vowels = re.sub(r"[^aiu]", "", found[2].translate(str.maketrans("eoü", "iuu")))
    return PINYIN.get(found[1] or "", "") + vowels + ("n" if found[2].endswith(("n", "ng")) else "")


#: Family names of Korea by their commonest character.
KOREAN_FAMILIES = (
    "金李朴崔鄭姜趙尹張林韓吳徐申權黃安宋柳洪全高文孫梁裵曺白許南沈盧河丁成車具禹郭羅任田閔辛俞池嚴陳元蔡千方康玄咸廉邊呂秋都魯石愼蘇馬周薛"
    "片吉延玉表明奇潘王琴印孟諸牟卓鞠魚龐鮮于皇甫南宮獨孤司空西門諸葛"
)
#: Words that sound less alike than that are listed with the sound of their Latin spelling.
HEARD_ALIKE = 0.8
#: Words that sound less alike than that are translations: 석공 for Mason.
NOT_HEARD = 0.35
#: Words whose spelling misleads, with their sounds; and given names that are written by custom, with the spelling they stand for.
SPELLED = (
    "michael=maikir michel=misir michelle=misir jean=can george=curc georges=curc geoffrey=cifri gerald=cirart geert=hirt eduardo=itwartu "
    "hugh=hyu hughes=hyus keith=kit leigh=ri sean=sun shaun=sun siobhan=sifan stephen=stifin zoe=sui joaquin=huakin jose=husi jorge=hurhi "
    "juan=huan jesus=hisus javier=hafir jimenez=himinis guillermo=kirmu guillaume=kiyum jacques=cak"
)
CUSTOMARY = (
    "约翰=john 約翰=john 约翰逊=johnson 約翰遜=johnson 约翰森=johansen 約翰森=johansen 约翰内斯=johannes 约翰斯=johns 約翰斯=johns 乔治=george "
    "喬治=george 让=jean 雅克=jacques 亨利=henry 霍华德=howard 霍華德=howard 爱德华=edward 愛德華=edward 爱德华兹=edwards 愛德華茲=edwards "
    "迈克尔=michael 邁克爾=michael 麦可=michael 麥可=michael 休=hugh 休斯=hughes 彼得=peter 彼德=peter 保罗=paul 保羅=paul "
    "大卫=david 大衛=david 戴维=david 戴維=david 玛丽=mary 瑪麗=mary 雅各布=jacob 约瑟夫=joseph 約瑟夫=joseph 何塞=jose 荷西=jose "
    "胡安=juan 豪尔赫=jorge 约书亚=joshua 約書亞=joshua 詹姆斯=james 詹姆士=james 華特=walter 华特=walter"
)
#: How often (Zipf scale) the Latin spelling is written, and the words of other scripts.
WRITTEN = 2.5
SCRIPTS = {
    "cyrillic": (r"[а-яё]{3,}", "ru"),
    "kana": (r"[ァ-ヴー]{3,}", "ja"),
    "hangul": (r"[가-힣]{2,}", "ko"),
    "han": (r"[\u4e00-\u9fff]{2,}", "zh-Hans"),
}


def korean() -> list[tuple[str, str, str, str]]:
    """Han characters as Koreans read them, and family names."""
    simplified = opencc.OpenCC("t2s")
    rows = []
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        read = hanja.translate(character, "substitution")
        if "가" <= read <= "힣" and character.encode("euc-kr", "ignore"):
            sound = hangul(read)
            for written in {character, simplified.convert(character)}:
                rows.append(("korean", written, sound, "hanja 0.15"))
                if character in KOREAN_FAMILIES:
                    rows.append(("korean_family", written, hangul(hanja.translate(character + "民", "substitution")[0]), "hanja 0.15"))
    return rows


def hangul(syllable: str) -> str:
    """The sound of one syllable."""
    code = ord(syllable) - 0xAC00
    letter = FINAL_LETTERS[code % 28]
    end = FINALS.get(letter, FINALS.get(unicodedata.normalize("NFKD", letter)[:1], ""))
    return INITIALS[code // 588] + JUNGSEONG[code // 28 % 21] + end


def untold_words(folder: Path, sounds: Sounds) -> list[tuple[str, str, str, str]]:
    """Words of names that do not sound like their Latin spelling: 约翰, Шарль, ジョルジュ."""
    latin: dict[tuple[str, str], Counter[str]] = {}
    for line in (folder / "rigour" / "data" / "names" / "persons.txt").read_text(encoding="utf-8").splitlines():
        words = [word.strip() for word in line.partition("=>")[0].split(",")]
        spelled = [word for word in words if re.fullmatch(r"[a-zà-ž]{3,}", word)]
        for shape, language in SCRIPTS.values():
            for word in words:
                if spelled and re.fullmatch(shape, word):
                    latin.setdefault((word, language), Counter()).update(spelled)
    pairs = []
    for (word, language), spelled in latin.items():
        often = [name for name in spelled if 2 * spelled[name] >= max(spelled.values())]
        name = min(often, key=lambda name: (-zipf_frequency(name, "en"), name))
        own, known = sounds.spoken(word, language), sounds.spoken(name, "en")
        if own and known and zipf_frequency(name, "en") >= WRITTEN and word not in sounds.japanese and word[-1] not in "姓氏":
            pairs.append((word, own, known))
    alike = sounds.alike([own for _, own, _ in pairs], [known for _, _, known in pairs])
    told = {word: known for (word, _, known), share in zip(pairs, alike, strict=True) if NOT_HEARD <= share < HEARD_ALIKE}
    return [("word", word, sound, "Wikidata via rigour 1.3.0") for word, sound in told.items()]


def latin_sound(word: str) -> str:
    """The sound of a romanised word, read as `transforms.sounds` reads it."""
    pairs = dict(pair.split("=") for pair in LATIN.split())
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if c.isascii() and c.isalpha())
    pattern = "|".join(sorted(pairs, key=len, reverse=True))
    return "".join(pairs.get(piece, "") for piece in re.findall(f"{pattern}|.", plain))


def japanese(folder: Path) -> dict[str, str]:
    """Han name words with the sound that most Latin spellings of theirs have."""
    votes: dict[str, Counter[str]] = {}
    for line in (folder / "rigour" / "data" / "names" / "persons.txt").read_text(encoding="utf-8").splitlines():
        words = [word.strip() for word in line.partition("=>")[0].split(",")]
        latin = [word for word in words if re.fullmatch(r"[a-zāūōēī]+", word)]
        if any(re.search(r"[\u3041-\u30ff]", word) for word in words) and latin:
            for word in words:
                if re.fullmatch(r"[\u4e00-\u9fff々]{1,4}", word):
                    votes.setdefault(word, Counter()).update(latin_sound(name) for name in latin)
    return {word: min(found, key=lambda s: (-found[s], s)) for word, found in votes.items()}


def main() -> None:
    """Write the file."""
    rows = []
    for script, pairs in (("latin", LATIN), ("cyrillic", CYRILLIC)):
        rows += [(script, *pair.split("="), "common romanisation") for pair in pairs.split()]
    vowel = {letter: sound for sound, letters in VOWELS.items() for letter in letters}
    consonant = {letter: sound for sound, letters in KANA.items() for letter in letters}
    letters = sorted(vowel.keys() | consonant.keys())
    rows += [("kana", letter, consonant.get(letter, "") + vowel.get(letter, ""), "Hepburn") for letter in letters]
    rows += [("kana", pair[:2], pair[3:] + vowel[pair[1]], "Hepburn") for pair in KANA_PAIRS.split()]
    for code in range(0xAC00, 0xD7A4):
        initial, final = (code - 0xAC00) // 588, (code - 0xAC00) % 28
        letter = FINAL_LETTERS[final]
        end = FINALS.get(letter, FINALS.get(unicodedata.normalize("NFKD", letter)[:1], ""))
        if len(chr(code).encode("euc-kr", "ignore")) == 2:  # KS X 1001: the syllables of ordinary text
            rows.append(("hangul", chr(code), INITIALS[initial] + JUNGSEONG[(code - 0xAC00) // 28 % 21] + end, "Revised Romanization"))
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        if character.encode("gb2312", "ignore") or character.encode("big5", "ignore"):
            rows.append(("han", character, mandarin(character), "pypinyin"))
    rows += [("japanese", word, sound, "Wikidata via rigour 1.3.0") for word, sound in sorted(japanese(Path(sys.argv[1])).items())]
    rows += korean()
    alike = pl.read_csv(OUT.with_name("sounds_alike.csv"), schema_overrides={"cost": pl.Float64})
    spelled = [("word", *pair.split("="), "common pronunciation") for pair in SPELLED.split()]
    told = Sounds.of(pl.DataFrame([*rows, *spelled], schema=["script", "written", "sound", "source"], orient="row"), alike)
    rows += [*untold_words(Path(sys.argv[1]), told), *spelled]
    for written, name in (pair.split("=") for pair in CUSTOMARY.split()):
        rows.append(("word", written, told.spoken(name, "en"), "common usage"))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["script", "written", "sound", "source"])
        writer.writerows(sorted({row[:2]: row for row in rows if row[2]}.values()))


if __name__ == "__main__":
    main()
