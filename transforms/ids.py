"""Ids: content hashes that stay the same for ever, whatever the library version, machine or order of work."""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

#: Bytes of an id; 80 bits keep a hundred million ids apart (chance of one collision 4e-9).
ID_BYTES = 10

UInt64s = npt.NDArray[np.uint64]


def text_id(*parts: str | None) -> str:
    """Id of a few texts; a missing part differs from an empty one.

    >>> text_id("a", None) == text_id("a", "")
    False
    """
    digest = blake2b(digest_size=ID_BYTES)
    for part in parts:
        digest.update(b"\x00" if part is None else b"\x01" + part.encode("utf-8", "surrogatepass") + b"\x00")
    return digest.hexdigest()


def text_ids(*columns: pl.Series) -> pl.Series:
    """`text_id` of each row of some text columns: for small tables; spans have `span_ids`."""
    return pl.Series([text_id(*row) for row in zip(*columns, strict=True)], dtype=pl.String)


def text_marks(texts: pl.Series) -> pl.Series:
    """A number (Int64) for each text, the same for ever; few distinct ones are supposed. Null stays null.

    >>> text_marks(pl.Series(["a", None]))[0] == text_marks(pl.Series(["b", "a"]))[1]
    True
    """
    distinct = texts.drop_nulls().unique()
    marks = [int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=7).digest(), "big") for text in distinct]
    known = pl.DataFrame({"text": distinct, "mark": pl.Series(marks, dtype=pl.Int64)})
    return texts.alias("text").to_frame().join(known, on="text", how="left", validate="m:1", maintain_order="left")["mark"]


def _mixed(words: UInt64s) -> UInt64s:
    """Finaliser of splitmix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def _seed(doc_ids: pl.Series, namespace: str) -> tuple[UInt64s, UInt64s]:
    runs = doc_ids.rle().struct.unnest()
    digests = b"".join(blake2b(f"{namespace}\x00{doc_id}".encode(), digest_size=16).digest() for doc_id in runs["value"])
    words = np.frombuffer(digests, dtype="<u8").reshape(-1, 2).repeat(runs["len"].to_numpy(), axis=0)
    return words[:, 0].astype(np.uint64), words[:, 1].astype(np.uint64)


def span_ids(doc_ids: pl.Series, namespace: str, *numbers: pl.Series) -> pl.Series:
    """Ids of spans: a hash of document, namespace and whole numbers (offsets, codes), vectorised.

    >>> one = span_ids(pl.Series(["d"]), "amount", pl.Series([3]), pl.Series([7]))
    >>> one.to_list() == span_ids(pl.Series(["c", "d"]), "amount", pl.Series([3, 3]), pl.Series([7, 7]))[1:].to_list()
    True
    """
    if not len(doc_ids):
        return pl.Series([], dtype=pl.String)
    high, low = _seed(doc_ids, namespace)
    for column in numbers:
        words: UInt64s = column.cast(pl.Int64).to_numpy().astype(np.uint64)
        step: UInt64s = words * np.uint64(0x9E3779B97F4A7C15)
        high = _mixed((high + step).astype(np.uint64))
        low = _mixed(low ^ high)
    raw = np.stack([high, low], axis=1).astype(">u8").tobytes()
    fixed = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 16)[:, :ID_BYTES].tobytes()
    binary = pa.FixedSizeBinaryArray.from_buffers(pa.binary(ID_BYTES), len(doc_ids), [None, pa.py_buffer(fixed)])
    hexed = pl.from_arrow(binary.cast(pa.binary()))
    assert isinstance(hexed, pl.Series)
    return hexed.bin.encode("hex")
