"""Input as large or as odd as it gets, each a run of its own: what it costs, and in which words it is refused.

    python -m tests.benchmarks.bounds [--small]

A line of 1 GB, bombs, folders that go round in circles, fifty thousand files of one line. `--small` takes a hundredth of each.
"""

import argparse
import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from tests.benchmarks.__main__ import run_job

MB = 1_000_000


def one_line(folder: Path, share: float) -> None:
    """JSONL of one line without end, and one line that is well."""
    with (folder / "long.jsonl").open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(int(1_000 * share)):
            file.write(b"3 trillion yen. " * (MB // 16))
        file.write(b'"}\n{"text": "Peru lends 5 million dollars to Chile."}\n')


def one_text(folder: Path, share: float) -> None:
    """A text file as long."""
    with (folder / "long.txt").open("wb") as file:
        for _ in range(int(1_000 * share)):
            file.write(b"3 trillion yen. " * (MB // 16))


def zip_bomb(folder: Path, share: float) -> None:
    """10 GB of line ends in a member, packed a thousand times smaller; the same in a file in a file."""
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as made, made.open("deep.jsonl", "w", force_zip64=True) as member:
        for _ in range(int(10_000 * share)):
            member.write(b"\n" * MB)
    inner = io.BytesIO()
    with gzip.GzipFile(fileobj=inner, mode="wb") as packed:
        for _ in range(int(1_000 * share)):
            packed.write(b"\n" * MB)
    with zipfile.ZipFile(folder / "nested.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("in.jsonl.gz", inner.getvalue())


def circles(folder: Path, share: float) -> None:
    """Folders that link to each other and to themselves."""
    for number in range(int(1_000 * share)):
        place = folder / f"{number}"
        place.mkdir()
        (place / "round").symlink_to(folder, target_is_directory=True)
        (place / "next").symlink_to(folder / f"{number + 1}", target_is_directory=True)
        (place / "self.txt").symlink_to(place / "self.txt")
    (folder / "0" / "a.txt").write_text("Peru lends 5 million dollars to Chile.", encoding="utf-8")


def tiny_files(folder: Path, share: float) -> None:
    """Files of one line."""
    for number in range(int(50_000 * share)):
        (folder / f"{number}.txt").write_text(f"Gauge {number} in Ulm read {number % 90} mm of rain.", encoding="utf-8")


CASES: dict[str, Callable[[Path, float], None]] = {
    "a line of 1 GB": one_line,
    "a text of 1 GB": one_text,
    "zip bombs": zip_bomb,
    "1,000 folders in circles": circles,
    "50,000 tiny files": tiny_files,
}


def main() -> None:
    """Run each and print one line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bounds", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a hundredth of each")
    given = parser.parse_args()
    print(f"{'input':26}{'seconds':>9}{'of processor':>14}{'peak MB':>9}{'documents':>11}   refused")
    for name, lay_down in CASES.items():
        with tempfile.TemporaryDirectory(prefix="newsledger-bounds-") as place:
            (folder := Path(place, "in")).mkdir()
            lay_down(folder, 0.01 if given.small else 1)
            cost = run_job(folder, Path(place, "w"), 1)
            refused = pl.read_parquet(Path(place, "w") / "parquet" / "quarantine")["reason_code"].value_counts().sort("reason_code")
            said = ", ".join(f"{count:,} {reason}" for reason, count in refused.iter_rows())
            print(
                f"{name:26}{cost.seconds:9.1f}{cost.busy:14.1f}{cost.peak_megabytes:9,.0f}{cost.documents:11,}   {said or 'nothing'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
