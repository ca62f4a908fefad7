"""Parts of sums: every row is proved both ways, and pages of six languages tell parts, their kind and their people."""

from datetime import UTC, datetime

import polars as pl
import pytest

from schemas.reference import Reference
from transforms.events.rules import EventsReader
from transforms.events.shares import REACH, _rule
from transforms.extract import Readers, extract

WHEN = datetime(2026, 5, 6, tzinfo=UTC)
TOLD = [
    ("en", "Norway will lend Ghana $90 million. Of the total, $60 million is for roads and $30 million for bridges.", [60, 30]),
    ("en", "Norway will lend Ghana $90 million, including about $20 million for bridges.", [20]),
    ("ko", "노르웨이가 가나에 9천만 달러의 차관을 제공하기로 했다. 이 중 6천만 달러는 도로에, 3천만 달러는 다리에 쓰인다.", [60, 30]),
    ("ja", "ノルウェー政府はガーナに9000万ドルを融資すると発表した。うち6000万ドルは道路に使われる。", [60]),
    ("zh-Hans", "挪威将向加纳提供9000万美元贷款。其中6000万美元用于修路,3000万美元用于修桥。", [60, 30]),
    ("zh-Hant", "挪威將向迦納提供9000萬美元貸款,其中6000萬美元用於修路。", [60]),
    ("ru", "Норвегия предоставит Гане кредит на 90 млн долларов, в том числе 60 млн долларов на дороги.", [60]),
    # what is listed behind a part and does not add up may be anything
    ("en", "Norway will lend Ghana $90 million. Of this, $60 million is for roads, and Ghana owes $40 million.", [60]),
    # of two sums the nearer one is the whole: trade is no money given
    ("en", "Norway will lend Ghana $90 million. Trade came to $70 million last year, of which $20 million was fish.", []),
    ("zh-Hans", "挪威将向加纳提供9000万美元贷款。去年贸易额为7000万美元,其中2000万美元为水产品。", []),
    ("en", "Norway will lend Ghana $90 million. The minister is fond of $60 million.", []),
]  # fmt: skip


def beside(sentence: str) -> dict[str, str]:
    """What stands around the sum in braces."""
    before, _, rest = sentence.partition("{")
    return {"before_text": before[-REACH:], "after_text": rest.partition("}")[2][:REACH]}


@pytest.mark.parametrize("column", ["tells", "tells_not"])
def test_each_row_tells_its_example_and_no_row_the_other(ref: Reference, column: str) -> None:
    words = EventsReader.of(ref.events).part_words
    rows = ref.events.part_words.select("lang", "rule_id", text=column)
    spoken = [{"language": lang, "rule_id": rule, **beside(text)} for lang, rule, text in rows.iter_rows()]
    got = pl.DataFrame(spoken).with_columns(got=_rule(words))
    want = got["rule_id"].to_list() if column == "tells" else [None] * got.height
    assert got["got"].to_list() == want


def test_parts_are_of_the_kind_and_the_people_of_their_whole(ref: Reference) -> None:
    lacking = {name: pl.lit(None, dtype=pl.String) for name in ("title", "publisher", "encoding")}
    stamp = {"first_seen_run": pl.lit("r"), "ingested_at": pl.lit(WHEN), "published_at": pl.lit(WHEN)}
    given = pl.DataFrame({"doc_id": [f"{n:02}" for n in range(len(TOLD))], "language": [t[0] for t in TOLD], "text": [t[1] for t in TOLD]})
    tables = extract(given.with_columns(published_offset=pl.lit(None, dtype=pl.Int32), **lacking, **stamp), Readers.of(ref))
    sums = tables["amounts"].select("amount_id", millions=(pl.col("value") / 1_000_000).cast(pl.Int64), at="start_char")
    told = tables["event_mentions"].join(sums, on="amount_id").sort("doc_id", "at")
    shares = told.filter(pl.col("trigger_start_char") == pl.col("at"))
    assert [shares.filter(pl.col("doc_id") == doc)["millions"].to_list() for doc in given["doc_id"]] == [t[2] for t in TOLD]
    taking = tables["event_participants"].group_by("event_mention_id").agg(who=pl.struct("role", "entity_id").sort())
    both = told.join(taking, on="event_mention_id", how="left")
    wholes = both.filter(pl.col("millions") == 90).select("doc_id", "event_type", "status", "modality", "who")
    parts = both.join(shares.select("event_mention_id"), on="event_mention_id", how="semi")
    assert parts.join(wholes, on=wholes.columns, how="anti").is_empty()
