"""What was believed before: versions of events and conflicts, claims that nobody makes any more; and what changed between two days."""

from dataclasses import dataclass

import polars as pl

from schemas import History

#: Tables whose rows are remembered, and the key of each; a claim is its own value, so that only its end need be told.
KEYS = {"events": "event_id", "conflicts": "conflict_id", "claims": "claim_id"}
UNCHANGING = ("claims",)
#: What a row of each table is about, in its own words.
ABOUT = {
    "events": pl.col("title"),
    "conflicts": pl.col("explanation"),
    "claims": pl.format("{}: {}", "property", "value_text"),
}
#: Columns that tell of runs, not of the world.
OF_RUNS = ("first_seen_run", "superseded_run", "rank", "event_title")

#: Columns that say how a row is named or worded today: they are made of other rows, and another word for the same is no other belief.
#: A story's id is that of its first document; where only it was another, three of four versions of events said nothing.
NAMED = ("story_id", "explanation")

Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Publish:
    """A publish that follows another: both runs (`last_run` is null for the first one), their tables, and the `history` until now."""

    run_id: str
    last_run: str | None
    before: Tables
    now: Tables
    history: pl.DataFrame


def grown_history(publish: Publish) -> pl.DataFrame:
    """schemas.History with what the new publish says otherwise."""
    parts = [part for table in KEYS for part in (_ended_claims if table in UNCHANGING else _versions)(table, publish)]
    return pl.concat(parts).sort("table_name", "row_id", "since_run")


def _ended_claims(table: str, publish: Publish) -> list[pl.DataFrame]:
    """Versions that ended before, and those of rows that are gone now; `first_seen_run` says when they began."""
    key, was = KEYS[table], publish.before[table]
    gone = was.join(publish.now[table], on=key, how="anti")
    ended = _in_words(gone, key).with_columns(since_run=gone["first_seen_run"], until_run=pl.lit(publish.run_id))
    return [publish.history.filter(pl.col("table_name") == table), _of_table(ended, table)]


def _versions(table: str, publish: Publish) -> list[pl.DataFrame]:
    """Versions that ended before, that end now, that go on, and that begin now."""
    key, was, now = KEYS[table], publish.before[table], publish.now[table]
    own = publish.history.filter(pl.col("table_name") == table)
    present = own.filter(pl.col("until_run").is_null()).select("row_id", "since_run")
    names = [name for name in was.columns if name in now.columns and name not in NAMED]
    one, other = (rows.select(row_id=key, mark=rows.select(names).hash_rows()) for rows in (was, now))
    same = one.join(other, on=["row_id", "mark"], how="semi").select("row_id")
    # What was published before anything was remembered began with the last run at the latest.
    since = pl.coalesce("since_run", pl.lit(publish.last_run, dtype=pl.String))
    known = one.select("row_id").join(present, on="row_id", how="left", validate="1:1").with_columns(since_run=since)
    old = was.join(same, left_on=key, right_on="row_id", how="anti")
    ended = known.join(_in_words(old, key), on="row_id", validate="1:1")
    nothing = pl.lit(None, dtype=pl.String)
    begun = other.join(same, on="row_id", how="anti").with_columns(since_run=pl.lit(publish.run_id))
    current = pl.concat([known.join(same, on="row_id", how="semi"), begun.select("row_id", "since_run")])
    return [
        own.filter(pl.col("until_run").is_not_null()),
        _of_table(ended.with_columns(until_run=pl.lit(publish.run_id)), table),
        _of_table(current.with_columns(until_run=nothing, said=nothing), table),
    ]


def _of_table(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    return rows.select("row_id", "since_run", "until_run", "said", table_name=pl.lit(table)).select(History.empty().columns)


def _in_words(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """row_id, said: each row as JSON."""
    exact = rows.with_columns(pl.col(pl.Decimal).cast(pl.String))
    return rows.select(pl.col(key).alias("row_id"), said=exact.select(pl.struct(pl.all()).struct.json_encode()).to_series())


def changes(table: str, then: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """How the rows of a table at one time differ from those at another.

    change (gained, lost, changed), table_name, row_id, about, what (each column that changed, before and after).
    """
    key = KEYS[table]
    names = [name for name in then.columns if name != key and name not in OF_RUNS]
    both = then.select(key, *names).join(now.select(key, *names), on=key, suffix="_now", validate="1:1")
    told = [
        pl.when(pl.col(name).ne_missing(pl.col(f"{name}_now"))).then(
            pl.format("{}: {} -> {}", pl.lit(name), *(pl.col(side).cast(pl.String).fill_null("nothing") for side in (name, f"{name}_now")))
        )
        for name in names
    ]
    what = both.select(key, what=pl.concat_str(told, separator="; ", ignore_nulls=True)).filter(pl.col("what") != "")
    parts = (
        ("gained", now.join(then, on=key, how="anti").with_columns(what=pl.lit(None, dtype=pl.String))),
        ("lost", then.join(now, on=key, how="anti").with_columns(what=pl.lit(None, dtype=pl.String))),
        ("changed", now.join(what, on=key, validate="1:1")),
    )
    return pl.concat([
        rows.select(change=pl.lit(change), table_name=pl.lit(table), row_id=key, about=ABOUT[table], what="what").sort("row_id")
        for change, rows in parts
    ])  # fmt: skip
