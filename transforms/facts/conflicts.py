"""Conflicts: pairs of claims that do not say the same, with the kind of difference and a sentence that names both values."""

import polars as pl

from schemas import Conflicts
from schemas.events import MONEY_STATUSES
from schemas.reference.stories import StoriesReference
from transforms.facts.claims import ASSUMED
from transforms.facts.event_merge import DAY_SPAN
from transforms.facts.offices import called_by, one_name
from transforms.ids import text_ids
from transforms.stories.grouping import WINDOW_DAYS
from transforms.stories.sums import rounds_to

#: A figure told as about so much agrees with another within this.
ABOUT = 0.05
#: Days of the longest units of an ISO 8601 duration.
DAYS = {"Y": 365.25, "M": 365.25 / 12, "W": 7.0, "D": 1.0}
#: Properties with few values, each compared with each; of others all values are compared with the best supported one.
ALL_PAIRS = ("status",)
#: From here on a telling is not the page's own (claim_ranks.csv: teasers).
ASIDE_PLACE = 6


def debated(claims: pl.DataFrame, ref: StoriesReference) -> pl.DataFrame:
    """Claims of events beside which another one of the same property stands; of sums and periods, where money has a status."""
    of_money = ref.properties.filter("of_money")["rule_id"]
    with_status = claims.filter(pl.col("property") == "status")["event_id"].unique()
    dealt = ~pl.col("property").is_in(of_money.implode()) | pl.col("event_id").is_in(with_status.implode())
    return claims.filter(dealt & (pl.len().over("event_id", "property") > 1))


def with_values(claims: pl.DataFrame, docs: pl.DataFrame) -> pl.DataFrame:
    """Claims with subject, value (what counts as the same value) and the origin, story and day of their documents."""
    value = (
        pl.when(pl.col("property") == "date")
        .then(pl.format("{}/{}", "day", "day_end"))
        .otherwise(
            pl.coalesce("value_entity_id", pl.col("value_number").cast(pl.String) + pl.coalesce("value_unit", pl.lit("")), "value_text")
        )
    )
    value = pl.when(pl.col("property") == "period").then(_length("value_text").round(6).cast(pl.String)).otherwise(value)
    of_doc = docs.select("doc", "origin", "story", told="anchor_date")
    return claims.join(of_doc, on="doc", validate="m:1").with_columns(subject=pl.coalesce("event_id", "subject_entity_id"), value=value)


def counted(claims: pl.DataFrame) -> pl.DataFrame:
    """Claims (with_values) with how many origins and documents of their own tell each value."""
    own = pl.col("place") < ASIDE_PLACE
    by = ["subject", "property", "value"]
    return claims.with_columns(
        n_origins=pl.col("origin").filter(own).n_unique().over(by),
        n_documents=pl.col("doc").filter(own).n_unique().over(by),
    )


def event_conflicts(claims: pl.DataFrame, twins: pl.DataFrame, raised: pl.DataFrame, ref: StoriesReference) -> pl.DataFrame:
    """Pairs of claims of events (claims: counted) that differ, with relation; the lesser told value is a.

    `raised` (story, sum, raised): sums that later pages raised (transforms.facts.sum_updates).
    """
    kinds = ref.properties.filter(pl.col("kind").is_in(["number", "day", "duration", "word", "venue"])).select(
        property="rule_id", compare="kind", label="label"
    )
    of_events = claims.drop_nulls("event_id").join(kinds, on="property", validate="m:1")
    is_venue = pl.col("value_entity_id").is_in(ref.venues["rule_id"].implode())
    pairs = _pairs(of_events.filter((pl.col("compare") != "venue") | is_venue))
    twin = pl.concat([twins.select(doc="a", doc_b="b"), twins.select(doc="b", doc_b="a")]).with_columns(twin=pl.lit(value=True))
    statuses = pl.concat([
        ref.statuses.select("needs_words", value_text="status_a", value_text_b="status_b", by_status="relation", stage="status_b"),
        ref.statuses.select("needs_words", value_text="status_b", value_text_b="status_a", by_status="relation", stage="status_b"),
    ])  # fmt: skip
    stages = statuses.filter(pl.col("by_status") == "supersedes").select(about="value_text", about_b="value_text_b")
    stages = stages.unique().with_columns(property=pl.lit("date"), staged=pl.lit(value=True))
    newer = [raised.select("story", sum=a, sum_b=b, newer=pl.lit(c)) for a, b, c in (("sum", "raised", "b"), ("raised", "sum", "a"))]
    judged = (
        pairs.join(twin, on=["doc", "doc_b"], how="left", maintain_order="left")
        .join(statuses, on=["value_text", "value_text_b"], how="left", maintain_order="left")
        .join(pl.concat(newer).unique(), on=["story", "sum", "sum_b"], how="left", maintain_order="left", validate="m:1")
        .join(stages, on=["property", "about", "about_b"], how="left", maintain_order="left", validate="m:1")
        .with_columns(later=(pl.col("told") - pl.col("told_b")).dt.total_days().abs().fill_null(0) > WINDOW_DAYS)
        .with_columns(relation=_relation())
        .drop_nulls("relation")
    )
    judged = _one_a_stage(judged)
    differs = pl.col("relation").is_in(["contradicts", "refines"]) & pl.col("twin").fill_null(value=False) & (pl.col("compare") != "word")
    return judged.with_columns(relation=pl.when(differs).then(pl.lit("translation")).otherwise("relation"))


