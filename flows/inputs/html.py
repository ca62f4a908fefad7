"""HTML pages: all the text a reader sees, a line a block, with what the page declares of itself in its head.

The whole page is kept, furniture too: which lines are the article is found as for any page (`transforms.page.layout`), so that menus and
teasers stand in `segments` as what they are. The text is taken by Resiliparse (Apache-2.0), which also mends broken markup.
"""

import codecs
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

import orjson
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from flows.inputs.decode import MAX_TEXT_BYTES, SUPERSETS, Decoded, RefusedError, decode, normalised
from flows.inputs.files import SourceFile
from flows.inputs.records import Record, Refused, declared

#: Where a page says its charset: in its first bytes (WHATWG HTML, 4.2.5.4).
HEAD_BYTES = 1024
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.IGNORECASE)
#: Fields of a record by the names pages give them in `<meta>` (property, name or itemprop), the first that is there counts.
META = {
    "title": ("og:title", "twitter:title"),
    "url": ("og:url",),
    "source": ("og:site_name", "application-name"),
    "published_at": ("article:published_time", "og:article:published_time", "datePublished", "dcterms.created", "dc.date.issued"),
}
#: White space that HTML text holds beside its own line breaks.
BLANKS = re.compile(r"[^\S\n]+")


def read_html(file: SourceFile, stream: BinaryIO) -> Iterator[Record | Refused]:
    """The one document of an HTML file."""
    raw = stream.read(MAX_TEXT_BYTES + 1)
    text, told = page(raw)
    yield Record(file.uri, file.relative, text, sha256(raw).hexdigest(), told)


def page(raw: bytes) -> tuple[Decoded, dict[str, Any]]:
    r"""The text of a page and what its head declares; raises RefusedError where it shows no text.

    >>> text, told = page(b"<html lang=en><title>Port</title><nav>Home</nav><p>The port will be built.</p>")
    >>> text.text, told["title"], told["language"]
    ('Home\nThe port will be built.', 'Port', 'en')
    """
    source = _decoded(raw)
    tree = HTMLTree.parse(source.text)
    seen = extract_plain_text(tree, preserve_formatting=True, list_bullets=False, alt_texts=False, links=False, form_fields=False)
    lines = (BLANKS.sub(" ", line).strip() for line in normalised(seen).split("\n"))
    text = "\n".join(line for line in lines if line)
    if not text:
        raise RefusedError("empty", "a page that shows no text", "")
    return Decoded(text, source.encoding), _declared(tree)


def _decoded(raw: bytes) -> Decoded:
    """Text in the charset the page names, where its bytes are valid in it; else as any text."""
    named = CHARSET.search(raw[:HEAD_BYTES])
    if named and not raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(raw) <= MAX_TEXT_BYTES:
        name = named[1].decode("ascii").lower()
        name = SUPERSETS.get(name, name)
        try:
            return Decoded(normalised(raw.decode(name)), name)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(raw)


def _declared(tree: HTMLTree) -> dict[str, Any]:
    """What the head says, in the fields of a record; a date that cannot be read is none."""
    said: dict[str, str] = {}
    for meta in tree.document.query_selector_all("meta") if tree.document else ():
        content = meta.getattr("content")
        for key in (meta.getattr(name) for name in ("property", "name", "itemprop")):
            if content and key:
                said.setdefault(key, content)
    fields = {field: next((said[name] for name in names if name in said), None) for field, names in META.items()}
    fields["published_at"] = fields["published_at"] or _published(tree)
    fields["title"] = fields["title"] or tree.title
    fields["language"] = _attribute(tree, "html[lang]", "lang")
    fields["url"] = _attribute(tree, 'link[rel="canonical"]', "href") or fields["url"]
    try:
        return declared(fields, b"")
    except RefusedError:
        return declared({**fields, "published_at": None}, b"")


def _attribute(tree: HTMLTree, selector: str, name: str) -> str | None:
    found = tree.document.query_selector(selector) if tree.document else None
    return found.getattr(name) if found else None


def _published(tree: HTMLTree) -> str | None:
    """The time of publication in the page's linked data (JSON-LD, schema.org)."""
    for script in tree.document.query_selector_all('script[type="application/ld+json"]') if tree.document else ():
        try:
            held = orjson.loads(script.text or "")
        except orjson.JSONDecodeError:
            continue
        for item in _items(held):
            if isinstance(item.get("datePublished"), str):
                return str(item["datePublished"])
    return None


def _items(held: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top of linked data: one, a list, or a graph."""
    if isinstance(held, list):
        for item in held:
            yield from _items(item)
    elif isinstance(held, dict):
        yield held
        yield from _items(held.get("@graph", []))
