"""Segments: what each piece of a page is, and which pieces are the article itself."""

import polars as pl

from transforms.ids import span_ids
from transforms.page.language import document_languages, segment_languages
from transforms.page.layout import HEADLINE_REACH, MENU_RUN, SENTENCE_WIDTH, TITLE_WIDTH, laid_out, shaped
from transforms.page.lines import halved, lines_of, unwrapped
from transforms.page.markers import marked
from transforms.page.text import TextReader

__all__ = ["TextReader", "document_languages", "read_segments"]

#: Roles that are never part of the article.
ASIDE = ("label", "teaser", "boilerplate")
#: Width from which a line that stands above another possible title is no mere site name.
MIN_TITLE_WIDTH = 20
#: Width from which it is a headline before any narrower line.
CLEAR_TITLE_WIDTH = 30
#: Code points two leads must share at their start to be compared.
SAME_START = 40


def _with_titles(lines: pl.DataFrame, titles: pl.Series) -> pl.DataFrame:
    """`is_title`, of one line a document at most: the declared title, what repeats the page's title, or a headline above the text."""
    text = pl.col("text")
    row = pl.col("row").cast(pl.Int64)
    is_short = (
        ~text.str.contains("[,;:、，：]$")
        & (pl.col("width") <= TITLE_WIDTH)
        & ~pl.col("ends_like_text")
        & pl.col("marker").is_null()
        & pl.col("section").is_null()
    )
    seen = lines.with_columns(
        declared=titles.str.strip_chars().gather(lines["doc"]),
        first=text.first().over("doc"),
        rank=row - row.first().over("doc"),
        text_row=row.filter((pl.col("zone") == 0) & pl.col("ends_like_text")).first().over("doc"),
        is_short=is_short,
    ).with_columns(reach=pl.col("text_row").cast(pl.Int64) - row)
    near = (pl.col("reach") > 0) & (pl.col("reach") <= HEADLINE_REACH)
    is_short, is_wide, opens = pl.col("is_short"), pl.col("width") >= MIN_TITLE_WIDTH, pl.col("rank") == 0
    named = near & is_short & ~opens & is_wide & pl.col("first").str.starts_with(text)
    score = (
        pl.when(text == pl.col("declared")).then(5)
        .when(named).then(4)
        .when(is_short & near & (pl.col("width") >= CLEAR_TITLE_WIDTH)).then(3)
        .when(is_short & near & is_wide).then(2)
        .when(is_short & opens & ~pl.col("is_page") & (near | is_wide)).then(1)
        .otherwise(0)
    )  # fmt: skip
    # Above running text the nearest headline wins on a page with menus, the first one elsewhere.
    order = pl.when("is_page").then(row).otherwise(-row)
    ranked = seen.with_columns(score=score).with_columns(order=order, top=pl.col("score").max().over("doc"))
    candidates = ranked.with_columns(order=pl.when((pl.col("score") == pl.col("top")) & (pl.col("score") > 0)).then("order"))
    return lines.with_columns(
        candidates.select(is_title=(pl.col("order") == pl.col("order").max().over("doc")).fill_null(value=False))["is_title"]
    )


def _roles(lines: pl.DataFrame) -> pl.DataFrame:
    """`role` and `is_main` of every line."""
    row = pl.col("row")
    title_row = row.filter(pl.col("is_title")).first().over("doc")
    text_row = row.filter((pl.col("zone") == 0) & pl.col("ends_like_text") & pl.col("marker").is_null()).first().over("doc")
    marker, zone = pl.col("marker"), pl.col("zone")
    between = (zone == -1) & (row > title_row)
    is_credit = marker.is_in(["byline", "dateline", "caption"])
    plain_run = pl.col("in_menu") & pl.col("is_page")
    inside = (
        pl.when(marker.is_in(ASIDE)).then(marker)
        .when(is_credit).then(marker)
        .when(plain_run | pl.col("is_wordless") | (row < title_row) & (pl.col("width") < MIN_TITLE_WIDTH)).then(pl.lit("label"))
        .when(row == text_row).then(pl.lit("lead"))
        .when(pl.col("is_bullet")).then(pl.lit("bullet"))
        .when(pl.col("ends_like_text") | pl.col("ends_sentence")).then(pl.lit("body"))
        .when(row < text_row).then(pl.lit("heading"))
        .otherwise(pl.lit("heading"))
    )  # fmt: skip
    in_section = (
        pl.when(marker.is_in(["boilerplate", "label"])).then(marker)
        .when(pl.col("section") == "boilerplate").then(pl.lit("boilerplate"))
        .when(pl.col("opens_section") | marker.is_in(["caption", "byline", "dateline"])).then(pl.lit("label"))
        .otherwise(pl.lit("teaser"))
    )  # fmt: skip
    outside = (
        pl.when(marker.is_in(["boilerplate", "teaser"]))
        .then(marker)
        .when(pl.col("ends_like_text"))
        .then(pl.lit("teaser"))
        .otherwise(pl.lit("label"))
    )
    role = (
        pl.when("is_title").then(pl.lit("title"))
        .when(pl.col("section").is_not_null()).then(in_section)
        .when(zone == 0).then(inside)
        .when(between & is_credit).then(marker)
        .otherwise(outside)
    )  # fmt: skip
    main = (zone == 0) | pl.col("is_title") | (between & is_credit)
    own = main & ~pl.col("role").is_in(ASIDE) & (pl.col("section").is_null() | pl.col("is_title"))
    told = lines.with_columns(role=role).with_columns(is_main=own)
    # A document of furniture alone, such as one line `Watch: ...`, is its own article.
    bare = ~pl.col("is_main").any().over("doc") & (pl.col("role") != "boilerplate") & ~pl.col("opens_section") & ~pl.col("is_wordless")
    return told.with_columns(is_main=pl.col("is_main") | bare, role=pl.when(bare).then(pl.lit("body")).otherwise("role"))


