"""Who holds an office: claims from the titles beside names, with the country they are held in."""

import polars as pl

from schemas.reference.stories import StoriesReference
from transforms.facts.claims import made
from transforms.stories.corpus import Corpus

#: A country's name this near before a name and its title is the country of the office.
NEAR_CHARS = 16
#: Names that a person has in the table of entities.
NAMES = ("name", "name_ko", "name_ja", "name_zh", "name_ru")
#: Fewest initials by which a person is called (AMLO), and fewest characters of a name that another may begin with.
FEWEST_INITIALS, FEWEST_CHARS = 3, 2


def office_claims(corpus: Corpus, docs: pl.DataFrame, ref: StoriesReference, terms: pl.DataFrame | None = None) -> pl.DataFrame:
    """Claims (transforms.facts.claims.MADE): subject the country, property the office, value the person; the first of each page and person.

    `terms` (entity_id, office, country_id): who is known to have held what. Of an office whose word also names heads of companies and
    councils ("President"), only a known holder's own country counts; else the country must be named beside it.
    """
    offices = ref.properties.filter(pl.col("kind").is_in(["holder", "titled_holder"])).select(
        office="rule_id", titled=pl.col("kind") == "titled_holder"
    )
    titled = corpus.entity_mentions.filter(pl.col("office").is_in(offices["office"].implode()) & (pl.col("kind") == "Person"))
    segments = corpus.segments.select("segment_id", "role").join(ref.ranks.select(role="rule_id", place="place"), on="role", how="left")
    people = corpus.entities.select("entity_id", "name", iso3="country")
    countries = corpus.entities.filter(pl.col("kind") == "Country").select("iso3", country_id="entity_id").drop_nulls().unique("iso3")
    placed = (
        titled.join(people, on="entity_id", validate="m:1")
        .join(countries, on="iso3", how="left", validate="m:1")
        .join(_held(terms), on=["entity_id", "office"], how="left", validate="m:1")
        .join(offices, on="office", validate="m:1")
        .with_columns(country_id=pl.when("titled").then("held_in").otherwise("country_id"))
        .join(_beside(titled, corpus), on="mention_id", how="left", validate="1:1")
        .with_columns(subject_entity_id=pl.coalesce("country_id", "beside"))
        .drop_nulls("subject_entity_id")
    )
    return made(
        placed.join(segments, on="segment_id", validate="m:1")
        .join(docs.select("doc_id", "doc", day="anchor_date"), on="doc_id", validate="m:1")
        .sort("doc", "subject_entity_id", "office", "entity_id", "place", "start_char")
        .unique(["doc", "subject_entity_id", "office", "entity_id"], keep="first", maintain_order=True)
        .with_columns(property="office", value_text="name", value_entity_id="entity_id")
    )


def _held(terms: pl.DataFrame | None) -> pl.DataFrame:
    """entity_id, office, held_in: the one country in which a person is known to have held an office."""
    if terms is None:
        return pl.DataFrame(schema={"entity_id": pl.String, "office": pl.String, "held_in": pl.String})
    held = terms.select("entity_id", "office", held_in="country_id").drop_nulls().unique()
    return held.filter(pl.len().over("entity_id", "office") == 1)


def _beside(titled: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """mention_id, beside: the country named just before an office holder whose own country is not known."""
    named = corpus.entity_mentions.filter(pl.col("kind") == "Country").select("segment_id", beside="entity_id", at_end="end_char")
    met = titled.select("mention_id", "segment_id", "start_char").join(named, on="segment_id")
    gap = pl.col("start_char") - pl.col("at_end")
    near = met.filter((gap >= 0) & (gap <= NEAR_CHARS)).sort("mention_id", "at_end", descending=[False, True])
    return near.unique("mention_id", keep="first", maintain_order=True).select("mention_id", "beside")


def called_by(held: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """subject, property, value, called: the parts of all that a holder is called on any page or by the table, and the initials of it."""
    by = ["subject", "property", "value"]
    shown = names.unpivot(NAMES, index="entity_id", value_name="surface").drop_nulls("surface").select("surface", value="entity_id")
    told = pl.concat([held.select(*by, "surface"), held.select(by).unique().join(shown, on="value").select(*by, "surface")]).unique()
    parts = told.with_columns(called=pl.col("surface").str.split(" ").list.eval(pl.element().str.split("·").explode()))
    initials = pl.col("called").list.eval(pl.element().str.slice(0, 1)).list.join("").str.to_uppercase()
    whole = parts.select(*by, called=initials).filter(pl.col("called").str.len_chars() >= FEWEST_INITIALS)
    return pl.concat([parts.select(*by, "called").explode("called"), whole]).group_by(by).agg(pl.col("called").unique().sort())


def one_name(pairs: pl.DataFrame) -> pl.Series:
    """Whether the two of each pair (called, called_b) have a part of a name in common: they are one person ill read, on whatever page.

    In Han characters, which no space parts, a name may have taken in the word behind it: one begins with the other.
    """
    met = pairs.select("called", "called_b").with_row_index("pair").explode("called").explode("called_b")
    one, other = pl.col("called"), pl.col("called_b")
    unparted = pl.all_horizontal(name.str.contains(r"^\p{Han}+$") & (name.str.len_chars() >= FEWEST_CHARS) for name in (one, other))
    begins = unparted & (one.str.starts_with(other) | other.str.starts_with(one))
    same = met.filter((one == other) | begins)["pair"]
    return pl.int_range(pairs.height, eager=True, dtype=pl.UInt32).is_in(same.implode())
