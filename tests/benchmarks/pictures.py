"""Pictures of pages as a person sees them: Chromium is told to go there, and looks once the page says what it is waited for."""

import base64
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

SIZE = (1500, 1400)
#: How long a page may take until it says its words, and after them until it is painted.
PATIENCE_SECONDS, PAINT_SECONDS = 90, 2


@dataclass
class Browser:
    """A tab of a Chromium that shows no window."""

    tab: ClientConnection
    numbers: "count[int]"

    def ask(self, method: str, **given: Any) -> dict[str, Any]:
        """Call a method of the DevTools protocol; its result."""
        number = next(self.numbers)
        self.tab.send(json.dumps({"id": number, "method": method, "params": given}))
        while True:
            answer: dict[str, Any] = json.loads(self.tab.recv(timeout=PATIENCE_SECONDS))
            if answer.get("id") == number:
                return dict(answer["result"])

    def says(self) -> str:
        """The text of the page as it stands."""
        found = self.ask("Runtime.evaluate", expression="document.body ? document.body.innerText : ''", returnByValue=True)
        return str(found["result"].get("value", ""))

    def take(self, address: str, words: tuple[str, ...], target: Path) -> None:
        """A picture of a page that says these words; raises TimeoutError, with what it says instead."""
        self.ask("Page.navigate", url=address)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not all(word in (said := self.says()) for word in words):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{address} does not say {words}, but: {said[:500]}")
            time.sleep(0.3)
        time.sleep(PAINT_SECONDS)
        target.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium that ends with the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        command = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={SIZE[0]},{SIZE[1]}"]
        command += ["--remote-debugging-port=0", f"--user-data-dir={home}", "about:blank"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                port = Path(home, "DevToolsActivePort")
                deadline = time.monotonic() + PATIENCE_SECONDS
                while not (port.exists() and port.read_text("utf-8").strip()):
                    if time.monotonic() > deadline:
                        raise TimeoutError("Chromium does not start")
                    time.sleep(0.2)
                tabs = httpx.get(f"http://127.0.0.1:{port.read_text('utf-8').split()[0]}/json/list", timeout=30).json()
                address = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
                with connect(address, max_size=None) as tab:
                    yield Browser(tab, count(1))
            finally:
                running.terminate()
