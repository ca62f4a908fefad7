"""`newsledger run` and `serve` as a person sees them: progress while they work, one table at the end."""

import asyncio
import gc
import os
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from flows.bundle import load_bundle
from flows.inputs.files import is_url
from flows.inputs.remote import UnreachableError
from flows.logs import to_stderr
from flows.reference import BadReferenceError
from flows.releases import Summary
from flows.settings import Settings
from flows.steps import BatchDone
from flows.store import StoreError
from flows.terminal import fail

#: A silence that an automation can wait for: Prefect looks every few seconds, and more than a year is meant for never.
MIN_SILENCE_HOURS, MAX_SILENCE_HOURS = 0.01, 9_000


def run_shown(sources: list[str], warehouse: Path, settings: Settings, *, direct: bool, log_json: bool = False) -> None:
    """Run, show progress, print the summary; failures become one line and exit code 1 or 2."""
    if log_json:
        to_stderr()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True, disable=log_json)
    try:
        with progress:
            work = progress.add_task("reading", total=None)

            def heard(done: BatchDone) -> None:
                held = progress.tasks[work].fields
                held["documents"] = held.get("documents", 0) + done.n_documents
                held["megabytes"] = held.get("megabytes", 0.0) + done.raw_bytes / 1e6
                progress.update(work, description=f"read {held['documents']:,} new documents, {held['megabytes']:,.0f} MB")

            summary = _run(sources, warehouse, settings, heard, direct=direct)
    except BadReferenceError as error:
        fail(f"reference data: {error}", 2)
    except (StoreError, UnreachableError, OSError) as error:
        fail(error, 1)
    Console().print(summary_table(summary))


def _run(sources: list[str], warehouse: Path, settings: Settings, heard: "object", *, direct: bool) -> Summary:
    if settings.runner == "dask" and (direct or not os.environ.get("PREFECT_API_URL")):
        fail("--runner dask needs PREFECT_API_URL: what runs on a cluster reports to a Prefect server", 2)
    load_bundle()
    gc.freeze()  # held until the command ends: no collection need walk it
    if direct:
        from flows.nightly import run_direct  # noqa: PLC0415  without Prefect

        return run_direct(sources, warehouse, heard, settings)  # type: ignore[arg-type]
    from flows.orchestrated import run_with_prefect  # noqa: PLC0415  importing Prefect takes two seconds

    return run_with_prefect(sources, warehouse, heard, settings)  # type: ignore[arg-type]


def summary_table(summary: Summary) -> Table:
    """The closing table."""
    table = Table(title=f"newsledger: {summary.warehouse}", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    if not summary.changed:
        table.add_row("nothing new: no row was changed", "")
    for name, value in summary.headline():
        table.add_row(name, value)
    for alarm in summary.alarms:
        table.add_row(Text(f"unusual: {alarm}", style="yellow"), "")
    table.add_section()
    for name, rows in summary.rows.items():
        table.add_row(f"rows in {name}", f"{rows:,}")
    return table


def serve_shown(sources: list[str], warehouse: Path, cron: str, settings: Settings) -> None:
    """Serve the schedule until stopped."""
    from flows.schedule import serve  # noqa: PLC0415  importing Prefect takes two seconds

    try:
        load_bundle()
        Console(stderr=True).print(f"running at [bold]{cron}[/bold] until stopped (Ctrl-C)")
        serve([source if is_url(source) else str(Path(source).resolve()) for source in sources], warehouse.resolve(), cron, settings)
    except BadReferenceError as error:
        fail(f"reference data: {error}", 2)
    except ValueError:
        fail(f"--cron {cron!r} is no cron expression, such as '0 2 * * *'", 2)
    except OSError as error:
        fail(error, 1)


def alerts_shown(webhook: str | None, block: str | None, silence_hours: float) -> None:
    """Create the automations and name them."""
    if not MIN_SILENCE_HOURS <= silence_hours <= MAX_SILENCE_HOURS:
        fail(f"--silence is a time between {MIN_SILENCE_HOURS} and {MAX_SILENCE_HOURS} hours", 2)
    if (webhook is None) == (block is None):
        fail("one of --webhook URL and --block TYPE/NAME says where to", 2)
    if not os.environ.get("PREFECT_API_URL"):
        fail("set PREFECT_API_URL: automations live on a Prefect server", 2)
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415

    from flows.alerts import install  # noqa: PLC0415  importing Prefect takes two seconds

    try:
        names = asyncio.run(install(webhook, block, timedelta(hours=silence_hours)))
    except ObjectNotFound:
        fail(f"no notification block {block}", 2)
    except (ValueError, RuntimeError, OSError) as error:
        fail(f"no alerts: {error}", 1)
    for name in names:
        Console().print(name)
