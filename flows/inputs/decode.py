r"""From bytes to text: byte order mark, then strict UTF-8, then a detection library; refused in words when none fits."""

import codecs
import unicodedata
from dataclasses import dataclass

import chardet

#: A document longer than this is refused; the longest news texts are a hundredth of it.
MAX_TEXT_BYTES = 20_000_000
#: Detection reads this much; more does not make it surer.
DETECT_BYTES = 16_384
#: Texts are looked over for binary rubbish this far.
LOOK_CHARS = 4_096
#: More control, private or unassigned characters than this share: not text.
MAX_RUBBISH = 0.05

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Detected charset -> the superset that pages labelled so are really written in (WHATWG Encoding Standard, 2026, section 4.2).
SUPERSETS = {
    "euc-kr": "cp949", "shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030", "hz-gb-2312": "hz", "big5": "big5hkscs",
    "iso-8859-1": "cp1252", "ascii": "utf-8", "iso-2022-jp": "iso2022_jp",
}  # fmt: skip


class RefusedError(ValueError):
    """An input that cannot become a document: a reason code and the reason in words."""

    def __init__(self, reason_code: str, detail: str, excerpt: str = "") -> None:
        """Keep the code, the words and the first characters of what was refused."""
        super().__init__(detail)
        self.reason_code, self.detail, self.excerpt = reason_code, detail, excerpt


@dataclass(frozen=True)
class Decoded:
    r"""Text, NFC, with line ends as \n, and the charset it was decoded from."""

    text: str
    encoding: str


def shown(raw: bytes) -> str:
    """The first bytes of something refused, printable."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in raw[:80].decode("utf-8", "replace"))


def _is_rubbish(text: str) -> bool:
    look = text[:LOOK_CHARS]
    odd = [c for c in set(look) if not c.isprintable() and c not in "\n\r\t\f\v"]  # each character is looked at once
    bad = sum(look.count(c) for c in odd if unicodedata.category(c) in {"Cc", "Cn", "Co", "Cs"})
    return bad > MAX_RUBBISH * len(look)


def _detected(raw: bytes) -> tuple[str, str]:
    found = chardet.detect(raw[:DETECT_BYTES])["encoding"]
    if found is None:
        raise RefusedError("binary", "the bytes are no text in any known encoding", shown(raw))
    name = SUPERSETS.get(found.lower(), found.lower())
    try:
        return raw.decode(name), name
    except (UnicodeDecodeError, LookupError) as error:
        raise RefusedError("undecodable", f"looks like {found}, but is not valid {name}: {error}", shown(raw)) from None


def normalised(text: str) -> str:
    r"""NFC, line ends as \n.

    >>> normalised("a\r\nb\rc")
    'a\nb\nc'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def decode(raw: bytes) -> Decoded:
    """The text of one document's bytes; raises RefusedError with the reason.

    >>> decode("나무 약 250그루를 심겠다고 시가 밝혔다".encode("cp949")).encoding
    'cp949'
    """
    if len(raw) > MAX_TEXT_BYTES:
        raise RefusedError("too_long", f"{len(raw)} bytes or more, the limit is {MAX_TEXT_BYTES}", shown(raw))
    bom, declared = next(((mark, name) for mark, name in BOMS if raw.startswith(mark)), (b"", "utf-8"))
    try:
        text, encoding = raw[len(bom) :].decode(declared), declared
    except UnicodeDecodeError as error:
        if bom:
            raise RefusedError("undecodable", f"has the byte order mark of {declared}, but: {error}", shown(raw)) from None
        text, encoding = _detected(raw)
    if not text.isprintable() and _is_rubbish(text):
        try:
            text, encoding = _detected(raw)
        except RefusedError:
            raise RefusedError("binary", "mostly control characters: no text", shown(raw)) from None
        if _is_rubbish(text):
            raise RefusedError("binary", "mostly control characters: no text", shown(raw))
    if not text.strip():
        raise RefusedError("empty", "holds no character but white space", "")
    return Decoded(normalised(text), encoding)
