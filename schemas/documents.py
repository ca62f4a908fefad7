"""What was read: documents, where they were seen, and the segments each is made of."""

import pandera.polars as pa
import polars as pl

from schemas import columns as c

ANCHOR_BASES = ("metadata", "stated", "inferred_document", "inferred_story", "unknown")
SEGMENT_ROLES = ("title", "lead", "body", "heading", "bullet", "caption", "byline", "dateline", "label", "teaser", "boilerplate")


class Documents(c.Table):
    """One row per distinct text (with its declared date and language); copies are rows of document_sources."""

    doc_id: str = c.key("Hash of text, declared published_at and declared language.")
    title: str = c.text("The title segment's text, or the declared title.", nullable=True)
    language: str = c.language("Main language of the article's own segments; und when it cannot be told.")
    published_at: c.Instant = c.moment("Publication time as declared by the input.", nullable=True)
    published_offset: pl.Int32 = c.number("Local time less UTC as declared: the local day counts.", unit="minutes", nullable=True)
    anchor_date: pl.Date = c.day("The day relative dates are counted from.")
    anchor_basis: str = c.one_of(ANCHOR_BASES, "What proves anchor_date.")
    text: str = c.text("Decoded text, NFC, line ends as \\n; nothing else changed.")
    encoding: str = c.text("Encoding the bytes were decoded from.", unit="IANA charset")
    n_chars: pl.Int32 = c.number("Length of text.", unit="code points", gt=0)
    story_id: str = c.key("The story this document tells: stories.story_id.", nullable=True)
    origin_id: str = c.key("Documents that go back to one report (copies, translations, one wire) share it.", nullable=True)
    translation_of: str = c.key("The document this one is a translation of: documents.doc_id.", nullable=True)
    first_seen_run: str = c.key("The run that first read it: runs.run_id.")
    ingested_at: c.Instant = c.moment("When that run read it.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["doc_id"]


class DocumentSources(c.Table):
    """One row per sighting of a document: the file and record it was read from."""

    doc_id: str = c.key("The document: documents.doc_id.")
    source_uri: str = c.text("The file the record was read from.", unit="path or URL")
    external_id: str = c.text("The record's own id, else the file's path relative to SOURCE.")
    publisher: str = c.text("The publisher the input names.", nullable=True)
    url: str = c.text("The page's address as declared.", nullable=True, unit="URL")
    raw_sha256: str = c.pattern(r"^[0-9a-f]{64}$", "SHA-256 of the record's bytes as received.", unit="hex", nullable=False)
    seen_run: str = c.key("The run that first saw this sighting: runs.run_id.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["doc_id", "source_uri", "external_id"]


class Segments(c.Table):
    """One row per piece of a page that has one role: title, lead, body, teaser, boilerplate and so on."""

    segment_id: str = c.key("Hash of document and offsets.")
    doc_id: str = c.key("The document: documents.doc_id.")
    ordinal: pl.Int32 = c.number("Position in the document, from 0.", unit="ordinal", ge=0)
    role: str = c.one_of(SEGMENT_ROLES, "What the segment is on its page.")
    is_main: bool = c.flag("Belongs to the article itself, not to teasers, labels or boilerplate.")
    language: str = c.language("Language of the segment; und when it is too short to tell.")
    start_char: pl.Int32 = c.start_char("the segment")
    end_char: pl.Int32 = c.end_char("the segment")
    duplicate_of: str = c.key("An earlier segment of the document with the same words: segments.segment_id.", nullable=True)
    anchor_date: pl.Date = c.day("The day relative dates of this segment are counted from; teasers have their own.")

    class Config(c.Table.Config):
        """Key."""

        unique = ["segment_id"]

    @pa.dataframe_check
    @classmethod
    def teasers_are_not_main(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """Teasers and boilerplate never belong to the article."""
        aside = pl.col("role").is_in(["teaser", "boilerplate"])
        return data.lazyframe.select(~(aside & pl.col("is_main")))
