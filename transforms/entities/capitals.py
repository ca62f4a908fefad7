"""Unknown names in scripts with capitals: runs of capitalised words, and what their words and neighbours say they are."""

import numpy as np
import polars as pl

from transforms.chars import Script, codepoint_after, codepoint_before, script_of
from transforms.entities.aliases import Flags, after_text, before_text, ends_alone, starts_alone
from transforms.entities.batch import EntityBatch
from transforms.entities.full_names import right_behind
from transforms.entities.rules import EntitiesReader
from transforms.spans import Texts

#: Longest stretch between two words of one name, in code points.
GAP_CHARS = 16
#: Characters that end a sentence or open a new one before a capital.
OPENERS = frozenset(map(ord, ".!?:;\"'“”«»„‘’•*…|/\n"))
#: Closing quotes: a name in quotes of its own opens no sentence.
CLOSERS = frozenset(map(ord, "\"'”»’“"))
#: A unit of at least so many words, this part of them capitalised, is a headline: capitals say nothing there.
HEADLINE_WORDS, HEADLINE_SHARE = 6, 0.7
#: Kinds of known names that may be part of a longer name: University of Tokyo.
HEAD_OF_NAME = "head"
ABSORBED = ("Country", "Place", HEAD_OF_NAME)
#: Longest run taken for one name, in words.
LONGEST_RUN = 8


def capital_words(batch: EntityBatch) -> pl.DataFrame:
    """Capitalised words: spans with what each is (given, first, last, stop) and whether it opens a sentence."""
    texts, languages, capitalised, reader = batch.texts, batch.languages, batch.capitalised, batch.reader
    words = capitalised.filter(pl.Series(starts_alone(texts, capitalised) & ends_alone(texts, capitalised, "^"), dtype=pl.Boolean))
    words = words.join(reader.words, left_on="surface", right_on="word", how="left", maintain_order="left", validate="m:1")
    follows = codepoint_after(texts.buffer, words["end_byte"].to_numpy())
    initial = (pl.col("surface").str.len_chars() == 1) & pl.Series(follows == ord("."), dtype=pl.Boolean)
    words = words.with_columns(stop=pl.col("stop") & ~initial)
    words = words.with_columns(
        languages.gather(words["unit"]).alias("lang"),
        pl.col("given", "family", "common", "stop").fill_null(value=False),
        opens=pl.Series(_opens(texts, words), dtype=pl.Boolean),
        loud=_loud(texts, words),
    )
    words = words.with_columns(surname=_surname())
    words = words.with_columns(stop=pl.col("stop") & ~pl.col("surname"))
    joins, links = _joins(texts, words, reader.gaps)
    head = pl.when(pl.Series(links, dtype=pl.Boolean)).then(pl.col("first").shift(1))
    inverted = _inverted(batch, words, joins)
    return words.with_columns(
        joins=pl.Series(joins | inverted, dtype=pl.Boolean), inverted=pl.Series(inverted, dtype=pl.Boolean), head=head
    )


def _surname() -> pl.Expr:
    """Whether a word is a family name right behind a given one, whatever it means elsewhere: Theresa May, Julie Bishop."""
    behind = (pl.col("unit") == pl.col("unit").shift(1)) & (pl.col("start") == pl.col("end").shift(1) + 1)
    given = (pl.col("given") & ~pl.col("stop")).shift(1)
    return (pl.col("family") & given & behind).fill_null(value=False)


def _inverted(batch: EntityBatch, words: pl.DataFrame, joins: Flags) -> Flags:
    """Given names behind family name and comma, as registers write people: a title, one word, a comma and a given name.

    A second given name or a patronymic may follow; where other capitals do, it may be the next one of a list.
    """
    if not words.height:
        return np.zeros(0, dtype=np.bool_)
    given, unit, start, end = (words[name].to_numpy() for name in ("given", "unit", "start", "end"))
    goes_on = np.append(joins[1:], False)
    second = np.append(goes_on[1:], False)
    at = np.flatnonzero(given & ~joins & ~(goes_on & second) & (np.roll(end, 1) + 2 == start) & (np.roll(unit, 1) == unit))
    at = at[(at > 0) & ~joins[at - 1]]
    at = at[right_behind(words[at - 1], batch.titles)]
    if not at.size:
        return np.zeros(words.height, dtype=np.bool_)
    following = words[np.minimum(at + 1, words.height - 1)]
    told = following.select("lang", "given", surface=" " + pl.col("surface"))
    fits = told.select(pl.col("given") | (_by_shape(batch.reader, "whole") == "Person").fill_null(value=False)).to_series().to_numpy()
    at = at[~goes_on[at] | fits]
    gaps = pl.DataFrame({"text": batch.texts.strings.gather(unit[at]), "at": end[at - 1]})
    is_comma = gaps.select(pl.col("text").str.slice(pl.col("at"), 2) == ", ").to_series().to_numpy()
    inverted: Flags = np.zeros(words.height, dtype=np.bool_)
    inverted[at[is_comma]] = True
    return inverted


