"""One file of the input: where it is, what kind it is, how it is opened."""

import os
import re
import stat
from dataclasses import dataclass
from typing import BinaryIO

from flows.inputs.decode import RefusedError
from flows.inputs.opening import suffixes

#: A source that is no path.
URL = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)
#: Read of a large file at once.
READ_BYTES = 1 << 18
#: What a sender may tell of a text, in JSON or in columns.
FIELDS = ("text", "id", "title", "url", "published_at", "language", "source")

TEXT_KINDS = (".txt",)
HTML_KINDS = (".html", ".htm", ".xhtml")
LINES_KINDS = (".jsonl", ".ndjson")
PARQUET_KINDS = (".parquet",)
ARROW_KINDS = (".arrow", ".feather", ".ipc")
WARC_KINDS = (".warc", ".wet")
ZIP_KINDS = (".zip",)
TAR_KINDS = (".tar",)
#: What is read when it is met in a folder.
READ_KINDS = TEXT_KINDS + HTML_KINDS + LINES_KINDS + PARQUET_KINDS + ARROW_KINDS + WARC_KINDS + ZIP_KINDS + TAR_KINDS


@dataclass(frozen=True)
class SourceFile:
    """A file to read, and how its documents are named."""

    #: Where it is, as published: an absolute path, or a URL.
    uri: str
    #: Its name below the source that was given.
    relative: str
    n_bytes: int = 0
    #: Where it lies on this machine, byte for byte.
    path: str = ""
    #: Named itself, not met in a folder: of an unknown kind, it ends in quarantine and is not passed over.
    asked_for: bool = False
    #: Names of columns that hold a field under another name: (field, column).
    columns: tuple[tuple[str, str], ...] = ()
    #: What its bytes must hash to, where a manifest says so.
    sha256: str | None = None

    @property
    def kind(self) -> str:
        """Its suffix without the compression: .txt, .jsonl, or anything else."""
        return suffixes(self.relative)[0]

    def open(self) -> BinaryIO:
        """Its bytes as they lie there; only a regular file is ever opened, for a pipe would make the run wait."""
        mode = os.stat(self.path).st_mode
        if stat.S_ISDIR(mode):
            raise RefusedError("unreadable", "a folder that cannot be listed")
        if not stat.S_ISREG(mode):
            raise RefusedError("not_a_file", "a pipe, a socket or a device: not a file")
        return open(self.path, "rb", buffering=READ_BYTES if self.n_bytes > READ_BYTES else -1)


def is_url(source: object) -> bool:
    """Whether a source is an address and no path.

    >>> is_url("s3://bucket/night/"), is_url("articles/a.txt")
    (True, False)
    """
    return bool(URL.match(str(source)))


def local_file(relative: str, path: str, *, asked_for: bool = False) -> SourceFile:
    """A file on disk; one that is not there any more is found out when it is read."""
    try:
        size = os.stat(path).st_size
    except OSError:
        size = 0
    return SourceFile(printable_name(path), printable_name(relative), size, path, asked_for)


def printable_name(name: str) -> str:
    r"""A file's name as text: bytes that are no UTF-8 are written out.

    >>> printable_name("caf\udce9.txt")
    'caf\\xe9.txt'
    """
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")
