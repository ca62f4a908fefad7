"""A server on loopback that answers as an S3-compatible store does: a listing of a bucket in pages, and ranges of its objects."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

#: Keys a listing holds before it says that it goes on.
PAGE = 2


class Store(BaseHTTPRequestHandler):
    """Answers for `objects`: bucket/key -> bytes; a key that holds `forbidden` is refused."""

    objects: dict[str, bytes]
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).strip("/")
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            self._list(path, query)
        elif "forbidden" in path:
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        elif path in self.objects:
            self._object(self.objects[path])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def _object(self, data: bytes) -> None:
        asked = self.headers.get("Range")
        if asked is None:
            self._answer(200, data)
            return
        start, _, end = asked.removeprefix("bytes=").partition("-")
        piece = data[int(start) : int(end) + 1 if end else None]
        self._answer(206, piece, {"Content-Range": f"bytes {start}-{int(start) + len(piece) - 1}/{len(data)}"})

    def _list(self, bucket: str, query: dict[str, list[str]]) -> None:
        prefix = query.get("prefix", [""])[0]
        after = query.get("continuation-token", [""])[0]
        keys = sorted(k.removeprefix(f"{bucket}/") for k in self.objects if k.startswith(f"{bucket}/{prefix}"))
        rest = [key for key in keys if key > after]
        rows = "".join(
            f"<Contents><Key>{key}</Key><Size>{len(self.objects[f'{bucket}/{key}'])}</Size><ETag>&quot;x&quot;</ETag>"
            "<LastModified>2026-03-01T00:00:00.000Z</LastModified><StorageClass>STANDARD</StorageClass></Contents>"
            for key in rest[:PAGE]
        )
        more = f"<NextContinuationToken>{rest[PAGE - 1]}</NextContinuationToken>" if len(rest) > PAGE else ""
        body = f"<ListBucketResult><IsTruncated>{str(bool(more)).lower()}</IsTruncated>{more}{rows}</ListBucketResult>"
        self._answer(200, body.encode(), {"Content-Type": "application/xml"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"ETag": '"x"', "Last-Modified": "Sun, 01 Mar 2026 00:00:00 GMT", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(objects: dict[str, bytes]) -> Iterator[str]:
    """The address of a store that holds these objects."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Holding", (Store,), {"objects": objects}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
