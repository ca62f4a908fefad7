"""Layout: which lines of a page are the article, from the shape of lines and what marker rows say of them.

The article is the stretch of lines with the most running text: every line gets a gain (sentences) or a cost (menus, links), and the
stretch with the largest sum is taken (maximum subsequence, Pasternack and Roth 2009), cut where a section such as `related articles`
opens. A page of running text only keeps every line.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

#: Width (Latin letters; wide characters count two) from which a line that ends like a sentence is running text.
SENTENCE_WIDTH = 55
#: Width from which a line is running text whatever its end.
PARAGRAPH_WIDTH = 130
#: Width up to which a line may be a title or heading.
TITLE_WIDTH = 220
#: More of one line counts no more: one huge line is one paragraph.
MAX_GAIN = 300
#: What a line of each kind adds to the stretch it stands in.
GAINS = {"sentence": 10, "plain": -30, "bullet": 5, "credit": -30, "label": -60, "teaser": -60, "boilerplate": -150}
#: Lines around the article that may be left over without being furniture: headings, a place, a last remark.
MAX_LEFT_BEFORE, MAX_LEFT_AFTER = 4, 3
#: Short lines in a row that make a menu inside a page.
MENU_RUN = 4
#: Lines above the running text among which the headline is looked for.
HEADLINE_REACH = 14
#: A section ends the article where the stretch before it is at least this share of what follows.
SECTION_SHARE = {"teaser": 0.5, "boilerplate": 0.2}
#: A list of teasers is broken by headings and dates, an article that goes on below a box is not: there they cost this much more.
BROKEN_COST = 4
#: Width from which a line that repeats the page's title is the headline, and the share of the best stretch its text must reach.
HEADLINE_WIDTH, HEADLINE_SHARE = 20, 0.15

#: A line with a sign between links for so many Latin letters is a menu.
CHARS_PER_LINK = 40
#: Code points up to which a line without letter or digit parts others.
MAX_WORDLESS = 12

ENDS = r"(?:[.!?。！？｡][\"'”’」』）)\]】»〉》]*|[\"”」』»])$"
TRAILS_OFF = r"(?:\.\.\.|…)[\"'”’」』）)\]】»〉》]*$"
BULLET = r"^(?:[-–—•●○◦▪■□◆◇▶►・*＊※✓✔]|[0-9０-９]{1,2}[.)．）、])[ \u3000\u00a0]*\S"
DIGITS = [*"0123456789０１２３４５６７８９"]
LINKS = r"[|｜»›]|https?://| / | · |>>"


def shaped(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with width, ends_sentence, is_bullet and is_menu (several signs that part links)."""
    tail = pl.col("text").str.tail(8)
    ends = tail.str.contains(ENDS)
    trails = pl.when(ends).then(tail).str.contains(TRAILS_OFF).fill_null(value=False)
    width = pl.col("n_chars") + (pl.col("n_bytes") - 2 * pl.col("n_chars")).clip(lower_bound=0)
    seen = lines.with_columns(
        width=width,
        ends_sentence=ends & ~trails,
        is_wordless=(pl.col("n_chars") <= MAX_WORDLESS) & ~pl.col("text").str.head(MAX_WORDLESS).str.contains(r"[\p{L}\p{N}]"),
        is_bullet=pl.col("text").str.head(6).str.contains(BULLET),
    )
    may_be_menu = pl.when(~pl.col("ends_sentence") & (pl.col("width") <= 4 * PARAGRAPH_WIDTH)).then("text")
    is_menu = may_be_menu.str.count_matches(LINKS) * CHARS_PER_LINK >= pl.col("width")
    return seen.with_columns(is_menu=is_menu.fill_null(value=False))


