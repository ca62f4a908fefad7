"""What a run may be told, beside its sources and its warehouse; plain values, so that a schedule can hold them."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from flows.inputs.files import FIELDS

#: What becomes of a night that is unlike the nights before.
ON_DRIFT = ("warn", "fail", "off")
RUNNERS = ("local", "dask")


@dataclass(frozen=True)
class Settings:
    """How a run is made."""

    #: Field -> the column or JSON name that holds it, where that is another.
    columns: dict[str, str] = field(default_factory=dict)
    #: Publishes that stay beside the current one; older ones are removed.
    keep_publishes: int = 3
    #: What a drift alarm does: warn, fail (nothing is published), or nothing.
    on_drift: str = "warn"
    #: Where batches are read: on this machine, or on a Dask cluster at `address`.
    runner: str = "local"
    address: str | None = None

    #: Read every batch again, whether or not rules have changed.
    rebuild: bool = False
    #: Minutes that reading batches again may take in one run; what is left waits for the next. None: as long as it takes.
    rebuild_minutes: float | None = None
    #: A day (ISO 8601): what was first read since, and files changed since, are read again.
    since: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be meant; raises ValueError in words."""
        for name in self.columns:
            if name not in FIELDS:
                raise ValueError(f"{name} is no field: one of {', '.join(FIELDS)}")
        if self.keep_publishes < 0:
            raise ValueError("a number of publishes is 0 or more")
        if self.on_drift not in ON_DRIFT:
            raise ValueError(f"on drift, {self.on_drift} is none of {', '.join(ON_DRIFT)}")
        if self.runner not in RUNNERS:
            raise ValueError(f"runner {self.runner} is none of {', '.join(RUNNERS)}")
        if (self.runner == "dask") != bool(self.address):
            raise ValueError("a Dask cluster has an address, such as tcp://10.0.0.1:8786, and nothing else has")

        if self.rebuild_minutes is not None and self.rebuild_minutes < 0:
            raise ValueError("minutes are 0 or more")
        if self.since is not None:
            try:
                date.fromisoformat(self.since)
            except ValueError:
                raise ValueError(f"since {self.since!r} is no day, such as 2026-01-31") from None

    def plain(self) -> dict[str, Any]:
        """As a dictionary, for an orchestrator."""
        return asdict(self)
