"""What is known of events, compiled once for matching."""

import re
from dataclasses import dataclass
from unicodedata import normalize

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.reference.events import EventsReference
from transforms.events.forms import needs, surfaces, with_inner
from transforms.lexicon import Lexicon

#: Word classes the mechanisms themselves ask for.
OFFICE, SAY, TELL, PASSIVE, PASSIVE_HERE = "office", "say", "tell", "passive", "passive_here"
#: Words for those who met before (the leaders), and for the countries only (the two countries).
ANAPHOR, LANDS = "anaphor", "anaphor_lands"
#: Nouns of meetings: one place right before them is where they meet. Verbs right behind the name of those who only pass on news.
MEETING_NOUN, REPORT = "meeting_noun", "report"
#: Nouns of companies: the country right before one says whose it is.
FIRM = "firm"
#: The preposition of bodies whose people act unnamed (В Минфине заявили: in the ministry they said).
IN_BODY = "in_body"
#: A dash: the place right before one that opens a sentence is where the article was written.
DASH = "dash"
#: Words that hold the letters of a trigger and tell nothing (fire engine, 支持率); parts of words that a trigger right behind, or right
#: before, them is only a part of (ride-hailing, 支持者), and those that leave it what it is (re-elected).
IDLE, PART_BEFORE, PART_AFTER, PART_NOT = "idle", "part_before", "part_after", "part_not"
#: Words right before, and right behind, a day that is not the event's own (until May, compared with 2019); before a year only.
BEFORE_OTHER_DAY, AFTER_OTHER_DAY, BEFORE_OTHER_YEAR = "before_other_day", "after_other_day", "before_other_year"
#: Words right before, and right behind, a figure that a change starts from, or another is compared with (from 10% to 25%).
BEFORE_BASE, AFTER_BASE = "before_base", "after_base"
#: A mark right behind a day that something else is of (last summer's floods).
DAY_OWNER = "day_owner"
#: Where a cue stands to its trigger: columns of schemas.reference.events.CueTable.
BESIDE = ("side", "window", "scope")
#: Classes that amounts, dates and names beside a trigger belong to, whatever the language.
BESIDE_CLASSES = (
    "money", "percent", "count", "quantity", "date", "name", "person", "company", "organization", "publicbody", "country", "place", "other",
)  # fmt: skip
#: The bit of a class that is not among these: words, which are found later.
ANY_WORD = 1 << len(BESIDE_CLASSES)
#: Number of the need that spoils a trigger when it is met; others are numbered from 0.
UNLESS = 31
#: Functions that name the one who does it.
SUBJECT_LIKE = ("subject", "topic", "lead", "agent")
_ROLE_COLUMNS = ("subject", "object", "goal", "with", "source", "against", "place", "owner")
#: Columns of types that say something to readers, nothing to the reading.
_UNUSED = ("plover_mode", "plover_context", "iati_transaction_type", "optional_roles", "takes_amount", "meaning", "source")
_OVERRIDE = re.compile(r"([a-z]+)=([a-z]+|-)")


@dataclass(frozen=True)
class NameEdges:
    """What may stand between and after names in one language."""

    #: Whole gap between two names: `joiner` lists them, otherwise the one beside the other describes it.
    joiner: re.Pattern[str]
    modifier: re.Pattern[str]
    #: An office and a comma before the name it belongs to.
    described: re.Pattern[str]
    #: What may stand between a verb or noun and the name it is said of.
    attributive: re.Pattern[str]
    #: How a verb (its letters decomposed, NFD) ends that is said of the name behind it; any way where the language has no rows.
    adnominal: re.Pattern[str]
    #: What follows a group of names, and the function each particle gives.
    after: re.Pattern[str]
    functions: dict[str, str]
    #: A genitive and an office (Japan's government): the name stands for the office.
    titled: re.Pattern[str]


@dataclass(frozen=True)
class Yields:
    """Which kinds (columns, by row of `types`) make a kind (row) superfluous where one clause, or one sentence, tells both."""

    in_clause: npt.NDArray[np.bool_]
    in_sentence: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, types: pl.DataFrame) -> "Yields":
        """From the cells of `yields_to`: a kind, `+` behind it for the whole sentence, `*` for every kind of higher rank there."""
        names, rank = types["event_type"], types["rank"].to_numpy()
        cells = [(cell or "").split(" ") for cell in types["yields_to"]]
        in_clause = np.stack([names.is_in(cell).to_numpy() for cell in cells])
        in_sentence = np.stack([(names + "+").is_in(cell).to_numpy() for cell in cells])
        to_any = np.array(["*" in cell for cell in cells])
        return cls(in_clause, in_sentence | (to_any[:, None] & (rank[None, :] > rank[:, None])))