def _one_a_stage(judged: pl.DataFrame) -> pl.DataFrame:
    """Of an update of status one pair for each later status: with the best told of those it takes the place of, the farthest of them."""
    is_update = (pl.col("property") == "status") & (pl.col("relation") == "supersedes")
    is_second = pl.col("value_text") == pl.col("stage")
    steps = {status: step for step, status in enumerate(MONEY_STATUSES)}
    before = pl.when(is_second).then("value_text_b").otherwise("value_text").replace_strict(steps, default=0, return_dtype=pl.Int8)
    updates = judged.filter(is_update).with_columns(support=pl.when(is_second).then("n_origins_b").otherwise("n_origins"), before=before)
    best = updates.sort("support", "before", "claim_id", "claim_b", descending=[True, True, False, False])
    kept = best.unique(["subject", "stage"], keep="first", maintain_order=True).drop("support", "before")
    return pl.concat([judged.filter(~is_update.fill_null(value=False)), kept]).sort("claim_id", "claim_b")


def _pairs(claims: pl.DataFrame) -> pl.DataFrame:
    """For each value of a subject and property (and unit) that is not the best supported one, the best claim of each origin that tells it.

    Against it stands (`_b`) the best claim of the best supported value: of the same page, else of the same story.
    """
    by = ["subject", "property"]
    own = claims.filter(pl.col("place") < ASIDE_PLACE).with_columns(assumed=(pl.col("about") == ASSUMED).fill_null(value=False))
    ordered = own.sort(*by, "value", "assumed", "place", "doc", "start_char", "end_char", "claim_id")
    values = ordered.select(*by, "value", "value_unit", "n_origins", "n_documents").unique(maintain_order=True)
    ranked = values.sort(*by, "value_unit", "n_origins", "n_documents", "value", descending=[False, False, False, True, True, False])
    ranked = ranked.with_columns(nth=pl.int_range(pl.len()).over(*by, "value_unit"))
    better = ranked.select(*by, "value_unit", value_b="value", nth_b="nth")
    met = ranked.join(better, on=[*by, "value_unit"], nulls_equal=True).filter(pl.col("nth_b") < pl.col("nth"))
    lesser = met.filter((pl.col("nth_b") == 0) | pl.col("property").is_in(ALL_PAIRS)).select(*by, "value", "value_b")
    first = ordered.unique([*by, "value", "origin"], keep="first", maintain_order=True)
    side_a = lesser.join(first, on=[*by, "value"])
    same_page = ordered.unique([*by, "value", "doc"], keep="first", maintain_order=True).select(
        *by, value_b="value", doc="doc", here="claim_id"
    )
    in_story = ordered.unique([*by, "value", "story"], keep="first", maintain_order=True)
    near = in_story.select(*by, value_b="value", story="story", near="claim_id")
    best = ordered.unique([*by, "value"], keep="first", maintain_order=True).select(*by, value_b="value", there="claim_id")
    chosen = (
        side_a.join(same_page, on=[*by, "value_b", "doc"], how="left")
        .join(near, on=[*by, "value_b", "story"], how="left")
        .join(best, on=[*by, "value_b"])
        .with_columns(claim_b=pl.coalesce("here", "near", "there"))
        .drop("value_b", "here", "near", "there")
    )
    partner = ordered.select(pl.all().exclude("event_id", "subject_entity_id", "subject", "property").name.suffix("_b"))
    return chosen.join(partner, left_on="claim_b", right_on="claim_id_b", validate="m:1").sort("claim_id", "claim_b")


