"""What one run works on: its sources, its warehouse, its versions and its clock."""

import importlib.metadata
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.bundle import code_hash
from flows.inputs.files import SourceFile, is_url
from flows.inputs.sources import find_files
from flows.reference import reference_version
from flows.settings import Settings
from flows.store import Store, run_of, shape_of_tables

#: Batches read at the same time.
WORKERS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Night:
    """One run; everything a step needs to know, nothing that changes."""

    store: Store
    files: tuple[SourceFile, ...]
    #: Files below the sources that are of no kind newsledger reads.
    n_passed_over: int
    run_id: str
    started_at: datetime
    code_version: str
    reference_version: str
    settings: Settings = field(default_factory=Settings)
    #: Folders of this machine that were given as sources, with a slash behind.
    roots: tuple[str, ...] = ()

    @property
    def without_files(self) -> "Night":
        """The same for workers, who are told what to read."""
        return replace(self, files=())

    @property
    def versions(self) -> dict[str, str]:
        """What a batch was read with; another version marks it to be read again."""
        return {"code": self.code_version, "reference": self.reference_version, "tables": shape_of_tables()}

    @property
    def reading(self) -> dict[str, str]:
        """What is laid down with a batch that is read now."""
        return {**self.versions, "read": self.run_id}


#: A run's id is the moment it started.
RUN_ID = "%Y%m%dT%H%M%S%fZ"
IS_RUN_ID = re.compile(r"^\d{8}T\d{12}Z$")


def next_run_id(store: Store, now: datetime) -> str:
    """The id of a run that starts now; later than all before it, even when the clock has gone back."""
    names = [path.stem for path in store.publishes.iterdir()] + [run_of(path.name) for path in store.committed()]
    latest = max((name for name in names if IS_RUN_ID.match(name)), default=None)
    after = started_at(latest) + timedelta(microseconds=1) if latest else now
    return max(now, after).strftime(RUN_ID)


def started_at(run_id: str) -> datetime:
    """When a run started, from its id."""
    return datetime.strptime(run_id, RUN_ID).replace(tzinfo=UTC)


def begin(sources: Sequence[str | Path], warehouse: Path, settings: Settings | None = None) -> Night:
    """Look over the sources and the warehouse; raises StoreError or BadReferenceError in words."""
    store = Store(warehouse.resolve())
    store.prepare()
    settings = settings or Settings()
    files, passed_over = find_files(sources, tuple(settings.columns.items()))
    now = datetime.now(UTC)
    run_id = next_run_id(store, now)
    return Night(
        store=store,
        files=tuple(files),
        n_passed_over=passed_over,
        run_id=run_id,
        started_at=now,
        code_version=f"{importlib.metadata.version('newsledger')}+{code_hash()}",
        reference_version=reference_version(),
        settings=settings,
        roots=tuple(f"{os.path.realpath(source).rstrip('/')}/" for source in sources if not is_url(source) and Path(source).is_dir()),
    )
