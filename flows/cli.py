"""The command `newsledger`. Exit codes: 0 done, 1 the run or a check failed, 2 a wrong option or a bad reference row."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from flows.inputs.files import is_url
from flows.paths import DEFAULT_WAREHOUSE, SAMPLE
from flows.settings import Settings
from flows.terminal import Format, fail

app = typer.Typer(
    name="newsledger",
    help="Raw multilingual news text in; entity, amount and event tables out, with every value's exact words.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Warehouse = Annotated[Path, typer.Option("--warehouse", "-w", help="Folder that holds the published tables.")]
Sources = Annotated[
    list[str] | None,
    typer.Argument(
        help="Files, folders, s3:// and other object-store addresses, or a .manifest that lists files. Read are .txt, .jsonl, .parquet, "
        ".html, .arrow, .warc, .wet, and these in .gz, .zst, .bz2, .xz, .zip and .tar.",
        show_default=False,
    ),
]


Columns = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="What a field is called in JSONL, Parquet and Arrow, as in text=body."),
]
Keep = Annotated[int, typer.Option("--keep", help="Publishes to keep beside the new one; older ones are removed.")]
OnDrift = Annotated[str, typer.Option("--on-drift", help="A night unlike those before: warn, fail (nothing is published) or off.")]


DirectOption = Annotated[bool, typer.Option("--direct", help="The same steps without Prefect: starts at once.")]
LogJson = Annotated[bool, typer.Option("--log-json", help="Tell what happens on standard error, a JSON object a line.")]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Read everything in the warehouse again, oldest first, changed rules or not.")]
Minutes = Annotated[
    float | None,
    typer.Option("--rebuild-minutes", help="How long reading again may take; the rest waits for the next run.", show_default="no limit"),
]


def _existing(sources: list[str] | None) -> list[str]:
    chosen = sources or [str(SAMPLE)]
    for source in chosen:
        if not is_url(source) and not Path(source).exists():
            fail(f"no such file or folder: {source}", 2)
    return chosen


def _settings(pairs: list[str] | None, **said: Any) -> Settings:
    """What the options say; what cannot be meant ends with code 2."""
    parts = [pair.partition("=") for pair in pairs or []]
    if any(not column for _, _, column in parts):
        fail("--map takes FIELD=COLUMN, such as text=body", 2)
    try:
        return Settings({name: column for name, _, column in parts}, **said)
    except ValueError as error:
        fail(error, 2)


@app.command()
def run(
    sources: Sources = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    columns: Columns = None,
    keep: Keep = Settings.keep_publishes,
    on_drift: OnDrift = Settings.on_drift,
    runner: Annotated[str, typer.Option(help="Where batches are read: local, or dask.")] = Settings.runner,
    address: Annotated[str | None, typer.Option(help="The Dask scheduler, as tcp://10.0.0.1:8786.", show_default=False)] = None,
    rebuild_minutes: Minutes = None,
    *,
    rebuild: Rebuild = False,
    direct: DirectOption = False,
    log_json: LogJson = False,
) -> None:
    """Read every SOURCE (the sample articles when none is given) and publish; files read before are opened only when they changed.

    Example: newsledger run articles/ --warehouse out/
    """
    from flows.running import run_shown  # noqa: PLC0415  heavy imports wait until a command needs them

    settings = _settings(
        columns,
        keep_publishes=keep,
        on_drift=on_drift,
        runner=runner,
        address=address,
        rebuild=rebuild,
        rebuild_minutes=rebuild_minutes,
    )
    run_shown(_existing(sources), warehouse, settings, direct=direct, log_json=log_json)


@app.command()
def backfill(
    since: Annotated[str, typer.Option(help="A day, as in 2026-01-31.")],
    sources: Sources = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    columns: Columns = None,
    rebuild_minutes: Minutes = None,
    *,
    direct: DirectOption = False,
    log_json: LogJson = False,
) -> None:
    """Read again, with today's rules, what was first read since a day, and the files below SOURCE that changed since; publish.

    Example: newsledger backfill --since 2026-01-31 articles/
    """
    from flows.running import run_shown  # noqa: PLC0415

    settings = _settings(columns, since=since, rebuild_minutes=rebuild_minutes)
    run_shown(_existing(sources), warehouse, settings, direct=direct, log_json=log_json)


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(help="A query; without one it is read from standard input.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")] = Format.table,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """Ask the last publish, read-only.

    Example: newsledger sql "SELECT provider, receiver, amount_value, amount_unit FROM pledges"
    """
    from flows.asking import print_query  # noqa: PLC0415

    print_query(warehouse, query if query is not None else sys.stdin.read(), form)


@app.command()
def diff(
    earlier: Annotated[str, typer.Argument(metavar="RUN_A", help="Id of a run (runs.run_id); its beginning is enough.")],
    later: Annotated[str, typer.Argument(metavar="RUN_B", help="Id of a later run.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")] = Format.table,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """Show what changed between two runs: events, claims and conflicts gained, lost, or with other values.

    Example: newsledger diff 20260130 20260131
    """
    from flows.remembering import print_diff  # noqa: PLC0415

    print_diff(warehouse, earlier, later, form)


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="A table, a view, or a query in quotes.")],
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: .csv and .xlsx for people, .parquet and .jsonl for programs.")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """Write rows to a file; in spreadsheets, text from the web stays text and is never run as a formula.

    Example: newsledger export pledges pledges.xlsx
    """
    from flows.exporting import export_rows  # noqa: PLC0415

    export_rows(warehouse, what, target)


@app.command()
def show(
    row_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id of an event, story, amount, entity or document; its beginning is enough.")
    ],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """Show one event, story, amount, entity or document as a person reads it, with its evidence quoted.

    Example: newsledger show Q17
    """
    from flows.showing import print_row  # noqa: PLC0415

    print_row(warehouse, row_id)


@app.command()
def unresolved(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Rows at most.")] = 50,
    language: Annotated[str | None, typer.Option("--language", help="Only names met in this language, as ko or zh.")] = None,
) -> None:
    """List the most frequent names nobody listed, with an example, as CSV rows that data/reference/curation.csv can take.

    Example: newsledger unresolved --language ko --limit 20 > names.csv
    """
    from flows.unresolved import print_unresolved  # noqa: PLC0415

    print_unresolved(warehouse, limit, language)


@app.command()
def check(warehouse: Warehouse = DEFAULT_WAREHOUSE) -> None:
    """Prove the reference data and every invariant of the published warehouse; exit 1 on the first violation.

    Example: newsledger check --warehouse out/
    """
    from flows.asking import print_checks  # noqa: PLC0415

    print_checks(warehouse)


@app.command()
def serve(
    sources: Sources = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    cron: Annotated[str, typer.Option(help="When to run, as cron says it.")] = "0 2 * * *",
    columns: Columns = None,
    keep: Keep = Settings.keep_publishes,
    on_drift: OnDrift = Settings.on_drift,
) -> None:
    """Run every night on Prefect until stopped; two runs never overlap.

    Example: newsledger serve /srv/articles --warehouse /srv/out --cron "0 2 * * *"
    """
    from flows.running import serve_shown  # noqa: PLC0415

    serve_shown(_existing(sources), warehouse, cron, _settings(columns, keep_publishes=keep, on_drift=on_drift))


@app.command()
def alerts(
    webhook: Annotated[str | None, typer.Option(help='Address that takes a POST of {"text": ...}, as chat tools do.')] = None,
    block: Annotated[str | None, typer.Option(help="An existing Prefect notification block, as slack-webhook/news.")] = None,
    silence: Annotated[float, typer.Option(metavar="HOURS", help="After so long without a finished run, one is missing.")] = 26.0,
) -> None:
    """Have Prefect tell when a night failed, brought nothing new, is unusual, or never came; needs PREFECT_API_URL.

    Example: newsledger alerts --webhook https://chat.example/hooks/news
    """
    from flows.running import alerts_shown  # noqa: PLC0415

    alerts_shown(webhook, block, silence)


def quiet_prefect() -> None:
    """No telemetry, no chatter, time enough to start on a busy machine; what the user set stays."""
    defaults = {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def main() -> None:
    """Entry point; an error that is the user's to mend is one line, never a traceback."""
    quiet_prefect()
    try:
        app()
    except SystemExit as done:
        if {"duckdb", "prefect"} & sys.modules.keys():
            leave_at_once(done.code)
        raise


def leave_at_once(code: object) -> NoReturn:
    """End the process without taking modules apart.

    Threads and caches may still hold DuckDB's types, and its binding would print a page about that; and freeing what is held one by one
    takes as long as a small run. All work is done and on disk, and the API server has been stopped.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
