"""What a document's other names say about a name: weak and family names judged, readings chosen, short forms joined to full ones."""

import numpy as np
import polars as pl

from transforms.entities.aliases import after_text, before_text
from transforms.entities.rules import EntitiesReader
from transforms.spans import Texts

#: What parts a full name: Donald Trump, ドナルド・トランプ.
PARTS = r"[ ・·•‧＝=‐-]"


def chosen_readings(known: pl.DataFrame) -> pl.DataFrame:
    """One reading a span: of several entities the one whose country other names of the document share, else the first.

    `known` has KNOWN columns, `doc` and `choice`.
    """
    choice = known["choice"].to_numpy()
    goes_on = np.append(choice[1:] > 0, False)  # readings of one span stand in a row, numbered from 0
    is_several = (choice > 0) | goes_on
    if not is_several.any():
        return known.drop("choice")
    several, single = known.filter(pl.Series(is_several)), known.filter(pl.Series(~is_several))
    sure = single.filter(~pl.col("weak") & (pl.col("alias_kind") != "family"))
    by_entity = sure.group_by("doc", "entity_id").len("same_entity")
    by_country = sure.drop_nulls("country").group_by("doc", "country").len("same_country")
    best = (
        several.join(by_entity, on=["doc", "entity_id"], how="left", validate="m:1")
        .join(by_country, on=["doc", "country"], how="left", validate="m:1")
        .sort(
            "start_byte", pl.col("same_entity").fill_null(0) > 0, pl.col("same_country").fill_null(0), -pl.col("choice"),
            descending=[False, True, True, True],
        )
        .unique("start_byte", keep="first", maintain_order=True)
        .select(known.columns)
    )  # fmt: skip
    return pl.concat([single, best]).sort("start_byte").drop("choice")


def supported(texts: Texts, doubtful: pl.DataFrame, firm: pl.DataFrame, reader: EntitiesReader) -> pl.Series:
    """Whether each weak or family name is borne out: by a firm name of its entity in the document, by a listed word in the unit.

    Whoever leads a country today is known by the family name alone where the document names the country, too.
    """
    named = doubtful.join(
        firm.select("doc", "entity_id").unique(), on=["doc", "entity_id"], how="left", maintain_order="left", validate="m:1", coalesce=False
    )
    by_name = named["entity_id_right"].is_not_null()
    listed = doubtful.with_row_index("row").join(reader.context, on=["surface", "entity_id"], how="inner")
    stands = listed.with_columns(text=texts.strings.gather(listed["unit"])).filter(
        pl.col("text").str.contains(pl.col("word"), literal=True)
    )
    countries = firm.filter(pl.col("kind") == "Country").select("doc", pl.col("country")).unique()
    led = doubtful.with_row_index("row").filter(~pl.col("weak")).join(reader.leaders, on=["entity_id", "country"], how="semi")
    led = led.join(countries, on=["doc", "country"], how="semi")
    by_name |= pl.int_range(doubtful.height, eager=True).is_in(led["row"].cast(pl.Int64).implode())
    return by_name | pl.int_range(doubtful.height, eager=True).is_in(stands["row"].cast(pl.Int64).unique().implode())


#: Characters beside a name in which a word that tells a place is looked for.
PLACE_CUE_CHARS = 16


def named_as_place(texts: Texts, languages: pl.Series, doubtful: pl.DataFrame, reader: EntitiesReader) -> pl.Series:
    """Whether each name of a place has a word beside it that stands beside places: in, 공항, 市内, 举行."""
    places = (doubtful["kind"] == "Place").arg_true()
    spans = doubtful[places].select("unit", "start", "end")
    beside = pl.DataFrame(
        {
            "lang": languages.gather(spans["unit"]),
            "before": before_text(texts, spans, PLACE_CUE_CHARS),
            "after": after_text(texts, spans, PLACE_CUE_CHARS),
        }
    )
    fits = [
        pl.when(pl.col("lang") == lang).then(pl.col("before").str.contains(before) | pl.col("after").str.contains(after))
        for lang, (before, after) in reader.place_cues.items()
    ]
    told = np.zeros(doubtful.height, dtype=np.bool_)
    told[places.to_numpy()] = beside.select(pl.coalesce(*fits, pl.lit(value=False))).to_series().to_numpy()
    return pl.Series(told, dtype=pl.Boolean)


def looked_up(names: pl.DataFrame, wanted: pl.Expr, table: pl.DataFrame) -> pl.Series:
    """The last column of the table's row with the document and surface of each wanted name; null for the others.

    `table` has doc, surface and that column.
    """
    among = names.with_row_index("row").filter(wanted).select("row", "doc", "surface")
    found = among.join(table, on=["doc", "surface"], how="inner", validate="m:1")
    return pl.repeat(None, names.height, dtype=pl.String, eager=True).scatter(found["row"], found[table.columns[-1]])


def joined_short_forms(names: pl.DataFrame) -> pl.DataFrame:
    """Names with `entity_id`, `kind` and `method` of the one longer name of the document they are part of, where there is one.

    `names` has doc, surface, kind, entity_id, method, discovered. Only unknown names are joined; of two longer names that share
    the part neither wins.
    """
    people = names.filter(pl.col("kind") == "Person").select("doc", "surface", "entity_id").unique()
    split = people.with_columns(part=pl.col("surface").str.replace_all(PARTS, "\x01").str.split("\x01"))
    parted = split.filter(pl.col("part").list.len() > 1).explode("part")
    whole = split.filter((pl.col("part").list.len() == 1) & pl.col("surface").str.contains(r"^[\p{Han}\p{Hangul}\p{Hiragana}]{3,6}$"))
    heads = [
        whole.with_columns(part=pl.col("surface").str.head(n)).filter(pl.col("surface").str.len_chars() > n + (n == 1)) for n in (1, 2, 3)
    ]
    parts = (
        pl.concat([parted, *heads])
        .group_by("doc", "part")
        .agg(pl.col("entity_id").n_unique().alias("owners"), long_id=pl.col("entity_id").first())
        .filter(pl.col("owners") == 1)
        .select("doc", pl.col("part").alias("surface"), "long_id")
    )
    unknown = pl.col("discovered") & (pl.col("kind").is_null() | (pl.col("kind") == "Person"))
    fits = pl.col("long_id").is_not_null()
    return (
        names.with_columns(looked_up(names, unknown, parts).alias("long_id"))
        .with_columns(
            entity_id=pl.when(fits).then(pl.col("long_id")).otherwise(pl.col("entity_id")),
            kind=pl.when(fits).then(pl.lit("Person")).otherwise(pl.col("kind")),
            method=pl.when(fits & (pl.col("method") != "title")).then(pl.lit("repeat")).otherwise(pl.col("method")),
            repeats=fits,
        )
        .drop("long_id")
    )
