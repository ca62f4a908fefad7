"""Lines: the pieces a page is made of, trimmed, with exact offsets."""

import polars as pl

#: White space as Unicode has it, and marks of no width that pages leave on empty lines.
BLANKS = (
    "\t\x0b\x0c\r \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
#: A line as long as this may hold its caption twice.
MIN_DOUBLED_BYTES = 48
#: Bytes compared before the halves are.
PROBE_BYTES = 12
#: Text wrapped by hand: at least so many lines, none longer than this (code points), most of them nearly full and without a full stop.
WRAP_MIN_LINES, WRAP_MAX_CHARS = 6, 100
WRAP_FULL_SHARE, WRAP_DOC_SHARE = 0.75, 0.6
STOPS = r"[.!?。！？:：;\"”」』)）]$"


def lines_of(texts: pl.Series) -> pl.DataFrame:
    r"""Every non-blank line, trimmed: doc (row of `texts`), line (from 0, blank ones counted), start_char, n_chars, n_bytes, text.

    >>> lines_of(pl.Series(["a\n\u00a0\n b "])).select("line", "start_char", "text").rows()
    [(0, 0, 'a'), (2, 5, 'b')]
    """
    raw = (
        texts.to_frame("text")
        .with_row_index("doc")
        .select("doc", pl.col("text").str.split("\n"))
        .explode("text", empty_as_null=False)
        .with_columns(step=(pl.col("text").str.len_chars() + 1).cast(pl.Int64), kept=pl.col("text").str.strip_chars_start(BLANKS))
        .with_columns(end=pl.col("step").cum_sum(), number=pl.int_range(pl.len(), dtype=pl.Int64))
    )
    per_doc = raw.group_by("doc", maintain_order=True).agg(
        origin=pl.col("end").first() - pl.col("step").first(), zero=pl.col("number").first()
    )
    return (
        raw.filter(pl.col("kept").str.len_bytes() > 0)
        .join(per_doc, on="doc", how="left", maintain_order="left", validate="m:1")
        .with_columns(
            start_char=pl.col("end") - pl.col("origin") - 1 - pl.col("kept").str.len_chars().cast(pl.Int64),
            text=pl.col("kept").str.strip_chars_end(BLANKS),
        )
        .select(
            "doc",
            line=(pl.col("number") - pl.col("zero")).cast(pl.Int32),
            start_char=pl.col("start_char").cast(pl.Int32),
            n_chars=pl.col("text").str.len_chars().cast(pl.Int32),
            n_bytes=pl.col("text").str.len_bytes().cast(pl.Int32),
            text=pl.col("text"),
        )
    )


def halved(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines whose second half repeats the first, as captions taken from two attributes do, become two; `is_doubled` says so."""
    half = pl.col("n_bytes") // 2
    raw = pl.col("text").cast(pl.Binary)
    alike = raw.bin.slice(0, PROBE_BYTES) == raw.bin.slice(half, PROBE_BYTES)
    probed = lines.select(
        ((pl.col("n_bytes") % 2 == 0) & (pl.col("n_bytes") >= MIN_DOUBLED_BYTES) & alike).fill_null(value=False)
    ).to_series()
    if not probed.any():
        return lines.with_columns(is_doubled=pl.lit(value=False))
    first, second = pl.col("text").str.head(pl.col("n_chars") // 2), pl.col("text").str.slice(pl.col("n_chars") // 2)
    doubled = lines.with_row_index("order").filter(probed).filter(first == second)
    parts = [
        doubled.with_columns(text=first, n_chars=pl.col("n_chars") // 2, n_bytes=half),
        doubled.with_columns(
            text=second, start_char=pl.col("start_char") + pl.col("n_chars") // 2, n_chars=pl.col("n_chars") // 2, n_bytes=half
        ),
    ]
    rest = lines.with_row_index("order").join(doubled.select("order"), on="order", how="anti", maintain_order="left")
    whole = pl.concat([rest.with_columns(is_doubled=pl.lit(value=False)), *(p.with_columns(is_doubled=pl.lit(value=True)) for p in parts)])
    return whole.sort("order", "start_char").drop("order")


def unwrapped(lines: pl.DataFrame, texts: pl.Series) -> pl.DataFrame:
    """Lines of hard-wrapped documents joined to paragraphs, which then hold line ends; other documents as they are.

    A line goes on in the next one where it is nearly as long as the longest and ends in the middle of a sentence.
    """
    chars = pl.col("n_chars")
    stats = lines.group_by("doc", maintain_order=True).agg(
        longest=chars.max(), n=pl.len(), full=(chars >= WRAP_FULL_SHARE * chars.max()).mean()
    )
    is_wrapped = (pl.col("n") >= WRAP_MIN_LINES) & (pl.col("longest") <= WRAP_MAX_CHARS) & (pl.col("full") >= WRAP_DOC_SHARE)
    wrapped = stats.filter(is_wrapped & (pl.col("longest") >= WRAP_MAX_CHARS // 4)).select("doc", "longest")
    if not wrapped.height:
        return lines
    inside = lines.join(wrapped, on="doc", how="inner", maintain_order="left", validate="m:1")
    open_end = (chars >= WRAP_FULL_SHARE * pl.col("longest")) & ~pl.col("text").str.tail(1).str.contains(STOPS)
    follows = (pl.col("doc") == pl.col("doc").shift(1)) & (pl.col("line") == pl.col("line").shift(1) + 1) & open_end.shift(1)
    # Headlines of a list are as long as each other too: only where most lines go on is the text wrapped.
    marked = inside.with_columns(follows=follows.fill_null(value=False))
    marked = marked.filter(pl.col("follows").mean().over("doc") >= WRAP_DOC_SHARE / 2)
    if not marked.height:
        return lines
    joined = (
        marked.with_columns(group=(~pl.col("follows")).cum_sum(), end=pl.col("start_char") + chars)
        .group_by("group", maintain_order=True)
        .agg(pl.col("doc", "line", "start_char").first(), pl.col("end").last())
        .with_columns(n_chars=pl.col("end") - pl.col("start_char"))
    )
    text = texts.gather(joined["doc"]).to_frame("text").with_columns(joined["start_char"], joined["n_chars"])
    joined = joined.with_columns(text.select(pl.col("text").str.slice("start_char", "n_chars")))
    joined = joined.with_columns(n_bytes=pl.col("text").str.len_bytes().cast(pl.Int32)).select(lines.columns)
    rest = lines.join(joined.select("doc").unique(), on="doc", how="anti", maintain_order="left")
    return pl.concat([rest, joined]).sort("doc", "line", maintain_order=True)
