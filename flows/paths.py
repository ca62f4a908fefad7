"""Where every file is, in one place."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT / "data" / "reference"
SAMPLE = PROJECT / "data" / "sample"

#: Where `newsledger` publishes unless told otherwise, relative to the current folder.
DEFAULT_WAREHOUSE = Path("data") / "warehouse"