def _gain() -> pl.Expr:
    is_text = (pl.col("ends_sentence") & (pl.col("width") >= SENTENCE_WIDTH)) | (pl.col("width") >= PARAGRAPH_WIDTH)
    by_role = pl.col("marker").replace_strict(
        {"boilerplate": GAINS["boilerplate"], "teaser": GAINS["teaser"], "label": GAINS["label"]}, default=GAINS["credit"]
    )
    return (
        pl.when(pl.col("marker").is_not_null())
        .then(by_role)
        .when(pl.col("is_menu"))
        .then(GAINS["plain"])
        .when(is_text)
        .then(pl.col("width").clip(upper_bound=MAX_GAIN))
        .when(pl.col("ends_sentence"))
        .then(GAINS["sentence"])
        .when(pl.when("is_bullet").then("text").str.contains_any(DIGITS).fill_null(value=False))
        .then(GAINS["bullet"])
        .otherwise(GAINS["plain"])
        .cast(pl.Int64)
    )


Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Documents:
    """Where each document's lines start, for sums that begin anew in every document."""

    first: Numbers
    doc: Numbers

    @classmethod
    def of(cls, lines: pl.DataFrame) -> "Documents":
        """Documents of lines in order."""
        doc = lines["doc"].rle_id().to_numpy().astype(np.int64)
        return cls(np.flatnonzero(np.r_[True, doc[1:] != doc[:-1]]) if len(doc) else doc, doc)

    def cumulated(self, gain: Numbers) -> Numbers:
        """Running sum within each document."""
        total = np.cumsum(gain)
        return total - (total - gain)[self.first][self.doc]

    def lowest(self, values: Numbers) -> Numbers:
        """Running minimum within each document."""
        step = 2 * int(np.abs(values).max()) + 1
        return np.minimum.accumulate(values - self.doc * step) + self.doc * step

    def highest(self, values: Numbers) -> Numbers:
        """Running maximum within each document."""
        step = 2 * int(np.abs(values).max()) + 1
        return np.maximum.accumulate(values + self.doc * step) - self.doc * step

    def backwards(self) -> "Documents":
        """The same for lines in reverse order."""
        doc = self.doc[-1] - self.doc[::-1]
        return Documents(np.flatnonzero(np.r_[True, doc[1:] != doc[:-1]]), doc)


def _best_stretch(gain: Numbers, documents: Documents) -> Numbers:
    """The sum of the best stretch that ends at each line."""
    total = documents.cumulated(gain)
    return total - documents.lowest(total - gain)


