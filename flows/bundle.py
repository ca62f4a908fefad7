"""Reference data ready for matching, kept compiled beside the code as Python keeps its own modules.

The CSV files are read, proved and compiled once for each state of files, code and libraries; later runs load the result. It lies in
`__pycache__` (or below PYTHONPYCACHEPREFIX), trusted as the `.pyc` files there are. Its name is the hash of all that it was made
from: what was made from anything else is never read.
"""

import _sre  # type: ignore[import-not-found]  # see Pattern
import contextlib
import gc
import importlib.util
import io
import os
import pickle
import re
import sys
import zlib
from array import array
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from mmap import ACCESS_READ, mmap
from pathlib import Path
from re import _compiler, _parser  # type: ignore[attr-defined]  # see Pattern
from typing import Any

import polars as pl

import schemas
import transforms
from flows import reference
from flows.reference import load_reference, rates_file, reference_version
from schemas.reference import Reference
from transforms.extract import Readers

#: Checksum of what follows it in the file.
CHECKSUM_BYTES = 4
PREFIX, SUFFIX = "reference-", ".pickle"


@dataclass(frozen=True)
class Bundle:
    """Reference data as rows, and compiled for matching."""

    reference: Reference
    readers: Readers


class Pattern:
    """A regular expression that is made ready at its first use: most runs meet few of the languages.

    What takes the time, parsing and translating it (1.5 s for those of dates), is kept with it: Python has no public way to keep a
    compiled pattern, so this is its own compiler's last step, for this very version of Python only (see `_place`).
    """

    def __init__(self, pattern: str, flags: int, *compiled: Any) -> None:
        """What `re.compile` takes, and what `_compiled` gives of it."""
        self._made_of = pattern, flags, *compiled

    def __getattr__(self, name: str) -> Any:
        """Make ready, and answer for the compiled one from now on."""
        if name.startswith("__") or name == "_made_of":
            raise AttributeError(name)
        pattern, _, flags, code, *groups = self._made_of
        ready = _sre.compile(pattern, flags, array("I", code).tolist(), *groups)
        for own in ("match", "fullmatch", "search", "finditer", "findall", "sub", "split", "pattern", "flags", "groups", "groupindex"):
            setattr(self, own, getattr(ready, own))
        return getattr(ready, name)

    def __reduce__(self) -> tuple[Any, ...]:
        """As it was made."""
        return Pattern, self._made_of


def _compiled(pattern: str, flags: int) -> tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]:
    """Flags, code, number of groups, their numbers by name and names by number: all that the last step of compiling takes."""
    parsed = _parser.parse(pattern, flags)
    code = array("I", _compiler._code(parsed, flags))  # noqa: SLF001  see Pattern
    names: list[str | None] = [None] * parsed.state.groups
    for name, number in parsed.state.groupdict.items():
        names[number] = name
    return flags | parsed.state.flags, code.tobytes(), parsed.state.groups - 1, dict(parsed.state.groupdict), tuple(names)


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if not isinstance(value, re.Pattern):
            return NotImplemented
        return Pattern, (value.pattern, value.flags, *_compiled(value.pattern, value.flags))


@cache
def load_bundle() -> Bundle:
    """All of data/reference, proved and compiled; raises BadReferenceError."""
    place = _place()
    return kept_bundle() or _kept(place) or _made(place)


@cache
def kept_bundle() -> Bundle | None:
    """The same if an earlier run has compiled it, else None: loading it starts none of Polars' threads, compiling it does."""
    return _kept(_place())


@cache
def code_hash() -> str:
    """Hash of the code that says what is read from a text: whoever changes it has the texts read again."""
    digest = blake2b(digest_size=4)
    for folder in (schemas, transforms):
        for file in sorted(Path(folder.__path__[0]).rglob("*.py")):
            digest.update(file.relative_to(folder.__path__[0]).as_posix().encode() + b"\x00" + file.read_bytes() + b"\x00")
    return digest.hexdigest()


def _place() -> Path:
    """The file of the present state of data, code and libraries."""
    digest = blake2b(digest_size=12)
    for file in (Path(__file__), Path(reference.__file__), rates_file()):
        digest.update(file.read_bytes())
    digest.update(f"{reference_version()} {code_hash()} {pl.__version__} {sys.version}".encode())
    return Path(importlib.util.cache_from_source(__file__)).with_name(f"{PREFIX}{digest.hexdigest()}{SUFFIX}")


def _kept(place: Path) -> Bundle | None:
    """What an earlier run compiled, if it is there and whole."""
    try:
        with place.open("rb") as file:
            held = mmap(file.fileno(), 0, access=ACCESS_READ)  # as large as all that is loaded: not held twice
    except (OSError, ValueError):
        return None
    body = memoryview(held)[CHECKSUM_BYTES:]
    if zlib.crc32(body).to_bytes(CHECKSUM_BYTES, "big") != held[:CHECKSUM_BYTES]:
        return None
    gc.disable()  # many small objects, none of them garbage
    try:
        bundle = pickle.loads(body)  # noqa: S301  our own, where Python's own compiled code lies
    finally:
        gc.enable()
    return bundle if isinstance(bundle, Bundle) else None


def _made(place: Path) -> Bundle:
    """Read, prove and compile; kept for the next run where that is possible."""
    rows = load_reference()
    bundle = Bundle(rows, Readers.of(rows))
    with contextlib.suppress(OSError):  # a folder that cannot be written to only costs time
        _keep(bundle, place)
    return bundle


def _keep(bundle: Bundle, place: Path) -> None:
    body = io.BytesIO()
    _Pickler(body, protocol=5).dump(bundle)
    place.parent.mkdir(exist_ok=True)
    aside = place.with_suffix(f".{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.write(zlib.crc32(body.getbuffer()).to_bytes(CHECKSUM_BYTES, "big"))
            file.write(body.getbuffer())
        aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)
    for other in place.parent.glob(f"{PREFIX}*{SUFFIX}"):
        if other != place:
            other.unlink(missing_ok=True)
