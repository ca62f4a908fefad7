"""Fingerprints of a text: hashes of its longest sentences, by which copies are found whatever was cut, added or rearranged."""

from hashlib import blake2b

import numpy as np
import polars as pl

from transforms.clusters import neighbour_pairs

#: Ends of sentences in any script, and line ends.
SENTENCE_END = "[。！？!?…]+|[.][ \n]|\n"
#: Sentences kept per document: the longest say most; and how long one must be to be nobody else's.
MOST = 12
SHORTEST_BYTES = 40
#: Partners a copy meets in a crowd of copies; copies are joined as components, so that a chain is enough.
REACH = 3
#: Share of the smaller text's fingerprints that two copies have in common, in per mille.
COPY_SHARE = 500


def document_fingerprints(segments: pl.DataFrame) -> pl.DataFrame:
    """doc_id, hash (UInt64): of the longest sentences of each document's own segments (doc_id, text, is_main).

    Only letters and digits of whole sentences count, so that spaces and quotation marks may differ.
    """
    pieces = (
        segments.lazy()
        .filter("is_main")
        .select("doc_id", piece=pl.col("text").str.replace_all(SENTENCE_END, "\n").str.split("\n"))
        .explode("piece", empty_as_null=True, keep_nulls=True)
        .select("doc_id", piece=pl.col("piece").str.replace_all(r"[\s\p{P}]+", ""))
        .with_columns(length=pl.col("piece").str.len_bytes())
        .filter(pl.col("length") >= SHORTEST_BYTES)
        .unique(["doc_id", "piece"])
        .sort("doc_id", "length", "piece", descending=[False, True, False])
        .group_by("doc_id", maintain_order=True)
        .head(MOST)
        .select("doc_id", "piece")
        .collect()
    )
    hashed = [int.from_bytes(blake2b(piece.encode(), digest_size=8).digest(), "little") for piece in pieces["piece"]]
    return pieces.select("doc_id", hash=pl.Series(hashed, dtype=pl.UInt64)).unique().sort("doc_id", "hash")


def near_copies(fingerprints: pl.DataFrame) -> pl.DataFrame:
    """Pairs (a, b, shared per mille of the smaller text) of documents (doc: row number) that are copies of each other."""
    pairs = neighbour_pairs(fingerprints["hash"], fingerprints["doc"], REACH)
    sizes = np.bincount(fingerprints["doc"].to_numpy(), minlength=1) if fingerprints.height else np.zeros(1, dtype=np.int64)
    marks = fingerprints.select(pl.col("doc").cast(pl.Int64), "hash")
    shared = (
        pairs.lazy()
        .join(marks.lazy(), left_on="a", right_on="doc")
        .join(marks.lazy(), left_on=["b", "hash"], right_on=["doc", "hash"], how="semi")
        .group_by("a", "b")
        .agg(n=pl.len().cast(pl.Int64))
        .sort("a", "b")
        .collect()
    )
    one, other = sizes[shared["a"].to_numpy()], sizes[shared["b"].to_numpy()]
    told = shared.with_columns(smaller=pl.Series(np.minimum(one, other)), larger=pl.Series(np.maximum(one, other)))
    # One sentence in common is a quotation, unless neither text has another.
    enough = (pl.col("n") > 1) | (pl.col("larger") == 1)
    return told.select("a", "b", share=pl.when(enough).then(1000 * pl.col("n") // pl.col("smaller")).otherwise(0)).filter(
        pl.col("share") >= COPY_SHARE
    )
