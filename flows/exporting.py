"""`newsledger export`: rows for a spreadsheet, in which text from the web stays text and is never run as a formula."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from polars import selectors as cs

from flows.asking import answer, open_publish
from flows.terminal import fail, note

#: What a cell may not begin with: a spreadsheet would take it for a formula. Spaces and marks nobody sees may stand before it.
FORMULA = r"^[\s\p{Cc}\p{Cf}]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]|^[\t\r\n]"
NAME_FORMULA = re.compile(r"\W*[=+\-@]")
#: Limits of an Excel sheet.
SHEET_ROWS, CELL_CHARS = 1_048_576, 32_767
#: Decimal digits that a spreadsheet's numbers hold.
EXACT_DIGITS = 15
#: How moments and days are shown in a sheet.
TIMES = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd"}


def export_rows(warehouse: Path, what: str, target: Path) -> None:
    """Write a table, a view or the rows of a query to a file of the kind its suffix names."""
    writer = WRITERS.get(target.suffix.lower())
    if writer is None:
        fail(f"{target.name}: the suffix is none of {', '.join(WRITERS)}", 2)
    with open_publish(warehouse) as db:
        rows = answer(db, f"SELECT * FROM {what}" if what.isidentifier() else what)
    aside = target.with_name(f".{target.name}.new")
    try:
        writer(rows, aside)
        aside.replace(target)
    except OSError as error:
        fail(f"cannot write {target}: {error.strerror or error}", 1)
    finally:
        aside.unlink(missing_ok=True)
    note.print(f"{rows.height:,} rows written to {target}", markup=False, highlight=False)


def harmless(rows: pl.DataFrame) -> pl.DataFrame:
    r"""Text that a spreadsheet would take for a formula, behind an apostrophe; numbers are as they were.

    >>> harmless(pl.DataFrame({"t": ["=1+1", "5 - 3", "\N{ZERO WIDTH SPACE}@x"], "n": [-1, 2, 3]}))["t"].to_list()
    ["'=1+1", '5 - 3', "'\u200b@x"]
    """
    text = cs.string()
    safe = rows.with_columns(pl.when(text.str.contains(FORMULA)).then(pl.lit("'") + text).otherwise(text).name.keep())
    return safe.rename(lambda name: f"'{name}" if re.match(NAME_FORMULA, name) else name)


def _flat(rows: pl.DataFrame) -> pl.DataFrame:
    """Lists and structs as JSON text, bytes in hexadecimal: a spreadsheet has cells."""
    nested = rows.select(cs.nested()).columns
    return rows.with_columns(cs.binary().bin.encode("hex")).with_columns(
        pl.struct(name).struct.json_encode().alias(name) for name in nested
    )


def write_csv(rows: pl.DataFrame, target: Path) -> None:
    """CSV as Excel reads it: UTF-8 with its mark, text quoted, formulas disarmed."""
    harmless(_flat(rows)).write_csv(target, include_bom=True, quote_style="non_numeric")


def write_excel(rows: pl.DataFrame, target: Path) -> None:
    """A workbook of one sheet; what a cell cannot hold is said."""
    if rows.height >= SHEET_ROWS:
        fail(f"{rows.height:,} rows: an Excel sheet holds {SHEET_ROWS - 1:,}; narrow the query, or write .csv or .parquet", 2)
    flat = _flat(rows)
    too_long = sum(int((flat[name].str.len_chars() > CELL_CHARS).sum()) for name in flat.select(cs.string()).columns)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(target), options | {"remove_timezone": True}) as book:
        sheet = book.add_worksheet("newsledger")
        times = {kind: book.add_format({"num_format": shown}) for kind, shown in TIMES.items()}
        sheet.freeze_panes(1, 0)
        for row, cells in enumerate([flat.columns, *flat.iter_rows()]):
            for column, cell in enumerate(cells):
                _write_cell(sheet, (row, column), cell, times)
    if too_long:
        note.print(f"{too_long} cells were cut to {CELL_CHARS:,} characters, all that an Excel cell holds")


def _write_cell(sheet: Any, at: tuple[int, int], cell: Any, times: dict[type[date], Any]) -> None:
    match cell:
        case None:
            pass
        case bool():
            sheet.write_boolean(*at, cell)
        case date():
            sheet.write_datetime(*at, cell, times[type(cell)])
        case int() | float() | Decimal() if _fits(cell):
            sheet.write_number(*at, float(cell))
        case _:
            sheet.write_string(*at, str(cell)[:CELL_CHARS])


def _fits(number: Decimal | float) -> bool:
    """Whether a spreadsheet's number holds this one exactly; what does not fit is written as text.

    >>> _fits(Decimal("3000000000000.000000")), _fits(Decimal("1234567890123456.789")), _fits(float("nan"))
    (True, False, False)
    """
    exact = Decimal(str(number))
    return exact.is_finite() and len(exact.normalize().as_tuple().digits) <= EXACT_DIGITS


def write_parquet(rows: pl.DataFrame, target: Path) -> None:
    """Parquet, for programs: nothing is disarmed, nothing cut."""
    rows.write_parquet(target)


def write_lines(rows: pl.DataFrame, target: Path) -> None:
    """JSON, an object a line, for programs."""
    rows.write_ndjson(target)


WRITERS: dict[str, Callable[[pl.DataFrame, Path], None]] = {
    ".csv": write_csv, ".xlsx": write_excel, ".parquet": write_parquet, ".jsonl": write_lines,
}  # fmt: skip
