"""Dates: found by one regular expression, read by the rows of the segment's language, counted from the segment's anchor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.reference import DatesReference
from transforms.chars import Script, codepoint_after, codepoint_before, script_of
from transforms.dates.ahead import Ahead, ahead_of, with_ahead
from transforms.dates.anchors import anchored, clock
from transforms.dates.days import Day0, Value
from transforms.dates.forms import Form, needs_clock, needs_context
from transforms.dates.grammar import Grammar
from transforms.dates.rows import languages_of, reading_order
from transforms.dates.runs import Scan, date_runs, digit_starts
from transforms.dates.values import is_counted, resolved
from transforms.place import placed, with_id
from transforms.spans import SPAN_SCHEMA, Texts

TYPES = ("DATE", "TIME", "DURATION", "SET")
COLUMNS = (
    "date_id", "doc_id", "segment_id", "start_char", "end_char", "surface", "timex_type", "value", "start_date", "end_date",
    "precision", "anchor_date", "anchor_basis", "weekday_ok", "unit", "start", "end",
)  # fmt: skip
#: A character that stands for each script beside a run, as `Grammar.read` wants it.
STAND_INS = {Script.DIGIT: "0", Script.LATIN: "a", Script.CYRILLIC: "а", Script.HANGUL: "가", Script.KATAKANA: "ア", Script.HAN: "漢"}
#: A date named at most this many code points before a bare day gives it its month.
NEAR_CHARS = 150
#: And so many paragraphs where the day itself proves it.
NEAR_UNITS = 2
#: No words that a date must follow are longer.
LEAD_CHARS = 16
FOUND = pl.Schema({"unit": pl.UInt32, "start": pl.Int32, "end": pl.Int32, "form": pl.UInt32})
RESOLVED = pl.Schema(
    {
        "meaning": pl.UInt32, "timex_type": pl.String, "value": pl.String, "start_date": pl.Date, "end_date": pl.Date,
        "precision": pl.String, "counted": pl.Boolean, "weekday_ok": pl.Boolean,
    }
)  # fmt: skip


@dataclass(frozen=True)
class DatesReader:
    """The rows of all languages, compiled."""

    #: By the segment's language: what finds runs, and what reads them.
    scans: Mapping[str, Scan]
    #: What some dates must follow.
    befores: Mapping[str, str]
    grammars: Mapping[str, Grammar]
    #: Words of the future beside a date.
    ahead: Mapping[str, Ahead]
    #: Language whose rows read a text of no known language, by the script it holds; the first script found counts.
    by_script: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, ref: DatesReference) -> "DatesReader":
        """Compile the reference rows once."""
        languages = languages_of(ref)
        scans = {lang: language.scan for lang, language in languages.items()}
        befores = {lang: language.before for lang, language in languages.items()}
        grammars = {lang: Grammar(tuple(languages[other] for other in reading_order(ref, lang))) for lang in languages}
        spaced = dict(ref.languages.select("lang", "spaced").iter_rows())
        ahead = {lang: ahead_of(ref.ahead.filter(pl.col("lang") == lang), spaced=spaced[lang]) for lang in languages}
        scripts = ref.languages.filter(pl.col("letters").is_not_null()).sort("letters_rank")
        return cls(scans, befores, grammars, ahead, tuple(scripts.select("letters", "lang").iter_rows()))


@dataclass(frozen=True)
class Dated:
    """Dates (columns of `schemas.Dates` and unit, start, end), and the segments and documents with their anchors."""

    dates: pl.DataFrame
    segments: pl.DataFrame
    documents: pl.DataFrame


def read_dates(texts: Texts, segments: pl.DataFrame, documents: pl.DataFrame, reader: DatesReader) -> Dated:
    """Every date, time, duration and repetition of every segment; segments and documents with their proved anchors.

    `segments` has one row per unit of `texts`; `documents` has doc_id, published_at and published_offset.
    """
    found, forms = date_spans(texts, segments["language"], reader)
    found = found.with_columns(in_address=_in_address(texts, found))
    segments, documents = anchored(found, forms, segments, documents)
    found, forms = with_ahead(texts, found, forms, read_as(texts, segments["language"], reader), reader.ahead)
    dates = resolve_all(found.filter(~pl.col("in_address")).drop("in_address"), forms, segments, documents)
    surfaces = _surfaces(texts, dates)
    dates = placed(dates.with_columns(surface=surfaces), segments)
    kind = dates["timex_type"].replace_strict({name: index for index, name in enumerate(TYPES)}, return_dtype=pl.Int64)
    dates = with_id(dates.with_columns(kind=kind), "date_id", "date", "kind")
    return Dated(dates.select(COLUMNS), segments, documents)


def _in_address(texts: Texts, found: pl.DataFrame) -> pl.Series:
    """Whether a date is a piece of a web address: slashes on both sides, as in /2025/07/24/."""
    frame = pl.DataFrame({"text": texts.strings.gather(found["unit"]), "start": found["start"], "end": found["end"]})
    before, after = pl.col("text").str.slice(pl.max_horizontal(pl.col("start") - 1, 0), 1), pl.col("text").str.slice(pl.col("end"), 1)
    return frame.select((before == "/") & (after == "/")).to_series()


def _surfaces(texts: Texts, dates: pl.DataFrame) -> pl.Series:
    whole = texts.strings.gather(dates["unit"])
    frame = pl.DataFrame({"text": whole, "start": dates["start"], "length": dates["end"] - dates["start"]})
    return frame.select(pl.col("text").str.slice("start", "length")).to_series()


def read_as(texts: Texts, languages: pl.Series, reader: DatesReader) -> pl.Series:
    """The language whose rows read each unit: its own, or where it has none, the one its letters tell."""
    own = languages.is_in(list(reader.grammars)).fill_null(value=False)
    if own.all():
        return languages
    text, rest = pl.col("text"), (~own).arg_true()
    told = pl.coalesce(pl.when(text.str.contains(letters)).then(pl.lit(lang)) for letters, lang in reader.by_script)
    guessed = pl.DataFrame({"text": texts.strings.gather(rest)}).select(told).to_series()
    return languages.cast(pl.String).scatter(rest, guessed)


def date_word_spans(texts: Texts, languages: pl.Series, reader: DatesReader) -> pl.DataFrame:
    """Every run of date words and numbers beside them, whether or not a row explains it (`SPAN_SCHEMA` and `language`)."""
    parts = [SPAN_SCHEMA.to_frame().with_columns(language=pl.lit(None, dtype=pl.String))]
    at = digit_starts(texts)
    unit = np.searchsorted(texts.unit_byte, at, side="right") - 1
    for lang in languages.drop_nulls().unique(maintain_order=True):
        is_own = (languages == lang).fill_null(value=False)
        own = is_own.to_numpy()[unit]
        spans = date_runs(texts, is_own.arg_true().to_numpy().astype(np.int64), (unit[own], at[own]), reader.scans[lang])
        parts.append(spans.with_columns(language=pl.lit(lang)))
    return pl.concat(parts).sort("start_byte")


def framed_runs(texts: Texts, languages: pl.Series, reader: DatesReader) -> pl.DataFrame:
    """Runs (unit, start, language) and `run`: the words they need before them, the run, and what stands around it (see `Grammar.read`)."""
    runs = date_word_spans(texts, read_as(texts, languages, reader), reader)
    edge = pl.Series([STAND_INS.get(Script(s), " ") for s in range(len(Script))] + ["("])
    before, after = edge.gather(_script_before(texts, runs)), edge.gather(_script_after(texts, runs))
    lead = _lead(texts, runs, reader)
    edge_before = pl.when(lead.str.len_chars() == 0).then(before).otherwise(pl.lit(" "))
    return runs.select(
        "unit",
        "language",
        start=pl.col("start") - lead.str.len_chars().cast(pl.Int32),
        run=pl.concat_str(edge_before, lead, "surface", after),
    )


def date_spans(texts: Texts, languages: pl.Series, reader: DatesReader) -> tuple[pl.DataFrame, list[Form]]:
    """(a row per date: unit, start, end, form; the distinct forms)."""
    runs = framed_runs(texts, languages, reader)
    distinct = runs.select("run", "language").unique(maintain_order=True)
    forms: dict[Form, int] = {}
    rows: list[tuple[int, int, int, int]] = []
    for index, (run, language) in enumerate(distinct.iter_rows()):
        rows.extend((index, f.start, f.end, forms.setdefault(f.form, len(forms))) for f in reader.grammars[language].read(run))
    pieces = pl.DataFrame(rows, schema={"run_id": pl.UInt32, "from": pl.Int32, "to": pl.Int32, "form": pl.UInt32}, orient="row")
    found = (
        runs.join(distinct.with_row_index("run_id"), on=["run", "language"], how="left", maintain_order="left")
        .join(pieces, on="run_id", how="inner", maintain_order="left_right")
        .select("unit", start=pl.col("start") + pl.col("from"), end=pl.col("start") + pl.col("to"), form="form")
    )
    return found.cast(dict(FOUND)), list(forms)  # type: ignore[arg-type]


def _lead(texts: Texts, runs: pl.DataFrame, reader: DatesReader) -> pl.Series:
    """The words before each run that some row of its language asks for ("in 2013"), else nothing."""
    start = pl.col("start")
    frame = pl.DataFrame({"text": texts.strings.gather(runs["unit"]), "start": runs["start"], "language": runs["language"]})
    frame = frame.with_columns(
        head=pl.col("text").str.slice(pl.max_horizontal(start - LEAD_CHARS, 0), pl.min_horizontal(start, LEAD_CHARS))
    )
    found = pl.coalesce(
        *(pl.when(pl.col("language") == lang).then(pl.col("head").str.extract(regex)) for lang, regex in reader.befores.items() if regex),
        pl.lit(""),
    )
    return frame.select(found).to_series()


def _script_before(texts: Texts, runs: pl.DataFrame) -> npt.NDArray[np.uint8]:
    """Script of the character before each run; a digit counts through the point, comma or hyphen of one number."""
    at = runs["start_byte"].to_numpy()
    near = codepoint_before(texts.buffer, at)
    far = script_of(codepoint_before(texts.buffer, np.maximum(at - 1, 0)))
    scripts = _through(near, far)
    return np.where(np.isin(near, [ord("("), ord("（")]), np.uint8(len(Script)), scripts).astype(np.uint8)


def _script_after(texts: Texts, runs: pl.DataFrame) -> npt.NDArray[np.uint8]:
    at = runs["end_byte"].to_numpy()
    near = codepoint_after(texts.buffer, at)
    far = script_of(codepoint_after(texts.buffer, at + 1))
    return _through(near, far)


def _through(near: npt.NDArray[np.uint32], far: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    # "138-2010-2015" is the number of a telephone.
    marks = np.isin(near, [ord(c) for c in ".,:-"])
    scripts: npt.NDArray[np.uint8] = np.where(marks & (far == Script.DIGIT), np.uint8(Script.DIGIT), script_of(near)).astype(np.uint8)
    return scripts


def resolve_all(found: pl.DataFrame, forms: list[Form], segments: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Every date with its value, counted from its segment's anchor or, where the words say so, from the date named before it."""
    places = (
        segments.select("doc_id", "is_main", anchor="anchor_date")[found["unit"]]
        if found.height
        else segments.select("doc_id", "is_main", anchor="anchor_date").clear()
    )
    rows = pl.concat([found, places], how="horizontal").join(
        documents.select("doc_id", basis="anchor_basis", clock=clock()), on="doc_id", how="left", maintain_order="left"
    )
    needs = pl.Series([needs_context(form) for form in forms], dtype=pl.Boolean)
    same, beside = (
        pl.Series([any(name in keys for name, _ in form.fields) for form in forms], dtype=pl.Boolean)
        for keys in (("same", "told"), ("beside",))
    )
    rows = rows.with_row_index("row").with_columns(
        context=needs.gather(rows["form"]),
        same=same.gather(rows["form"]),
        beside=(same & beside).gather(rows["form"]),
        moment=pl.when(pl.Series([needs_clock(form) for form in forms], dtype=pl.Boolean).gather(rows["form"]) & pl.col("is_main")).then(
            "clock"
        ),
        previous=pl.lit(None, dtype=pl.Date),
        year=pl.lit(None, dtype=pl.Int32),
    )
    first = _with_values(rows, forms)
    if needs.any():
        lean = _with_values(_with_previous(first).filter("context").select(rows.columns), forms)
        first = pl.concat([first.filter(~pl.col("context")), lean]).sort("row")
    basis = (
        pl.when(~pl.col("counted"))
        .then(pl.lit("stated"))
        .when(pl.col("start_date").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("anchor").is_null())  # counted from a date the text named before: "that same day"
        .then(pl.lit("inferred_document"))
    )
    proved = basis.when("is_main").then("basis").otherwise(pl.lit("stated"))
    return first.filter(pl.col("value").is_not_null()).with_columns(
        anchor_date=pl.when(pl.col("counted") & pl.col("start_date").is_not_null()).then("anchor"), anchor_basis=proved
    )


