"""Who is who by decision: merges and splits of curation.csv beside what sound and story join."""

import polars as pl

#: How sure a decision is.
DECIDED = 1.0


def apart(curation: pl.DataFrame) -> frozenset[frozenset[str]]:
    """Pairs of entities that are never joined."""
    rows = curation.filter(pl.col("action") == "split").select("entity_id", "other_id")
    return frozenset(frozenset(pair) for pair in rows.iter_rows())


def with_merges(links: pl.DataFrame, curation: pl.DataFrame) -> pl.DataFrame:
    """Links (entity_id, joined_id, method, confidence) with the merges: whoever stood for an entity, the other does now."""
    merges = curation.filter(pl.col("action") == "merge").select("entity_id", "other_id").sort("entity_id", "other_id")
    told = {entity_id: (joined_id, method, sure) for entity_id, joined_id, method, sure in links.iter_rows()}
    for entity_id, other_id in merges.iter_rows():
        one, other = (told[side][0] if side in told else side for side in (entity_id, other_id))
        if one == other:
            continue
        told |= {member: (other, method, sure) for member, (joined, method, sure) in told.items() if joined == one}
        told[one] = (other, "curation", DECIDED)
    rows = [(entity_id, *link) for entity_id, link in sorted(told.items())]
    return pl.DataFrame(rows, schema=links.schema, orient="row")