def _in_menus(lines: pl.DataFrame) -> pl.DataFrame:
    """`in_menu`: one of several short lines in a row that end like no sentence."""
    is_short = ~pl.col("ends_sentence") & (pl.col("width") < SENTENCE_WIDTH) & ~pl.col("is_bullet")
    run = lines.select("doc", short=is_short).with_columns(run=pl.struct("doc", "short").rle_id())
    return lines.with_columns(run.select(in_menu=pl.col("short") & (pl.len().over("run") >= MENU_RUN))["in_menu"])


def _duplicates(segments: pl.DataFrame) -> pl.Series:
    """For each segment the segment_id of an earlier one of its document with the same words, or one whose start it repeats; else null."""
    size = pl.col("end_char") - pl.col("start_char")
    start = pl.when(size >= SAME_START).then(pl.col("text").str.head(SAME_START)).otherwise("text").hash()
    keyed = segments.select("text", "segment_id", doc=pl.col("doc_id").rle_id(), key=start).with_row_index("row")
    first = keyed.with_columns(first_row=pl.col("row").first().over("doc", "key"))
    again = first.filter(pl.col("row") != pl.col("first_row"))
    before = segments.select(first_text="text", first_id="segment_id")[again["first_row"]]
    earlier = again.with_columns(before)
    same = (
        (pl.col("text") == pl.col("first_text"))
        | pl.col("first_text").str.starts_with(pl.col("text"))
        | pl.col("text").str.starts_with(pl.col("first_text"))
    )
    known = earlier.filter(same).select("row", duplicate_of="first_id")
    return first.select("row").join(known, on="row", how="left", maintain_order="left")["duplicate_of"]


def read_segments(documents: pl.DataFrame, reader: TextReader) -> pl.DataFrame:
    """Segments of documents (doc_id, title, language, text, ...): schemas.Segments plus `text`, in the order of documents and lines."""
    lines = lines_of(documents["text"]).pipe(unwrapped, documents["text"]).pipe(halved).pipe(shaped)
    lines = lines.with_columns(marked(lines, reader.markers))
    lines = lines.with_columns(
        ends_like_text=(pl.col("ends_sentence") & (pl.col("width") >= SENTENCE_WIDTH)) | (pl.col("width") >= TITLE_WIDTH),
        marker=pl.when("is_doubled").then(pl.lit("caption")).otherwise("marker"),
    )
    lines = laid_out(lines).with_row_index("row").pipe(_in_menus).pipe(_with_titles, documents["title"]).pipe(_roles)
    doc_id = documents["doc_id"].gather(lines["doc"])
    declared = documents["language"].gather(lines["doc"])
    end = lines["start_char"] + lines["n_chars"]
    segments = lines.select(
        segment_id=span_ids(doc_id, "segment", lines["start_char"], end),
        doc_id=doc_id,
        ordinal=(pl.col("row") - pl.col("row").first().over("doc")).cast(pl.Int32),
        role=pl.col("role"),
        is_main=pl.col("is_main"),
        language=segment_languages(lines["text"], lines["doc"], declared, reader.languages),
        start_char=pl.col("start_char"),
        end_char=end,
        anchor_date=pl.lit(None, dtype=pl.Date),
        text=pl.col("text"),
    )
    return segments.insert_column(8, _duplicates(segments).alias("duplicate_of"))