def _with_values(rows: pl.DataFrame, forms: list[Form]) -> pl.DataFrame:
    """Rows with the columns of RESOLVED; each distinct (form, anchor, previous date, year) is worked out once."""
    key = ["form", "day", "previous", "year", "moment"]
    counted = pl.Series([is_counted(form) for form in forms], dtype=pl.Boolean).gather(rows["form"])
    rows = rows.with_columns(day=pl.when(counted).then("anchor"))
    meanings = rows.select(key).unique(maintain_order=True).with_row_index("meaning")
    cells = [_cells(i, resolved(forms[form], Day0(*days))) for i, form, *days in meanings.iter_rows()]
    values = pl.DataFrame(cells, schema=RESOLVED, orient="row")
    return rows.join(meanings.join(values, on="meaning", how="left"), on=key, how="left", nulls_equal=True, maintain_order="left").drop(
        "day"
    )


def _cells(index: int, value: Value | None) -> tuple[Any, ...]:
    if value is None:
        return (index, *[None] * 7)
    start, end = value.span if value.span and not value.value.startswith("XXXX") else (None, None)
    return (index, value.timex_type, value.value, start, end, value.precision, value.counted, value.weekday_ok)


def _last_before(flags: pl.Series, doc: npt.NDArray[Any]) -> pl.Series:
    """For each row the number of the last one before it in its document that is flagged, else null; documents lie together."""
    row = np.maximum.accumulate(np.where(flags.to_numpy(), np.arange(len(doc)), -1))
    before = np.append(-1, row)[: len(doc)]
    return pl.Series(before, dtype=pl.Int64).set(pl.Series((before < 0) | (doc[before] != doc)), None)


