"""Published tables against what was planted in the stories of this folder: `python -m tests.stories.score [open|fresh|held]`.

`open` and `fresh` are what rules may be made for; `held` is looked at when they are done.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parent
#: Documents whose id begins so tell a story of their own each.
LONE = ("noise", "odd")
TABLES = ("documents", "document_sources", "event_mentions", "amounts", "events", "entities", "claims", "conflicts")
MEETINGS = ("SUMMIT_MEETING", "PLANNED_MEETING", "VISIT")
Row = dict[str, str]


def truth(half: str) -> list[Row]:
    """Planted facts of one set of stories, as strings."""
    return pl.read_csv(FOLDER / f"{half}_truth.csv", infer_schema=False).fill_null("").to_dicts()


def name_of(row: Row) -> str:
    """A planted fact in a few words."""
    words = [row[name] for name in ("story", "fact", "documents", "property", "value", "unit", "document_b", "value_b", "relation")]
    return " ".join(word for word in words if word)


@dataclass(frozen=True)
class Published:
    """Tables of a warehouse, with `document`, the name the stories give a document, beside doc_id."""

    tables: dict[str, pl.DataFrame]

    @classmethod
    def read(cls, warehouse: Path) -> "Published":
        """Of the current publish."""
        tables = {name: pl.read_parquet(warehouse / "parquet" / name) for name in TABLES}
        names = tables["document_sources"].select("doc_id", document="external_id")
        named = {name: table.join(names, on="doc_id") for name, table in tables.items() if "doc_id" in table.columns}
        return cls(tables | named)

    def pairs(self, column: str) -> dict[tuple[str, str], bool]:
        """Whether each two documents share `column` of documents."""
        told = dict(self.tables["documents"].select("document", column).iter_rows())
        return {(a, b): told[a] == told[b] for a, b in combinations(sorted(told), 2)}

    def tellings(self, row: Row) -> pl.DataFrame:
        """event_id, document: mentions of a planted event, in its documents."""
        mentions = self.tables["event_mentions"].filter(
            pl.col("document").is_in(row["documents"].split()) & pl.col("event_id").is_not_null()
        )
        if not row["value"]:
            return mentions.filter(pl.col("event_type").is_in(MEETINGS)).select("event_id", "document")
        sums = [Decimal(value) for value in row["value"].split("|")]
        money = self.tables["amounts"].filter(pl.col("value").is_in(sums) & (pl.col("unit") == row["unit"]))
        told = mentions.drop_nulls("status").join(money.select("amount_id"), on="amount_id", how="semi")
        return told.select("event_id", "document")

    def is_one_row(self, row: Row) -> bool:
        """Whether the planted event is one row."""
        return self.tellings(row)["event_id"].n_unique() == 1

    def tellers(self, row: Row) -> set[str]:
        """The documents of a planted event that tell it, by its most told row."""
        told = self.tellings(row).unique()
        best = told.group_by("event_id").len().sort("len", "event_id", descending=[True, False]).head(1)
        return set(told.join(best, on="event_id", how="semi")["document"])

    def part_of(self, row: Row) -> set[Decimal | None]:
        """The sums that the planted part is told to be a part of."""
        told = self.tellings(row)["event_id"]
        if "part_of" not in self.tables["events"].columns:
            return set()
        whole = self.tables["events"].filter(pl.col("event_id").is_in(told.implode()))["part_of"]
        return set(pl.DataFrame({"event_id": whole}).join(self.tables["events"], on="event_id", how="left")["amount_value"])

    def _said(self, document: str, prop: str, value: str) -> pl.DataFrame:
        claims = self.tables["claims"].filter((pl.col("document") == document) & (pl.col("property") == prop))
        if prop == "amount":
            return claims.filter(pl.col("value_number") == Decimal(value))
        if prop == "date":
            return claims.filter(pl.col("value_date") == date.fromisoformat(value))
        return claims.filter(pl.col("value_text").str.contains(value, literal=True))

    def _sides(self, document: str, prop: str, value: str) -> set[str]:
        """Ids of all claims that say the same: a conflict quotes one of the pages that say a value."""
        by = ["event_id", "subject_entity_id", "property", "value_text", "value_entity_id", "value_date"]
        said = self._said(document, prop, value).select(by).unique()
        return set(self.tables["claims"].join(said, on=by, nulls_equal=True)["claim_id"])

    def conflicts_of(self, row: Row) -> set[str]:
        """Ids of the conflicts that say a planted one."""
        one = self._sides(row["documents"], row["property"], row["value"])
        other = self._sides(row["document_b"], row["property"], row["value_b"])
        of_kind = self.tables["conflicts"].filter(pl.col("relation") == row["relation"])
        pairs = of_kind.select("conflict_id", "claim_a", "claim_b").iter_rows()
        return {found for found, a, b in pairs if (a in one and b in other) or (a in other and b in one)}


def story_of(document: str) -> str:
    """The planted story of a document."""
    prefix = document.partition("-")[0]
    return document if prefix in LONE else prefix


def pairs_f1(found: Published) -> tuple[float, list[str]]:
    """F1 of pairs of documents of one story, and the pairs that are wrong."""
    told = found.pairs("story_id")
    true = {pair: story_of(pair[0]) == story_of(pair[1]) for pair in told}
    both = sum(told[pair] and true[pair] for pair in told)
    wrong = [f"{'joined' if told[pair] else 'apart'}: {' '.join(pair)}" for pair in told if told[pair] != true[pair]]
    return 2 * both / max(1, sum(told.values()) + sum(true.values())), wrong


def checks(found: Published, rows: list[Row]) -> Iterator[tuple[str, str, bool]]:
    """(fact, name, holds) of every planted fact; an event is checked as one row, and once for each document that tells it."""
    origins = found.pairs("origin_id")
    for row in rows:
        match row["fact"]:
            case "event":
                yield "event", f"{name_of(row)} is one row", found.is_one_row(row)
                tellers = found.tellers(row)
                for document in row["documents"].split():
                    yield "teller", f"{row['story']} event {row['value']} told by {document}", document in tellers
            case "conflict":
                yield "conflict", name_of(row), bool(found.conflicts_of(row))
            case "part":
                yield "part", name_of(row), found.part_of(row) == {Decimal(row["value_b"])}
            case "origin":
                inside = set(row["documents"].split())
                mates = [(a, b) for a, b in origins if story_of(a) == story_of(b) == row["story"] and {a, b} & inside]
                yield "origin", name_of(row), all(origins[pair] == (set(pair) <= inside) for pair in mates)
            case other:
                raise ValueError(other)


def unplanted(found: Published, rows: list[Row]) -> list[str]:
    """Explanations of the conflicts that nobody planted."""
    planted = set().union(*(found.conflicts_of(row) for row in rows if row["fact"] == "conflict"))
    rest = found.tables["conflicts"].filter(~pl.col("conflict_id").is_in(sorted(planted)))
    return [f"{relation}: {said}" for relation, said in rest.select("relation", "explanation").iter_rows()]


def published(half: str, folder: Path) -> Published:
    """One half, run into a warehouse below `folder`."""
    from flows.nightly import run_direct  # noqa: PLC0415  heavy

    run_direct([FOLDER / f"{half}.jsonl"], folder / half)
    return Published.read(folder / half)


def main() -> None:
    """Print the figures of each half asked for, and what does not hold."""
    for half in sys.argv[1:] or ["open"]:
        with tempfile.TemporaryDirectory() as folder:
            found, rows = published(half, Path(folder)), truth(half)
        score, wrong = pairs_f1(found)
        done = list(checks(found, rows))
        lines = [f"{half}: story pairs F1 {score:.3f}"]
        for fact in dict.fromkeys(fact for fact, _, _ in done):
            of_fact = [holds for name, _, holds in done if name == fact]
            lines.append(f"  {fact}: {sum(of_fact)} of {len(of_fact)} ({sum(of_fact) / len(of_fact):.2f})")
        false = unplanted(found, rows)
        n = found.tables["conflicts"].height
        lines.append(f"  conflicts that nobody planted: {len(false)} of {n}")
        lines += [f"    {line}" for line in [*wrong, *(f"missed {name}" for _, name, holds in done if not holds), *false]]
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
