"""One id for a person whose name was met in several scripts: joined where sound and story, or sound and office, agree.

Never on sound alone; of two people who sound alike to a third, neither is joined; in one language a group holds one person.
"""

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.sounds import Sounds
from transforms.stories.corpus import Corpus

#: How alike names must sound, by what else agrees.
LEAST = {"story": 0.72, "office": 0.8}
#: By how much the best match must be better than the next.
MARGIN = 0.05
#: A context that more people share tells nobody.
MOST_PEOPLE = 5000
#: Pairs compared at once.
CHUNK = 200_000
LINKS = pl.Schema({"entity_id": pl.String, "joined_id": pl.String, "method": pl.String, "confidence": pl.Float64})

#: What a name may begin with in another script, as bits: labial, dental or hushing, velar, m, n, r, vowel.
VOWEL = 64
_FIRST = {
    "p": 1, "f": 1, "w": 1 | VOWEL, "h": 1 | 4 | VOWEL, "t": 2, "c": 2 | 4 | VOWEL, "s": 2 | 4, "k": 4, "m": 8, "n": 16, "r": 32,
    "y": 2 | VOWEL,
}  # fmt: skip

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class People:
    """Who is named how and where: `names` (entity_id, language, sound), `contexts` (entity_id, kind: story or office, context)."""

    names: pl.DataFrame
    contexts: pl.DataFrame


def met_people(names: pl.DataFrame, mentions: pl.DataFrame, stories: pl.DataFrame) -> People:
    """`names`: entity_id, language, sound of discovered people; `mentions`: entity_id, doc_id, office; `stories`: doc_id, story_id."""
    named = names.select("entity_id", "language", "sound").drop_nulls().unique().sort("entity_id", "language", "sound")
    met = mentions.select("entity_id", "doc_id", "office").join(named.select("entity_id").unique(), on="entity_id", how="semi")
    told = met.join(stories, on="doc_id", validate="m:1").select(
        "entity_id", kind=pl.lit("story"), context=pl.col("story_id").cast(pl.String)
    )
    held = met.drop_nulls("office").select("entity_id", kind=pl.lit("office"), context="office")
    contexts = pl.concat([told, held]).unique()
    contexts = contexts.filter(pl.len().over("kind", "context").is_between(2, MOST_PEOPLE))
    return People(named, contexts.sort("kind", "context", "entity_id"))


def joined_people(people: People, sounds: Sounds, apart: frozenset[frozenset[str]] = frozenset()) -> pl.DataFrame:
    """LINKS: each id that is another's, by the id that stands for all of its group. The same whatever the order of the rows."""
    pairs = _scored(_pairs(people), sounds)
    best = _mutual(pairs.filter(pl.col("alike") >= pl.col("kind").replace_strict(LEAST, return_dtype=pl.Float64)))
    return _groups(best, people.names, apart)


def _pairs(people: People) -> pl.DataFrame:
    """Names of two languages that share a context and may begin alike: first, second, languages, sounds, kind (story before office)."""
    named = people.contexts.join(people.names, on="entity_id", maintain_order="left_right")
    named = named.with_columns(_initials(named["sound"]))
    met = named.join(named, on=["kind", "context"], suffix="_other")
    opens, closes = pl.col("opens"), pl.col("closes")
    same = ((opens & pl.col("opens_other")) > 0) & ((closes & pl.col("closes_other")) > 0)
    crossed = ((opens & pl.col("closes_other")) > 0) & ((closes & pl.col("opens_other")) > 0)
    two = (pl.col("language") < pl.col("language_other")) & (pl.col("entity_id") != pl.col("entity_id_other"))
    found = met.filter(two & (same | crossed)).select(
        "entity_id", "entity_id_other", "language", "language_other", "sound", "sound_other", "kind"
    )
    return found.filter(_as_many(found)).group_by(pl.exclude("kind")).agg(pl.col("kind").max()).sort(pl.all())


#: Sounds that are heard for one another, for a first look; and by what share of all the two names may differ there.
KIN = ("pfw", "tcskh", "m", "n", "r")
MOST_APART = 0.4


def _as_many(pairs: pl.DataFrame) -> pl.Series:
    """Whether both names have about as many sounds of each kin: cheap, and true of all that are alike enough."""
    counts = [[pairs[side].str.count_matches(f"[{kin}]").cast(pl.Int32) for kin in KIN] for side in ("sound", "sound_other")]
    apart = sum((one - other).abs() for one, other in zip(*counts, strict=True))
    total = sum(count for side in counts for count in side)
    return pl.Series(apart <= MOST_APART * total)


def _initials(sounds: pl.Series) -> list[pl.Series]:
    """What the first part of each name may begin with, as bits; and what any other part may: Yong-rim is 永林 and 용림 in one part."""
    bits = [[_FIRST.get(part[:1], VOWEL) for part in sound.split(" ")] for sound in sounds]
    closes = [reduce(or_, b[1:], b[-1] if len(b) == 1 else 0) for b in bits]
    return [pl.Series("opens", [b[0] for b in bits], dtype=pl.Int64), pl.Series("closes", closes, dtype=pl.Int64)]


