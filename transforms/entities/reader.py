"""Segments -> entity mentions, and the entities nobody listed: known names first, then what stands beside unknown ones."""

from dataclasses import dataclass

import polars as pl

from transforms.chars import Script
from transforms.entities.aliases import Flags, after_text, known_names
from transforms.entities.batch import EntityBatch
from transforms.entities.capitals import HEAD_OF_NAME, capital_runs, capital_words
from transforms.entities.documents import chosen_readings, joined_short_forms, looked_up, named_as_place, supported
from transforms.entities.full_names import in_full_names
from transforms.entities.names import discovered_ids
from transforms.entities.rules import CONFIDENCE, EntitiesReader
from transforms.entities.runs import run_names
from transforms.entities.shapes import shaped_names
from transforms.entities.signs import country_signs
from transforms.entities.spans import JOINTS, NAME, clear_of, kind_over, with_names, without_lists, without_parts
from transforms.entities.titles import titled_rows, with_titles
from transforms.place import placed, with_id
from transforms.sounds import Sounds
from transforms.spans import Texts

#: Kinds whose name may be only the head of a longer one.
BODIES = ("Organization", "PublicBody")
#: Known names that a longer name takes in: 北海道 in 北海道大学.
TAKEN_IN = pl.col("kind").is_in(["Country", "Place"]) | (pl.col("method") == "listed")


@dataclass(frozen=True)
class EntitiesRead:
    """What was read of one batch."""

    #: schemas.EntityMentions and unit, start, end.
    mentions: pl.DataFrame
    #: Discovered entities: schemas.Entities without the counts.
    entities: pl.DataFrame
    #: Their names: schemas.EntityAliases, and what full names of people sound like.
    aliases: pl.DataFrame


def read_entities(texts: Texts, segments: pl.DataFrame, reader: EntitiesReader) -> EntitiesRead:
    """Every mention of a person, place, body or company in the segments; row i of `segments` is unit i of `texts`."""
    batch = EntityBatch.of(texts, segments, reader)
    shaped = shaped_names(texts, batch.cues, reader).with_columns(entity_id=pl.lit(None, pl.String))
    names = _with_capitals(batch, _with_shaped(_known(batch), shaped))
    names = names.with_columns(doc=batch.doc.gather(names["unit"]), discovered=pl.col("entity_id").is_null())
    if reader.banned.height:
        names = names.with_columns(lang=batch.languages.gather(names["unit"]))
        names = names.join(reader.banned, on=["surface", "lang"], how="anti", maintain_order="left").drop("lang")
    return _published(_judged(batch, with_titles(batch, names, shaped)), segments, reader)


def _known(batch: EntityBatch) -> pl.DataFrame:
    """Known names that count: firm ones, and doubtful ones with support."""
    found = known_names(batch.texts, batch.languages, batch.reader)
    read = chosen_readings(found.with_columns(doc=batch.doc.gather(found["unit"])))
    doubtful = pl.col("weak") | (pl.col("alias_kind") == "family")
    read = read.with_columns(titled=titled_rows(batch, read))
    read = read.filter(pl.Series(~_in_compound(batch.texts, read), dtype=pl.Boolean) | pl.col("titled"))
    firm, unsure = read.filter(~doubtful), read.filter(doubtful)
    # Prime Minister Modi makes every Modi of the page known
    told = pl.concat([firm, unsure.filter(pl.col("titled") & (pl.col("alias_kind") == "family"))])
    borne_out = supported(batch.texts, unsure, told, batch.reader) | named_as_place(batch.texts, batch.languages, unsure, batch.reader)
    kept = unsure.filter(pl.col("titled") | borne_out)
    method = pl.when("weak").then(pl.lit("supported")).otherwise(pl.col("alias_kind"))
    signs = country_signs(batch.texts, batch.cues, batch.reader).with_columns(kind=pl.lit("Country"), method=pl.lit("compound"))
    names = pl.concat([firm, kept]).sort("start_byte").with_columns(method=method).select(NAME)
    return with_names(names, signs.select(NAME))