def _relation() -> pl.Expr:
    """How the two values of a pair relate; null where they agree or cannot be compared."""
    kind = pl.col("compare")
    return (
        pl.when(kind == "number").then(_of_numbers())
        .when(kind == "day").then(_of_days())
        .when(kind == "duration").then(_of_durations())
        .when(kind == "word").then(_of_statuses())
        .when(kind == "venue").then(pl.lit("contradicts"))
    )  # fmt: skip


def _updated() -> pl.Expr:
    return pl.when(pl.col("later")).then(pl.lit("supersedes")).otherwise(pl.lit("contradicts"))


def _of_numbers() -> pl.Expr:
    one, other = pl.col("value_number").cast(pl.Float64), pl.col("value_number_b").cast(pl.Float64)
    about = (pl.col("about") == "approx") | (pl.col("about_b") == "approx")
    near = about & ((one - other).abs() <= ABOUT * pl.max_horizontal(one.abs(), other.abs()))
    bound = _beyond("about", one, other) | _beyond("about_b", other, one)
    return (
        pl.when(pl.col("value_unit") != pl.col("value_unit_b")).then(None)
        .when(pl.col("newer").is_not_null()).then(pl.lit("supersedes"))
        .when(rounds_to(pl.col("value_number"), pl.col("value_number_b")) | near.fill_null(value=False)).then(pl.lit("rounds"))
        .when(bound.fill_null(value=False)).then(pl.lit("refines"))
        .otherwise(_updated())
    )  # fmt: skip


def _beyond(qualifier: str, bound: pl.Expr, figure: pl.Expr) -> pl.Expr:
    """Whether a figure lies on the side a bound leaves open."""
    at_least, at_most = pl.col(qualifier).is_in(["at_least", "more_than"]), pl.col(qualifier).is_in(["at_most", "less_than"])
    return (at_least & (figure >= bound)) | (at_most & (figure <= bound))


def _of_days() -> pl.Expr:
    one_in_other = (pl.col("day") >= pl.col("day_b")) & (pl.col("day_end") <= pl.col("day_end_b"))
    other_in_one = (pl.col("day_b") >= pl.col("day")) & (pl.col("day_end_b") <= pl.col("day_end"))
    apart = (pl.col("day") > pl.col("day_end_b")) | (pl.col("day_b") > pl.col("day_end"))
    # A year or month beside a day it does not hold dates something else: what the sum is for, or the end of its period.
    days = pl.all_horizontal([(pl.col(f"day_end{end}") - pl.col(f"day{end}")).dt.total_days() <= DAY_SPAN for end in ("", "_b")])
    # The day a sum was raised or paid is not the day it was first promised.
    judged = (
        pl.when(apart & days & pl.col("newer").is_null() & pl.col("staged").is_null()).then(_updated()).when(~apart).then(pl.lit("refines"))
    )
    # A month beside one of its days says the same.
    return pl.when(~one_in_other & ~other_in_one).then(judged)


def _of_durations() -> pl.Expr:
    one, other = _length("value_text"), _length("value_text_b")
    return pl.when(((one - other).abs() / pl.max_horizontal(one, other)) > ABOUT).then(_updated())


def _length(column: str) -> pl.Expr:
    """Days of an ISO 8601 duration, about."""
    parts = [pl.col(column).str.extract(rf"([0-9.]+){unit}").cast(pl.Float64).fill_null(0) * days for unit, days in DAYS.items()]
    return pl.sum_horizontal(parts)


def _of_statuses() -> pl.Expr:
    """By status_relations.csv; of two pages of one day, one cannot already tell the next stage. One page may tell both."""
    assumed = ((pl.col("about") == ASSUMED) | (pl.col("about_b") == ASSUMED)).fill_null(value=False)
    next_stage = (pl.col("by_status") == "supersedes") & pl.col("later")
    early = (pl.col("by_status") == "supersedes") & ~pl.col("later") & (pl.col("doc") != pl.col("doc_b"))
    told = pl.when(early).then(pl.lit("contradicts")).otherwise("by_status")
    return pl.when(next_stage | ~(pl.col("needs_words") & assumed)).then(told)


