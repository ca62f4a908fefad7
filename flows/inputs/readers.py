"""One file -> its records, by what kind of file it is; whatever is wrong with it is told, never raised."""

import tarfile
from collections.abc import Callable, Iterator
from hashlib import file_digest
from typing import BinaryIO

from flows.inputs.archives import Member, tar_members, zip_members
from flows.inputs.decode import RefusedError
from flows.inputs.files import (  # fmt: skip
    ARROW_KINDS,
    HTML_KINDS,
    LINES_KINDS,
    PARQUET_KINDS,
    READ_KINDS,
    TAR_KINDS,
    TEXT_KINDS,
    WARC_KINDS,
    ZIP_KINDS,
    SourceFile,
)
from flows.inputs.html import read_html
from flows.inputs.opening import BROKEN, Budget, decompressed
from flows.inputs.records import Record, Refused, read_lines, read_text
from flows.inputs.remote import UnreachableError
from flows.inputs.tabular import read_arrow, read_parquet


def _read_warc(file: SourceFile, stream: BinaryIO) -> Iterator[Record | Refused]:
    from flows.inputs.warc import read_warc  # noqa: PLC0415  its library and what that brings take a tenth of a second to import

    return read_warc(file, stream)


Reader = Callable[[SourceFile, BinaryIO], Iterator[Record | Refused]]
Opener = Callable[[SourceFile, BinaryIO, Budget], Iterator[Member | Refused]]

READERS: dict[str, Reader] = {
    **dict.fromkeys(TEXT_KINDS, read_text),
    **dict.fromkeys(HTML_KINDS, read_html),
    **dict.fromkeys(LINES_KINDS, read_lines),
    **dict.fromkeys(PARQUET_KINDS, read_parquet),
    **dict.fromkeys(ARROW_KINDS, read_arrow),
    **dict.fromkeys(WARC_KINDS, _read_warc),
}
ARCHIVES: dict[str, Opener] = {**dict.fromkeys(ZIP_KINDS, zip_members), **dict.fromkeys(TAR_KINDS, tar_members)}
#: An archive may hold archives, and those no more.
MAX_DEPTH = 2


def read_file(file: SourceFile) -> Iterator[Record | Refused]:
    """Every record of a file, or why it was refused; never raises on bad content, and never says nothing."""
    found = None
    for found in _read(file, Budget.of(file.n_bytes), 0):
        yield found
    if found is None:
        yield Refused(file.uri, "empty", f"holds no record that {file.kind} files are read for", "")


def _read(file: SourceFile, budget: Budget, depth: int) -> Iterator[Record | Refused]:
    try:
        yield from _records(file, budget, depth)
    except UnreachableError:
        raise
    except RefusedError as refused:
        yield Refused(file.uri, refused.reason_code, refused.detail, refused.excerpt)
    except (*BROKEN, tarfile.TarError) as error:
        yield Refused(file.uri, "broken_archive", f"ends too early or is damaged: {error}", "")
    except OSError as error:
        yield Refused(file.uri, "unreadable", error.strerror or str(error), "")
    except Exception as error:  # a library met bytes that its authors did not think of
        if file.kind in TEXT_KINDS + LINES_KINDS:
            raise
        yield Refused(file.uri, "broken_file", f"{type(error).__name__}: {error}"[:300], "")


def _records(file: SourceFile, budget: Budget, depth: int) -> Iterator[Record | Refused]:
    if file.kind not in READ_KINDS:
        raise RefusedError("unknown_kind", f"{file.kind or 'no'} suffix: none of {', '.join(READ_KINDS)}")
    if file.kind in ARCHIVES and depth >= MAX_DEPTH:
        raise RefusedError("nested", f"archives in archives, more than {MAX_DEPTH} deep")
    with file.open() as raw:
        _prove(file, raw)
        stream = decompressed(raw, file.relative, budget)
        if file.kind in READERS:
            yield from READERS[file.kind](file, stream)
            return
        for member in ARCHIVES[file.kind](file, stream, budget):
            yield from [member] if isinstance(member, Refused) else _read(member, budget, depth + 1)


def _prove(file: SourceFile, raw: BinaryIO) -> None:
    """Refuse a file that is not the one its manifest lists."""
    if file.sha256:
        if file_digest(raw, "sha256").hexdigest() != file.sha256:  # type: ignore[arg-type]  # any stream of bytes will do
            raise RefusedError("wrong_hash", "its SHA-256 is not the one the manifest lists")
        raw.seek(0)