def _in_compound(texts: Texts, names: pl.DataFrame) -> Flags:
    """Listed people in katakana to whom a Han character is joined: アキレス腱, アルツハイマー病 are no people."""
    last = texts.script_before(names["end_byte"].to_numpy())
    after = texts.script_after(names["end_byte"].to_numpy())
    listed = ((names["alias_kind"] == "listed") & (names["kind"] == "Person")).to_numpy()
    inside: Flags = listed & (last == Script.KATAKANA) & (after == Script.HAN)
    return inside


def _with_shaped(known: pl.DataFrame, shaped: pl.DataFrame) -> pl.DataFrame:
    """Known names and those found by their shape; a longer unknown name takes in places, and family names it begins with."""
    formed, people = shaped.filter(pl.col("method") == "form"), shaped.filter(pl.col("method") != "form")
    unspaced = people.filter(~pl.col("surface").str.contains(" ", literal=True))
    joined = without_lists(people.filter(pl.col("surface").str.contains(JOINTS)), known)
    kept = without_parts(without_parts(known, formed, TAKEN_IN), unspaced, pl.col("method") == "family")
    kept = without_parts(kept, joined, TAKEN_IN)
    spaced = people.filter(pl.col("surface").str.contains(" ", literal=True))
    kept = without_parts(kept, spaced, pl.col("method").is_in(["listed", "supported"]))
    return with_names(with_names(kept, formed.select(NAME)), people.select(NAME))


def _with_capitals(batch: EntityBatch, names: pl.DataFrame) -> pl.DataFrame:
    """Names and what the letters alone show; `kind` and `method` are null where only capitals speak."""
    none = pl.lit(None, pl.String)
    joined = without_lists(run_names(batch.texts, batch.languages, batch.reader), names)
    names = with_names(without_parts(names, joined, TAKEN_IN), joined.with_columns(entity_id=none).select(NAME))
    words = capital_words(batch)
    names = names.filter(pl.Series(~in_full_names(words, names, batch.titles), dtype=pl.Boolean))
    goes_on = names["kind"].is_in(BODIES) & after_text(batch.texts, names, 9).str.contains(batch.reader.goes_on)
    marked = names.with_columns(kind=pl.when(goes_on).then(pl.lit(HEAD_OF_NAME)).otherwise(pl.col("kind")))
    titled = pl.select(pl.when(~words["surname"]).then(kind_over(words, batch.titles))).to_series()
    covered = kind_over(words, marked).fill_null(titled)
    runs = capital_runs(batch.texts, words, covered, batch.reader).with_columns(entity_id=none)
    # what known names leave of a run (Corp behind a listed company) is no name
    runs = runs.filter(~pl.col("surface").str.to_lowercase().is_in(batch.reader.spelling.forms))
    formed, plain = runs.filter(pl.col("method") == "form"), runs.filter(pl.col("method").ne_missing("form"))
    names = without_parts(names, formed, TAKEN_IN | goes_on)
    new = pl.concat([clear_of(formed, names), clear_of(plain, names)]).select(*NAME, "opens", "loud", "n_words", "guess")
    both = pl.concat([names, new], how="diagonal").sort("start_byte", -pl.col("end_byte"))
    return both.filter(pl.col("start_byte") >= pl.col("end_byte").cum_max().shift(1).fill_null(-1))