def _headlines(lines: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Lines that say again what the first line of their document, the page's title, says or begins with."""
    seen = lines.select("doc", "text", "width", first=pl.col("text").first().over("doc")).with_row_index("row")
    size, repeats = pl.col("text").str.len_bytes(), pl.col("text").str.starts_with(pl.col("first"))
    able = seen.filter((pl.col("width") >= HEADLINE_WIDTH) & (pl.col("width") <= TITLE_WIDTH))
    able = able.filter((size <= pl.col("first").str.len_bytes()) | repeats)
    again = able.filter(pl.col("first").str.contains(pl.col("text"), literal=True) | repeats)
    flags = np.zeros(lines.height, dtype=np.bool_)
    flags[again["row"].to_numpy()] = True
    return flags


def _starts(lines: pl.DataFrame, documents: Documents) -> Numbers:
    """For every line the row of its document's headline, where the text below it is worth calling an article; else -1."""
    gain = lines["gain"].to_numpy()
    total = documents.cumulated(gain)
    top = np.maximum.reduceat(_best_stretch(gain, documents), documents.first)
    peak = documents.backwards().highest(total[::-1])[::-1]
    headlines = _headlines(lines)
    headlines[documents.first] = False
    worth = np.where(headlines, peak - total + gain, 0)
    best = np.maximum.reduceat(worth, documents.first)
    is_best = (worth == best[documents.doc]) & (best >= np.maximum(HEADLINE_SHARE * top, 1))[documents.doc]
    row = np.arange(len(gain))
    chosen = np.minimum.reduceat(np.where(is_best, row, len(row)), documents.first)
    return np.where(chosen < len(row), chosen, -1)[documents.doc]


def _sections(lines: pl.DataFrame, start: Numbers, documents: Documents) -> pl.Series:
    """The role of the section each line stands in or opens; null in the article.

    A section counts where the text above it is the article, not where a teaser box stands above or inside it.
    """
    row = np.arange(lines.height)
    gain = np.where(row < start, -MAX_GAIN, lines["gain"].to_numpy())
    above = documents.highest(_best_stretch(gain, documents))
    back = documents.backwards()
    harsh = np.where(gain < 0, BROKEN_COST * gain, gain)[::-1]
    below = back.highest(_best_stretch(harsh, back))[::-1]
    before = np.r_[0, above[:-1]]
    before[documents.first] = 0
    after = np.r_[below[1:], 0]
    after[np.r_[documents.first[1:] - 1, len(gain) - 1]] = 0
    share = lines["marker"].replace_strict(SECTION_SHARE, default=1.0, return_dtype=pl.Float64).fill_null(1.0).to_numpy()
    enough = (row > start) & (before >= share * after) & (before >= SENTENCE_WIDTH)
    opened = lines.select("doc", role=pl.when(pl.col("opens_section") & pl.Series(enough)).then("marker"))
    return opened.select(pl.col("role").forward_fill().over("doc")).to_series()


def _zones(lines: pl.DataFrame, start: Numbers, documents: Documents) -> npt.NDArray[np.int8]:
    """-1 above the article, 0 in it, 1 below; documents without running text are all article."""
    row = np.arange(lines.height)
    outside = lines["section"].is_not_null().to_numpy()
    gain = np.where(outside | (row < start), -10 * MAX_GAIN, lines["gain"].to_numpy())
    total = documents.cumulated(gain)
    base = total - gain
    low = documents.lowest(base)
    reach = total - low
    top = np.maximum.reduceat(reach, documents.first)[documents.doc]
    last = np.minimum.reduceat(np.where(reach == top, row, len(row)), documents.first)[documents.doc]
    first = np.maximum.reduceat(np.where((base == low[last]) & (row <= last), row, 0), documents.first)[documents.doc]
    first = np.where((start >= 0) & (start <= last), start, first)
    zone = (row > last).astype(np.int8) - (row < first).astype(np.int8)
    zone[top <= 0] = 0
    zone[outside] = 1
    return zone


def laid_out(lines: pl.DataFrame) -> pl.DataFrame:
    """Shaped and marked lines with `zone` (-1 above the article, 0 in it, 1 below), `section`, `is_page` (it has menus around it)."""
    if not lines.height:
        empty = {"zone": pl.Int8, "section": pl.String, "is_page": pl.Boolean, "gain": pl.Int64}
        return lines.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in empty.items())
    documents = Documents.of(lines)
    placed = lines.with_columns(gain=_gain())
    start = _starts(placed, documents)
    placed = placed.with_columns(section=_sections(placed, start, documents))
    placed = placed.with_columns(zone=pl.Series(_zones(placed, start, documents)))
    above, below = pl.col("zone") == -1, (pl.col("zone") == 1) & pl.col("section").is_null()
    is_plain = pl.col("marker").is_null()
    flags = placed.select(above=above & is_plain, below=below & is_plain)
    n_above, n_below = (np.add.reduceat(flags[c].to_numpy().astype(np.int64), documents.first)[documents.doc] for c in ("above", "below"))
    counted = placed.with_columns(n_above=n_above, n_below=n_below)
    is_own = is_plain | pl.col("marker").is_in(["caption", "byline", "dateline", "heading", "bullet"])
    keeps_above = above & (pl.col("n_above") <= MAX_LEFT_BEFORE) & is_own
    keeps_below = below & (pl.col("n_below") <= MAX_LEFT_AFTER) & is_own
    return counted.with_columns(
        zone=pl.when(keeps_above | keeps_below).then(0).otherwise("zone").cast(pl.Int8),
        is_page=(pl.col("n_above") > MAX_LEFT_BEFORE) | (pl.col("n_below") > MAX_LEFT_AFTER),
    )