def _opens(texts: Texts, words: pl.DataFrame) -> Flags:
    """Whether a sentence begins at the word: its unit does, or a stop and a space stand before it."""
    start = words["start_byte"].to_numpy()
    one = codepoint_before(texts.buffer, start)
    is_space = script_of(one) == Script.SPACE
    width = np.where(one < 0x80, 1, np.where(one < 0x800, 2, 3))  # noqa: PLR2004  UTF-8 widths
    two = codepoint_before(texts.buffer, start - width)
    stops = np.fromiter(OPENERS, dtype=np.uint32)
    opens: Flags = (words["start"].to_numpy() == 0) | (is_space & np.isin(two, stops)) | np.isin(one, stops)
    return opens


def _joins(texts: Texts, words: pl.DataFrame, gaps: pl.DataFrame) -> tuple[Flags, Flags]:
    """Whether a word goes on the name of the word before it: only a space, a small word of names, or an initial's stop between.

    And whether it does by a word that stands behind the head of a name, as `of` in Bank of Ghana.
    """
    before = words.select(
        same=pl.col("unit") == pl.col("unit").shift(1),
        distance=pl.col("start") - pl.col("end").shift(1),
        first=pl.col("first").shift(1).is_not_null(),
        initial=pl.col("surface").shift(1).str.len_chars() == 1,
        other_script=_other_script(),
        stop=(pl.col("stop") | pl.col("stop").shift(1)).fill_null(value=False),
    )
    near = before["same"] & (before["distance"] <= GAP_CHARS) & ~before["stop"] & ~before["other_script"]
    at = np.flatnonzero(near.fill_null(value=False).to_numpy())
    frame = pl.DataFrame(
        {"text": texts.strings.gather(words["unit"].gather(at)), "at": words["end"].gather(at - 1), "n": before["distance"].gather(at)}
    )
    gap = frame.select(gap=pl.col("text").str.slice(pl.col("at"), pl.col("n")))
    role = gap.join(gaps, on="gap", how="left", maintain_order="left", validate="m:1")["role"]
    stopped = (gap["gap"] == ". ") & before["initial"].gather(at)
    behind_head = (role == "join") & before["first"].gather(at)
    joins: Flags = np.zeros(words.height, dtype=np.bool_)
    links = joins.copy()
    links[at] = behind_head.fill_null(value=False).to_numpy()
    joins[at] = (role.is_in(["space", "inner"]) | stopped).fill_null(value=False).to_numpy()
    return joins | links, links


def _other_script() -> pl.Expr:
    """Whether a word is written in other letters than the one before, and neither tells what is named: глава Apple Тим Кук."""
    latin = pl.col("surface").str.contains(r"^\p{Latin}")
    told = pl.col("last").is_not_null() | pl.col("first").shift(1).is_not_null()
    return ((latin != latin.shift(1)) & ~told).fill_null(value=False)


def _loud(texts: Texts, words: pl.DataFrame) -> pl.Series:
    """Whether the word's unit is a headline in capitals."""
    capitals = np.bincount(words["unit"].to_numpy(), minlength=len(texts.strings))
    units = np.flatnonzero(capitals > HEADLINE_SHARE * HEADLINE_WORDS)
    all_words = texts.strings.gather(units).str.count_matches(" ", literal=True).fill_null(0).to_numpy() + 1
    loud = np.zeros(len(capitals), dtype=np.bool_)
    loud[units] = (all_words >= HEADLINE_WORDS) & (capitals[units] > HEADLINE_SHARE * all_words)
    return pl.Series(loud[words["unit"].to_numpy()], dtype=pl.Boolean)


