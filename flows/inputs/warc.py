"""WARC and WET files: one document a page that was fetched, its address declared.

The time of the fetch is not the time of publication and dates nothing; what a page says of itself is read like any page.
"""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from hashlib import sha256
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from flows.inputs.decode import MAX_TEXT_BYTES, RefusedError, decode
from flows.inputs.files import SourceFile
from flows.inputs.html import page
from flows.inputs.records import Record, Refused

#: Records that hold something a reader of news would read.
HTML_TYPES = ("text/html", "application/xhtml+xml")
PAGES, TEXTS = ("response", "resource"), ("conversion",)


def read_warc(file: SourceFile, stream: BinaryIO) -> Iterator[Record | Refused]:
    """The pages of a WARC file, the texts of a WET file; what is no page is counted in one line."""
    others: Counter[str] = Counter()
    try:
        for number, record in enumerate(_Records(_Steady(stream)), 1):
            if record.rec_type not in PAGES + TEXTS:
                continue
            if why := _no_page(record):
                others[why] += 1
                continue
            try:
                yield _page(record, file, number)
            except RefusedError as refused:
                yield Refused(f"{file.uri}#{number}", refused.reason_code, refused.detail, refused.excerpt)
    except ArchiveLoadFailed as error:
        raise RefusedError("broken_file", f"no sound WARC file: {error}"[:300]) from None
    if others:
        listed = ", ".join(f"{n} {why}" for why, n in sorted(others.items()))
        yield Refused(file.uri, "passed_over", f"records that are no pages: {listed}", "")


class _Records(ArchiveIterator):  # type: ignore[misc]  # of a library without types
    """The library's records, without its warnings: they would put bytes from the web on the terminal as they are."""

    INC_RECORD = ""


class _Steady:
    """A stream that hands on what it has: damage further on then costs no record before it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.read = getattr(stream, "read1", stream.read)


def _no_page(record: ArcWarcRecord) -> str | None:
    """Why a record holds no page of text, if it does not."""
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return f"of HTTP status {status[:3]}"
    kind = _content_type(record)
    return None if kind.startswith(("text/plain", *HTML_TYPES)) else f"of type {kind[:40] or 'unknown'}"


def _content_type(record: ArcWarcRecord) -> str:
    headers = record.http_headers or record.rec_headers
    return str(headers.get_header("Content-Type") or "").strip().lower()


def _page(record: ArcWarcRecord, file: SourceFile, number: int) -> Record:
    with redirect_stderr(io.StringIO()):  # where a page's own compression is damaged, the library says so there
        raw = record.content_stream().read(MAX_TEXT_BYTES + 1)
    name = (record.rec_headers.get_header("WARC-Record-ID") or "").strip("<>") or f"{file.relative}#{number}"
    text, declared = page(raw) if _content_type(record).startswith(HTML_TYPES) else (decode(raw), {})
    url = record.rec_headers.get_header("WARC-Target-URI")
    return Record(file.uri, name, text, sha256(raw).hexdigest(), declared | ({"url": url.strip("<>")} if url else {}))
