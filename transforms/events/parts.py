"""Which group of names plays which part in an event: one subject, then what stands in the event's own clause."""

from unicodedata import normalize

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.events.roles import ACTOR_RANK, between
from transforms.events.rules import SUBJECT_LIKE, EventsReader, NameEdges
from transforms.events.scan import Told, first
from transforms.events.spots import keys
from transforms.events.triggers import stands_between

#: Functions of which the nearest group is taken; `with` and `place` too, but several of them may hold.
NEAREST = ("object", "goal", "source", "against", "with", "place", "about", "owner")
#: Functions of those who are acted upon.
ACTED_ON = ("object", "goal", "source", "against")
#: Roles of those who do something together.
MUTUAL = ("participant", "signatory", "host", "visitor")
#: Farthest object of a verb in code points, where word order alone marks it.
MAX_ORDER_DISTANCE = 80
#: Farthest object of a verb that ends its clause in code points, where a particle marks it: one before stands with a verb between.
MAX_OBJECT_DISTANCE = 24
#: Farthest owner of the thing acted upon before the verb (thanked for Japan's help), in code points.
MAX_OWNER_DISTANCE = 24
#: More than there are events in a batch.
SOURCE_BASE = 2**32
#: Roles that who is met in a clause before takes as well.
TOGETHER = ("participant", "signatory")
#: Longest copula between what is said of a name and the name, in code points.
MAX_COPULA = 4
#: As many code points of a verb show how it ends.
VERB_ENDING = 2
#: Farthest noun trigger after the one it is said of (Russia's invasion), in code points.
MAX_GENITIVE_DISTANCE = 30


