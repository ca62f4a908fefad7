"""What a run does, as lines of JSON: one file a run in the store, and on standard error where asked for."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

#: Every message is an event with fields; Prefect shows them too where PREFECT_LOGGING_EXTRA_LOGGERS names this logger.
log = logging.getLogger("newsledger")
log.propagate = False  # a terminal shows progress and one line at the end, not the log
log.addHandler(logging.NullHandler())

#: Logs that stay; one a run, some kilobytes each.
KEPT = 400


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, event, and its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the fields hold."""
        line = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        return json.dumps(line, ensure_ascii=True, default=str)


def tell(event: str, level: int = logging.INFO, **fields: object) -> None:
    """Log an event with its fields."""
    log.log(level, event, extra={"fields": fields})


def heard(batch: Any) -> None:
    """Log a batch that was read."""
    tell(
        "batch read",
        documents=batch.n_documents,
        quarantined=batch.n_quarantined,
        raw_bytes=batch.raw_bytes,
        seconds=round(batch.seconds, 3),
    )


def to_stderr() -> None:
    """Show every event on standard error as well."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    log.addHandler(handler)


@contextmanager
def run_log(folder: Path, run_id: str) -> Iterator[None]:
    """Keep what is told during a run in `folder/<run_id>.jsonl`; how it ended is the last line."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(folder / f"{run_id}.jsonl", encoding="utf-8", delay=True)
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    except BaseException:
        log.exception("run failed", extra={"fields": {"run_id": run_id}})
        raise
    finally:
        log.removeHandler(handler)
        handler.close()
        for old in sorted(folder.glob("*.jsonl"))[:-KEPT]:
            old.unlink(missing_ok=True)