def _with_previous(rows: pl.DataFrame) -> pl.DataFrame:
    """For forms that lean on what the text named before: the last full day or month of the document, the last year."""
    named = ~pl.col("context") & (pl.col("timex_type").is_in(["DATE", "TIME"])) & pl.col("start_date").is_not_null()
    fine = pl.col("precision").is_in(["day", "time", "month"])
    bare_year = ~pl.col("counted") & pl.col("value").str.contains(r"^\d{4}")
    year = pl.when(~pl.col("context") & bare_year).then(pl.col("value").str.slice(0, 4).cast(pl.Int32, strict=False))
    doc, said = rows["doc_id"].rle_id().to_numpy(), rows.select(is_full=(named & fine).fill_null(value=False), year=year)
    last = rows.select(pl.col("start_date", "unit", "end").gather(_last_before(said["is_full"], doc)).name.prefix("last_"))
    last = last.with_columns(last_year=said["year"].gather(_last_before(said["year"].is_not_null(), doc)))
    same_unit = pl.col("last_unit") == pl.col("unit")
    # "The next day, the 4th" says itself whether the date before it is the right one.
    proved = pl.col("beside") & (pl.col("unit").cast(pl.Int64) - pl.col("last_unit") <= NEAR_UNITS)
    near = (same_unit & (pl.col("same") | (pl.col("start") - pl.col("last_end") <= NEAR_CHARS))) | proved
    return rows.hstack(last).with_columns(
        previous=pl.when(pl.col("context") & near).then("last_start_date"),
        year=pl.when("context").then("last_year"),
    )
