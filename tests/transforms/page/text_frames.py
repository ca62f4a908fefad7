"""Documents and segments of a few texts, for tests of everything that reads text."""

import polars as pl

DOCUMENTS = pl.Schema(
    {
        "doc_id": pl.String,
        "title": pl.String,
        "language": pl.String,
        "published_at": pl.Datetime("us", "UTC"),
        "published_offset": pl.Int32,
        "publisher": pl.String,
        "text": pl.String,
    }
)


def documents(*texts: str, title: str | None = None, language: str | None = None) -> pl.DataFrame:
    """One document a text, doc0 and so on."""
    rows = [(f"doc{i}", title, language, None, None, None, text) for i, text in enumerate(texts)]
    return pl.DataFrame(rows, schema=DOCUMENTS, orient="row")


def page(*lines: str) -> str:
    """The text of a page, from its lines."""
    return "\n".join(lines)
