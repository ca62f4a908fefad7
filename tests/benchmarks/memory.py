"""Memory and processor time of a process and all that it started, read from /proc; pages they share are counted once."""

import contextlib
import os
from pathlib import Path

#: How often memory is looked at: the kernel walks all pages of a process for it and holds up what that process maps meanwhile, so that
#: looking ten times a second slows the job it measures.
LOOK_SECONDS = 1.0


def descendants(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for parent in found:  # grows while it is walked
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in children.read_text(encoding="ascii").split()]
    return found


def proportional_megabytes(pid: int) -> float:
    """Memory of a process, pages it shares with others divided among them; 0 when it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def processor_seconds(pid: int) -> float:
    """Processor time a process has used so far; 0 when it is gone."""
    with contextlib.suppress(OSError):
        user, system = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return 0.0


class Watched:
    """What a process and all below it use: the most memory at any look, and processor time."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._seconds: dict[int, float] = {}

    @property
    def seconds(self) -> float:
        """Processor time of all processes, up to the last look."""
        return sum(self._seconds.values())

    def look(self, pid: int) -> None:
        """Look once."""
        family = descendants(pid)
        self.megabytes = max(self.megabytes, sum(map(proportional_megabytes, family)))
        for one in family:
            self._seconds[one] = max(processor_seconds(one), self._seconds.get(one, 0.0))
