"""What a run is given: files, folders, manifests and object-store URLs, as one list of files in a fixed order."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from flows.decode import RefusedError
from flows.opening import suffixes

#: A source that is no path.
URL = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)
#: Read of a large file at once.
READ_BYTES = 1 << 18
#: A file that lists files.
MANIFEST = ".manifest"

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


def find_files(sources: Sequence[str | Path], columns: Sequence[tuple[str, str]] = ()) -> tuple[list[SourceFile], int]:
    """The files of the sources in a fixed order, and how many of other kinds were passed over."""
    listed = [file for source in sources for file in _files_of(str(source))]
    known = [file for file in listed if file.asked_for or file.kind in READ_KINDS]
    return [replace(file, columns=tuple(columns)) for file in known], len(listed) - len(known)


def _files_of(source: str) -> Iterator[SourceFile]:
    if is_url(source):
        from flows.remote import find_objects  # noqa: PLC0415  an extra, asked for only when used

        return find_objects(source)
    if suffixes(source)[0] == MANIFEST:
        from flows.manifest import find_listed  # noqa: PLC0415  it lists files, and so knows this module

        return find_listed(source)
    if os.path.isdir(source):
        return _below(os.path.realpath(source), "", set())
    return iter([local_file(os.path.basename(source), os.path.realpath(source), asked_for=True)])


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


def _below(folder: str, relative: str, seen: set[tuple[int, int]]) -> Iterator[SourceFile]:
    """Files below a folder, links followed, no folder twice: a link to a folder above would lead round for ever."""
    try:
        state = os.stat(folder)
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        yield local_file(relative, folder, asked_for=True)
        return
    if (state.st_dev, state.st_ino) in seen:
        return
    seen.add((state.st_dev, state.st_ino))
    for is_folder in (False, True):  # the files of a folder before what lies deeper
        for entry in entries:
            if _is_folder(entry) is not is_folder:
                continue
            path = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
            if is_folder:
                yield from _below(path, f"{relative}{entry.name}/", seen)
            else:
                yield local_file(f"{relative}{entry.name}", path)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False
