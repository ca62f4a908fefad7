"""Object stores: s3://, gs://, az:// and http(s):// addresses, listed and read as files are; credentials as their own tools take them.

S3-compatible stores are told by AWS_ENDPOINT_URL (and AWS_ALLOW_HTTP=true for one without TLS), the rest by the variables of each provider.
"""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from flows.inputs.decode import RefusedError
from flows.inputs.files import READ_KINDS, SourceFile
from flows.inputs.opening import suffixes

if TYPE_CHECKING:
    from obstore.store import ObjectStore, RetryConfig

#: Read ahead of an object at once.
BUFFER_BYTES = 4 << 20
#: How often, and how long, what fails is asked again, waiting longer each time.
PATIENCE: "RetryConfig" = {"max_retries": 6, "retry_timeout": timedelta(seconds=120)}
#: Where a file has an address and its folder no listing.
PLAIN_WEB = ("http", "https")


class UnreachableError(RuntimeError):
    """A source that is there or not, nobody can tell: the run fails, for what is only out of reach must not be taken for refused."""


@dataclass(frozen=True)
class RemoteFile(SourceFile):
    """An object in a store."""

    def open(self) -> BinaryIO:
        """Its bytes, fetched as they are read."""
        store, key = _store_of(self.uri)
        if self.n_bytes <= BUFFER_BYTES:  # one question instead of two
            whole = _asked(self.uri, lambda: bytes(_obstore().get(store, key).bytes()))
            return cast(BinaryIO, io.BufferedReader(io.BytesIO(whole)))
        raw = _Raw(_asked(self.uri, lambda: _obstore().open_reader(store, key, buffer_size=BUFFER_BYTES)), self.uri)
        return cast(BinaryIO, io.BufferedReader(raw, BUFFER_BYTES))


class _Raw(io.RawIOBase):
    """A remote reader as Python's own."""

    def __init__(self, reader: Any, uri: str) -> None:
        self.reader, self.uri = reader, uri

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self.reader.seek(offset, whence))

    def tell(self) -> int:
        return int(self.reader.tell())

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # what the buffered reader hands in
        data = _asked(self.uri, lambda: self.reader.read(len(buffer)))
        buffer[: len(data)] = memoryview(data)
        return len(data)


def find_objects(url: str) -> Iterator[SourceFile]:
    """The object a URL names, or every object below it, by key."""
    if url.split(":", 1)[0].lower() in PLAIN_WEB or suffixes(url)[0] in READ_KINDS:
        yield find_object(url)
        return
    store, key = _store_of(url)
    found = _asked(url, lambda: [item for page in _obstore().list(store, prefix=key or None) for item in page])
    if not found:
        yield find_object(url)
    base = url[: len(url) - len(key)]
    for item in sorted(found, key=lambda item: str(item["path"])):
        path = str(item["path"])
        yield RemoteFile(f"{base}{path}", path.removeprefix(key).lstrip("/"), int(item["size"]))


def find_object(url: str) -> SourceFile:
    """One object, whatever else lies below its address."""
    store, key = _store_of(url)
    try:
        size = int(_asked(url, lambda: _obstore().head(store, key))["size"])
    except RefusedError:
        size = 0  # said when it is read
    return RemoteFile(url, url.rpartition("/")[2], size, asked_for=True)


def _obstore() -> Any:
    try:
        import obstore  # noqa: PLC0415  an extra
    except ImportError:
        raise UnreachableError("object stores need the extra `object-storage`: pip install 'newsledger[object-storage]'") from None
    return obstore


def _store_of(url: str) -> tuple["ObjectStore", str]:
    """The store and the key in it."""
    scheme, _, rest = url.partition("://")
    bucket, _, key = rest.partition("/")
    if scheme.lower() in PLAIN_WEB:
        folder, _, key = rest.rpartition("/")
        bucket = folder or rest
    return _asked(url, lambda: _opened(f"{scheme.lower()}://{bucket}", os.environ.get("AWS_ENDPOINT_URL"))), key


@lru_cache(maxsize=256)
def _opened(root: str, _endpoint: str | None) -> "ObjectStore":
    """A store, opened once: its connections are kept."""
    from obstore.store import HTTPStore, from_url  # noqa: PLC0415

    if root.startswith("http://"):
        return HTTPStore.from_url(root, client_options={"allow_http": True}, retry_config=PATIENCE)
    return from_url(root, retry_config=PATIENCE)


def _asked(url: str, ask: Any) -> Any:
    """What a store answers; one that cannot be reached fails the run, one that says no refuses the object."""
    _obstore()
    from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError  # noqa: PLC0415

    try:
        return ask()
    except (NotFoundError, FileNotFoundError):
        raise RefusedError("missing", "no such object") from None
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise UnreachableError(f"{url}: not allowed: {str(error).splitlines()[0][:200]}") from None
    except (BaseError, OSError) as error:
        raise UnreachableError(f"{url}: cannot be reached: {str(error).splitlines()[0][:200]}") from None