@dataclass(frozen=True)
class EventsReader:
    """Triggers, words, markers and cues ready for matching."""

    #: rules: lang, surface, is_free, is_participle, is_passive_form, rule (row of `triggers`)
    heads: Lexicon
    #: rule, rule_id, event_type, status, modality, voice, needs_count, type_row; in order of rule_id
    triggers: pl.DataFrame
    #: rule, rule_id, need (its number), word_class, side, window; what a trigger must not have beside it has need UNLESS
    needs: pl.DataFrame
    #: Classes each rule needs one of, one bit a class, need by need; all bits where any words will do.
    beside_needs: npt.NDArray[np.uint32]
    #: pl.Enum of every class, function and cue.
    values: pl.Enum
    #: rules: lang, surface, is_free, kind (class, marker, status, modality), value, BESIDE
    words: Lexicon
    name_edges: dict[str, NameEdges]
    #: lang, side (order_before, order_after), function
    order: pl.DataFrame
    types: pl.DataFrame
    #: Row of the kind that each kind (row of `types`) is while it is still to come; -1 where it stays what it is.
    future_row: npt.NDArray[np.int32]
    yields: "Yields"
    #: rule_id, function, role
    roles: pl.DataFrame
    #: Ids of news agencies: they tell events and take no part in them.
    agencies: pl.Series
    #: rule_id of nouns whose doer is the one they belong to (Russia's invasion) ...
    nominal: pl.Series
    #: ... and of those that stand beside what the sentence says (since the invasion): its subject is somebody else.
    adverbial: pl.Series
    #: lang, side, rule_id, surface: what tells that a sum is a part of the one before it.
    part_words: pl.DataFrame

    def offers_enough(self, rule: npt.NDArray[np.uint32], offered: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
        """Whether a sentence that offers these classes may hold everything a trigger needs; words are not looked at."""
        enough = np.ones(len(rule), dtype=np.bool_)
        for masks in self.beside_needs.T:
            enough &= (masks[rule] & (offered | np.uint32(ANY_WORD))) != 0
        return enough

    @classmethod
    def of(cls, ref: EventsReference, agencies: pl.Series | None = None) -> "EventsReader":
        """Everything the reading of events looks up, from the reference data; `agencies` are ids of those who report the news."""
        rules = ref.triggers.sort("rule_id").with_row_index("rule")
        types = ref.types.sort("event_type")
        type_row = {name: row for row, name in enumerate(types["event_type"])}
        asked = needs(rules, "needs")
        unless = needs(rules, "unless").with_columns(need=pl.lit(UNLESS, dtype=pl.UInt32))
        words = _seen_through(with_inner(_word_rules(ref)))
        named = pl.concat([words["value"], asked["word_class"], unless["word_class"], pl.Series(BESIDE_CLASSES)])
        values = pl.Enum(named.unique().sort())
        return cls(
            heads=Lexicon.of(with_inner(surfaces(rules, ref.inflections, ["rule"]))),
            triggers=rules.select("rule", "rule_id", "event_type", "status", "modality", "voice")
            .join(asked.group_by("rule").agg(needs_count=pl.col("need").n_unique()), on="rule", how="left", maintain_order="left")
            .with_columns(pl.col("needs_count").fill_null(0), type_row=pl.col("event_type").replace_strict(type_row)),
            needs=pl.concat([asked, unless]).with_columns(pl.col("word_class").cast(values)).sort("rule", "need", "word_class"),
            beside_needs=_beside_needs(asked, rules.height),
            values=values,
            words=Lexicon.of(words.with_columns(pl.col("value").cast(values)), is_dense=True),
            name_edges=_name_edges(ref),
            order=ref.markers.filter(pl.col("side").str.starts_with("order")).select("lang", "side", "function"),
            types=types.drop(pl.selectors.ends_with("_role"), "future_type", "yields_to", *_UNUSED),
            future_row=types["future_type"].replace_strict(type_row, default=-1, return_dtype=pl.Int32).to_numpy(),
            yields=Yields.of(types),
            roles=_roles(ref),
            agencies=pl.Series([], dtype=pl.String) if agencies is None else agencies,
            nominal=_with_override(rules, "genitive"),
            adverbial=_with_override(rules, "named"),
            part_words=ref.part_words.select("lang", "side", "rule_id", "surface").sort("lang", "rule_id"),
        )


def _beside_needs(asked: pl.DataFrame, n_rules: int) -> npt.NDArray[np.uint32]:
    """Needs (column) of rules (row) as bits of BESIDE_CLASSES."""
    everything = np.iinfo(np.uint32).max
    bits = {name: 1 << at for at, name in enumerate(BESIDE_CLASSES)}
    masks = np.zeros((n_rules, int(asked["need"].max() or 0) + 1), dtype=np.uint32)  # type: ignore[arg-type]
    for rule, need, word_class in asked.select("rule", "need", "word_class").iter_rows():
        masks[rule, need] |= bits.get(word_class, everything)
    masks[masks == 0] = everything
    return masks


def _word_rules(ref: EventsReference) -> pl.DataFrame:
    """Everything looked for beside triggers; offices are looked for around names only."""
    before = ref.markers.filter(pl.col("side") == "before")
    parts = [
        surfaces(ref.words.filter(pl.col("word_class") != OFFICE), ref.inflections, ["word_class"])
        .rename({"word_class": "value"})
        .with_columns(kind=pl.lit("class")),
        surfaces(before, ref.inflections, ["function"]).rename({"function": "value"}).with_columns(kind=pl.lit("marker")),
        surfaces(ref.status_cues, ref.inflections, ["status", *BESIDE]).rename({"status": "value"}),
        surfaces(ref.modality_cues, ref.inflections, ["modality", *BESIDE]).rename({"modality": "value"}),
    ]
    parts[2] = parts[2].with_columns(kind=pl.lit("status"))
    parts[3] = parts[3].with_columns(kind=pl.lit("modality"))
    return pl.concat(parts, how="diagonal").drop("is_participle", "is_passive_form")


def _seen_through(rules: pl.DataFrame) -> pl.DataFrame:
    """Rules without the prepositions inside transparent phrases: in "with leaders from" the first one counts."""
    transparent = rules.filter((pl.col("value") == "transparent") & (pl.col("shift") == 0)).select("lang", "surface").unique()
    inner = (pl.col("kind") == "marker") & (pl.col("shift") > 0)
    return pl.concat(
        [rules.filter(~inner), rules.filter(inner).join(transparent, on=["lang", "surface"], how="anti", maintain_order="left")]
    )


def _with_override(rules: pl.DataFrame, function: str) -> pl.Series:
    return rules.filter(pl.col("roles").fill_null("").str.contains(f"{function}="))["rule_id"]


def _roles(ref: EventsReference) -> pl.DataFrame:
    by_type = {row["event_type"]: row for row in ref.types.iter_rows(named=True)}
    rows = []
    for rule_id, event_type, overrides in ref.triggers.select("rule_id", "event_type", "roles").iter_rows():
        mapping = {function: by_type[event_type][f"{function}_role"] for function in _ROLE_COLUMNS}
        mapping |= dict(_OVERRIDE.findall(overrides or ""))
        rows += [(rule_id, function, role) for function, role in mapping.items() if role and role != "-"]
    return pl.DataFrame(rows, schema={"rule_id": pl.String, "function": pl.String, "role": pl.String}, orient="row")


#: What no text matches.
NEVER = "(?!)"


def _alternatives(forms: list[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(set(forms), key=lambda form: (-len(form), form))) or NEVER


def _name_edges(ref: EventsReference) -> dict[str, NameEdges]:
    offices = surfaces(ref.words.filter(pl.col("word_class") == OFFICE), ref.inflections, [])
    around = surfaces(ref.markers.filter(pl.col("side").is_in(["after", "between"])), ref.inflections, ["side", "function"])
    marks = surfaces(ref.markers.filter(pl.col("function").is_in(["open", "close"])), ref.inflections, [])
    edges = {}
    for lang in ref.markers["lang"].unique().sort():
        mine = around.filter(pl.col("lang") == lang)
        particles = dict(mine.filter(pl.col("side") == "after").select("surface", "function").iter_rows())
        between = mine.filter(pl.col("side") == "between")
        joiners, genitives, attributives, adnominals = (
            _alternatives(between.filter(pl.col("function") == function)["surface"].to_list())
            for function in ("joiner", "genitive", "attributive", "adnominal")
        )
        office = f"(?:\\s?(?:{_alternatives(offices.filter(pl.col('lang') == lang)['surface'].to_list())}))"
        # a mark around a name is no part of it: «Rosatom» and «Gazprom»
        mark = f"(?:{_alternatives(marks.filter(pl.col('lang') == lang)['surface'].to_list())})?"
        edges[lang] = NameEdges(
            joiner=re.compile(f"{mark}{office}{{0,3}}(?:{joiners}){office}{{0,3}}\\s?{mark}"),
            modifier=re.compile(f"(?:{genitives})?{office}{{0,3}}\\s?"),
            described=re.compile(f"(?:{genitives})?{office}{{1,3}}[,、，]\\s?"),
            attributive=re.compile(f"\\s?(?:{attributives})?\\s?"),
            adnominal=re.compile("" if adnominals == NEVER else f"(?:{normalize('NFD', adnominals)})\\s?$"),
            # hangul after a particle makes it part of a longer word
            after=re.compile(f"{mark}(?:{genitives})?{office}{{0,3}}({_alternatives(list(particles))})(?!(?<=[가-힣])[가-힣])"),
            functions=particles,
            titled=re.compile(f"(?:{genitives}){office}"),
        )
    return edges
