"""The reference data of entities in the form the reader works with: literals, join tables, expanded patterns. Built once a run."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from schemas.reference import EntitiesReference
from transforms.entities.alternatives import any_longest
from transforms.entities.curation import banned_names, curated
from transforms.entities.names import Spelling
from transforms.entities.patterns import filled_patterns, hangul_prefixes, hangul_suffixes, runs_by_language, shapes_by_role
from transforms.sounds import Sounds
from transforms.spans import Literals

#: How sure each way of recognising a name is; the one place for these figures. Ranked by experience on annotated news.
CONFIDENCE: dict[str, float] = {
    "name": 0.98,  # a full name of the reference
    "inflected": 0.97,
    "short": 0.95,
    "abbreviation": 0.92,
    "demonym": 0.9,
    "family": 0.88,  # a family name with its title or after the full name
    "supported": 0.8,  # an everyday word, but a title, a listed word or a second name supports it
    "listed": 0.7,  # a dictionary of the language lists the name
    "compound": 0.85,  # countries by one character each
    "title": 0.8,  # an unknown name beside an office or honorific
    "form": 0.8,  # an unknown name that holds a company form, a university, a ministry ...
    "given_name": 0.75,  # capitals that begin with a listed given name
    "joined": 0.65,  # katakana or Han parts joined by a middle dot
    "cue": 0.65,  # an unknown name beside a verb of speech or a preposition of place
    "repeat": 0.75,  # a name the document has shown before, in full or in part
    "capitals": 0.5,  # nothing but capitals
}

#: Characters either side of a cue in which a name is looked for.
CONTEXT_CHARS = 26
#: A capitalised word of Latin or Cyrillic letters; O'Brien, Jae-myung, AT&T and U.S are one word.
CAPITALISED = (
    r"[\p{Lu}&&[\p{Latin}\p{Cyrillic}]][\p{Latin}\p{Cyrillic}\p{M}]*"
    r"(?:-[\p{Latin}\p{Cyrillic}0-9]+|['’][\p{Lu}&&[\p{Latin}\p{Cyrillic}]][\p{Latin}\p{Cyrillic}]+|&[A-Z]+"
    r"|\.[\p{Lu}&&[\p{Latin}\p{Cyrillic}]][\p{Latin}\p{Cyrillic}]*)*"
)


#: The start of the text behind a head that goes on; the words for that go in.
GOES_ON = r"^ (?:{0}) \p{{Lu}}"
#: The end of the text before a title that is of the past; the words for that go in.
PAST = r"(?:{0})[\s-]?(?:\p{{Lu}}[\p{{L}}.]*\s+){{0,2}}$"


@dataclass(frozen=True)
class EntitiesReader:
    """Everything `read_entities` needs to know, compiled."""

    #: entity_id, kind, name, country, stands_for.
    entities: pl.DataFrame
    #: surface, lang, entity_id, kind, country, alias_kind, weak, order (rank among the entities of a surface).
    aliases: pl.DataFrame
    #: Surfaces of aliases and of longer words that hide them.
    alias_literals: Literals
    #: surface, lang, entity_id: countries written as one character.
    signs: pl.DataFrame
    #: surface, lang, cue (title, word, form, pair), office, kind, position, name_test.
    cues: pl.DataFrame
    #: Surfaces of cues and of longer words that hide them.
    cue_literals: Literals
    #: What may follow a hangul name, up to the end of its word.
    suffixes: str
    #: What may be written onto the front of a hangul name.
    prefixes: str
    #: lang, role, rank, rule_id, pattern (expanded), name_test.
    patterns: pl.DataFrame
    #: (pattern, name_test) in the order of trial, by lang and role.
    shapes: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]
    #: lang, role: those of `shapes`.
    shaped_roles: pl.DataFrame
    #: By language, one pattern of all runs without groups, and (kind, pattern) of each.
    runs: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]
    #: word, given, family, common, first (kind), last (kind), stop: what a capitalised word is.
    words: pl.DataFrame
    #: gap (with its spaces), role (inner, join): what may stand between two capitalised words of one name.
    gaps: pl.DataFrame
    #: side (before, after), surface, kind: what a word right beside capitals says they name.
    neighbours: pl.DataFrame
    #: By language, what stands right before and right after the name of a place, as patterns.
    place_cues: Mapping[str, tuple[str, str]]
    #: small, small_kind: words without a capital that end a name: суд, область.
    small_forms: pl.DataFrame
    #: What a run before such a word looks like (adjectives).
    before_small_form: str
    #: Small words that may stand between a name and its title.
    small_words: tuple[str, ...]
    #: What stands before the title of somebody who held the office: former, 전, 元; also with whose it was (former U.S. president).
    past: str
    #: What a name goes on with behind the head of a body (Labour Party of Malta).
    goes_on: str
    #: surface: never a discovered name, nor the name beside a form.
    not_names: pl.DataFrame
    #: The same surfaces.
    no_names: frozenset[str]
    #: Everyday words, by language: no part of an unknown name of several words.
    common: Mapping[str, frozenset[str]]
    #: surface, lang: never a name, by decision.
    banned: pl.DataFrame
    #: surface, entity_id, word.
    context: pl.DataFrame
    #: entity_id, country: who heads a state or government today.
    leaders: pl.DataFrame
    #: What does not matter about the spelling of a name.
    spelling: Spelling
    #: What names sound like.
    sounds: Sounds

    @classmethod
    def of(cls, ref: EntitiesReference) -> "EntitiesReader":
        """Compile the reference data."""
        ref = curated(ref)
        aliases = _aliases(ref)
        signs = aliases.filter((pl.col("surface").str.len_chars() == 1) & (pl.col("kind") == "Country")).select(
            "surface", "lang", "entity_id"
        )
        listed = aliases.filter(pl.col("surface").str.len_chars() > 1)
        hiding = ref.not_names.filter(pl.col("scope") == "literal")["surface"]
        cues, patterns = _cues(ref, signs), filled_patterns(ref)
        return cls(
            entities=ref.entities.select("entity_id", "kind", "name", "country", "stands_for"),
            aliases=listed,
            alias_literals=Literals.of([*listed["surface"], *hiding]),
            signs=signs,
            cues=cues,
            cue_literals=Literals.of([*cues["surface"], *hiding, *ref.not_names.filter(pl.col("scope") == "cue")["surface"]]),
            suffixes=hangul_suffixes(ref),
            prefixes=hangul_prefixes(ref),
            patterns=patterns,
            shapes=shapes_by_role(patterns),
            shaped_roles=patterns.select("lang", "role").unique(maintain_order=True),
            runs=runs_by_language(patterns),
            words=_words(ref),
            gaps=_gaps(ref),
            neighbours=_neighbours(ref),
            place_cues=_place_cues(ref),
            small_forms=_small_forms(ref),
            before_small_form=f"(?:{any_longest(ref.case_endings.filter(pl.col('adjective'))['ending'])})$",
            goes_on=GOES_ON.format(any_longest(ref.particles.filter(pl.col("role") == "goes_on")["surface"])),
            past=PAST.format(any_longest(ref.particles.filter(pl.col("role") == "past")["surface"])),
            small_words=tuple(sorted(set(ref.particles.filter(pl.col("role") == "beside")["surface"]))),
            not_names=ref.not_names.filter(pl.col("scope") == "name").select("surface").unique(),
            common={
                lang: frozenset(words) for lang, words in ref.common_words.group_by("lang", maintain_order=True).agg("surface").iter_rows()
            },
            no_names=frozenset(ref.not_names.filter(pl.col("scope") == "name")["surface"]),
            banned=banned_names(ref),
            context=ref.entity_context.select("surface", "entity_id", "word"),
            leaders=_leaders(ref),
            spelling=_spelling(ref),
            sounds=Sounds.of(ref.sounds, ref.sounds_alike),
        )


def _aliases(ref: EntitiesReference) -> pl.DataFrame:
    """Alias rows with the entity's kind and country; names also in capitals, as headlines and datelines write them."""
    rank = {kind: at for at, kind in enumerate(("name", "short", "abbreviation", "inflected", "demonym", "family"))}
    known = ref.entities.select("entity_id", "kind", "country")
    rows = ref.aliases.with_row_index("row").join(known, on="entity_id", how="inner", validate="m:1", maintain_order="left")
    rows = rows.with_columns(weak=pl.col("context").is_not_null())
    cased = pl.col("surface").str.to_uppercase()
    loud = rows.filter(
        pl.col("alias_kind").is_in(["name", "short", "demonym"]) & (cased != pl.col("surface")) & (pl.col("surface").str.len_chars() > 3)  # noqa: PLR2004  shorter ones are other words in capitals
    ).with_columns(surface=cased)
    both = pl.concat([rows, loud]).with_columns(
        order=pl.col("weak") * 10 + pl.col("alias_kind").replace_strict(rank, return_dtype=pl.Int32)
    )
    named = both.sort("lang", "surface", "order", "row").unique(["lang", "surface", "entity_id"], keep="first", maintain_order=True)
    none = pl.lit(None, pl.String)
    listed = ref.listed_names.select(
        "surface", "lang", "kind", entity_id=none, country=none, alias_kind=pl.lit("listed"), weak=pl.lit(value=False)
    )
    new = listed.join(named, on=["surface", "lang"], how="anti", maintain_order="left")
    return pl.concat([named, new], how="diagonal").select(
        "surface", "lang", "entity_id", "kind", "country", "alias_kind", "weak", order=pl.int_range(pl.len()).over("lang", "surface")
    )


