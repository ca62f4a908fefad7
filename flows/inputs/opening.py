"""From a file to its bytes: decompressed as its name says, never more of them than the file can honestly hold."""

import bz2
import gzip
import io
import lzma
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast
from zipfile import BadZipFile

import pyarrow as pa

from flows.inputs.decode import RefusedError

#: What a file may always expand to, and how often its own size beyond that: text packs 3 to 30 times, a bomb a thousand times.
FREE_BYTES = 32_000_000
MAX_EXPANSION = 300
#: Unpacked, or copied into a temporary file, at once.
BUFFER_BYTES = 1 << 18

#: What goes wrong while a compressed file is read to its end.
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError, BadZipFile)


@dataclass
class Budget:
    """Bytes that one input file, with all that is packed in it, may still become."""

    left: int

    @classmethod
    def of(cls, n_bytes: int) -> "Budget":
        """What a file of this size may become."""
        return cls(max(FREE_BYTES, MAX_EXPANSION * n_bytes))

    def spend(self, n_bytes: int) -> None:
        """Count bytes that came out; refuses the file when there are more than any honest one holds."""
        self.left -= n_bytes
        if self.left < 0:
            raise RefusedError("expands_too_far", f"expands to more than {MAX_EXPANSION} times its size: a decompression bomb, not read on")


class _Counted(io.RawIOBase):
    """A decompressed stream whose bytes are counted against a budget."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self.stream, self.budget = stream, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # what the buffered reader hands in
        try:
            data = self.stream.read1(len(buffer))  # type: ignore[attr-defined]  # what is there, so that damage costs only what follows it
        except BROKEN as error:
            raise RefusedError("broken_archive", f"ends too early or is damaged: {error}") from None
        buffer[: len(data)] = data
        self.budget.spend(len(data))
        return len(data)


class _Zstandard:
    """All frames of a zstd stream; one that is cut short or damaged raises, which the usual library passes over in silence."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd")

    def read1(self, size: int) -> bytes:
        try:
            return bytes(self.stream.read(size))
        except OSError as error:
            raise EOFError(str(error)) from None


#: Suffix -> how its bytes are read.
COMPRESSIONS: dict[str, Callable[[BinaryIO], BinaryIO]] = {
    ".gz": lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream)),
    ".zst": lambda stream: cast(BinaryIO, _Zstandard(stream)),
    ".bz2": lambda stream: cast(BinaryIO, bz2.BZ2File(stream)),
    ".xz": lambda stream: cast(BinaryIO, lzma.LZMAFile(stream)),  # noqa: SIM115  closed with what is below it
}
#: Short names of packed tar files.
SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}


def suffixes(name: str) -> tuple[str, tuple[str, ...]]:
    """What a file is by its name, and the compressions around it, outermost first.

    >>> suffixes("A.JSONL.gz"), suffixes("night.tgz"), suffixes("README")
    (('.jsonl', ('.gz',)), ('.tar', ('.gz',)), ('', ()))
    """
    lower = name.lower()
    for short, long in SHORT.items():
        if lower.endswith(short):
            lower = lower.removesuffix(short) + long
    packed = []
    while (dot := lower.rfind(".")) > 0 and lower[dot:] in COMPRESSIONS:
        packed.append(lower[dot:])
        lower = lower[:dot]
    return (lower[dot:] if dot > 0 else ""), tuple(packed)


def decompressed(stream: BinaryIO, name: str, budget: Budget) -> BinaryIO:
    """The bytes inside the compressions that a name tells of, counted."""
    _, packed = suffixes(name)
    for suffix in packed:
        stream = counted(COMPRESSIONS[suffix](stream), budget)
    return stream


def counted(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """Unpacked bytes, counted against what the file they come from may become."""
    return cast(BinaryIO, io.BufferedReader(_Counted(stream, budget), BUFFER_BYTES))


def seekable(stream: BinaryIO) -> BinaryIO:
    """The stream, or an unnamed temporary copy of it, for formats that are read from their end."""
    if isinstance(stream, io.BufferedReader) and stream.seekable():
        return stream
    copy = tempfile.TemporaryFile()  # noqa: SIM115  closed with the reader that asked for it
    while block := stream.read(BUFFER_BYTES):
        copy.write(block)
    copy.seek(0)
    return cast(BinaryIO, copy)
