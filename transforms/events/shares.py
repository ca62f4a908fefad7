"""Parts of sums: what a page tells of a part of the money an event is about (of which, among them, including).

No verb tells them: a part is of its whole's kind, by the same people, as far as it is.
"""

import polars as pl

from transforms.events.reader import EventsRead
from transforms.events.rules import EventsReader
from transforms.events.scan import first
from transforms.ids import span_ids, text_marks

#: Farthest whole before its part, and farthest words from a part, in code points.
NEAR_CHARS, REACH = 600, 40
#: Who reads a part of what is told at second hand is a little less sure.
SURE = 0.9


def with_shares(
    read: EventsRead, segments: pl.DataFrame, sentences: pl.DataFrame, amounts: pl.DataFrame, reader: EventsReader
) -> EventsRead:
    """Events read, and one of each part of their sums that no trigger tells: its words are the figure itself.

    `segments` (doc_id, segment_id, language, text, start_char ...), `sentences` (unit, start, end), `amounts` (schemas.Amounts +
    unit_index, start, end). The whole is the nearest larger sum before, of one currency, where an event with a status is of it; further
    figures of the sentence are parts as well when they add up to it.
    """
    paid = read.mentions.filter(pl.col("status").is_not_null() & (pl.col("modality") != "negated")).drop_nulls("amount_id")
    money = amounts.filter((pl.col("kind") == "money") & pl.col("equivalent_of").is_null())
    placed = _placed(money.join(paid.select("doc_id").unique(), on="doc_id", how="semi"), segments, sentences, reader.part_words)
    parts = _parts(placed, paid["amount_id"]).filter(~pl.col("amount_id").is_in(paid["amount_id"].implode()))
    ranks = reader.types.select("event_type", "rank")
    new = (
        parts.drop("unit").join(_of_whole(paid, ranks), on="whole")
        .sort("amount_id", "rank", "first_at", descending=[False, True, False])
        .filter(first("amount_id"))
        .with_columns(
            start_char="from_char", end_char="to_char", place_entity_id=pl.lit(None, pl.String),
            trigger_start_char="at", trigger_end_char="at_end", told_by="event_mention_id", unit="at_unit", start="from", end="to",
            rule_id="part_rule", confidence=(pl.col("confidence") * SURE).round(2),
        )
        .sort("doc_id", "trigger_start_char")
    )  # fmt: skip
    ids = span_ids(new["doc_id"], "event", new["trigger_start_char"], new["trigger_end_char"], text_marks(new["event_type"]))
    new = new.with_columns(event_mention_id=ids)
    names = read.participants.rename({"event_mention_id": "told_by"})
    taking = new.select("event_mention_id", "told_by").join(names, on="told_by", maintain_order="left")
    return EventsRead(
        pl.concat([read.mentions, new.select(pl.col(name).cast(dtype) for name, dtype in read.mentions.schema.items())]),
        pl.concat([read.participants, taking.select(read.participants.columns)]),
    )


def _of_whole(paid: pl.DataFrame, ranks: pl.DataFrame) -> pl.DataFrame:
    """What is told of each whole, without where."""
    where = ("doc_id", "segment_id", "start_char", "end_char", "trigger_end_char", "unit", "start", "end", "rule_id")
    return paid.join(ranks, on="event_type", how="left").drop(where).rename({"amount_id": "whole", "trigger_start_char": "first_at"})


def _placed(money: pl.DataFrame, segments: pl.DataFrame, sentences: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Sums with where they stand (at, at_end, at_unit), their sentence (from, to; from_char, to_char) and the row that tells a part."""
    bounds = sentences.select(unit_index=pl.col("unit").cast(money.schema["unit_index"]), **{"from": "start", "to": "end"})
    placed = money.join(bounds, on="unit_index").filter((pl.col("start") >= pl.col("from")) & (pl.col("end") <= pl.col("to")))
    of = segments.select("language", "text")[placed["unit_index"]] if placed.height else segments.select("language", "text").clear()
    low, origin = pl.max_horizontal("from", pl.col("start") - REACH), pl.col("start_char") - pl.col("start")
    beside = placed.with_columns(of).with_columns(
        before_text=pl.col("text").str.slice(low, pl.col("start") - low),
        after_text=pl.col("text").str.slice(pl.col("end"), pl.min_horizontal(pl.col("to") - pl.col("end"), REACH)),
    )
    return beside.select(
        "amount_id", "doc_id", "segment_id", "value", "unit", "from", "to", at="start_char", at_end="end_char", at_unit="unit_index",
        from_char=origin + pl.col("from"), to_char=origin + pl.col("to"), part_rule=_rule(words),
    )  # fmt: skip


def _parts(placed: pl.DataFrame, paid: pl.Series) -> pl.DataFrame:
    """Sums (see _placed) that are parts, with the whole (amount_id), one of `paid`; they stand within one article or segment."""
    marked = placed.drop_nulls("part_rule")
    larger = placed.select("doc_id", "unit", whole="amount_id", whole_value="value", whole_end="at_end")
    gap = pl.col("at") - pl.col("whole_end")
    met = marked.join(larger, on=["doc_id", "unit"]).filter((pl.col("whole_value") > pl.col("value")) & gap.is_between(0, NEAR_CHARS))
    nearest = met.sort("amount_id", "whole_end", descending=[False, True]).filter(first("amount_id"))
    sure = nearest.filter(pl.col("whole").is_in(paid.implode())).drop("whole_end")
    by = ["at_unit", "from", "unit"]
    lists = sure.filter(first(*by)).select(*by, "whole", "whole_value", "part_rule", since="at", led="value")
    after = placed.drop("part_rule").join(lists, on=by).filter(pl.col("at") > pl.col("since"))
    summed = pl.col("led") + pl.col("value").sum().over(by)
    listed = after.filter(summed == pl.col("whole_value")).join(sure, on="amount_id", how="anti").select(sure.columns)
    return pl.concat([sure, listed])


def _rule(words: pl.DataFrame) -> pl.Expr:
    """The first row of a language that a figure stands beside (before_text, after_text)."""
    held = [
        pl.when((pl.col("language") == lang) & pl.col(f"{side}_text").str.contains(surface)).then(pl.lit(rule_id))
        for lang, side, rule_id, surface in words.iter_rows()
    ]
    return pl.coalesce(*held)
