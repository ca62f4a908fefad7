"""Quotations: what stands between quotation marks, the verb that reports it and who speaks."""

import polars as pl

from transforms.page.text import TextReader
from transforms.place import placed, with_id
from transforms.spans import Texts, regex_spans

#: Width (Latin letters; wide characters count two) from which words in quotation marks are speech where a verb reports them.
MIN_REPORTED_WIDTH = 14
#: The same where no verb does: shorter ones are titles, names and terms.
MIN_UNREPORTED_WIDTH = 60
#: Code points around a quotation in which its verb and speaker are looked for, within its sentence.
REACH = 120
#: A verb this near behind the closing mark reports the shortest quotation.
NEXT_TO = 12
#: Code points before a name in which it is told whether the name is spoken to.
BEFORE = 16
#: Code points between a person and the body or country whose office it holds.
OFFICE_REACH = 40
#: Kinds of entity that speak.
SPEAKERS = ("Person", "Organization", "PublicBody", "Company", "Country")
QUOTE_COLUMNS = {
    "doc_id": pl.String, "segment_id": pl.String, "start_char": pl.Int32, "end_char": pl.Int32, "surface": pl.String,
    "quote_id": pl.String, "speaker_entity_id": pl.String, "verb": pl.String, "unit": pl.UInt32, "start": pl.Int32, "end": pl.Int32,
}  # fmt: skip


