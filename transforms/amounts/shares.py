"""Shares in words: half of the voters, 응답자의 절반 이상, 三分之一, две трети жителей.

A share is read only where its whole is named beside it, or a bound leaves no other meaning: rows of `shares.csv` say what must stand
around each word, and what must not (half an hour, 上半年, четверть финала). Everything else is left alone.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import polars as pl

from schemas.reference.amounts import AmountsReference
from transforms.amounts.codes import Around, strings_of
from transforms.amounts.lexicon import UNKNOWN, Lexicon, cased
from transforms.amounts.numbers import read_number
from transforms.amounts.pattern import alternatives
from transforms.amounts.roles import is_lettered
from transforms.amounts.scan import Chunks
from transforms.amounts.tokens import tokens_of
from transforms.amounts.trie import Ints, Trie
from transforms.chars import Script, script_of
from transforms.lanes import on_lane
from transforms.numerals import MASK, SCALE

#: Characters on each side that decide.
REACH = 40
LETTERS = "A-Za-zА-Яа-яЁё"
DIGITS = "0-9０-９"
PERCENT = Decimal(100)
SMALLEST = Decimal(1).scaleb(-SCALE)
MONEY = pl.Decimal(38, SCALE)
#: A pattern that nothing matches, for a condition that a rule does not have.
NEVER = r"[^\s\S]"
#: The lane of the bounds beside shares.
BOUNDS = "bounds"
#: A pattern with a group that holds something.
GROUP = r"(?:^|[^\\])\([^?]"


@dataclass(frozen=True)
class ShareWords:
    """Words of shares compiled once."""

    lexicon: Lexicon
    forms: Trie
    #: Forms of letters, which the scan for numbers in words finds.
    lettered: tuple[str, ...]
    #: The rarest character of each other form, and how far into the forms it stands.
    anchors: dict[int, tuple[int, ...]]
    #: form, language, the columns of `Shares`, the bounds of the language: bound_before, bound_after; `tail`: `after` if it has a group.
    rules: pl.DataFrame
    #: language, place, bound (as written), qualifier.
    bounds: pl.DataFrame
    numerals: str

    @classmethod
    def of(cls, ref: AmountsReference, lexicon: Lexicon) -> "ShareWords":
        """Forms that only end like a share (百分之) are looked for too, and stand for nothing."""
        rules = _spread(ref.shares, "form").drop("source")
        bounds = _spread(ref.qualifiers.filter(pl.col("qualifier") != "negative"), "bound").drop("rule_id", "source")
        bounds = bounds.unique(["language", "place", "bound"], keep="first", maintain_order=True)
        patterns = pl.DataFrame(
            [
                (language, rf"(?:^|[^{LETTERS}])({before})[ \u00a0]?$", rf"^[ \u00a0]?({after})")
                for language in rules["language"].unique(maintain_order=True)
                for before, after in [[alternatives(_of(bounds, language, place)) for place in ("before", "after")]]
            ],
            schema=["language", "bound_before", "bound_after"],
            orient="row",
        )
        other = ref.percent_words.filter(place="before")["forms"].str.split("|").explode()
        single = [f for f in lexicon.forms("num:digit", "mag:small", "mag:large") if len(f) == 1]
        han = [f for f in single if script_of(np.array([ord(f)], dtype=np.uint32))[0] == Script.HAN]
        forms = sorted({*rules["form"], *other})
        return cls(
            lexicon,
            Trie.of(dict.fromkeys(forms, 1)),
            tuple(form for form in forms if is_lettered(form)),
            _anchors([form for form in forms if not is_lettered(form)], "".join(ref.examples["text"])),
            rules.join(patterns, on="language", how="left", maintain_order="left", validate="m:1")
            .with_columns(tail=pl.when(pl.col("after").str.contains(GROUP)).then("after").otherwise(pl.lit(NEVER)))
            .with_row_index("rule"),
            bounds,
            f"[{DIGITS}{''.join(han)}]",
        )


def _anchors(forms: list[str], sample: str) -> dict[int, tuple[int, ...]]:
    """The character of each form that is rarest in the sample, and its places in the forms it stands for."""
    found: dict[int, set[int]] = {}
    for form in forms:
        place = min(range(len(form)), key=lambda k: sample.count(form[k]))
        found.setdefault(ord(form[place]), set()).add(place)
    return {code: tuple(sorted(places)) for code, places in found.items()}


def _places(cut: Chunks, words: ShareWords) -> tuple[Ints, Ints]:
    """Start and end of every form in the code points of all texts; of forms that overlap the first stands."""
    char = cut.text[cut.share_signs]
    behind = [cut.share_signs[char == code] - place for code, places in words.anchors.items() for place in places]
    start = np.concatenate([cut.share_words, *behind])
    start = np.unique(start[words.forms.begins(cut.text, start)])
    end, _ = words.forms.longest(cut.text, start)
    is_form = end > start
    start, end = start[is_form], end[is_form]
    is_first = start >= np.concatenate(([0], np.maximum.accumulate(end)[:-1]))[: len(start)]
    return start[is_first], end[is_first]


def _spread(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """A row each written form, in each of its cases, in the column `name`."""
    forms = [sorted({v for form in forms.split("|") for v in cased(form)}) for forms in rows["forms"]]
    return rows.with_columns(pl.Series(name, forms, dtype=pl.List(pl.String))).explode(name).rename({"lang": "language"}).drop("forms")


def _of(bounds: pl.DataFrame, language: str, place: str) -> list[str]:
    return bounds.filter(language=language, place=place)["bound"].to_list()


def with_shares(found: pl.DataFrame, cut: Chunks, around: Around, languages: pl.Series, words: ShareWords) -> pl.DataFrame:
    """Readings with shares among them, and without what only a part of a share was read as."""
    shares = _shares(cut, around, languages, words)
    if not shares.height:
        return found
    begins, ends = shares["from_index"].to_numpy(), shares["to_index"].to_numpy()
    last = np.searchsorted(begins, found["to_index"].to_numpy(), side="left") - 1
    touches = (last >= 0) & (ends[np.maximum(last, 0)] > found["from_index"].to_numpy())
    return pl.concat([found.filter(pl.Series(~touches, dtype=pl.Boolean)), shares], how="diagonal_relaxed")


def _shares(cut: Chunks, around: Around, languages: pl.Series, words: ShareWords) -> pl.DataFrame:
    """Readings of shares in order, which do not overlap."""
    begin, end = _places(cut, words)
    unit = np.searchsorted(around.unit_char, begin, side="right") - 1
    told = pl.DataFrame({"unit": unit, "start": begin - around.unit_char[unit], "end": end - around.unit_char[unit]}).with_columns(
        form=strings_of(cut.text, begin, end), language=languages.gather(unit)
    )
    asked = told.join(words.rules, on=["form", "language"], how="inner").sort("rule", "unit", "start")  # one pattern after the other
    asked = asked.with_columns(
        left=around.before(asked["unit"], asked["start"], REACH), right=around.after(asked["unit"], asked["end"], REACH)
    )
    sized = _sized(asked, words).filter(pl.col("value").is_not_null())
    left, right = pl.col("left"), pl.col("right")
    tail = _extracted(sized["right"], sized["tail"]).str.len_chars().fill_null(0)  # 3人に1人: the second counter
    behind = sized["right"].str.slice(tail)
    bounded = sized.with_columns(
        end=pl.col("end") + tail.cast(pl.Int64),
        word_before=_extracted(sized["left"], sized["bound_before"]),
        word_after=_extracted(behind, sized["bound_after"]),
    )
    bare_left = (
        pl.when(pl.col("word_before").is_null())
        .then(left)
        .otherwise(left.str.strip_chars_end(" \u00a0").str.strip_suffix(pl.col("word_before")))
    )
    held = bounded.with_columns(left=bare_left).filter(
        ~left.str.contains(f"[{LETTERS}-]$") & ~right.str.contains(f"^[{LETTERS}]"),
        left.str.contains(pl.col("before").fill_null("")),
        right.str.contains(pl.col("after").fill_null("")),
        ~pl.col("needs_bound") | pl.col("word_before").is_not_null() | pl.col("word_after").is_not_null(),
        ~left.str.contains(pl.col("not_before").fill_null(NEVER)),
        ~right.str.contains(pl.col("not_after").fill_null(NEVER)),
    )
    held = held.unique(["unit", "start"], keep="first", maintain_order=True).sort("unit", "start", "end")
    for place in ("before", "after"):
        said = words.bounds.filter(place=place).select("language", **{f"word_{place}": "bound", f"says_{place}": "qualifier"})
        held = held.join(said, on=["language", f"word_{place}"], how="left", maintain_order="left", validate="m:1")
    bound = pl.coalesce("says_after", "says_before", "qualifier", pl.lit("exact"))
    origin = pl.Series(around.unit_char[held["unit"].to_numpy()], dtype=pl.Int64)
    return held.with_columns(origin=origin).select(
        from_index=pl.col("origin") + pl.col("start"), to_index=pl.col("origin") + pl.col("end"),
        unit_index=pl.col("unit").cast(pl.UInt32), start=pl.col("start").cast(pl.Int32), end=pl.col("end").cast(pl.Int32),
        kind=pl.lit("percent"), unit=pl.lit("%"), low=pl.col("value"), qualifier=bound,
        is_negative=False, is_range=False, in_words=True, names_count=False,
    )  # fmt: skip


def _extracted(texts: pl.Series, patterns: pl.Series) -> pl.Series:
    """What the pattern of each text finds in it: those of one pattern together, for looking up a pattern a row takes longer than matching.

    >>> _extracted(pl.Series(["a1", "b", "b2"]), pl.Series(["([0-9])", "(.)", "([0-9])"])).to_list()
    ['1', 'b', '2']
    """
    found = pl.repeat(None, len(texts), dtype=pl.String, eager=True)
    for pattern in patterns.unique(maintain_order=True):
        rows = (patterns == pattern).arg_true()
        found = found.scatter(rows, on_lane(BOUNDS, texts.gather(rows).str.extract, pattern))
    return found


def _sized(asked: pl.DataFrame, words: ShareWords) -> pl.DataFrame:
    """Spans over the numerals beside a joint as well (三 分之 一), `left`, `right` without them; `value` in per cent."""
    numeral = words.numerals
    is_joint = pl.col("order").is_not_null()
    split = asked.with_columns(
        first=pl.when(is_joint).then(pl.col("left").str.extract(rf"(?:^|[^{DIGITS}.,．，])({numeral}+[ \u00a0]?)$")),
        second=pl.when(is_joint).then(pl.col("right").str.extract(rf"^([ \u00a0]?{numeral}+)")),
    )
    written = split.select("language", "first", "second", "order", "numerator", "denominator").unique(maintain_order=True)
    valued = written.with_columns(value=pl.Series([_percent(row, words.lexicon) for row in written.iter_rows(named=True)], dtype=MONEY))
    keys = ["language", "first", "second", "order", "numerator", "denominator"]
    n_first, n_second = (pl.col(c).str.len_chars().fill_null(0).cast(pl.Int64) for c in ("first", "second"))
    return split.join(valued, on=keys, how="left", nulls_equal=True, maintain_order="left", validate="m:1").with_columns(
        start=pl.col("start") - n_first,
        end=pl.col("end") + n_second,
        left=pl.col("left").str.head(pl.col("left").str.len_chars().cast(pl.Int64) - n_first),
        right=pl.col("right").str.slice(n_second),
    )


def _percent(row: dict[str, object], lexicon: Lexicon) -> Decimal | None:
    """The share, rounded to the places that amounts have; none where the numerals are no proper fraction."""
    numerals = [row["denominator"], row["numerator"]]
    if row["order"] is not None:
        numerals = [_numeral(str(row[side] or "").strip(), lexicon.of_language(str(row["language"]))) for side in ("first", "second")]
    if row["order"] == "numerator_first":
        numerals.reverse()
    below, above = (None if n is None else Decimal(str(n)) for n in numerals)
    if below is None or above is None or not 0 < above < below:
        return None
    return (PERCENT * above / below).quantize(SMALLEST, ROUND_HALF_EVEN)


def _numeral(written: str, lexicon: Lexicon) -> Decimal | None:
    """A whole number in digits or in the words of a language, read from its first character to its last."""
    style = lexicon.styles[lexicon.language or UNKNOWN]
    if not written or (style.needs_magnitude and not written.isdecimal()):
        return None
    tokens = tokens_of(f" {re.sub(f'[{DIGITS}]', MASK, written)} ", lexicon, style)
    counted = read_number(tokens, 0) if tokens.items else None
    if counted is None or counted.is_vague or counted.number.constant != counted.number.high:
        return None
    if tokens.items[0].start != 1 or tokens.items[counted.next_token - 1].end != len(written) + 1:
        return None
    digits = (Decimal(int(written[t.start - 1 : t.end - 1])).scaleb(t.exponent) for t in counted.number.terms)
    return counted.number.constant + sum(digits, Decimal(0))
