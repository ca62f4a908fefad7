"""Endings of a language, by which cells of other reference tables spell the forms of a word."""

from schemas import columns as c


class Inflections(c.Table):
    """One row per set of endings of a language."""

    name: str = c.pattern(r"^[a-z0-9]+$", "Name used in braces.", unit="name", nullable=False)
    endings: str = c.text("Endings parted by commas; an empty one is the bare stem.")
    source: str = c.text("Where this is from.")
    lang: str = c.text("The folder's language.", unit="BCP 47")

    class Config(c.Table.Config):
        """Key."""

        unique = ["lang", "name"]