def _scored(pairs: pl.DataFrame, sounds: Sounds) -> pl.DataFrame:
    distinct = pairs.select("sound", "sound_other").unique(maintain_order=True)
    alike = [sounds.alike(part["sound"].to_list(), part["sound_other"].to_list()) for part in distinct.iter_slices(CHUNK)]
    scored = distinct.with_columns(alike=pl.Series(np.concatenate([np.zeros(0), *alike])).round(4))
    return pairs.join(scored, on=["sound", "sound_other"], maintain_order="left", validate="m:1")


def _mutual(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of which each is the other's best in its language, by a margin."""
    columns = ["entity_id", "entity_id_other", "language", "language_other", "kind", "alike"]
    turned = {"entity_id": "entity_id_other", "entity_id_other": "entity_id", "language": "language_other", "language_other": "language"}
    both = pl.concat([pairs.select(columns), pairs.rename(turned).select(columns)])
    both = both.group_by("entity_id", "entity_id_other", "language", "language_other").agg(pl.col("kind").max(), pl.col("alike").max())
    by = ["entity_id", "language_other"]
    ranked = both.sort(*by, "alike", "entity_id_other", descending=[False, False, True, False])
    next_best = pl.col("alike").shift(-1).over(by).fill_null(0.0)
    best = ranked.with_columns(margin=pl.col("alike") - next_best).group_by(by, maintain_order=True).first()
    best = best.filter(pl.col("margin") >= MARGIN)
    back = best.select(entity_id="entity_id_other", language_other="language", entity_id_other="entity_id")
    return best.join(back, on=["entity_id", "entity_id_other", "language_other"], how="semi").filter(
        pl.col("entity_id") < pl.col("entity_id_other")
    )


def _groups(pairs: pl.DataFrame, names: pl.DataFrame, apart: frozenset[frozenset[str]]) -> pl.DataFrame:
    """Pairs joined to groups, the most alike first; a pair that would put two people of one language into a group is left."""
    spoken = {entity_id: frozenset(languages) for entity_id, languages in names.group_by("entity_id").agg("language").iter_rows()}
    group: dict[str, list[str]] = {}
    told: dict[str, tuple[str, float]] = {}
    for first, second, kind, alike in (
        pairs.sort("alike", "entity_id", "entity_id_other", descending=[True, False, False])
        .select("entity_id", "entity_id_other", "kind", "alike")
        .iter_rows()
    ):
        one, other = group.get(first, [first]), group.get(second, [second])
        if one is other or any(spoken[a] & spoken[b] or {a, b} in apart for a in one for b in other):
            continue
        one = sorted([*one, *other])
        group |= dict.fromkeys(one, one)
        for member in one:
            told[member] = min(told.get(member, (kind, alike)), (kind, alike), key=lambda said: said[1])
    rows = []
    for member, members in sorted(group.items()):
        chosen = min(members, key=lambda m: ("en" not in spoken[m], m))
        if member != chosen:
            rows.append((member, chosen, f"sound and {told[member][0]}", told[member][1]))
    return pl.DataFrame(rows, schema=LINKS, orient="row")


def renamed(frame: pl.DataFrame, links: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """A frame whose columns of entity ids name the joined ones."""
    if not links.height:
        return frame
    new = dict(links.select("entity_id", "joined_id").iter_rows())
    return frame.with_columns(pl.col(column).replace(new) for column in columns)


def joined_corpus(corpus: Corpus, links: pl.DataFrame) -> Corpus:
    """The corpus with joined ids wherever it names entities."""
    return replace(
        corpus,
        entity_mentions=renamed(corpus.entity_mentions, links, "entity_id"),
        event_participants=renamed(corpus.event_participants, links, "entity_id"),
        event_mentions=renamed(corpus.event_mentions, links, "place_entity_id", "attributed_to"),
    )


@dataclass(frozen=True)
class Heard:
    """What discovered people are called (entity_id, language, sound), and how sounds are compared."""

    names: pl.DataFrame
    sounds: Sounds
    #: Pairs that are never joined.
    apart: frozenset[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, names: pl.DataFrame, sounds: Sounds, apart: frozenset[frozenset[str]] = frozenset()) -> "Heard":
        """From names (entity_id, language, alias, sound); those of Han characters are heard as their bearers' neighbours say them, too."""
        told = names.select("language", "alias").filter(pl.col("alias").str.contains(r"^[\p{Han}々]{2,4}$")).unique()
        read = [(language, alias, sounds.other_readings(alias, language)) for language, alias in told.iter_rows()]
        other = pl.DataFrame(read, schema={"language": pl.String, "alias": pl.String, "sound": pl.List(pl.String)}, orient="row")
        also = names.drop("sound").join(other.explode("sound").drop_nulls(), on=["language", "alias"])
        return cls(
            pl.concat([frame.select("entity_id", "language", "sound") for frame in (names, also)]).drop_nulls().unique(), sounds, apart
        )

    def links(self, mentions: pl.DataFrame, docs: pl.DataFrame) -> pl.DataFrame:
        """LINKS of the people in these mentions; `docs` has doc_id and story_id."""
        return joined_people(met_people(self.names, mentions, docs.select("doc_id", "story_id")), self.sounds, self.apart)