def _cues(ref: EntitiesReference, signs: pl.DataFrame) -> pl.DataFrame:
    titles = ref.offices.select("surface", "lang", "office", "position", "name_test", cue=pl.lit("title"), kind=pl.lit("Person"))
    honorifics = ref.honorifics.select(
        "surface", "lang", "position", "name_test", office=pl.lit(None, pl.String), cue=pl.lit("title"), kind=pl.lit("Person")
    )
    # an ex-president has the title and no office
    ex = ref.particles.filter((pl.col("role") == "past") & pl.col("surface").str.ends_with("-")).select("lang", ex="surface")
    held = titles.join(ex, on="lang").with_columns(surface=pl.col("ex") + pl.col("surface"), office=pl.lit(None, pl.String))
    words = ref.cue_words.filter(pl.col("kind") == "Person").select(
        "surface", "lang", "position", "kind", office=pl.lit(None, pl.String), cue=pl.lit("word"), name_test=pl.lit("family_name")
    )
    shaped = ref.name_patterns.filter(pl.col("role").str.starts_with("organization"))["lang"].unique().to_list()
    forms = ref.name_forms.filter(pl.col("lang").is_in(shaped)).select(
        "surface", "lang", "kind",
        position=pl.col("position").replace_strict({"first": "before", "last": "after", "both": "both"}),
        office=pl.lit(None, pl.String), cue=pl.lit("form"), name_test=pl.lit("any"),
    )  # fmt: skip
    pairs = signs.join(signs, on="lang", suffix="_next").filter(pl.col("entity_id") != pl.col("entity_id_next"))
    joined = [
        pairs.select(
            "lang", surface=pl.concat_str("surface", pl.lit(dot), "surface_next"), kind=pl.lit("Country"), position=pl.lit("both"),
            office=pl.lit(None, pl.String), cue=pl.lit("pair"), name_test=pl.lit("any"),
        )
        for dot in ("", "·", "・", "-")
    ]  # fmt: skip
    columns = ["surface", "lang", "cue", "office", "kind", "position", "name_test"]
    hidden = ref.not_names.filter(pl.col("scope").is_in(["literal", "cue"])).select("surface", "lang")
    listed = pl.concat([part.select(columns) for part in (titles, held, honorifics, words, forms, *joined)])
    shown = listed.join(hidden, on=["surface", "lang"], how="anti", maintain_order="left")
    return shown.unique(["surface", "lang"], keep="first", maintain_order=True)


