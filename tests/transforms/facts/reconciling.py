"""What tests of reconciling look at: rows that keep their contract, groups of documents, kinds of conflicts."""

import polars as pl

from schemas import Claims, Conflicts, Events, Stories
from transforms.stories.corpus import Reconciled

GIFT = """
    doc | lang | day        | type       | status     | value         | unit | usd         | equal | giver | taker | period | names
    a   | ja   | 2025-11-06 | PLEDGE     | pledge     | 3000000000000 | JPY  |             |       | JP    | VN    | P5Y    | ann, cho, port
    a   |      |            |            |            | 19000000000   | USD  | 19000000000 | 0     |       |       |        |
    b   | en   | 2025-11-06 | PLEDGE     | pledge     | 19000000000   | USD  | 19000000000 |       | JP    | VN    | P5Y    | ann, cho, port
    c   | ko   | 2025-11-07 | COMMITMENT | pledge     | 3000000000000 | JPY  |             |       | JP    | VN    |        | ann, cho, port
    d   | en   | 2025-11-07 | INVESTMENT | commitment | 500000        | USD  | 500000      |       | acme  | IN    |        | dee, bank
"""


def checked(found: Reconciled) -> Reconciled:
    for model, frame in ((Stories, found.stories), (Events, found.events), (Claims, found.claims), (Conflicts, found.conflicts)):
        model.validate(frame)
    for column in ("claim_a", "claim_b"):
        assert found.conflicts[column].is_in(found.claims["claim_id"].implode()).all()
    assert found.claims["event_id"].drop_nulls().is_in(found.events["event_id"].implode()).all()
    assert found.event_links["event_id"].drop_nulls().is_in(found.events["event_id"].implode()).all()
    return found


def groups(found: Reconciled, column: str) -> list[str]:
    """Documents grouped, as "a b" for each group."""
    rows = found.document_links.group_by(column).agg(pl.col("doc_id").sort())
    return sorted(" ".join(docs) for docs in rows["doc_id"])


def relations(found: Reconciled) -> list[tuple[str, str]]:
    return sorted(found.conflicts.select("property", "relation").rows())
