"""A run as Prefect shows it: three artifacts for the eye, and events that its automations wait for."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event
from prefect.settings import PREFECT_API_URL

from flows.releases import Summary
from flows.report import Report, report
from flows.store import Store
from flows.terminal import safe

#: Keys of the artifacts; each run adds a version to its key's history.
SUMMARY, QUALITY, CHANGES = "newsledger-summary", "newsledger-quality", "newsledger-changes"
#: What a run says when it is over; automations wait for these.
PUBLISHED, NOTHING_NEW, UNUSUAL = "newsledger.published", "newsledger.nothing-new", "newsledger.unusual"

MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:/])")


def inert(text: object) -> str:
    r"""Text from the web that Markdown and HTML show as it is: no link, no tag, no picture.

    >>> inert("<img src=x>\n[a](http://x)")
    '\\<img src=x\\> \\[a\\]\\(http\\:\\/\\/x\\)'
    """
    return MARKDOWN.sub(r"\\\1", safe(" ".join(str(text).split())))


def show(summary: Summary) -> None:
    """Artifacts and events of a finished run, where there is an API that keeps them."""
    if not PREFECT_API_URL.value():
        return
    told = report(Store(Path(summary.warehouse)))
    create_markdown_artifact(markdown(summary, told), key=SUMMARY, description="What the last run did.")
    create_table_artifact(_cells(told.quality), key=QUALITY, description="Checks, refusals, and figures against the nights before.")
    create_table_artifact(_cells(told.changes), key=CHANGES, description="Rows that came and went since the publish before.")
    resource = {"prefect.resource.id": f"newsledger.warehouse.{Path(summary.warehouse).name}", "prefect.resource.name": summary.warehouse}
    payload = {"run_id": summary.run_id, "n_new_documents": summary.n_new_documents, "n_documents": summary.n_documents}
    emit_event(PUBLISHED if summary.changed else NOTHING_NEW, resource, payload=payload)
    if summary.alarms:
        emit_event(UNUSUAL, resource, payload=payload | {"alarms": summary.alarms})


def _cells(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: safe(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in rows]


def markdown(summary: Summary, told: Report) -> str:
    """The run on one page."""
    parts = [f"# newsledger: run {inert(summary.run_id)}", "" if summary.changed else "**Nothing new: no row was changed.**"]
    parts += [f"**Unusual:** {inert(alarm)}" for alarm in summary.alarms]
    parts += [
        "\n".join(["| this run | |", "| --- | ---: |", *(f"| {inert(name)} | {inert(value)} |" for name, value in summary.headline())])
    ]
    parts += _listed("New events", [_event(row) for row in told.events])
    parts += _listed("New contradictions", [inert(row["explanation"]) for row in told.contradictions])
    return "\n\n".join(part for part in parts if part)


def _event(row: dict[str, Any]) -> str:
    amount = f": {row['amount_value']:,.0f} {row['amount_unit']}" if row["amount_value"] is not None else ""
    return f"{inert(row['title'])}{inert(amount)} (documents: {row['n_documents']}, `{row['event_id']}`)"


def _listed(title: str, lines: list[str]) -> list[str]:
    return [f"## {title}", "\n".join(f"- {line}" for line in lines)] if lines else []
