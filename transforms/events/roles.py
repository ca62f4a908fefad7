"""Who stands how to what: groups of names, the function each has in its sentence, and the clause it stands in.

Names that are listed ("A, B and C") or describe one another ("Japan's Prime Minister A") make a group; the group has one function,
taken from the particle after it, else the preposition before it, else from word order where the language has rows for that.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.cuts import slices
from transforms.events.rules import DASH, FIRM, IN_BODY, MEETING_NOUN, REPORT, EventsReader, NameEdges
from transforms.events.scan import Told
from transforms.events.spots import keys

#: Longest gap between two names of a group, longest distance of a preposition, longest look at particles (code points).
MAX_GAP, MAX_BEFORE, MAX_AFTER = 24, 45, 16
#: What may stand within quotation marks behind a name for them to be part of it, not speech (a number).
MAX_BESIDE_NAME = 3
#: Who of two names side by side is meant: the one of the higher rank; the other describes it.
KIND_RANKS = {"Person": 4, "Company": 3, "Organization": 3, "PublicBody": 3, "Place": 2, "Country": 1}
#: From this rank on a country beside the name says whose it is, below it where it lies.
ACTOR_RANK = 3
#: Longest preposition before the first name of a sentence, with its space.
MAX_PREPOSITION = 3


def quotation_of(marks: pl.DataFrame, s: pl.Series, start: pl.Series, end: pl.Series) -> pl.Series:
    """Number of the quotation (marks of `Told.quotations`) a span lies in, -1 outside; a quotation that is but the span is none."""
    if marks.is_empty():
        return pl.Series([-1] * len(s), dtype=pl.Int64)
    at = keys(marks["s"], marks["start"])
    row = np.searchsorted(at, keys(s, start), side="left") - 1
    last = marks[np.maximum(row, 0)]
    is_inside = (row >= 0) & (last["s"].to_numpy() == s.to_numpy()) & (last["value"] == "open").to_numpy()
    closing = np.append(at, np.iinfo(np.int64).max)[np.maximum(row, 0) + 1]
    is_whole = (keys(s, start) - at[np.maximum(row, 0)] <= 1) & (keys(s, end) + MAX_BESIDE_NAME >= closing)
    return pl.Series(np.where(is_inside & ~is_whole, row, -1), dtype=pl.Int64)


def clause_of(clause_breaks: npt.NDArray[np.int64], s: pl.Series, position: pl.Series, *, opens: bool = True) -> pl.Series:
    """Number of the clause a position lies in; equal within a sentence means the same clause.

    A name where a clause opens belongs to it; a verb that itself breaks (said) still belongs to the clause before: `opens=False`.
    """
    return pl.Series(np.searchsorted(clause_breaks, keys(s, position), side="right" if opens else "left").astype(np.int64))


def beside_word(told: Told, rows: pl.DataFrame, word_class: str, *, before: bool = False) -> pl.Series:
    """Whether a word of a class starts right behind each row (s, start, end), or ends right `before` it; one space may part them."""
    edges = told.edges_of(word_class, ends=before)
    at = keys(rows["s"], rows["start" if before else "end"])
    return pl.Series(_holds(edges, at) | _holds(edges, at - 1 if before else at + 1), dtype=pl.Boolean)


def _holds(edges: npt.NDArray[np.int64], at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.append(edges, -1)[np.searchsorted(edges, at)] == at
    return found


def between(told: Told, s: pl.Series, start: pl.Series, end: pl.Series) -> pl.Series:
    """The text between two places of a sentence."""
    return slices(told.texts.buffer, told.bytes_at(s, start), told.bytes_at(s, end))


def _link_kind(edges: NameEdges, gap: str, *, same_rank: bool) -> str | None:
    """Whether the gap lists two names (joiner) or has one describe the other (modifier), which takes names of two ranks."""
    if not same_rank and (edges.described.fullmatch(gap) or edges.modifier.fullmatch(gap)):
        return "modifier"
    # two names of a kind without anything between are abbreviations side by side (US-Japan in Han characters)
    return "joiner" if not gap or edges.joiner.fullmatch(gap) else None


def _opens_headline(linked: pl.DataFrame, reader: EventsReader) -> pl.Expr:
    """A name and a comma open the sentence: "Japan, in Central Asia ..." names the doer, unless further commas make a list."""
    leads = [
        (lang, gap) for lang, gap in linked.select("lang", "gap").unique().iter_rows()
        if lang in reader.name_edges and reader.name_edges[lang].functions.get(gap.strip()) == "lead"
    ]  # fmt: skip
    leading = linked.select(pl.struct("lang", "gap").is_in([{"lang": lang, "gap": gap} for lang, gap in leads] or [None])).to_series()
    listed = (linked["row"].shift(-1) == linked["row"] + 1) & leading.shift(-1)
    return (pl.col("start_before") == 0) & pl.lit(leading & ~listed.fill_null(value=False))


def _links(told: Told, names: pl.DataFrame, reader: EventsReader) -> pl.Series:
    """How each name hangs together with the one before it: joiner, modifier or null."""
    before = names.select(pl.col("s", "start", "end", "rank", "is_place").shift(1).name.suffix("_before"))
    near = (
        names.with_row_index("row")
        .hstack(before)
        .filter((pl.col("s") == pl.col("s_before")) & (pl.col("start") - pl.col("end_before")).is_between(0, MAX_GAP))
    )
    near = near.with_columns(
        gap=between(told, near["s"], near["end_before"], near["start"]), same_rank=pl.col("rank") == pl.col("rank_before")
    )
    shape = ["lang", "gap", "same_rank"]
    shapes = near.select(shape).unique()
    kinds = [
        _link_kind(reader.name_edges[lang], gap, same_rank=same_rank) if lang in reader.name_edges else None
        for lang, gap, same_rank in shapes.iter_rows()
    ]
    linked = near.join(shapes.with_columns(link=pl.Series(kinds, dtype=pl.String)), on=shape, how="left", maintain_order="left")
    # two names and the place where they meet: US-China Geneva talks
    follows_list = (pl.col("link").shift(1) == "joiner") & (pl.col("row").shift(1) + 1 == pl.col("row"))
    is_venue = pl.col("is_place") & ~pl.col("is_place_before") & follows_list & pl.lit(beside_word(told, linked, MEETING_NOUN))
    unlike = (
        (pl.col("link") == "joiner")
        & (pl.col("is_place") != pl.col("is_place_before"))
        & (pl.max_horizontal("rank", "rank_before") > KIND_RANKS["Place"])
    )
    found = linked.filter(pl.col("link").is_not_null() & ~unlike & ~is_venue.fill_null(value=False) & ~_opens_headline(linked, reader))
    return pl.Series([None], dtype=pl.String).new_from_index(0, names.height).scatter(found["row"], found["link"])


def with_groups(told: Told, names: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """Names (s, start, end, kind; sorted) with `group` and `describes` (stands beside the name that is meant).

    A country right before a noun of companies is left out (the Vietnamese carmaker is not Vietnam), and a place that opens the article.
    """
    dateline = (pl.col("kind") == "Place") & (pl.col("start") == 0) & beside_word(told, names, DASH)
    names = names.filter(~dateline & ((pl.col("kind") != "Country") | ~beside_word(told, names, FIRM)))
    ranked = names.with_columns(
        rank=pl.col("kind").replace_strict(KIND_RANKS, default=0, return_dtype=pl.Int8),
        lang=told.sentences["language"].gather(names["s"]),
        is_place=pl.col("kind") == "Place",
    )
    ranked = ranked.with_columns(link=_links(told, ranked, reader))
    after = pl.col("link").shift(-1)
    higher_before = (pl.col("link") == "modifier") & (pl.col("rank").shift(1) > pl.col("rank"))
    higher_after = (after == "modifier") & (pl.col("rank").shift(-1) > pl.col("rank"))
    return ranked.with_columns(
        group=pl.col("link").is_null().cum_sum().cast(pl.UInt32),
        describes=(higher_before | higher_after).fill_null(value=False),
    )


def _after_function(told: Told, groups: pl.DataFrame, reader: EventsReader) -> pl.Series:
    length = told.texts.strings.str.len_chars().gather(groups["s"]).cast(pl.Int32)
    end = pl.select(pl.min_horizontal(groups["end"] + MAX_AFTER, length)).to_series()
    tails = groups.select("lang", tail=between(told, groups["s"], groups["end"], end))
    shapes = tails.unique()
    functions = []
    for lang, tail in shapes.iter_rows():
        edges = reader.name_edges.get(lang)
        hit = edges.after.match(tail) if edges else None
        function = edges.functions[hit[1]] if edges and hit else None
        functions.append(None if function == "genitive" and edges and edges.titled.match(tail) else function)
    known = shapes.with_columns(function=pl.Series(functions, dtype=pl.String))
    return tails.join(known, on=["lang", "tail"], how="left", maintain_order="left")["function"]


def _before_function(told: Told, groups: pl.DataFrame, dates: pl.DataFrame) -> pl.Series:
    """Function of the last preposition before each group, with neither another name nor a date nor a trigger between."""
    marks = told.markers.filter(~pl.col("value").is_in(["transparent", "break", "quote", "open", "close"]))
    # Of two that end in one place the longer says more (with reference to ...), and comes last.
    marks = marks.sort("s", "end", "start", "value", descending=[False, False, True, False])
    if marks.is_empty() or groups.is_empty():
        return pl.Series([None] * groups.height, dtype=pl.String)
    at = keys(groups["s"], groups["start"])
    row = np.searchsorted(keys(marks["s"], marks["end"]), at, side="right") - 1
    mark = marks.select("s", "start", "end", "value")[np.maximum(row, 0)]
    same = (row >= 0) & (mark["s"].to_numpy() == groups["s"].to_numpy())
    near = groups["start"].to_numpy() - mark["end"].to_numpy() <= MAX_BEFORE
    fence = np.sort(
        np.concatenate([*(keys(rows["s"], rows["end"] - 1) for rows in (groups, dates, told.heads)), told.breaks]), kind="stable"
    )
    mark_key = keys(mark["s"], mark["start"])
    clear = np.searchsorted(fence, at, side="left") == np.searchsorted(fence, mark_key, side="right")
    return mark["value"].cast(pl.String).set(pl.Series(~(same & near & clear)), None)


def groups_of(told: Told, names: pl.DataFrame, dates: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """One row per group of names: group, s, start, end, lang, function (null where unmarked), clause, in_body, reports (news agencies)."""
    told_by = names.with_columns(reports=pl.col("entity_id").is_in(reader.agencies.implode()))
    groups = told_by.group_by("group", maintain_order=True).agg(
        pl.col("s", "start", "lang").first(), pl.col("end").last(), pl.col("rank").max(), pl.col("reports").all(),
        is_place=pl.col("is_place").all() & (pl.len() == 1), is_body=(pl.col("rank").max() == ACTOR_RANK) & (pl.len() == 1),
    )  # fmt: skip
    is_venue = groups["is_place"] & beside_word(told, groups, MEETING_NOUN)
    groups = groups.with_columns(pl.col("reports") | pl.lit(beside_word(told, groups, REPORT)))
    after, before = _after_function(told, groups, reader), _before_function(told, groups, dates)
    # a preposition says more than the genitive of a phrase (in Vietnam's ...)
    function = pl.coalesce(pl.lit(after.set(after == "genitive", None)), pl.lit(before), pl.lit(after))
    function = pl.when(pl.lit(is_venue)).then(pl.lit("place")).otherwise(function)
    in_body = pl.col("is_body") & pl.lit(beside_word(told, groups, IN_BODY, before=True))
    opens = in_body & (pl.col("start") <= MAX_PREPOSITION)
    function = pl.when(opens).then(pl.lit("subject")).otherwise(function)
    groups = groups.with_columns(function=function, in_body=in_body, is_owner=(after == "genitive").fill_null(value=False))
    return groups.with_columns(
        function=pl.when(~pl.col("function").is_in(["reset", "apart"])).then(pl.col("function")),
        clause=clause_of(told.breaks, groups["s"], groups["start"]),
        quote=clause_of(told.quote_ends, groups["s"], groups["start"]),
        quotation=quotation_of(told.quotations, groups["s"], groups["start"], groups["end"]),
    )
