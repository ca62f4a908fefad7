"""What a run made of stories, laid by for the next one (transforms.facts.kept); nothing depends on its being there.

store/kept/     tables, and `made_with.json`: the code and reference data they were made with
"""

import json
import shutil
from dataclasses import fields
from pathlib import Path

import polars as pl

from flows.store import Store, sync_below
from transforms.facts.asides import Asides, Telling
from transforms.facts.kept import Kept
from transforms.facts.reconcile import Part

FOLDER, MADE_WITH = "kept", "made_with.json"
#: Read part by part, when asked for.
CLAIMS = "part.claims.parquet"
OWN = ("docs", "entities", "links", "guests")
OF_ASIDES = ("keys", "spoken", "periods")
PARTS, TELLINGS = (tuple(table.name for table in fields(of) if table.name != "claims" or of is Telling) for of in (Part, Telling))


def read_kept(store: Store, versions: dict[str, str]) -> Kept | None:
    """What the last run laid by, unless it was made with other code or reference data, or cannot be read."""
    folder = store.root / FOLDER
    try:
        if json.loads((folder / MADE_WITH).read_text(encoding="utf-8")) != _made_with(versions):
            return None
        own = {name: _read(folder, name) for name in OWN}
        guests = Telling(**{name: _read(folder, f"guests.{name}") for name in TELLINGS})
        asides = Asides(guests, *(_read(folder, f"asides.{name}") for name in OF_ASIDES))
        claims = pl.scan_parquet(folder / CLAIMS)
        none = pl.DataFrame(schema=claims.collect_schema())
        part = Part(claims=none, **{name: _read(folder, f"part.{name}") for name in PARTS})
        return Kept(**own, part=part, asides=asides, claims=claims)
    except (OSError, ValueError, pl.exceptions.PolarsError):  # not there, or not whole
        return None


def write_kept(store: Store, aside: Path, kept: Kept, versions: dict[str, str]) -> None:
    """Lay it by, whole (`part` with its claims): written to `aside` and renamed into its place."""
    aside.mkdir(parents=True)
    tables = {name: getattr(kept, name) for name in OWN}
    tables |= {f"part.{name}": getattr(kept.part, name) for name in PARTS}
    tables |= {f"guests.{name}": getattr(kept.asides.guests, name) for name in TELLINGS}
    tables |= {f"asides.{name}": getattr(kept.asides, name) for name in OF_ASIDES}
    for name, rows in tables.items():
        rows.write_ipc(aside / f"{name}.arrow", compression="lz4")
    kept.part.claims.write_parquet(aside / CLAIMS, compression="lz4")
    (aside / MADE_WITH).write_text(json.dumps(_made_with(versions)), encoding="utf-8")
    sync_below(aside)
    final = store.root / FOLDER
    if final.exists():
        final.rename(aside.with_name(f"{aside.name}-before"))
    aside.rename(final)
    shutil.rmtree(aside.with_name(f"{aside.name}-before"), ignore_errors=True)


def _made_with(versions: dict[str, str]) -> dict[str, str]:
    # Marks of rows are the same within one version of the library only.
    return versions | {"polars": pl.__version__}


def _read(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_ipc(folder / f"{name}.arrow")
