"""Fingerprints of a text: hashes of its longest sentences, by which copies are found whatever was cut, added or rearranged."""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.clusters import Labels, UInt64s, neighbour_pairs

#: Ends of sentences in any script, and line ends.
SENTENCE_END = "[。！？!?…]+|[.][ \n]|\n"
#: Sentences kept per document: the longest say most; and how long one must be to be nobody else's.
MOST = 12
SHORTEST_BYTES = 40
#: Partners a copy meets under one sentence of a crowd of copies; through them it finds the fullest.
REACH = 3
#: Share of the smaller and of the larger text's fingerprints that two copies have in common, in per mille.
COPY_SHARE, WHOLE_SHARE = 500, 200
#: Pairs compared at a time.
CHUNK = 50_000


def document_fingerprints(segments: pl.DataFrame) -> pl.DataFrame:
    """doc_id, hash (UInt64): of the longest sentences of each document's own segments (doc_id, text, is_main).

    Only letters and digits of whole sentences count, so that spaces and quotation marks may differ.
    """
    runs = segments.filter("is_main").select("doc_id", "text").with_columns(run=pl.col("doc_id").rle_id())
    documents = runs.select("doc_id", "run").unique("run", maintain_order=True).with_columns(doc=pl.col("doc_id").rank("dense") - 1)
    # Copies say the same: each sentence is made plain once, and the plain ones are numbered, the longest first.
    sentences = (
        runs.lazy()
        .select("run", piece=pl.col("text").str.replace_all(SENTENCE_END, "\n").str.split("\n"))
        .explode("piece", empty_as_null=True, keep_nulls=True)
        .filter(pl.col("piece").str.len_bytes() >= SHORTEST_BYTES)
        .group_by("piece")
        .agg("run")
        .select("run", plain=pl.col("piece").str.replace_all(r"[\s\p{P}]+", ""))
        .with_columns(length=pl.col("plain").str.len_bytes())
        .filter(pl.col("length") >= SHORTEST_BYTES)
        .sort("length", "plain", descending=[True, False])
        .select("run", "plain", number=pl.col("plain").rle_id())
        .collect()
    )
    said = sentences.select("run", "number").explode("run")
    doc, number = documents["doc"].gather(said["run"]).to_numpy().astype(np.int64), said["number"].to_numpy().astype(np.int64)
    doc, number = np.divmod(np.unique(doc * (len(sentences) + 1) + number), len(sentences) + 1)
    longest = np.arange(len(doc)) - np.searchsorted(doc, doc) < MOST
    used, numbered = np.unique(number[longest], return_inverse=True)
    plain = sentences["plain"].gather(sentences["number"].search_sorted(pl.Series(used, dtype=pl.UInt32))).cast(pl.Binary)
    hashes = np.frombuffer(b"".join([blake2b(text, digest_size=8).digest() for text in plain]), dtype="<u8").astype(np.uint64)
    names = documents["doc_id"].unique().sort()
    found = pl.DataFrame({"doc": doc[longest], "hash": hashes[numbered]}).unique().sort("doc", "hash")
    return found.select(names.gather(found["doc"]), "hash")


def copy_groups(fingerprints: pl.DataFrame, size: int, marks: UInt64s | None = None) -> Labels:
    """For each of `size` documents the smallest document of its group of copies, from fingerprints (doc: row number, hash).

    Each copy is one of the group's fullest text itself, never of another copy alone: pages that are pieced together from several
    others would chain everything they quote.
    """
    table, sizes = _hash_table(fingerprints, size)
    pairs = neighbour_pairs(fingerprints["hash"], fingerprints["doc"], REACH, marks=marks)
    copies = pairs.filter(pl.Series(_are_copies(pairs["a"].to_numpy(), pairs["b"].to_numpy(), table, sizes), dtype=pl.Boolean))
    one, other = copies["a"].to_numpy(), copies["b"].to_numpy()
    # Fuller texts lead, then smaller numbers: a document's place in that order is its worth.
    order = np.lexsort((np.arange(size), -sizes))
    worth: Labels = np.empty(size, dtype=np.int64)
    worth[order] = np.arange(size)
    lesser, better = np.maximum(worth[one], worth[other]), np.minimum(worth[one], worth[other])
    top: Labels = np.arange(size, dtype=np.int64)
    np.minimum.at(top, lesser, better)
    root = top
    while not np.array_equal(root, root[root]):
        root = root[root]
    leads = top == np.arange(size)
    direct: Labels = np.arange(size, dtype=np.int64)
    np.minimum.at(direct, lesser[leads[better]], better[leads[better]])
    led = np.where(_are_copies(order, order[root], table, sizes), root, direct)
    label: Labels = np.empty(size, dtype=np.int64)
    label[order] = order[led]
    smallest: Labels = np.arange(size, dtype=np.int64)
    np.minimum.at(smallest, label, np.arange(size))
    return smallest[label]


def _hash_table(fingerprints: pl.DataFrame, size: int) -> tuple[UInt64s, Labels]:
    """Hashes of each document side by side, and how many each has; empty places hold a number no other document has."""
    rows = fingerprints.select("doc", "hash").unique().sort("doc", "hash")
    doc = rows["doc"].to_numpy().astype(np.int64)
    sizes: Labels = np.bincount(doc, minlength=size).astype(np.int64)
    width = int(sizes.max(initial=1))
    table: UInt64s = np.arange(size * width, dtype=np.uint64).reshape(size, width)
    starts = np.cumsum(sizes) - sizes
    table[doc, np.arange(len(doc)) - starts[doc]] = rows["hash"].to_numpy()
    return table, sizes


def _are_copies(one: Labels, other: Labels, table: UInt64s, sizes: Labels) -> npt.NDArray[np.bool_]:
    """Whether documents share COPY_SHARE of the smaller text's hashes and WHOLE_SHARE of the larger's; a document is its own copy."""
    shared = np.zeros(len(one), dtype=np.int64)
    for at in range(0, len(one), CHUNK):
        here = slice(at, at + CHUNK)
        mine, theirs = table[one[here]], table[other[here]]
        for column in range(table.shape[1]):
            shared[here] += (mine == theirs[:, column : column + 1]).sum(axis=1)
    smaller, larger = np.minimum(sizes[one], sizes[other]), np.maximum(sizes[one], sizes[other])
    # One sentence in common is a quotation, unless neither text has another.
    enough = (shared > 1) | (larger == 1)
    share = (1000 * shared >= COPY_SHARE * smaller) & (1000 * shared >= WHOLE_SHARE * larger)
    found: npt.NDArray[np.bool_] = (enough & share & (shared > 0)) | (one == other)
    return found
