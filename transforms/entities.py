"""Segments -> entity mentions, and the entities nobody listed: known names first, then what stands beside unknown ones."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.entity_aliases import known_names
from transforms.entity_capitals import capital_runs, capital_words
from transforms.entity_cues import cue_spans, titles_beside
from transforms.entity_documents import chosen_readings, joined_short_forms, supported
from transforms.entity_runs import run_names
from transforms.entity_rules import CONFIDENCE, EntitiesReader
from transforms.entity_shapes import shaped_names
from transforms.entity_signs import country_signs
from transforms.names import discovered_ids
from transforms.place import placed, with_id
from transforms.spans import Texts, regex_spans

#: Columns of a name on its way to a mention.
NAME = ("unit", "start", "end", "start_byte", "end_byte", "surface", "entity_id", "kind", "method")
ABSORBED = ("Country", "Place")


@dataclass(frozen=True)
class EntitiesRead:
    """What was read of one batch."""

    #: schemas.EntityMentions and unit, start, end.
    mentions: pl.DataFrame
    #: Discovered entities: schemas.Entities without the counts.
    entities: pl.DataFrame
    #: Their names: schemas.EntityAliases.
    aliases: pl.DataFrame


def read_entities(texts: Texts, segments: pl.DataFrame, reader: EntitiesReader) -> EntitiesRead:
    """Every mention of a person, place, body or company in the segments; row i of `segments` is unit i of `texts`."""
    languages, doc = segments["language"], segments["doc_id"].rle_id()
    cues = cue_spans(texts, languages, reader)
    known = _known(texts, languages, doc, cues, reader)
    names = _with_unknown(texts, languages, doc, known, cues, reader)
    titled = _with_titles(texts, names, cues, reader)
    judged = _judged(titled.with_columns(doc_id=segments["doc_id"].gather(titled["unit"])), reader)
    return _published(judged, segments, reader)


def _known(texts: Texts, languages: pl.Series, doc: pl.Series, cues: pl.DataFrame, reader: EntitiesReader) -> pl.DataFrame:
    """Known names that count: firm ones, and doubtful ones with support."""
    found = known_names(texts, languages, reader)
    read = chosen_readings(found.with_columns(doc=doc.gather(found["unit"])))
    doubtful = pl.col("weak") | (pl.col("alias_kind") == "family")
    titled = np.zeros(read.height, dtype=np.bool_)
    titles = cues.filter(pl.col("cue") == "title")
    for after in (False, True):
        beside = titles_beside(texts, read, _facing(titles, after), after, [*reader.small_words])
        for rows in (beside.person, beside.between):
            titled[rows[rows >= 0]] = True
    read = read.with_columns(titled=pl.Series(titled, dtype=pl.Boolean))
    firm, unsure = read.filter(~doubtful), read.filter(doubtful)
    kept = unsure.filter(pl.col("titled") | supported(texts, unsure, firm, reader))
    method = pl.when(pl.col("weak")).then(pl.lit("supported")).otherwise(pl.col("alias_kind"))
    signs = country_signs(texts, cues, reader).with_columns(kind=pl.lit("Country"), method=pl.lit("compound")).select(NAME)
    names = pl.concat([firm, kept]).sort("start_byte").with_columns(method=method).select(NAME)
    return pl.concat([names, _clear_of(signs, names)]).sort("start_byte")


def _facing(titles: pl.DataFrame, after: bool) -> pl.DataFrame:
    """Titles that may stand with the name after them, or before them."""
    return titles.filter(pl.col("position").is_in(["before", "both"])) if after else titles


def _clear_of(new: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    """The new spans that overlap neither an old one nor an earlier new one. `old` is sorted and without overlaps."""
    new = new.sort("start_byte", -pl.col("end_byte"))
    reach = pl.col("end_byte").cum_max().shift(1).fill_null(-1)
    new = new.filter(pl.col("start_byte") >= reach)
    if not old.height or not new.height:
        return new
    starts, ends = old["start_byte"].to_numpy(), old["end_byte"].to_numpy()
    before = np.searchsorted(starts, new["end_byte"].to_numpy(), side="left") - 1
    hit = (before >= 0) & (ends[np.maximum(before, 0)] > new["start_byte"].to_numpy())
    return new.filter(pl.Series(~hit))


def _with_unknown(
    texts: Texts, languages: pl.Series, doc: pl.Series, known: pl.DataFrame, cues: pl.DataFrame, reader: EntitiesReader
) -> pl.DataFrame:
    """Known and unknown names without overlaps; `kind` and `method` are null where only capitals speak."""
    shaped = shaped_names(texts, cues, reader).with_columns(entity_id=pl.lit(None, pl.String)).select(NAME)
    formed = shaped.filter(pl.col("method") == "form")
    people = shaped.filter(pl.col("method") != "form")
    kept = _absorbed(known, formed, pl.col("kind").is_in(ABSORBED))
    kept = _absorbed(kept, people, pl.col("method") == "family")
    names = pl.concat([kept, _clear_of(formed, kept)]).sort("start_byte")
    names = pl.concat([names, _clear_of(people, names)]).sort("start_byte")
    scanned = regex_spans(texts, reader.scan)
    self_shown = run_names(texts, languages, scanned, reader).with_columns(entity_id=pl.lit(None, pl.String)).select(NAME)
    names = pl.concat([names, _clear_of(self_shown, names)]).sort("start_byte")
    words = capital_words(texts, scanned, reader).with_columns(lang=pl.lit(None, pl.String))
    runs = capital_runs(texts, words, _cover(words, names), reader).with_columns(entity_id=pl.lit(None, pl.String))
    formed_runs = runs.filter(pl.col("method") == "form")
    names = _absorbed(names, formed_runs, pl.col("kind").is_in(ABSORBED))
    flags = ["opens", "loud", "n_words", "guess"]
    clear = pl.concat([_clear_of(formed_runs, names), _clear_of(runs.filter(pl.col("method").ne_missing("form")), names)]).select(
        *NAME, *flags
    )
    both = pl.concat([names, clear], how="diagonal").sort("start_byte", -pl.col("end_byte"))
    both = both.filter(pl.col("start_byte") >= pl.col("end_byte").cum_max().shift(1).fill_null(-1))
    return both.with_columns(doc=doc.gather(both["unit"]), discovered=pl.col("entity_id").is_null())


def _absorbed(known: pl.DataFrame, longer: pl.DataFrame, may_go: pl.Expr) -> pl.DataFrame:
    """Known names but those that `may_go` and are part of a longer name: 北海道 in 北海道大学."""
    if not longer.height or not known.height:
        return known
    order = longer.sort("start_byte", "end_byte")
    starts, ends = order["start_byte"].to_numpy(), order["end_byte"].cum_max().to_numpy()
    at = np.searchsorted(starts, known["start_byte"].to_numpy(), side="right") - 1
    size = (known["end_byte"] - known["start_byte"]).to_numpy()
    inside = (at >= 0) & (ends[np.maximum(at, 0)] >= known["end_byte"].to_numpy())
    inside &= size < ends[np.maximum(at, 0)] - starts[np.maximum(at, 0)]
    return known.filter(~(pl.Series(inside) & may_go))


def _cover(words: pl.DataFrame, names: pl.DataFrame) -> pl.Series:
    """The kind of the name over each word; null for none."""
    if not names.height:
        return pl.Series([None] * words.height, dtype=pl.String)
    at = np.searchsorted(names["start_byte"].to_numpy(), words["start_byte"].to_numpy(), side="right") - 1
    over = (at >= 0) & (names["end_byte"].to_numpy()[np.maximum(at, 0)] > words["start_byte"].to_numpy())
    kinds = names["kind"].gather(np.maximum(at, 0))
    return pl.select(pl.when(pl.Series(over)).then(kinds)).to_series()


def _with_titles(texts: Texts, names: pl.DataFrame, cues: pl.DataFrame, reader: EntitiesReader) -> pl.DataFrame:
    """Names with title_text and office of the title beside them; capitals beside a title are a person."""
    titles = cues.filter(pl.col("cue") == "title")
    open_kind = pl.when(pl.col("kind").is_null()).then(pl.lit("Person")).otherwise(pl.col("kind"))
    people = names.with_columns(kind=open_kind)
    rows = []
    for after in (False, True):
        facing = _facing(titles, after)
        beside = titles_beside(texts, people, facing, after, [*reader.small_words])
        at = np.flatnonzero(beside.person >= 0)
        chain = people.select("start", "end")[np.maximum(beside.between[at], 0)]
        has = pl.Series(beside.between[at] >= 0)
        taken = facing[at].with_columns(
            name_row=pl.Series(beside.person[at]), chain_start=chain["start"], chain_end=chain["end"], chained=has
        )
        first = pl.when(pl.col("chained") & ~pl.lit(after)).then("chain_start").otherwise("start")
        last = pl.when(pl.col("chained") & pl.lit(after)).then("chain_end").otherwise("end")
        rows.append(taken.select("unit", "name_row", "office", start=first, end=last, after=pl.lit(after)))
    best = (
        pl.concat(rows).sort("name_row", pl.col("office").is_null(), "after", "start").unique("name_row", keep="first", maintain_order=True)
    )
    frame = pl.DataFrame({"text": texts.strings.gather(best["unit"]), "at": best["start"], "n": best["end"] - best["start"]})
    best = best.with_columns(title_text=frame.select(pl.col("text").str.slice(pl.col("at"), pl.col("n")))["text"])
    titled = names.with_row_index("name_row").join(
        best.select(pl.col("name_row").cast(pl.UInt32), "title_text", "office"),
        on="name_row",
        how="left",
        maintain_order="left",
        validate="m:1",
    )
    turned = (
        pl.col("title_text").is_not_null()
        & pl.col("discovered")
        & (pl.col("kind").is_null() | pl.col("method").is_in(["cue", "given_name"]))
    )
    return titled.with_columns(
        kind=pl.when(turned).then(pl.lit("Person")).otherwise(pl.col("kind")),
        method=pl.when(turned).then(pl.lit("title")).otherwise(pl.col("method")),
    ).drop("name_row")


def _judged(names: pl.DataFrame, reader: EntitiesReader) -> pl.DataFrame:
    """Names with their entity: ids of unknown ones, short forms joined, and mere capitals kept only with a reason."""
    same = names.filter(pl.col("kind").is_not_null()).group_by("doc", "surface", maintain_order=True).agg(seen_kind=pl.col("kind").first())
    names = names.join(same, on=["doc", "surface"], how="left", maintain_order="left", validate="m:1")
    seen = pl.col("kind").is_null() & pl.col("seen_kind").is_not_null()
    names = names.with_columns(
        kind=pl.coalesce("kind", "seen_kind"), method=pl.when(seen).then(pl.lit("repeat")).otherwise(pl.col("method"))
    ).drop("seen_kind")
    guess = pl.coalesce("guess", pl.lit("Other"))
    key = names.with_columns(kind=pl.coalesce("kind", guess))
    ids = discovered_ids(key.filter("discovered"), reader.endings, reader.company_forms)
    made = names.filter("discovered").with_columns(entity_id=ids)
    names = pl.concat([names.filter(~pl.col("discovered")), made]).sort("start_byte")
    names = joined_short_forms(names)
    bare = pl.col("method").is_null()
    plain = pl.col("opens").fill_null(value=False) | pl.col("loud").fill_null(value=False)
    kept = names.filter(~bare | ~(plain & (pl.col("n_words") == 1)) & ~pl.col("loud").fill_null(value=False))
    kept = kept.filter(~(pl.col("loud").fill_null(value=False) & pl.col("method").is_in(["cue"])))
    return kept.with_columns(kind=pl.coalesce("kind", guess), method=pl.coalesce(pl.col("method"), pl.lit("capitals")))


#: Which name column of schemas.Entities a language fills.
NAME_COLUMNS = {"ko": "name_ko", "ja": "name_ja", "zh-Hans": "name_zh", "zh-Hant": "name_zh", "ru": "name_ru"}
FOUND_IN_TEXT = "found in the text"


def _published(names: pl.DataFrame, segments: pl.DataFrame, reader: EntitiesReader) -> EntitiesRead:
    """Mentions as the contract wants them, and the entities and names that only the text knows."""
    confidence = pl.col("method").replace_strict(CONFIDENCE, return_dtype=pl.Float64)
    rows = with_id(placed(names.drop("doc_id"), segments), "mention_id", "mention").with_columns(confidence=confidence)
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
    return EntitiesRead(mentions, entities, listed)
