"""A corpus of any size from the project's own sample articles: recombined, with other numbers and other names.

The samples are written to show every feature and hold several times as many sums a line as a newspaper does; running prose
(`prose/`, written for this) stands between their paragraphs, so that the whole is about as dense as real pages.
"""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import polars as pl

from flows.bundle import load_bundle
from flows.inputs.readers import read_file
from flows.inputs.records import Record
from flows.inputs.sources import find_files
from flows.paths import SAMPLE

#: Text of one file, in bytes.
SHARD_BYTES = 8_000_000
PROSE = Path(__file__).parent / "prose"
#: Paragraphs of one page from the samples, and as many of running prose; sentences of a paragraph of prose.
PARAGRAPHS = (2, 9)
SENTENCES = (2, 5)
FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
#: A page's languages by the characters of its own paragraphs, enough to keep the pools apart.
SCRIPTS = (("ko", r"[가-힣]"), ("ja", r"[ぁ-んァ-ヴ]"), ("ru", r"[а-я]"), ("zh", r"[\u4e00-\u9fff]"), ("en", r"[a-z]"))


def pools() -> dict[str, list[str]]:
    """Paragraphs of the sample articles by script."""
    found: dict[str, list[str]] = {name: [] for name, _ in SCRIPTS}
    for file in find_files([SAMPLE])[0]:
        for record in read_file(file):
            if isinstance(record, Record):
                for line in record.decoded.text.split("\n"):
                    name = next((n for n, pattern in SCRIPTS if len(re.findall(pattern, line)) > len(line) / 6), None)
                    if line.strip() and name:
                        found[name].append(line)
    return found


def prose() -> dict[str, list[str]]:
    """Sentences of running prose by script."""
    ends = re.compile(r"(?<=[。！？])|(?<=[.!?][”»\"]) +|(?<=[.!?]) +")
    return {
        name: [s for s in ends.split((PROSE / f"{name}.txt").read_text("utf-8").replace("\n", " ")) if s.strip()] for name, _ in SCRIPTS
    }


def places() -> dict[str, list[str]]:
    """Names of countries by language, to be put in each other's place."""
    ref = load_bundle().reference.entities
    countries = ref.entities.filter(pl.col("kind") == "Country")
    shown = ref.aliases.filter(pl.col("alias_kind") == "name", pl.col("surface").str.len_chars() > 1)
    named = shown.join(countries, on="entity_id", how="semi")
    return {lang: rows["surface"].sort().to_list() for (lang,), rows in named.group_by("lang")}


#: A number whose digits may change without making a date or a time absurd: three digits and more, or decimals, but no year.
FREE_NUMBER = re.compile(r"(?<![0-9])(?!(?:19|20)[0-9]{2}(?![0-9]))(?:[0-9]{3,}|[0-9]+[.,][0-9]+)")


def varied(line: str, luck: random.Random, names: list[str], common: re.Pattern[str]) -> str:
    """A paragraph with other numbers and some other countries."""
    line = FREE_NUMBER.sub(lambda m: re.sub("[1-9]", lambda _: str(luck.randrange(1, 10)), m.group()), line)
    return common.sub(lambda m: luck.choice(names) if luck.random() < 0.5 else m.group(), line)


def pages(n_bytes: int, seed: int = 1, first_day: datetime = FIRST_DAY, n_days: int = 365) -> Iterator[dict[str, str]]:
    """JSONL records of 1 to 10 kB each until `n_bytes` of text are made, of these days; the same for the same seed."""
    luck = random.Random(seed)
    lines, running, countries = pools(), prose(), places()
    by_script = {"ko": "ko", "ja": "ja", "ru": "ru", "zh": "zh-Hans", "en": "en"}
    patterns = {s: re.compile("|".join(map(re.escape, sorted(countries[lang], key=len, reverse=True)))) for s, lang in by_script.items()}
    scripts, made, number = [s for s in by_script if lines[s]], 0, 0
    while made < n_bytes:
        script = luck.choice(scripts)
        chosen = luck.choices(lines[script], k=luck.randrange(*PARAGRAPHS))
        chosen += [" ".join(luck.choices(running[script], k=luck.randrange(*SENTENCES))) for _ in chosen]
        luck.shuffle(chosen)
        chosen += luck.choices(lines[luck.choice(scripts)], k=luck.randrange(3))
        text = "\n\n".join(varied(line, luck, countries[by_script[script]], patterns[script]) for line in chosen)
        day = first_day + timedelta(hours=luck.randrange(24 * n_days))
        yield {"id": f"bench-{seed}-{number}", "text": text, "published_at": day.isoformat(), "source": f"paper-{luck.randrange(40)}"}
        made += len(text.encode())
        number += 1


def write_corpus(folder: Path, n_bytes: int, seed: int = 1) -> int:
    """Write the corpus as JSONL files; returns the bytes of text written."""
    folder.mkdir(parents=True, exist_ok=True)
    written, shard, held = 0, 0, SHARD_BYTES
    handle = None
    for page in pages(n_bytes, seed):
        if held >= SHARD_BYTES:
            if handle:
                handle.close()
            handle = (folder / f"{shard:04}.jsonl").open("wb")
            shard, held = shard + 1, 0
        assert handle is not None
        handle.write(orjson.dumps(page) + b"\n")
        size = len(page["text"].encode())
        held, written = held + size, written + size
    if handle:
        handle.close()
    return written
