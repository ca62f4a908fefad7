"""Servers that trials start and stop: always ended, also when the trial fails."""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from flows.processes import free_port, started

#: A new database takes ten seconds, and many times as long on a machine that does other work.
START_SECONDS = 400


@contextmanager
def prefect_server(folder: Path) -> Iterator[str]:
    """A Prefect server with a new database in `folder`; its API address."""
    port = free_port()
    environment = os.environ | {"PREFECT_HOME": str(folder / "server"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    environment["PREFECT_SERVER_UI_API_URL"] = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    api = f"http://127.0.0.1:{port}/api"
    with started(command, environment):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                httpx.get(f"{api}/health", timeout=2).raise_for_status()
                break
            except httpx.HTTPError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
        yield api


@dataclass
class Webhook:
    """A webhook on loopback, and the texts that were posted to it."""

    address: str = ""
    heard: list[str] = field(default_factory=list)

    def told(self, *words: str) -> bool:
        """Whether each of these was said."""
        return all(any(one in text for text in self.heard) for one in words)


@contextmanager
def webhook() -> Iterator[Webhook]:
    """Takes what is posted as long as the block runs."""
    hook = Webhook()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook.address = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