def _words(ref: EntitiesReference) -> pl.DataFrame:
    """What capitalised words of languages with spaces are: one row a word."""
    cased = pl.col("surface").str.contains(r"^[\p{Latin}\p{Cyrillic}]")
    forms, true = ref.name_forms.filter(cased), pl.lit(value=True)
    tables = [
        ref.given_names.filter(cased).select(word="surface", given=true),
        ref.family_names.filter(cased).select(word="surface", family=true),
        ref.common_words.filter(cased).select(word="surface", common=true),
        forms.filter(pl.col("position").is_in(["first", "both"])).select(word="surface", first="kind"),
        forms.filter(pl.col("position").is_in(["last", "both"])).select(word="surface", last="kind"),
        _stops(ref).select(word="surface", stop=true),
    ]
    found = tables[0].unique("word", keep="first", maintain_order=True)
    for table in tables[1:]:
        found = found.join(table.unique("word", keep="first", maintain_order=True), on="word", how="full", coalesce=True, validate="1:1")
    return found.sort("word")


def _stops(ref: EntitiesReference) -> pl.DataFrame:
    """Capitalised words that are no part of a name: listed ones, titles, and small forms where a sentence begins with them."""
    listed = ref.not_names.filter(pl.col("scope") == "word").select("surface")
    titles = pl.concat([ref.offices.select("surface"), ref.honorifics.select("surface")])
    small = ref.name_forms.filter(pl.col("surface").str.contains(r"^\p{Ll}")).select("surface")
    beginning = pl.concat([titles, small]).filter(pl.col("surface").str.contains(r"^[\p{Latin}\p{Cyrillic}-]+$"))
    capital = beginning.select(pl.col("surface").str.head(1).str.to_uppercase() + pl.col("surface").str.slice(1))
    return pl.concat([listed, listed.select(pl.col("surface").str.to_uppercase()), capital])