def capital_runs(texts: Texts, words: pl.DataFrame, covered: pl.Series, reader: EntitiesReader) -> pl.DataFrame:
    """Runs of capitalised words outside known names, with what speaks for a kind of name.

    `covered` is the kind of the known name over each word, null for none. A run with a word such as University takes known
    places in; any other run leaves them out. Columns: a span, n_words, kind, method (null where only capitals speak), opens,
    loud.
    """
    known = words.with_columns(covered=covered, row=pl.int_range(pl.len()))
    known = known.filter(~pl.col("stop") & (pl.col("covered").is_null() | pl.col("covered").is_in(ABSORBED)))
    known = _with_run(known)
    is_form = pl.col("last").last().is_not_null() | pl.col("first").first().is_not_null() | pl.col("head").slice(1).is_not_null().any()
    formed = known.with_columns(form=(is_form & (pl.len() > 1) & (pl.len() <= LONGEST_RUN) & ~pl.col("loud").first()).over("run"))
    kept = _with_run(formed.filter(pl.col("form") | pl.col("covered").is_null()))
    runs = kept.group_by("run", maintain_order=True).agg(
        pl.col("unit").first(), pl.col("start").first(), pl.col("end").last(), pl.col("start_byte").first(), pl.col("end_byte").last(),
        n_words=pl.len(), given=pl.col("given").first(), form=pl.col("form").first(), opens=pl.col("opens").first(),
        loud=pl.col("loud").first(), last_kind=pl.col("last").last(), first_kind=pl.col("first").first(), family=pl.col("family").last(),
        lang=pl.col("lang").first(), head_kind=pl.col("head").slice(1).drop_nulls().first(), common=pl.col("common").all(),
        unlike_person=(pl.col("common").first() | pl.col("common").last()) & ~pl.col("family").any(),
    )  # fmt: skip
    frame = pl.DataFrame({"text": texts.strings.gather(runs["unit"]), "at": runs["start"], "n": runs["end"] - runs["start"]})
    runs = runs.with_columns(surface=frame.select(pl.col("text").str.slice(pl.col("at"), pl.col("n")))["text"])
    return _kinds(texts, runs.filter(pl.col("n_words") <= LONGEST_RUN), reader).filter(~pl.col("everyday"))


def _with_run(words: pl.DataFrame) -> pl.DataFrame:
    """Number the runs: a word that does not join, or whose predecessor is gone, begins one."""
    goes_on = pl.col("joins") & (pl.col("row") == pl.col("row").shift(1) + 1)
    return words.with_columns(run=(~goes_on.fill_null(value=False)).cum_sum())


def _kinds(texts: Texts, runs: pl.DataFrame, reader: EntitiesReader) -> pl.DataFrame:
    """What each run is, by its form, its given name, its whole shape or its neighbours, in this order; `guess` by shape alone."""
    runs = _with_small_form(texts, runs, reader)
    runs = runs.with_columns(quoted=pl.Series(_quoted(texts, runs), dtype=pl.Boolean))
    word = (pl.col("common") & (pl.col("n_words") == 1)) | (pl.col("surface").str.len_chars() == 1)
    said = runs.with_columns(
        by_form=pl.when("form").then(pl.coalesce("head_kind", "last_kind", "first_kind")),
        by_given=pl.when(pl.col("given") & pl.col("n_words").is_between(2, 4)).then(pl.lit("Person")),
        by_whole=_by_shape(reader, "whole"),
        by_beside=_neighbour_kinds(texts, runs, reader.neighbours),
        by_family=pl.when(pl.col("family") & (pl.col("n_words") <= 3)).then(pl.lit("Person")),  # noqa: PLR2004  given, middle, family
        by_quotes=pl.when("quoted").then(pl.lit("Organization")),
        guess=_by_shape(reader, "guess"),
        opens=pl.col("opens") & ~pl.col("quoted"),
    )
    by_words = pl.when(pl.col("unlike_person") & (pl.col("n_words") > 1)).then(pl.lit("Organization"))
    # A capital alone does not make a name of an everyday word.
    told = pl.when(~word).then(pl.coalesce("by_beside", "by_whole"))
    method = (
        pl.when(pl.col("by_form").is_not_null()).then(pl.lit("form"))
        .when(pl.col("by_given").is_not_null()).then(pl.lit("given_name"))
        .when(told.is_not_null()).then(pl.lit("cue"))
    )  # fmt: skip
    return said.with_columns(
        # Green may be a person whom the document names in full; Solution is nobody.
        everyday=(pl.col("common") & word & ~pl.col("given") & ~pl.col("family") & ~pl.col("quoted") & pl.col("by_form").is_null())
        | _bare_form(),
        kind=pl.coalesce("by_form", "by_given", pl.when(~word).then(pl.coalesce("by_whole", "by_beside"))),
        guess=pl.coalesce("by_quotes", pl.when(~word).then(pl.coalesce("by_family", by_words, "guess"))),
        method=method,
    )


