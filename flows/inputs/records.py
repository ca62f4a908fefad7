"""From lines and rows to records: what a sender declares of a text; nothing is interpreted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any, BinaryIO

import orjson

from flows.inputs.decode import MAX_TEXT_BYTES, Decoded, RefusedError, decode, normalised, shown
from flows.inputs.files import SourceFile


@dataclass(frozen=True)
class Record:
    """One text as received, with what its sender declares of it."""

    source_uri: str
    external_id: str
    decoded: Decoded
    raw_sha256: str
    declared: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """One input that cannot become a document."""

    source_uri: str
    reason_code: str
    detail: str
    excerpt: str


def read_text(file: SourceFile, stream: BinaryIO) -> Iterator[Record | Refused]:
    """The one document of a text file."""
    raw = stream.read(MAX_TEXT_BYTES + 1)
    yield Record(file.uri, file.relative, decode(raw), sha256(raw).hexdigest())


def read_lines(file: SourceFile, stream: BinaryIO) -> Iterator[Record | Refused]:
    """One document a line of JSON."""
    number = 0
    while line := stream.readline(MAX_TEXT_BYTES + 1):
        number += 1
        if line == b"\n":
            continue
        if len(line) > MAX_TEXT_BYTES and not line.endswith(b"\n"):
            yield Refused(f"{file.uri}#{number}", "too_long", f"a line of more than {MAX_TEXT_BYTES} bytes", shown(line))
            _skip_line(stream)
        elif line.strip():
            try:
                yield _json_record(line, file, number)
            except RefusedError as refused:
                yield Refused(f"{file.uri}#{number}", refused.reason_code, refused.detail, refused.excerpt)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _json_record(line: bytes, file: SourceFile, number: int) -> Record:
    encoding = "utf-8"
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        try:
            decoded = decode(line)
            fields, encoding = orjson.loads(decoded.text), decoded.encoding
        except (orjson.JSONDecodeError, RefusedError):
            raise RefusedError("bad_json", f"no JSON: {error}", shown(line)) from None
    if not isinstance(fields, dict):
        raise RefusedError("odd_json", f"a JSON {type(fields).__name__}, not an object", shown(line))
    fields |= {name: fields.get(column) for name, column in file.columns}
    text = fields.get("text")
    if not isinstance(text, str):
        raise RefusedError("odd_json", "no text: `text` must be a string", shown(line))
    if not text.strip():
        raise RefusedError("empty", "`text` holds no character but white space", shown(line))
    decoded = Decoded(normalised(text), encoding)
    return Record(file.uri, external_id(fields, file, number), decoded, sha256(line).hexdigest(), declared(fields, line))


def external_id(fields: dict[str, Any], file: SourceFile, number: int) -> str:
    """What the sender calls a record; its place in the file when it has no name."""
    given = fields.get("id")
    return str(given) if isinstance(given, str | int) and given != "" else f"{file.relative}#{number}"


def declared(fields: dict[str, Any], excerpt: bytes) -> dict[str, Any]:
    """The declared fields that are understood; a date that cannot be read refuses the record."""
    text = {
        name: normalised(value).strip() or None
        for name in ("title", "url", "source", "language")
        if isinstance(value := fields.get(name), str)
    }
    given = fields.get("published_at")
    if given in (None, ""):
        return text
    moment = published_at(given, excerpt)
    offset = moment.utcoffset() or timedelta()
    return text | {"published_at": moment.astimezone(UTC), "published_offset": offset // timedelta(minutes=1)}


def published_at(given: object, line: bytes = b"") -> datetime:
    """A declared publication time, by the clock that declared it: ISO 8601, RFC 2822 or seconds since 1970; without a zone it is UTC.

    >>> published_at("2025-12-20T09:00:00+09:00").isoformat()
    '2025-12-20T09:00:00+09:00'
    """
    for read in (_epoch, _iso, _rfc):
        try:
            moment = read(given)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            moment.astimezone(UTC)  # a time at the end of all days has none in UTC
        except (ValueError, TypeError, OverflowError, OSError):
            continue
        return moment
    raise RefusedError("bad_published_at", f"published_at is no date: {given!r}"[:200], shown(line))


def _epoch(given: object) -> datetime:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise TypeError(given)
    return datetime.fromtimestamp(given, tz=UTC)


def _iso(given: object) -> datetime:
    return datetime.fromisoformat(str(given).strip())


def _rfc(given: object) -> datetime:
    return parsedate_to_datetime(str(given))