def _judged(batch: EntityBatch, names: pl.DataFrame) -> pl.DataFrame:
    """Names with their entity: ids of unknown ones, short forms joined, and mere capitals kept only with a reason."""
    told = names.filter(pl.col("kind").is_not_null())
    same = told.group_by("doc", "surface", maintain_order=True).agg(seen_kind=pl.col("kind").first())
    names = names.with_columns(looked_up(names, pl.col("kind").is_null(), same).alias("seen_kind"))
    seen = pl.col("kind").is_null() & pl.col("seen_kind").is_not_null()
    names = names.with_columns(
        kind=pl.coalesce("kind", "seen_kind"), method=pl.when(seen).then(pl.lit("repeat")).otherwise(pl.col("method"))
    )
    guess = pl.coalesce("kind", "guess", pl.lit("Other"))
    new = names.filter("discovered").select("surface", "unit", kind=guess)
    new = new.with_columns(doc_id=batch.doc_ids.gather(new["unit"]))
    ids = discovered_ids(new, batch.reader.spelling)
    joined = joined_short_forms(names.with_columns(names["entity_id"].scatter(names["discovered"].arg_true(), ids)))
    bare, loud = pl.col("method").is_null(), pl.col("loud").fill_null(value=False)
    opens = pl.col("opens").fill_null(value=False) & (pl.col("n_words") == 1)
    unguessed = pl.coalesce("kind", "guess").is_null()
    kept = joined.filter(~(bare & (opens | loud | unguessed)) & ~(loud & (pl.col("method") == "cue")))
    return kept.with_columns(kind=guess, method=pl.col("method").fill_null("capitals"))


#: Which name column of schemas.Entities a language fills.
NAME_COLUMNS = {"ko": "name_ko", "ja": "name_ja", "zh-Hans": "name_zh", "zh-Hant": "name_zh", "ru": "name_ru"}
FOUND_IN_TEXT = "found in the text"


def _published(names: pl.DataFrame, segments: pl.DataFrame, reader: EntitiesReader) -> EntitiesRead:
    """Mentions as the contract wants them, and the entities and names that only the text knows."""
    confidence = pl.col("method").replace_strict(CONFIDENCE, return_dtype=pl.Float64)
    rows = with_id(placed(names, segments), "mention_id", "mention").with_columns(confidence=confidence)
    mentions = rows.select(
        "mention_id", "doc_id", "segment_id", "start_char", "end_char", "surface", "entity_id", "kind", "title_text", "office", "method",
        "confidence", "unit", "start", "end",
    )  # fmt: skip
    new = mentions.join(reader.entities.select("entity_id"), on="entity_id", how="anti", maintain_order="left")
    seen = new.with_columns(language=segments["language"].gather(new["unit"]))
    aliases = (
        seen.group_by("entity_id", alias="surface", language="language").len("n")
        .sort("entity_id", pl.col("n"), "alias", "language", descending=[False, True, False, False])
    )  # fmt: skip
    named = {
        column: pl.col("alias").filter(pl.col("language").is_in([lang for lang, name in NAME_COLUMNS.items() if name == column])).first()
        for column in dict.fromkeys(NAME_COLUMNS.values())
    }
    none = pl.lit(None, pl.String)
    kinds = (
        new.group_by("entity_id", "kind")
        .len("n")
        .sort("entity_id", "n", "kind", descending=[False, True, False])
        .unique("entity_id", keep="first", maintain_order=True)
    )
    entities = (
        aliases.group_by("entity_id", maintain_order=True).agg(name=pl.col("alias").first(), **named)
        .join(kinds.select("entity_id", "kind"), on="entity_id", how="left", maintain_order="left", validate="1:1")
        .select(
            "entity_id", "kind", "name", *named, wikidata_qid=none, iso3=none, country=none, stands_for=none, basis=pl.lit("discovered")
        )
    )  # fmt: skip
    listed = aliases.select("entity_id", "alias", "language", basis=pl.lit("discovered"), source=pl.lit(FOUND_IN_TEXT))
    listed = listed.with_columns(_heard(listed, entities.filter(pl.col("kind") == "Person")["entity_id"], reader.sounds))
    return EntitiesRead(mentions, entities, listed)


def _heard(aliases: pl.DataFrame, people: pl.Series, sounds: Sounds) -> pl.Series:
    """`sound` of each name of a person."""
    is_person = aliases["entity_id"].is_in(people.implode())
    named = zip(is_person, aliases["alias"], aliases["language"], strict=True)
    return pl.Series("sound", [sounds.heard(name, language) if person else None for person, name, language in named], dtype=pl.String)