def _bare_form() -> pl.Expr:
    """Whether a run is nothing but the short legal form of a company, behind a number or a name that is known: AG, PLC."""
    alone = (pl.col("n_words") == 1) & (pl.col("last_kind") == "Company")
    return (alone & pl.col("surface").str.contains(r"^[A-Z]{2,3}$")).fill_null(value=False)


def _by_shape(reader: EntitiesReader, role: str) -> pl.Expr:
    """The kind of the first pattern `Kind_role` of the unit's language that a run's whole surface fits."""
    rows = reader.patterns.filter(pl.col("role").str.ends_with(f"_{role}")).sort("rank", "rule_id")
    fits = [
        pl.when((pl.col("lang") == lang) & pl.col("surface").str.contains(pattern)).then(pl.lit(of.removesuffix(f"_{role}")))
        for lang, of, pattern in rows.select("lang", "role", "pattern").iter_rows()
    ]
    return pl.coalesce(*fits, pl.lit(None, pl.String))


def _quoted(texts: Texts, runs: pl.DataFrame) -> Flags:
    """Whether a run fills a pair of quotes by itself."""
    marks = np.fromiter(OPENERS | CLOSERS, dtype=np.uint32)
    closers = np.fromiter(CLOSERS, dtype=np.uint32)
    before = np.isin(codepoint_before(texts.buffer, runs["start_byte"].to_numpy()), marks)
    quoted: Flags = before & np.isin(codepoint_after(texts.buffer, runs["end_byte"].to_numpy()), closers)
    return quoted


def _with_small_form(texts: Texts, runs: pl.DataFrame, reader: EntitiesReader) -> pl.DataFrame:
    """Runs lengthened by a small word that ends such names: Верховный суд, Мурманская область."""
    after = after_text(texts, runs, 24).str.extract(r"^ ([\p{Ll}&&\p{Cyrillic}]+)", 1)
    small = runs.with_columns(small=after).join(reader.small_forms, on="small", how="left", maintain_order="left", validate="m:1")
    longer = pl.col("small_kind").is_not_null() & ~pl.col("given") & pl.col("surface").str.contains(reader.before_small_form)
    size = pl.col("small").str.len_chars() + 1
    return small.with_columns(
        end=pl.when(longer).then(pl.col("end") + size).otherwise(pl.col("end")).cast(pl.Int32),
        end_byte=pl.when(longer)
        .then(pl.col("end_byte") + pl.col("small").str.len_bytes() + 1)
        .otherwise(pl.col("end_byte"))
        .cast(pl.Int64),
        surface=pl.when(longer).then(pl.concat_str("surface", pl.lit(" "), "small")).otherwise(pl.col("surface")),
        form=pl.col("form") | longer,
        last_kind=pl.when(longer).then(pl.col("small_kind")).otherwise(pl.col("last_kind")),
    )


def _neighbour_kinds(texts: Texts, runs: pl.DataFrame, neighbours: pl.DataFrame) -> pl.Series:
    """The kind that the word right before or after each run tells, if any."""
    word = r"[\p{Latin}\p{Cyrillic}.-]+"
    around = runs.select(
        before=before_text(texts, runs, 24).str.extract(rf"({word}) [«“\"]?$", 1),
        after=after_text(texts, runs, 24).str.extract(rf"^(?:,[»”\"]?)? ({word})", 1),
    )
    sides = [
        around.join(
            neighbours.filter(pl.col("side") == side).select(pl.col("surface").alias(side), "kind"),
            on=side,
            how="left",
            maintain_order="left",
        )["kind"]
        for side in ("before", "after")
    ]
    return pl.select(pl.coalesce(*sides)).to_series()
