"""Processes of our own that run as long as a block: always ended, also when the block fails."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

#: After this long a process that was asked to stop is killed.
STOP_SECONDS = 20


@contextmanager
def started(command: list[str], environment: Mapping[str, str], cwd: Path | None = None) -> "Iterator[subprocess.Popen[bytes]]":
    """A process that runs as long as the block."""
    process = subprocess.Popen(  # noqa: S603  our own words
        command, env=dict(environment), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_children(words: str) -> None:
    """End the processes that this one has started and whose command line holds these words, whoever lost sight of them; on Linux."""
    lists = [file.read_text(encoding="ascii").split() for file in Path("/proc/self/task").glob("*/children")]
    for child in (int(pid) for found in lists for pid in found):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if words.encode() in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(child, signal.SIGTERM)
                deadline = time.monotonic() + STOP_SECONDS
                while os.waitpid(child, os.WNOHANG) == (0, 0):
                    if time.monotonic() > deadline:
                        os.kill(child, signal.SIGKILL)
                    time.sleep(0.02)


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
