"""Zip and tar files: their members as files, in the archive's order; nothing is ever unpacked to a path."""

import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from flows.inputs.decode import RefusedError
from flows.inputs.files import READ_KINDS, SourceFile
from flows.inputs.opening import Budget, counted, seekable
from flows.inputs.records import Refused

#: Members of one archive that are looked at.
MAX_MEMBERS = 1_000_000
ENCRYPTED = 0x1
#: A file in an archive: its name, why it is not read, and how to open it.
Head = tuple[str, tuple[str, str] | None, Callable[[], IO[bytes] | None]]


@dataclass(frozen=True)
class Member(SourceFile):
    """A file in an archive, readable until the next one is asked for."""

    stream: BinaryIO | None = None

    def open(self) -> BinaryIO:
        """The member's bytes."""
        assert self.stream is not None
        return self.stream


def zip_members(file: SourceFile, stream: BinaryIO, budget: Budget) -> Iterator[Member | Refused]:
    """The files of a zip archive."""
    with ZipFile(seekable(stream)) as archive:
        heads = (
            (info.filename, _zip_trick(info), partial(archive.open, info)) for info in _bounded(archive.infolist()) if not info.is_dir()
        )
        yield from _members(file, heads, budget)


def tar_members(file: SourceFile, stream: BinaryIO, budget: Budget) -> Iterator[Member | Refused]:
    """The files of a tar archive, read once from front to back."""
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        yield from _members(file, _tar_heads(archive), budget)


def _tar_heads(archive: tarfile.TarFile) -> Iterator[Head]:
    for info in _bounded(archive):
        archive.members = []  # type: ignore[attr-defined]  # the library would remember every header
        if not info.isdir():
            yield info.name, _tar_trick(info), partial(archive.extractfile, info)


def _members(file: SourceFile, heads: Iterable[Head], budget: Budget) -> Iterator[Member | Refused]:
    """What an archive holds, file by file; what is of another kind is counted."""
    others = 0
    for name, refused, opening in heads:
        member = _named(file, name)
        if refused:
            yield Refused(member.uri, *refused, "")
        elif member.kind not in READ_KINDS:
            others += 1
        else:
            try:
                opened = opening()
            except (BadZipFile, NotImplementedError) as error:
                yield Refused(member.uri, "broken_archive", str(error), "")
                continue
            assert opened is not None  # a plain file has bytes
            with opened:
                yield _readable(member, counted(cast(BinaryIO, opened), budget))
    yield from _passed_over(file, others)


def _named(file: SourceFile, name: str) -> Member:
    """A member by the name it has in its archive, bytes that are no text written out."""
    clean = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return Member(f"{file.uri}!/{clean}", f"{file.relative}!/{clean}", columns=file.columns)


def _readable(member: Member, stream: BinaryIO) -> Member:
    return Member(member.uri, member.relative, columns=member.columns, stream=stream)


def _bounded(heads: Iterable[Any]) -> Iterator[Any]:
    for number, head in enumerate(heads):
        if number >= MAX_MEMBERS:
            raise RefusedError("too_many_members", f"more than {MAX_MEMBERS} files in one archive: not read on")
        yield head


def _leads_out(name: str) -> bool:
    r"""Whether a name points outside the archive it is in.

    >>> [_leads_out(n) for n in ("a/b.txt", "../b.txt", "/etc/b.txt", "C:\\b.txt", "a/..b.txt")]
    [False, True, True, True, False]
    """
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (path.parts[:1] != () and path.parts[0].endswith(":"))


def _zip_trick(info: ZipInfo) -> tuple[str, str] | None:
    if _leads_out(info.filename):
        return "odd_path", "a name that leads out of its archive"
    if info.flag_bits & ENCRYPTED:
        return "encrypted", "needs a password"
    return None


def _tar_trick(info: tarfile.TarInfo) -> tuple[str, str] | None:
    if _leads_out(info.name):
        return "odd_path", "a name that leads out of its archive"
    if not info.isreg():
        return "not_a_file", "a link or a device in an archive"
    return None


def _passed_over(file: SourceFile, others: int) -> Iterator[Refused]:
    if others:
        yield Refused(file.uri, "passed_over", f"{others} files of other kinds in the archive", "")
