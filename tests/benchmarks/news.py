"""News of nights that follow each other: each night tells stories of its own, each of them on a few pages.

A story is a sample article told of other names and with other sums; a page takes most of its paragraphs, with a slip of the pen in
each sentence, so that pages of one story are no copies, and running prose between them.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from flows.bundle import load_bundle
from flows.inputs.readers import read_file
from flows.inputs.records import Record
from flows.inputs.sources import find_files
from flows.paths import SAMPLE
from tests.benchmarks.corpus import FIRST_DAY, FREE_NUMBER, SCRIPTS, SENTENCES, prose

#: Most pages that tell one story, and the least share of its paragraphs that one of them takes.
MOST_PAGES, LEAST_SHARE = 5, 0.6
#: A piece of text longer than this may hold a slip of the pen.
SLIP_LENGTH = 12
LANGUAGES = {"ko": ("ko",), "ja": ("ja",), "ru": ("ru",), "zh": ("zh-Hans", "zh-Hant"), "en": ("en",)}
#: Numbers that may be others without making a day or a time absurd: long ones, and those of sums.
OF_A_SUM = re.compile(rf"{FREE_NUMBER.pattern}|[0-9]+(?= ?(?:%|[億亿兆万萬억조만]|[bmt]rillion|[bm]illion|м[лр]|трлн))")


@dataclass(frozen=True)
class Names:
    """Names of the reference data: the entities of each kind that have one in every language, and what each is called in one."""

    kinds: dict[str, list[str]]
    kind: dict[str, str]
    called: dict[str, dict[str, str]]

    @classmethod
    def read(cls) -> "Names":
        """Of the bundle; names of one character are left out, which stand inside other words."""
        ref = load_bundle().reference.entities
        names = ref.aliases.filter(pl.col("alias_kind") == "name").join(ref.entities.select("entity_id", "kind"), on="entity_id")
        long = names.filter(pl.col("surface").str.len_chars() > 1)
        known = long.filter(pl.col("lang").n_unique().over("entity_id") == long["lang"].n_unique())
        rows = known.sort("entity_id", "lang", "surface").unique(["entity_id", "lang"], keep="first", maintain_order=True)
        kinds = {kind: own["entity_id"].unique().sort().to_list() for (kind,), own in rows.group_by("kind")}
        called = {lang: dict(own.select("entity_id", "surface").iter_rows()) for (lang,), own in rows.group_by("lang")}
        return cls(kinds, dict(rows.select("entity_id", "kind").iter_rows()), called)

    def met(self, text: str, lang: str) -> dict[str, str]:
        """Names that stand in a text, and whose they are."""
        return {surface: entity for entity, surface in self.called[lang].items() if surface in text}


@dataclass(frozen=True)
class Article:
    """Paragraphs of a sample, its script and language, the names in it and the pattern that finds them."""

    lines: list[str]
    script: str
    language: str
    met: dict[str, str]
    named: re.Pattern[str]

    @classmethod
    def of(cls, text: str, names: Names) -> "Article | None":
        """None of a text in none of the scripts."""
        script = next((name for name, pattern in SCRIPTS if len(re.findall(pattern, text)) > len(text) / 6), None)
        if script is None:
            return None
        language = max(LANGUAGES[script], key=lambda lang: len(names.met(text, lang)))
        met = names.met(text, language)
        pattern = "|".join(map(re.escape, sorted(met, key=len, reverse=True))) or "(?!)"
        return cls([line for line in text.split("\n") if line.strip()], script, language, met, re.compile(pattern))

    def told_of_others(self, names: Names, luck: random.Random) -> list[str]:
        """Its paragraphs with another of its kind in the place of each who is named, and with other sums."""
        called = names.called[self.language]
        stand_in = {surface: called[luck.choice(names.kinds[names.kind[entity]])] for surface, entity in self.met.items()}
        told = (self.named.sub(lambda m: stand_in[m.group()], line) for line in self.lines)
        return [OF_A_SUM.sub(lambda m: re.sub("[1-9]", lambda _: str(luck.randrange(1, 10)), m.group()), line) for line in told]


def articles(names: Names) -> list[Article]:
    """The samples."""
    found = [record.decoded.text for file in find_files([SAMPLE])[0] for record in read_file(file) if isinstance(record, Record)]
    return [article for text in found if (article := Article.of(text, names))]


def slipped(line: str, luck: random.Random) -> str:
    """Two neighbours change places in each sentence."""
    pieces = re.split(r"(?<=[。！？!?.])", line)
    places = [luck.randrange(len(piece) - 1) if len(piece) > SLIP_LENGTH else None for piece in pieces]
    slips = (p if i is None else p[:i] + p[i + 1] + p[i] + p[i + 2 :] for p, i in zip(pieces, places, strict=True))
    return "".join(slips)


def news(n_bytes: int, night: int) -> Iterator[dict[str, str]]:
    """JSONL records of that night and the day before it until `n_bytes` of text are made; the same for the same night."""
    names, running, luck, made, number = Names.read(), prose(), random.Random(night), 0, 0
    samples = articles(names)
    while made < n_bytes:
        article = luck.choice(samples)
        story = article.told_of_others(names, luck)
        for _ in range(luck.randrange(1, MOST_PAGES + 1)):
            own = sorted(luck.sample(range(1, len(story)), int(luck.uniform(LEAST_SHARE, 1) * (len(story) - 1))))
            page = [part for i in own for part in (story[i], " ".join(luck.choices(running[article.script], k=luck.randrange(*SENTENCES))))]
            text = "\n\n".join(slipped(line, luck) for line in [story[0], *page])
            day = FIRST_DAY + timedelta(days=night, hours=luck.randrange(48))
            yield {"id": f"night-{night}-{number}", "text": text, "published_at": day.isoformat(), "source": f"paper-{luck.randrange(40)}"}
            made += len(text.encode())
            number += 1
