"""Dates that name no year and lie ahead: beside words of the future in their clause, the coming one is meant, not the last one.

"The talks will be held in March", said in November, are of next March. The words stand before or behind the date (`before`, `after`),
or end its sentence (`last`); what lies between must not tell of the past (`past`), for then the date is of that: "will lift the
tariffs that were raised in March". Neither must what stands on their far side (`undone`: "had been planned for March") nor what
stands on the other side of the date (`taken`: "Monday's surgery"). Rows are reference data; nothing here knows a language.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from transforms.dates.forms import Form
from transforms.spans import Texts

#: Code points that are read on each side of a date.
NEAR_CHARS = 120
#: What ends a clause, and a sentence.
CLAUSE = ',，、;；:：.。!！?？…()（）\\[\\]「」『』“”"«»—–\n'
SENTENCE = ".。!！?？\n"
#: A mark inside a number or an abbreviation ends nothing.
NO_MARKS = r"([0-9])[.,]([0-9])", r"\b(\p{Lu})\."
#: What a form may say besides and still leave its year open.
OPEN_FIELDS = frozenset({"m", "d", "wd", "t", "ap", "p", "q", "h", "s"})
SIDES = ("before", "after", "last", "past", "undone", "taken")
#: Stands for the date itself.
AT = "@"
#: One of these it must say: a bare "the 5th" is near by itself.
NEEDED_FIELDS = frozenset({"m", "wd", "q", "h", "s"})


@dataclass(frozen=True)
class Ahead:
    """The words of one language, as Rust regular expressions; empty where it has none."""

    #: Of what stands before the date, with a word of the future: what is `between` it and the date, and on its `far` side.
    before: str
    #: The same of what stands behind the date, and of a word that ends the sentence.
    after: str
    last: str
    past: str
    #: At the far side of a word before the date, and of one behind it.
    undone_before: str
    undone_after: str
    #: Of `AT`, which stands for the date, and what is on the other side of it than the words of the future.
    taken: str


def ahead_of(rows: pl.DataFrame, *, spaced: bool) -> Ahead:
    """The rows (side, pattern) of one language."""
    edge = r"\b" if spaced else ""
    found = {side: "|".join(f"(?:{pattern})" for pattern in rows.filter(pl.col("side") == side)["pattern"]) for side in SIDES}
    whole = {side: f"{edge}(?:{pattern}){edge}" if pattern else "" for side, pattern in found.items()}
    return Ahead(
        before=f"^(?P<far>.*){whole['before']}(?P<between>.*)$" if whole["before"] else "",
        after=f"^(?P<between>.*?){whole['after']}(?P<far>.*)$" if whole["after"] else "",
        last=f"^(?P<between>.*?){whole['last']}(?P<far>)$" if whole["last"] else "",
        past=whole["past"],
        undone_before=f"{whole['undone']} ?$" if whole["undone"] else "",
        undone_after=f"^ ?{whole['undone']}" if whole["undone"] else "",
        taken=found["taken"],
    )


def open_form(form: Form) -> Form | None:
    """The form as one of the coming date, or None where it says itself which one it is.

    >>> open_form(Form.of("date", {"m": 3})), open_form(Form.of("date", {"m": 3, "y": 2025}))
    (Form(kind='date', fields=(('ahead', 1), ('m', 3))), None)
    """
    fields = dict(form.fields)
    if form.kind == "range":
        ends = {name: open_form(end) or end for name, end in fields.items()}
        return Form.of("range", ends) if ends["a"] != fields["a"] else None
    if form.kind == "date" and fields.keys() <= OPEN_FIELDS and fields.keys() & NEEDED_FIELDS:
        return Form.of("date", {**fields, "ahead": 1})
    return None


def with_ahead(
    texts: Texts, found: pl.DataFrame, forms: list[Form], languages: pl.Series, words: Mapping[str, Ahead]
) -> tuple[pl.DataFrame, list[Form]]:
    """The dates and forms with those that lie ahead as what they then mean; `languages` is what each unit is read as."""
    opened = [open_form(form) for form in forms]
    known = {form: index for index, form in enumerate(forms)}
    for form in opened:
        if form is not None:
            known.setdefault(form, len(known))
    other = pl.Series([None if form is None else known[form] for form in opened], dtype=pl.UInt32)
    open_rows = other.gather(found["form"]).is_not_null()
    asked = found.with_row_index("row").filter(open_rows)
    if not asked.height:
        return found, forms
    is_ahead = _told(_around(texts, asked, languages), words)
    rows = asked.filter(is_ahead)
    column = found["form"].scatter(rows["row"], other.gather(rows["form"]))
    return found.with_columns(form=column), list(known)


def _around(texts: Texts, asked: pl.DataFrame, languages: pl.Series) -> pl.DataFrame:
    """language, and of each date's clause what stands before it (`head`) and behind it (`tail`); `rest` of its sentence or null."""
    frame = pl.DataFrame(
        {
            "text": texts.strings.gather(asked["unit"]),
            "start": asked["start"],
            "end": asked["end"],
            "language": languages.gather(asked["unit"]),
        }
    )
    start, text = pl.col("start"), pl.col("text")
    head = text.str.slice(pl.max_horizontal(start - NEAR_CHARS, 0), pl.min_horizontal(start, NEAR_CHARS))
    tail = (text + "\n").str.slice("end", NEAR_CHARS)
    number, letter = NO_MARKS
    head, tail = (part.str.replace_all(number, "$1$2").str.replace_all(letter, "$1").str.to_lowercase() for part in (head, tail))
    return frame.select(
        "language",
        head=head.str.extract(f"([^{CLAUSE}]*)$"),
        tail=tail.str.extract(f"^([^{CLAUSE}]*)"),
        rest=tail.str.extract(f"^([^{SENTENCE}]*)[{SENTENCE}]"),
    )


def _told(around: pl.DataFrame, words: Mapping[str, Ahead]) -> pl.Series:
    """Whether some word of the future is of each date."""
    told = pl.lit(value=False)
    for lang, ahead in words.items():
        sides = (("head", ahead.before, ahead.undone_before), ("tail", ahead.after, ahead.undone_after), ("rest", ahead.last, ""))
        found = [
            _free(pl.col(column).str.extract_groups(regex), ahead.past, undone) & ~_taken(column, ahead.taken)
            for column, regex, undone in sides
            if regex
        ]
        own = pl.any_horizontal(found).fill_null(value=False) if found else pl.lit(value=False)
        told = pl.when(pl.col("language") == lang).then(own).otherwise(told)
    return around.select(told.fill_null(value=False)).to_series()


def _free(parts: pl.Expr, past: str, undone: str) -> pl.Expr:
    """Whether nothing between a word and the date, nor at the word's far side, tells of the past; `parts` has both."""
    between, far = parts.struct.field("between"), parts.struct.field("far")
    free = between.is_not_null()
    for text, regex in ((between, past), (far, undone)):
        if regex:
            free &= ~text.str.contains(regex)
    return free


def _taken(column: str, regex: str) -> pl.Expr:
    """Whether what stands on the other side of the date than the words of the future has the date for itself."""
    beside = pl.concat_str(pl.lit(AT), "tail") if column == "head" else pl.concat_str("head", pl.lit(AT))
    return beside.str.contains(regex) if regex else pl.lit(value=False)
