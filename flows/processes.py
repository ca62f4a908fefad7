"""Processes of our own that run as long as a block: always ended, also when the block fails."""

import socket
import subprocess
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


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
