"""From files to records: walk the sources, open what is compressed, split JSONL; nothing is interpreted."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson
import zstandard

from flows.decode import MAX_TEXT_BYTES, Decoded, RefusedError, decode, normalised, shown

TEXT_SUFFIXES = (".txt",)
LINES_SUFFIXES = (".jsonl", ".ndjson")
COMPRESSED_SUFFIXES = (".gz", ".zst")

#: What goes wrong while a compressed file is read to its end.
BROKEN_ARCHIVE = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError)


@dataclass(frozen=True)
class SourceFile:
    """A file to read, and how its documents are named."""

    path: Path
    relative: str

    @property
    def uri(self) -> str:
        """Where it is."""
        return self.path.as_posix()

    @property
    def kind(self) -> str:
        """Its suffix without the compression: .txt, .jsonl, or anything else."""
        name = self.path.name.lower()
        for suffix in COMPRESSED_SUFFIXES:
            name = name.removesuffix(suffix)
        return os.path.splitext(name)[1]  # noqa: PTH122  the name alone, not a path


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


def find_files(sources: list[Path]) -> tuple[list[SourceFile], int]:
    """The files below the sources in a fixed order, and how many of other kinds were passed over.

    A file named itself is always taken: if it is of no known kind it ends in quarantine.
    """
    found, passed_over = [], 0
    for source in sources:
        if source.is_file():
            found.append(SourceFile(source.resolve(), source.name))
            continue
        for folder, folders, names in os.walk(source):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                file = SourceFile(path.resolve(), path.relative_to(source).as_posix())
                known = file.kind in TEXT_SUFFIXES + LINES_SUFFIXES
                passed_over += not known
                if known:
                    found.append(file)
    return found, passed_over


def _opened(path: Path) -> BinaryIO:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return cast(BinaryIO, gzip.open(path))
    if suffix == ".zst":
        return cast(BinaryIO, zstandard.open(path, "rb"))
    return path.open("rb")


def read_file(file: SourceFile) -> Iterator[Record | Refused]:
    """Every record of a file, or why it was refused; never raises on bad content."""
    try:
        if file.kind in TEXT_SUFFIXES:
            yield _text_record(file)
        elif file.kind in LINES_SUFFIXES:
            yield from _line_records(file)
        else:
            yield Refused(file.uri, "unknown_kind", f"{file.path.suffix or 'no'} suffix: neither .txt nor .jsonl", "")
    except RefusedError as refused:
        yield Refused(file.uri, refused.reason_code, refused.detail, refused.excerpt)
    except BROKEN_ARCHIVE as error:
        yield Refused(file.uri, "broken_archive", f"ends too early or is damaged: {error}", "")
    except OSError as error:
        yield Refused(file.uri, "unreadable", error.strerror or str(error), "")


def _text_record(file: SourceFile) -> Record:
    with _opened(file.path) as stream:
        raw = stream.read(MAX_TEXT_BYTES + 1)
    return Record(file.uri, file.relative, decode(raw), sha256(raw).hexdigest())


def _line_records(file: SourceFile) -> Iterator[Record | Refused]:
    with _opened(file.path) as stream:
        buffered = io.BufferedReader(cast(io.RawIOBase, stream), 1 << 20)
        number = 0
        while line := buffered.readline(MAX_TEXT_BYTES + 1):
            number += 1
            where = f"{file.uri}#{number}"
            if len(line) > MAX_TEXT_BYTES and not line.endswith(b"\n"):
                yield Refused(where, "too_long", f"a line of more than {MAX_TEXT_BYTES} bytes", shown(line))
                _skip_line(cast(BinaryIO, buffered))
            elif line.strip():
                try:
                    yield _json_record(line, file, number)
                except RefusedError as refused:
                    yield Refused(where, refused.reason_code, refused.detail, refused.excerpt)


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
    text = fields.pop("text", None)
    if not isinstance(text, str):
        raise RefusedError("odd_json", "no text: `text` must be a string", shown(line))
    if not text.strip():
        raise RefusedError("empty", "`text` holds no character but white space", shown(line))
    external = fields.get("id")
    name = str(external) if isinstance(external, str | int) and external != "" else f"{file.relative}#{number}"
    return Record(file.uri, name, Decoded(normalised(text), encoding), sha256(line).hexdigest(), _declared(fields, line))


def _declared(fields: dict[str, Any], line: bytes) -> dict[str, Any]:
    """The declared fields that are understood; a date that cannot be read refuses the record."""
    text = {
        name: normalised(value).strip() or None
        for name in ("title", "url", "source", "language")
        if isinstance(value := fields.get(name), str)
    }
    given = fields.get("published_at")
    if given in (None, ""):
        return text
    return text | {"published_at": published_at(given, line)}


def published_at(given: object, line: bytes = b"") -> datetime:
    """A declared publication time: ISO 8601, RFC 2822 or seconds since 1970; without a zone it is UTC.

    >>> published_at("2025-12-20T09:00:00+09:00").isoformat()
    '2025-12-20T00:00:00+00:00'
    """
    for read in (_epoch, _iso, _rfc):
        try:
            moment = read(given)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, TypeError, OverflowError, OSError):
            continue
    raise RefusedError("bad_published_at", f"published_at is no date: {given!r}"[:200], shown(line))


def _epoch(given: object) -> datetime:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise TypeError(given)
    return datetime.fromtimestamp(given, tz=UTC)


def _iso(given: object) -> datetime:
    return datetime.fromisoformat(str(given).strip())


def _rfc(given: object) -> datetime:
    return parsedate_to_datetime(str(given))