def paired(told: Told, events: pl.DataFrame, groups: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """Every event with every group of its sentence: function as the event sees it, side, distance, same clause or not."""
    pairs = events.select(
        "event",
        "s",
        "lang",
        "trigger_start",
        "trigger_end",
        "clause",
        "clause_after",
        "quote",
        "quotation",
        "is_passive",
        "by_saying",
        "rule_id",
        "is_anaphoric",
    ).join(
        groups.filter(~pl.col("reports")).select(
            "group", "s", "start", "end", "function", "is_owner", group_clause="clause", group_quote="quote", group_quotation="quotation"
        ),
        on="s",
        maintain_order="left",
    )
    side = pl.when(pl.col("end") <= pl.col("trigger_start")).then(pl.lit("order_before"))
    pairs = pairs.with_columns(
        side=side.when(pl.col("start") >= pl.col("trigger_end")).then(pl.lit("order_after")).otherwise(pl.lit("over")),
        distance=pl.max_horizontal(pl.col("trigger_start") - pl.col("end"), pl.col("start") - pl.col("trigger_end"), 0),
        same_quote=pl.col("quote") == pl.col("group_quote"),
        same_quotation=pl.col("quotation") == pl.col("group_quotation"),
    )
    pairs = pairs.with_columns(
        is_apart=_stands_between(told.apart, pairs),
        is_parted=_stands_between(told.apart, pairs, before=True),
        is_listed=_stands_between(np.sort(np.append(told.apart, told.listed)), pairs),
    )
    # a reporting verb that is itself the trigger (announced) breaks the sentence, but not from what it announces
    announced = (pl.col("side") == "order_after") & (pl.col("clause_after") == pl.col("group_clause"))
    pairs = pairs.with_columns(same_clause=(pl.col("clause") == pl.col("group_clause")) | announced)
    # what stands inside a quotation is not seen from outside
    pairs = pairs.filter(pl.col("same_quotation") | (pl.col("group_quotation") < 0))
    pairs = _by_order(_governed(told, _touching(told, pairs, reader), reader), reader)
    # by whom it is done may stand before the verb: who is named before that is acted upon
    by = (pl.col("function") == "agent") & pl.col("same_clause") & ~pl.col("is_parted") & (pl.col("side") == "order_before")
    by_start = pl.col("start").filter(by).max().over("event")
    is_passive = pl.col("is_passive") | (pl.col("same_clause") & (pl.col("end") <= by_start)).fill_null(value=False)
    turned = is_passive & pl.col("function").is_in(["subject", "topic", "lead", "attributive"])
    return pairs.with_columns(function=pl.when(turned).then(pl.lit("object")).otherwise(pl.col("function"))).drop_nulls("function")


def _stands_between(marks: npt.NDArray[np.int64], pairs: pl.DataFrame, *, before: bool = False) -> pl.Series:
    """Whether a mark (sorted keys) stands between the trigger and a group after it, or `before` it."""
    first, last = ("end", "trigger_start") if before else ("trigger_end", "start")
    return stands_between(marks, pairs["s"], pairs[first], pairs[last])


def _touching(told: Told, pairs: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """Pairs with `touches`: nothing but space stands between name and trigger, or a copula of an attributive clause after it."""
    near = pairs.with_row_index("pair").filter((pl.col("distance") <= MAX_COPULA) & (pl.col("side") != "over"))
    after = near["side"] == "order_after"
    first = near["trigger_end"].zip_with(after, near["end"])
    last = near["start"].zip_with(after, near["trigger_start"])
    tail = near.select(pl.max_horizontal("trigger_start", pl.col("trigger_end") - VERB_ENDING)).to_series().zip_with(after, last)
    near = near.with_columns(gap=between(told, near["s"], first, last), ends=between(told, near["s"], tail, last))
    shapes = near.select("lang", "gap", "ends").unique()
    fits = [lang in reader.name_edges and _fits(reader.name_edges[lang], gap, ends) for lang, gap, ends in shapes.iter_rows()]
    near = near.join(shapes.with_columns(fits=pl.Series(fits, dtype=pl.Boolean)), on=["lang", "gap", "ends"])
    blank = near.filter(pl.col("fits") & ((pl.col("side") == "order_after") | (pl.col("gap").str.strip_chars() == "")))
    return pairs.with_columns(touches=pl.int_range(pl.len()).is_in(blank["pair"].implode()))


def _governed(told: Told, pairs: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """Pairs without objects of another verb: where verbs end their clause, an object is that of the first verb behind it."""
    nouns = reader.triggers.filter(pl.col("rule_id").is_in(reader.nominal.implode()))["rule"]
    verbs = told.heads.filter(~pl.col("rule").is_in(nouns.implode()))
    ends = np.sort(keys(verbs["s"], verbs["end"]))
    other = stands_between(ends, pairs["s"], pairs["end"] + 1, pairs["trigger_start"] + 1)
    has_order = pl.col("lang").is_in(reader.order["lang"].unique().implode())
    return pairs.filter(has_order | (pl.col("function") != "object").fill_null(value=True) | ~other)


def _fits(edges: NameEdges, gap: str, ends: str) -> bool:
    """Whether a trigger may be said of a name it touches; `ends`: how one that the name stands behind ends, and the gap."""
    return bool(edges.attributive.fullmatch(gap)) and (not ends or bool(edges.adnominal.search(normalize("NFD", ends))))


def _by_order(pairs: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """Functions of unmarked groups: by word order where the language has it; else what touches the trigger.

    Without word order a name right before a noun trigger is what it acts on (an Iran visit), one right after a verb that ends an
    attributive clause is the doer, and every other part stands before the verb.
    """
    order = reader.order.rename({"function": "by_order"})
    pairs = pairs.join(order, on=["lang", "side"], how="left", maintain_order="left")
    has_order = pl.col("lang").is_in(reader.order["lang"].unique().implode())
    after, bare = pl.col("side") == "order_after", pl.col("function").is_null()
    near = ~after | ((pl.col("distance") <= MAX_ORDER_DISTANCE) & ~pl.col("is_apart"))
    # of what two nouns govern the later one governs more: curbs on ores and the policies of X
    is_acted_on = bare | pl.col("function").is_in(ACTED_ON)
    governed = ~(after & is_acted_on & pl.col("is_listed") & pl.col("rule_id").is_in(reader.nominal.implode()))
    own_object = (pl.col("function") != "object") | (pl.col("distance") <= MAX_OBJECT_DISTANCE)
    function = (
        pl.when(has_order).then(pl.when(governed).then(pl.coalesce("function", pl.when(near).then(pl.col("by_order")))))
        .when(pl.col("touches") & after).then(pl.lit("attributive"))
        .when(pl.col("touches") & bare).then(pl.lit("object"))
        .when(~after & own_object.fill_null(value=True)).then(pl.col("function"))
    )  # fmt: skip
    return pairs.with_columns(function=function)


def subjects(pairs: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """The group that does it: event, group, function `subject`, is_far (taken from another clause, where no "both sides" does it)."""
    owned = (
        pl.col("rule_id").is_in(reader.nominal.implode())
        & pl.col("is_owner")
        & (pl.col("side") == "order_before")
        & (pl.col("distance") <= MAX_GENITIVE_DISTANCE)
    )
    is_adverbial = pl.col("rule_id").is_in(reader.adverbial.implode())
    # by whom something else was done (sparked by X, Y acts) is parted from this verb
    is_others = (pl.col("function") == "agent") & pl.col("is_parted") & (pl.col("side") == "order_before")
    agent = ((pl.col("function") == "agent") & ~is_others) | ((pl.col("function") == "attributive") & ~is_adverbial)
    named = pl.col("function").is_in(SUBJECT_LIKE) & (pl.col("side") == "order_before") & ~agent & ~is_others & ~is_adverbial
    is_topic = pl.col("function").is_in(["topic", "lead"])
    return (
        pairs.with_columns(far_topic=~pl.col("same_clause") & is_topic, is_sure=agent | owned)
        .filter((named & _seen(is_topic) & ~(pl.col("is_anaphoric") & ~pl.col("same_clause"))) | ((agent | owned) & pl.col("same_clause")))
        .sort(
            "event",
            "same_clause",
            "is_sure",
            "far_topic",
            "distance",
            "group",
            descending=[False, True, True, True, False, False],
        )
        .filter(first("event"))
        .select("event", "group", function=pl.lit("subject"), is_far=~pl.col("same_clause"))
    )


def _seen(is_topic: pl.Expr) -> pl.Expr:
    """Whether a doer outside counts: a topic survives reported speech, but before a quotation it is the speaker."""
    spoken = is_topic & ~pl.col("same_quotation") & ~pl.col("by_saying")
    return (is_topic | pl.col("same_quote")) & ~spoken


def companions(pairs: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """The nearest group of every other function within the event's clause; who is met may stand in a clause before.

    Whose thing is acted upon is acted upon, where nobody else is: the leadership of X is praised.
    """
    free = pairs.join(taken, on=["event", "group"], how="anti", maintain_order="left")
    acted_on = free.filter(pl.col("same_clause") & pl.col("function").is_in(ACTED_ON)).select("event").unique()
    owners = free.filter(
        pl.col("same_clause") & (pl.col("function") == "genitive") & (pl.col("distance") <= MAX_OWNER_DISTANCE)
    ).join(acted_on, on="event", how="anti", maintain_order="left")  # fmt: skip
    free = pl.concat([free, owners.with_columns(function=pl.lit("owner"))])
    met_before = (pl.col("function") == "with") & (pl.col("side") == "order_before") & pl.col("same_quotation")
    return (
        free.filter((pl.col("same_clause") | met_before) & pl.col("function").is_in(NEAREST))
        .sort("event", "function", "same_clause", "distance", "group", descending=[False, False, True, False, False])
        .filter(first("event", "function"))
        .select("event", "group", "function", is_far=~pl.col("same_clause"))
    )


def participants(pairs: pl.DataFrame, acting: pl.DataFrame, names: pl.DataFrame, reader: EventsReader) -> pl.DataFrame:
    """One row per part: event, role, entity_id, mention_id, is_far; `acting` from `subjects`; a country beside the one meant is `about`."""
    parts = pl.concat([acting, companions(pairs, acting)])
    rules = pairs.select("event", "rule_id").filter(first("event"))
    cast = parts.join(rules, on="event").join(reader.roles, on=["rule_id", "function"])
    # who is met in another clause takes part here only where both sides do the same
    own = cast.filter(pl.col("function") == "subject").select("event", own_role="role")
    cast = cast.join(own, on="event", how="left").filter(
        (pl.col("function") == "subject") | ~pl.col("is_far") | ((pl.col("role") == pl.col("own_role")) & pl.col("role").is_in(TOGETHER))
    )
    called = names.with_columns(head_rank=pl.col("rank").max().over("group"))
    told = cast.join(called.select("group", "start", "entity_id", "mention_id", "kind", "describes", "head_rank"), on="group")
    beside = pl.col("describes") & (pl.col("kind") != "Place") & (pl.col("head_rank") >= ACTOR_RANK)
    return (
        told.filter(~pl.col("describes") | beside)
        .with_columns(role=pl.when(beside).then(pl.lit("about")).otherwise(pl.col("role")))
        .sort("event", beside, "function", "start", descending=[False, False, True, False])
        .filter(first("event", "role", "entity_id"))
        .filter(first("event", "entity_id"))
        .select("event", "role", "entity_id", "mention_id", "function", "is_far")
    )


def places(pairs: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Where each event happens: event, place_entity_id; the nearest place or country that stands as a place."""
    where = pairs.filter(pl.col("same_clause") & (pl.col("function") == "place")).select("event", "group", "distance")
    return (
        where.join(names.filter(pl.col("kind").is_in(["Place", "Country"])).select("group", "start", "entity_id", "kind"), on="group")
        .with_columns(is_country=pl.col("kind") == "Country")
        .sort("event", "distance", "is_country", "start")
        .filter(first("event"))
        .select("event", place_entity_id="entity_id")
    )


def inherited(
    events: pl.DataFrame, parts: pl.DataFrame, anaphors: pl.DataFrame, countries: pl.Series, reader: EventsReader
) -> pl.DataFrame:
    """Parts of events whose doer is a word like "the leaders" or "both sides": those of the largest meeting told before.

    `events` in reading order with `passage` (the article, or one teaser); `anaphors` s, start of such words and `lands`: where only
    countries are meant ("the two countries") those are taken which the meeting names, if two are.
    """
    acting = parts.filter(pl.col("function") == "subject").select("event").unique()
    bare = events.join(acting, on="event", how="anti", maintain_order="left")
    called = bare.join(anaphors, on="s").filter(pl.col("start") < pl.col("trigger_start")).group_by("event").agg(pl.col("lands").all())
    needy = bare.join(called, on="event", maintain_order="left").select("event", "passage", "rule_id", "lands")
    known = parts.filter(pl.col("role").is_in(MUTUAL)).group_by("event").agg(n=pl.col("entity_id").n_unique()).filter(pl.col("n") > 1)
    largest = (pl.col("n").cast(pl.Int64) * SOURCE_BASE + pl.col("event")).cum_max().over("passage")
    sources = (
        events.join(known, on="event", how="inner", maintain_order="left")
        .select("passage", "event", source=(largest % SOURCE_BASE).cast(pl.UInt32))
    )  # fmt: skip
    roles = reader.roles.filter(pl.col("function") == "subject").select("rule_id", "role")
    return (
        needy.join_asof(sources, on="event", by="passage", strategy="backward", allow_exact_matches=False, check_sortedness=False)
        .drop_nulls("source")
        .join(roles, on="rule_id")
        .join(
            parts.filter(pl.col("role").is_in([*MUTUAL, "about"]))
            .select("entity_id", "mention_id", "role", source="event")
            .rename({"role": "as"}),
            on="source",
        )
        .filter(pl.when("lands").then(pl.col("entity_id").is_in(countries.implode())).otherwise(pl.col("as") != "about"))
        .filter(~pl.col("lands") | (pl.col("entity_id").n_unique().over("event") > 1))
        .join(parts.select("event", "entity_id"), on=["event", "entity_id"], how="anti")
        .sort("event", "entity_id", "mention_id")
        .filter(first("event", "entity_id"))
        .select(
            "event",
            "role",
            "entity_id",
            pl.lit(None, dtype=pl.String).alias("mention_id"),
            function=pl.lit("subject"),
            is_far=pl.lit(value=True),
        )
    )