def _windows(spans: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """Spans with the rest of their sentence: `left` up to the quotation, `right` behind it."""
    text = pl.col("text")
    near = spans.with_columns(text=texts.strings.gather(spans["unit"])).with_columns(
        left=text.str.slice((pl.col("start") - REACH).clip(lower_bound=0), pl.min_horizontal("start", pl.lit(REACH))),
        right=text.str.slice(pl.col("end"), REACH),
    )
    return near.with_columns(
        left=pl.col("left").str.extract(r"([^.!?。！？\n]*(?:\.\S[^.!?。！？\n]*)*)$"),
        right=pl.col("right").str.extract(r"^([^.!?。！？\n]*(?:\.\S[^.!?。！？\n]*)*)"),
    ).drop("text")


def _verbs(quotes: pl.DataFrame, side: str, reader: TextReader) -> pl.DataFrame:
    """The reporting verb nearest to each quotation in a window: row, verb, speaker_side, at (code points of the window)."""
    words = pl.col(side).str.replace_all(r"[^\p{L}\p{N}'’]", " ")
    padded = pl.concat_str(pl.lit(" "), words, pl.lit(" "))
    needles = reader.quotations.verbs["needle"].to_list()
    hits = (
        quotes.select("row", padded=padded)
        .select(
            "row",
            "padded",
            at=pl.col("padded").str.find_many(needles, overlapping=True),
            needle=pl.col("padded").str.extract_many(needles, overlapping=True),
        )
        .filter(pl.col("at").list.len() > 0)
        .explode("at", "needle")
        .join(reader.quotations.verbs, on="needle")
    )
    nearest = [
        pl.col("at") if side == "right" else -(pl.col("at") + pl.col("needle").str.len_bytes()).cast(pl.Int64),
        -pl.col("needle").str.len_bytes().cast(pl.Int64),
    ]
    return (
        hits.sort("row", *nearest, "verb")
        .unique("row", keep="first", maintain_order=True)
        .with_columns(before=pl.col("padded").cast(pl.Binary).bin.slice(0, pl.col("at")).cast(pl.String).str.len_chars().cast(pl.Int32))
        .select(
            "row",
            "verb",
            "speaker_side",
            at=(pl.col("before") - (1 - pl.col("needle").str.starts_with(" ").cast(pl.Int32))).clip(lower_bound=0),
        )
    )


def _with_verbs(quotes: pl.DataFrame, reader: TextReader) -> pl.DataFrame:
    """Quotations with verb, speaker_side, verb_at (code points of the unit) and `gap` between quotation and verb."""
    right = _verbs(quotes, "right", reader).select("row", verb_right="verb", side_right="speaker_side", right_at="at")
    left = _verbs(quotes, "left", reader).select("row", verb_left="verb", side_left="speaker_side", left_at="at")
    both = quotes.join(right, on="row", how="left", maintain_order="left").join(left, on="row", how="left", maintain_order="left")
    left_start = pl.col("start") - pl.col("left").str.len_chars().cast(pl.Int32)
    left_gap = pl.col("left").str.len_chars().cast(pl.Int32) - pl.col("left_at") - pl.col("verb_left").str.len_chars().cast(pl.Int32)
    takes_right = pl.col("verb_right").is_not_null() & (pl.col("verb_left").is_null() | (pl.col("right_at") <= left_gap + NEXT_TO))
    return both.with_columns(
        verb=pl.when(takes_right).then("verb_right").otherwise("verb_left"),
        speaker_side=pl.when(takes_right).then("side_right").otherwise("side_left"),
        verb_at=pl.when(takes_right).then(pl.col("end") + pl.col("right_at")).otherwise(left_start + pl.col("left_at")),
        gap=pl.when(takes_right).then("right_at").otherwise(left_gap),
        from_char=left_start,
        to_char=pl.col("end") + pl.col("right").str.len_chars().cast(pl.Int32),
    ).select(*quotes.columns, "verb", "speaker_side", "verb_at", "gap", "from_char", "to_char")


def _outside(names: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Names that stand in no quotation: who is spoken of does not speak."""
    sides = spans.select("unit", quote_start="start", quote_end="end").sort("unit", "quote_start")
    last = names.sort("unit", "name_start").join_asof(
        sides, left_on="name_start", right_on="quote_start", by="unit", strategy="backward", check_sortedness=False
    )
    return last.filter((pl.col("name_start") >= pl.col("quote_end")).fill_null(value=True)).drop("quote_start", "quote_end")


def _offices(able: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """row, name_start of names that only say whose office a person holds: South Korean Finance Minister Koo, 구윤철 기획재정부 장관."""
    people = able.filter(pl.col("kind") == "Person").select("row", "title_text", person_start="name_start", person_end="name_end")
    both = able.filter(pl.col("kind") != "Person").drop("title_text").join(people, on="row")
    first_end, second_start = pl.min_horizontal("name_end", "person_end"), pl.max_horizontal("name_start", "person_start")
    both = both.filter((second_start - first_end).is_between(0, OFFICE_REACH))
    gap = texts.strings.gather(both["unit"]).to_frame("text").hstack(both.select(at=first_end, size=second_start - first_end))
    between = gap.select(gap=pl.col("text").str.slice("at", "size").str.strip_chars()).to_series()
    held = (pl.lit(between) == "") | pl.lit(between).str.contains(pl.col("title_text"), literal=True)
    return both.filter(held.fill_null(value=False)).select("row", "name_start").unique()


def _speakers(quotes: pl.DataFrame, spans: pl.DataFrame, mentions: pl.DataFrame, texts: Texts, reader: TextReader) -> pl.DataFrame:
    """row, speaker_entity_id: the nearest name on the verb's side, in the sentence, outside the quotation, that is not its object."""
    able = mentions.filter(pl.col("kind").is_in(SPEAKERS) & pl.col("entity_id").is_not_null())
    names = able.select("unit", "entity_id", "kind", "title_text", name_start="start", name_end="end").pipe(_outside, spans)
    reported = quotes.filter(pl.col("verb").is_not_null()).select(
        "row", "unit", "start", "end", "verb_at", "speaker_side", "from_char", "to_char"
    )
    pairs = reported.join(names, on="unit").filter(
        (pl.col("name_start") >= pl.col("from_char")) & (pl.col("name_end") <= pl.col("to_char"))
    )
    is_before = pl.col("name_end") <= pl.col("verb_at")
    fits = (pl.col("speaker_side") == "either") | ((pl.col("speaker_side") == "before") == is_before)
    text, start = pl.col("text"), pl.col("name_start")
    beside = pl.DataFrame([texts.strings.gather(pairs["unit"]).alias("text"), pairs["name_start"], pairs["name_end"]]).select(
        before=text.str.slice((start - BEFORE).clip(lower_bound=0), pl.min_horizontal(start, pl.lit(BEFORE))),
        behind=text.str.slice("name_end", 4),
    )
    flags = beside.select(
        is_object=pl.any_horizontal(
            pl.col("before").str.contains(reader.quotations.addressed),
            *(pl.col("behind").str.starts_with(word) for word in reader.quotations.not_subjects),
        )
    )
    distance = pl.when(is_before).then(pl.col("verb_at") - pl.col("name_end")).otherwise(pl.col("name_start") - pl.col("verb_at"))
    able = pairs.with_columns(flags["is_object"], distance=distance, fits=fits).filter(pl.col("fits") & ~pl.col("is_object"))
    return (
        able.join(_offices(able, texts), on=["row", "name_start"], how="anti", maintain_order="left")
        .sort("row", "distance", "name_start", "entity_id")
        .unique("row", keep="first", maintain_order=True)
        .select("row", speaker_entity_id="entity_id")
    )


def _marked_names(mentions: pl.DataFrame) -> pl.DataFrame:
    """unit, start, end of every name with the marks that may stand around it, and of names that hold their marks."""
    places = mentions.select("unit", "start", "end")
    return pl.concat([places, places.with_columns(pl.col("start") - 1, pl.col("end") + 1)])


def read_quotes(texts: Texts, segments: pl.DataFrame, mentions: pl.DataFrame, reader: TextReader) -> pl.DataFrame:
    """Quotations of each unit (a row of `segments`): schemas.Quotes plus unit, start, end.

    `mentions`: unit, start, end, kind, entity_id, title_text of names. The outermost marks count; the surface includes them. A name
    that stands in marks alone is no quotation.
    """
    spans = regex_spans(texts, reader.quotations.pattern).with_row_index("row")
    spans = spans.join(_marked_names(mentions), on=["unit", "start", "end"], how="anti", maintain_order="left")
    if not spans.height:
        return pl.DataFrame(schema=QUOTE_COLUMNS)
    chars, octets = pl.col("surface").str.len_chars().cast(pl.Int32), pl.col("surface").str.len_bytes().cast(pl.Int32)
    quotes = spans.with_columns(width=chars - 2 + (octets - 2 * chars).clip(lower_bound=0)).pipe(_windows, texts).pipe(_with_verbs, reader)
    reported = pl.col("verb").is_not_null() & ((pl.col("width") >= MIN_REPORTED_WIDTH) | (pl.col("gap") <= NEXT_TO))
    quotes = quotes.filter(reported | (pl.col("width") >= MIN_UNREPORTED_WIDTH))
    told = quotes.join(_speakers(quotes, spans, mentions, texts, reader), on="row", how="left", maintain_order="left", validate="1:1")
    return told.pipe(placed, segments).pipe(with_id, "quote_id", "quote").select(*QUOTE_COLUMNS)
