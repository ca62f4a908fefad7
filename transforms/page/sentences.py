"""Sentences with exact offsets: candidates are found in one pass, then kept by what stands before and after each.

A full stop, question or exclamation mark ends a sentence with the closing quotes and brackets behind it, unless it belongs to an
abbreviation or initial, a small letter follows, a word follows that continues a quotation, or the quotation around it is still open.
Scripts without spaces need no space behind their full stop.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.chars import codepoint_after, codepoint_before, members, members_at, utf8_bytes
from transforms.page.text import TextReader
from transforms.spans import FIRST_BYTE, Texts

Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SPACED_STOPS = ".!?…"
UNSPACED_STOPS = "。！？｡"
CLOSERS = "\"'”’»」』）)]】》〉›"
SPACES = " \n\t\u00a0\u2009\u202f\u3000"
#: Closing marks looked past behind a full stop, and spaces looked past one by one.
MAX_CLOSERS, MAX_SPACES = 3, 4
#: A quotation longer than this many bytes has sentences of its own.
MAX_QUOTE_BYTES = 900
#: Bytes of the word before a full stop that are compared with abbreviations.
TOKEN_BYTES = 16
#: Words after a closing quote are compared by their first characters.
MAX_CONTINUATION = 4
TABLE_SIZE = 0x10000
FIRST_HANGUL = 0x1100

SENTENCE_SCHEMA = pl.Schema(
    {"sentence": pl.UInt32, "unit": pl.UInt32, "start": pl.Int32, "end": pl.Int32, "start_byte": pl.Int64, "end_byte": pl.Int64}
)


def _small_letters() -> Flags:
    return np.array([chr(c).islower() for c in range(TABLE_SIZE)])


def _letters() -> Flags:
    """Letters of alphabets; Hangul, kana and Han are words by themselves."""
    return np.array([c < FIRST_HANGUL and chr(c).isalpha() for c in range(TABLE_SIZE)])


_IS_CLOSER, _IS_SPACE, _IS_SMALL, _IS_LETTER = members(CLOSERS), members(SPACES), _small_letters(), _letters()
_IS_DIGIT = members("0123456789０１２３４５６７８９")
_IS_SPACED_STOP = members(SPACED_STOPS)


def _skipped(buffer: npt.NDArray[np.uint8], at: Positions, table: Flags, limit: int) -> Positions:
    """Where the run of characters of a table that starts at each position ends; at most `limit` of them."""
    for _ in range(limit):
        here = codepoint_after(buffer, at)
        step = members_at(table, here)
        if not step.any():
            break
        at = at + np.where(step, utf8_bytes(here), 0)
    return at


def _past_spaces(buffer: npt.NDArray[np.uint8], at: Positions) -> Positions:
    """Where the first character that is no space stands, at each position or behind it."""
    after = _skipped(buffer, at, _IS_SPACE, MAX_SPACES)
    still = np.flatnonzero(members_at(_IS_SPACE, codepoint_after(buffer, after)))
    if len(still):  # seldom: all spaces of the texts are looked at, however many stand in a row
        codes = np.frombuffer(buffer.tobytes().decode().encode("utf-32-le"), dtype=np.uint32)
        words = np.flatnonzero(buffer.view(np.int8) >= FIRST_BYTE)[~members_at(_IS_SPACE, codes)]
        after[still] = np.append(words, len(buffer))[np.searchsorted(words, after[still])]
    return after


def _needles() -> list[str]:
    stops = [stop + after for stop in SPACED_STOPS for after in SPACES + CLOSERS]
    return [*stops, *UNSPACED_STOPS]


def _hits(texts: Texts, needles: list[str]) -> Positions:
    """Where each needle starts in the buffer, in order."""
    found = (
        texts.strings.to_frame("text")
        .with_row_index("unit")
        .select("unit", at=pl.col("text").str.find_many(needles, leftmost=True))
        .filter(pl.col("at").list.len() > 0)
        .explode("at")
    )
    at: Positions = texts.unit_byte[found["unit"].to_numpy()] + found["at"].to_numpy().astype(np.int64)
    return at


def _tokens(buffer: npt.NDArray[np.uint8], end: Positions) -> npt.NDArray[np.uint64]:
    """Key of the word that ends at each position: its last bytes since a space, bracket or quote; words of the same key are the same."""
    at = end[:, None] - np.arange(TOKEN_BYTES, 0, -1)
    window = np.where(at >= 0, buffer[np.maximum(at, 0)], 0x20).astype(np.uint8)
    stops = np.isin(window, np.frombuffer(b' \n\t("[/-', dtype=np.uint8))
    inside = np.cumsum(stops[:, ::-1], axis=1)[:, ::-1] == 0
    words = np.ascontiguousarray(np.where(inside, window, 0)).view(np.uint64).reshape(-1, 2)
    keys: npt.NDArray[np.uint64] = words[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ words[:, 1]
    return keys


def _token_keys(words: tuple[str, ...]) -> npt.NDArray[np.uint64]:
    encoded = [w.encode() for w in words if len(w.encode()) < TOKEN_BYTES]
    buffer = np.frombuffer(b"".join(b" " * TOKEN_BYTES + w for w in encoded), dtype=np.uint8)
    ends = np.cumsum([TOKEN_BYTES + len(w) for w in encoded])
    return _tokens(buffer, ends.astype(np.int64)) if encoded else np.zeros(0, dtype=np.uint64)


def _is_initial(buffer: npt.NDArray[np.uint8], stop: Positions) -> Flags:
    """Whether the full stop follows a single letter: an initial, or one letter of U.S. or т. е."""
    before = codepoint_before(buffer, stop)
    earlier = codepoint_before(buffer, stop - utf8_bytes(before))
    return members_at(_IS_LETTER, before) & ~members_at(_IS_LETTER, earlier) & ~members_at(_IS_DIGIT, earlier)


def _starts_with(buffer: npt.NDArray[np.uint8], at: Positions, words: tuple[str, ...]) -> Flags:
    """Whether one of the words (UTF-8) stands at each position."""
    found = np.zeros(len(at), dtype=np.bool_)
    last = max(len(buffer) - 1, 0)
    for word in words:
        here = np.ones(len(at), dtype=np.bool_)
        for k, byte in enumerate(word.encode()):
            here &= buffer[np.minimum(at + k, last)] == byte
        found |= here
    return found


def _depths(buffer: npt.NDArray[np.uint8], marks: Positions, texts: Texts, reader: TextReader) -> npt.NDArray[np.int64]:
    """+1 and -1 for quotation marks that open and close; 0 in units where they do not pair, and for very long quotations."""
    sign = codepoint_after(buffer, marks)
    step = members_at(members("".join(reader.sentences.opens)), sign).astype(np.int64) - members_at(
        members("".join(reader.sentences.closes)), sign
    )
    unit = np.searchsorted(texts.unit_byte, marks, side="right") - 1
    depth = np.cumsum(step)
    first = np.r_[True, unit[1:] != unit[:-1]] if len(unit) else np.zeros(0, dtype=np.bool_)
    group = np.cumsum(first) - 1
    base = (depth - step)[first][group] if len(unit) else depth
    depth = depth - base
    lowest = np.minimum.reduceat(depth, np.flatnonzero(first)) if len(unit) else depth
    final = depth[np.r_[np.flatnonzero(first)[1:] - 1, len(unit) - 1]] if len(unit) else depth
    paired = ((lowest >= 0) & (final == 0))[group] if len(unit) else first
    step = np.where(paired, step, 0)
    opened, closed = np.flatnonzero((step == 1) & (depth == 1)), np.flatnonzero((step == -1) & (depth == 0))
    long = marks[closed] - marks[opened] > MAX_QUOTE_BYTES
    step[opened[long]] = step[closed[long]] = 0
    return step


def _is_shortened(buffer: npt.NDArray[np.uint8], stop: Positions, following: Positions, reader: TextReader) -> Flags:
    """Whether the full stop belongs to an abbreviation, an initial or a numbered date, and no sentence opens behind it."""
    known = pl.Series(_tokens(buffer, stop + 1)).is_in(_token_keys(reader.sentences.abbreviations).tolist()).to_numpy()
    candidate = known | _is_initial(buffer, stop)
    opens = np.zeros(len(stop), dtype=np.bool_)
    opens[candidate] = _starts_with(buffer, following[candidate], reader.sentences.openers)
    follower = codepoint_after(buffer, following)
    numbered = members_at(_IS_DIGIT, codepoint_before(buffer, stop)) & (members_at(_IS_DIGIT, follower) | (follower >= FIRST_HANGUL))
    return (candidate & ~opens) | numbered


def _ends(texts: Texts, reader: TextReader) -> Positions:
    """Byte positions at which a sentence ends inside a unit."""
    buffer = texts.buffer
    stop, marks = _hits(texts, _needles()), _hits(texts, list(reader.sentences.together))
    sign = codepoint_after(buffer, stop)
    spaced = members_at(_IS_SPACED_STOP, sign)
    behind = stop + utf8_bytes(sign)
    end = _skipped(buffer, behind, _IS_CLOSER, MAX_CLOSERS)
    following = _past_spaces(buffer, end)
    follower = codepoint_after(buffer, following)
    quoted, apart = end > behind, following > end
    plain_dot = np.flatnonzero((sign == ord(".")) & ~quoted)
    shortened = np.zeros(len(stop), dtype=np.bool_)
    shortened[plain_dot] = _is_shortened(buffer, stop[plain_dot], following[plain_dot], reader)
    continued = np.zeros(len(stop), dtype=np.bool_)
    continued[quoted] = _starts_with(buffer, following[quoted], reader.sentences.continuations)
    keeps = ~shortened & ~continued & ~members_at(_IS_SMALL, follower) & (apart | ~spaced)
    depth = np.cumsum(_depths(buffer, marks, texts, reader))
    opened = np.searchsorted(marks, end, side="left")
    keeps &= np.r_[0, depth][opened] == 0
    inside = texts.unit_byte[np.searchsorted(texts.unit_byte, stop, side="right")] - 1 > following
    return np.unique(end[keeps & inside])


def read_sentences(texts: Texts, segments: pl.DataFrame, reader: TextReader) -> pl.DataFrame:
    """Sentences of each unit (a row of `segments`), in order: sentence (row number), unit, start, end (code points) and bytes.

    They cover each unit's text but for the white space between them.
    """
    if not segments.height:
        return SENTENCE_SCHEMA.to_frame()
    ends = _ends(texts, reader)
    starts = np.sort(np.r_[texts.unit_byte[:-1], _past_spaces(texts.buffer, ends)])
    stops = np.sort(np.r_[texts.unit_byte[1:] - 1, ends])
    unit = np.searchsorted(texts.unit_byte, starts, side="right") - 1
    return pl.DataFrame(
        {
            "sentence": np.arange(len(starts)),
            "unit": unit,
            "start": texts.char_offsets(unit, starts),
            "end": texts.char_offsets(unit, stops),
            "start_byte": starts,
            "end_byte": stops,
        },
        schema_overrides=SENTENCE_SCHEMA,
    )
