"""Tables of what names sound like and of characters that are one, so that one name in two scripts is known."""

from schemas import columns as c
from schemas.reference import entity_cells as cells


class WrittenSounds(c.Table):
    """One row per letter, syllable or character, and what it sounds like in names."""

    script: str = c.one_of(
        ("latin", "cyrillic", "kana", "hangul", "han", "japanese", "korean", "korean_family", "word"),
        "Script; japanese, korean: Han characters in names from there; word: a whole word that its letters do not tell.",
    )
    written: str = c.text("As written, in small letters.")
    sound: str = c.pattern(r"^[aiucfhkmnprstwy]+$", "Consonants p f t k s c m n r h w y, vowels a i u.", unit="sounds")
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["script", "written"]


class AlikeSounds(c.Table):
    """One row per pair of sounds that are heard for one another between scripts."""

    first: str = c.pattern(r"^[a-z]$", "A sound of sounds.csv.", unit="sound", nullable=False)
    second: str = c.pattern(r"^([a-z]|-)$", "Another; - for one that is not heard at all.", unit="sound", nullable=False)
    cost: float = c.number("What the change costs; any other change costs 1.", unit="0 to 1", ge=0, le=1)
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["first", "second"]


class SimplifiedCharacters(c.Table):
    """One row per Han character of Taiwan, Hong Kong or Japan that mainland China writes otherwise: 廣 and 広 are 广."""

    written: str = c.pattern(r"^.$", "The character.", unit="character", nullable=False)
    simplified: str = c.pattern(r"^.$", "The simplified one.", unit="character", nullable=False)
    source: str = cells.source()

    class Config(c.Table.Config):
        """Key."""

        unique = ["written"]