def office_conflicts(claims: pl.DataFrame, people: pl.DataFrame | None, names: pl.DataFrame) -> pl.DataFrame:
    """Pairs of claims of one office (claims: counted) that name two people at one time; neither is an update of the other (`newer`).

    `people` (entity_id, office, country_id, valid_from, valid_until): who is known to have held it when. Who ever held it is
    told of as a predecessor or successor and contradicts nobody, nor does a page that names two; where neither is known, one story or a
    shared time must join the two. `names` (entity_id, name, name_ko ...): what people are called beside what the pages say.
    """
    held = claims.drop_nulls("subject_entity_id").with_columns(compare=pl.lit("holder"))
    # A page that names two holders tells how one follows the other.
    own_holders = pl.col("value").filter(pl.col("place") < ASIDE_PLACE).n_unique().over("doc", "subject", "property")
    held = held.filter(own_holders <= 1)
    if people is not None:
        terms = people.select(subject="country_id", property="office", value="entity_id").drop_nulls().unique()
        held = held.join(
            terms.with_columns(known=pl.lit(value=True)), on=["subject", "property", "value"], how="left", maintain_order="left"
        )
    else:
        held = held.with_columns(known=pl.lit(None, dtype=pl.Boolean))
    by = ["subject", "property", "value"]
    held = held.with_columns(
        since=pl.col("told").min().over(by), until=pl.col("told").max().over(by), known=pl.col("known").fill_null(value=False)
    )
    held = held.join(called_by(held, names), on=by, how="left", maintain_order="left", validate="m:1")
    # A known holder stands before any number of pages: they, not the pages, are preferred.
    held = held.with_columns(n_origins=pl.col("n_origins") + 1_000_000 * pl.col("known").cast(pl.UInt32))
    pairs = _pairs(held)
    overlap = (pl.col("since") <= pl.col("until_b")) & (pl.col("since_b") <= pl.col("until"))
    # Of pages of unknown days, one may be of another time.
    dated = (pl.col("told").is_not_null() & pl.col("told_b").is_not_null()) | (pl.col("doc") == pl.col("doc_b"))
    one_time = ((pl.col("story") == pl.col("story_b")) & dated) | overlap.fill_null(value=False)
    at_odds = pairs.filter(~(pl.col("known") & pl.col("known_b")) & one_time)
    return at_odds.filter(~one_name(at_odds)).with_columns(relation=pl.lit("contradicts"), newer=pl.lit(None, dtype=pl.String))


def published_conflicts(pairs: pl.DataFrame, titles: pl.DataFrame, names: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """schemas.Conflicts, from pairs with relation; titles (event_id, title), names (entity_id, name), labels (property, label)."""
    told = (
        pairs.join(titles, on="event_id", how="left", validate="m:1")
        .join(names.rename({"entity_id": "subject_entity_id", "name": "subject_name"}), on="subject_entity_id", how="left", validate="m:1")
        .join(labels.select("property", told_as="label"), on="property", how="left", validate="m:1")
    )
    ids = text_ids(told["claim_id"], told["claim_b"])
    stronger = (pl.col("n_origins_b") > pl.col("n_origins")) | (
        (pl.col("n_origins_b") == pl.col("n_origins")) & (pl.col("n_documents_b") > pl.col("n_documents"))
    )
    by_day = pl.when(pl.col("told") > pl.col("told_b")).then("claim_id").otherwise("claim_b")
    newer = pl.when(pl.col("newer") == "a").then("claim_id").when(pl.col("newer") == "b").then("claim_b").otherwise(by_day)
    return (
        told.with_columns(
            conflict_id=ids,
            preferred_claim=pl.when(pl.col("relation") == "supersedes").then(newer).when(stronger).then("claim_b"),
            same_document=pl.col("doc") == pl.col("doc_b"),
            same_origin=pl.col("origin") == pl.col("origin_b"),
            explanation=_sentence(),
            claim_a="claim_id",
        )
        .select(Conflicts.empty().columns)
        .unique("conflict_id")
        .sort("conflict_id")
    )


def _sentence() -> pl.Expr:
    """The difference in words, such as: The sum of ... is 1.24 billion EUR (12억 4천만 유로) in one page and ... in another."""
    about = pl.coalesce("title", "subject_name")
    values = [pl.format("{} ({})", f"value_text{end}", pl.col(f"surface{end}").str.slice(0, 60)) for end in ("", "_b")]
    where = (
        pl.when(pl.col("doc") == pl.col("doc_b"))
        .then(pl.lit("elsewhere in the same document"))
        .when(pl.col("origin") == pl.col("origin_b"))
        .then(pl.lit("in another document of the same origin"))
        .otherwise(pl.lit("in a document of another origin"))
    )
    why = pl.col("relation").replace_strict(
        {
            "contradicts": "they cannot both hold",
            "rounds": "they agree within rounding",
            "refines": "one says the same more exactly",
            "translation": "the documents are translations of each other",
            "supersedes": "the later one updates the earlier",
        }
    )
    return pl.format("The {} of {} is {} in one document and {} {}: {}.", "told_as", about, values[0], values[1], where, why)