def _gaps(ref: EntitiesReference) -> pl.DataFrame:
    inner = ref.particles.filter(pl.col("role").is_in(["inner", "join"]))
    listed = inner.select(gap=pl.concat_str(pl.lit(" "), "surface", pl.lit(" ")), role="role").unique(
        "gap", keep="first", maintain_order=True
    )
    return pl.concat([pl.DataFrame({"gap": [" "], "role": ["space"]}), listed])


def _small_forms(ref: EntitiesReference) -> pl.DataFrame:
    small = ref.name_forms.filter(pl.col("surface").str.contains(r"^[\p{Ll}&&\p{Cyrillic}]+$") & pl.col("position").is_in(["last", "both"]))
    return small.select(small="surface", small_kind="kind").unique("small", keep="first", maintain_order=True)


def _neighbours(ref: EntitiesReference) -> pl.DataFrame:
    """Words of languages with capitals that stand right before or after a name and tell its kind."""
    cased = pl.col("surface").str.contains(r"^[\p{Latin}\p{Cyrillic}]")
    words = ref.cue_words.filter(cased).select("surface", "kind", "position")
    small = ref.name_forms.filter(cased & pl.col("position").is_in(["first", "both"]) & pl.col("surface").str.contains(r"^\p{Ll}"))
    before = pl.concat([words.filter(pl.col("position") != "after").select("surface", "kind"), small.select("surface", "kind")])
    after = words.filter(pl.col("position") != "before").select("surface", "kind")
    return pl.concat(
        [
            side.unique("surface", keep="first", maintain_order=True).with_columns(side=pl.lit(name))
            for name, side in (("before", before), ("after", after))
        ]
    )


def _place_cues(ref: EntitiesReference) -> dict[str, tuple[str, str]]:
    """Cue words of places by language; words of languages with spaces stand alone."""
    rows = ref.cue_words.filter(pl.col("kind") == "Place").sort(
        "lang", pl.col("surface").str.len_chars(), "surface", descending=[False, True, False]
    )
    found = {}
    for (lang,), cues in rows.group_by("lang", maintain_order=True):
        before, after = (cues.filter(pl.col("position").is_in([side, "both"]))["surface"] for side in ("before", "after"))
        spaced = cues["surface"].str.contains(r"^[\p{Latin}\p{Cyrillic}]").any()
        edge = r"[^\p{L}]" if spaced else ""
        found[str(lang)] = (
            f"(?:^|{edge}){'(?:' + any_longest(before) + ')'}{' ' if spaced else ''}$",
            f"^ ?(?:{any_longest(after)})(?:$|{edge})",
        )
    return found


def _leaders(ref: EntitiesReference) -> pl.DataFrame:
    leads = pl.col("office").is_in(["head_of_state", "head_of_government"]) & pl.col("valid_until").is_null()
    return ref.people.filter(leads).select("entity_id", "country").unique(maintain_order=True)


def _spelling(ref: EntitiesReference) -> Spelling:
    endings = {ending: "" if base == "-" else base for ending, base in ref.case_endings.select("ending", "base").iter_rows()}
    company = ref.name_forms.filter((pl.col("kind") == "Company") & (pl.col("lang") == "en"))["surface"]
    forms = company.filter(company.str.contains(r"\.$|^(?:Inc|Ltd|Corp|Co|PLC|plc|LLC)$")).str.to_lowercase().str.strip_chars(".")
    simplified = {ord(written): simple for written, simple in ref.simplified_characters.select("written", "simplified").iter_rows()}
    return Spelling(endings, frozenset(forms), simplified)
