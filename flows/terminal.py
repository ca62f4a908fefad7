"""What every command says to a person: one line when it fails, and nothing that a terminal would obey."""

from enum import StrEnum
from typing import NoReturn

import typer
from rich.console import Console

note = Console(stderr=True)


class Format(StrEnum):
    """What `newsledger sql` prints."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def fail(message: object, code: int) -> NoReturn:
    """One line for a person, and out."""
    note.print(f"newsledger: {' '.join(str(message).split())}", style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def safe(text: object) -> str:
    """Text from the web without what a terminal would obey: control and direction characters are shown, not acted on."""
    return "".join(c if c.isprintable() or c in "\n " else f"\\x{ord(c):02x}" for c in str(text))
