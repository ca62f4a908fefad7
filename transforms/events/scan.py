"""Where events may be told: trigger words, the sentences that hold them, and everything else these sentences hold."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.cuts import tiles
from transforms.events.gaps import gaps
from transforms.events.rules import BESIDE, BESIDE_CLASSES, IDLE, PART_AFTER, PART_BEFORE, PART_NOT, SAY, EventsReader
from transforms.events.spots import Offsets, keys, runs, sentence_rows
from transforms.lexicon import POSITION_BITS, Readings, readings
from transforms.spans import FIRST_BYTE, Texts

#: Segments that tell nothing: marks of the page, not sentences.
MUTE_ROLES = ("label", "boilerplate", "byline")

#: The modality a month may be mistaken for (May).
DOUBT = "hypothetical"


@dataclass(frozen=True)
class Beside:
    """What other readers found, by sentence: `sentence`, `word_class` (one of BESIDE_CLASSES) and offsets within the sentence."""

    names: pl.DataFrame
    amounts: pl.DataFrame
    dates: pl.DataFrame

    @classmethod
    def of(cls, sentences: pl.DataFrame, names: pl.DataFrame, amounts: pl.DataFrame, dates: pl.DataFrame) -> "Beside":
        """Rows that lie within one sentence, in order; `sentences` sorted by unit and start."""
        sums = amounts.select("start", "end", "kind", "amount_id", "equivalent_of", unit="unit_index")
        days = dates.select("unit", "start", "end", "timex_type", "start_date", "end_date")
        named = _within(sentences, names.select("unit", "start", "end", "kind", "entity_id", "mention_id"))
        return cls(
            named.with_columns(word_class=_class(pl.col("kind").str.to_lowercase())),
            _within(sentences, sums).with_columns(word_class=_class(pl.col("kind"))),
            _within(sentences, days).with_columns(word_class=_class(pl.lit("date"))),
        )

    def offered(self, n_sentences: int) -> npt.NDArray[np.uint32]:
        """The classes that stand in each sentence, one bit a class."""
        found = np.zeros(n_sentences, dtype=np.uint32)
        for rows in (self.names, self.amounts, self.dates):
            known = rows.drop_nulls("word_class")
            bits = np.left_shift(np.uint32(1), known["word_class"].to_physical().to_numpy().astype(np.uint32))
            np.bitwise_or.at(found, known["sentence"].to_numpy(), bits)
        found[self.names["sentence"].to_numpy()] |= np.uint32(1 << BESIDE_CLASSES.index("name"))
        return found

    def among(self, sentences: pl.DataFrame, n_sentences: int) -> "Beside":
        """Rows of chosen sentences (s, sentence), with `s`."""
        number = np.full(n_sentences, -1, dtype=np.int64)
        number[sentences["sentence"].to_numpy()] = np.arange(sentences.height)
        chosen = []
        for rows in (self.names, self.amounts, self.dates):
            s = number[rows["sentence"].to_numpy()]
            at = np.flatnonzero(s >= 0)
            chosen.append(rows[at].with_columns(s=pl.Series(s[at], dtype=pl.UInt32)))
        return Beside(*chosen)

    def hides(self, found: Readings, is_doubt: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Whether each reading (unit is `s`) is part of a name, of a person or company: Said and Gas are no words there.

        Nor is May a doubt where it is part of a date; `is_doubt` of each reading.
        """
        names = self.names.filter(pl.col("kind").is_in(["Person", "Company"]))
        return _inside(found, names) | (is_doubt & _inside(found, self.dates))

    def evidence(self) -> list[pl.DataFrame]:
        """s, start, end, word_class of everything; a name is one of its kind, and a name."""
        places = [rows.select("s", "start", "end", "word_class") for rows in (self.names, self.amounts, self.dates)]
        return [*places, self.names.select("s", "start", "end", word_class=_class(pl.lit("name")))]


def _inside(found: Readings, rows: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether each reading (unit is `s`; in order) lies within a row (s, start, end) that starts before it: rows are far fewer."""
    start = (found.unit << POSITION_BITS) + found.start
    opens, closes = keys(rows["s"], rows["start"]), keys(rows["s"], rows["end"])
    row, at = runs(np.searchsorted(start, opens), np.searchsorted(start, closes))
    held = start[at] + (found.end[at] - found.start[at]) <= closes[row]
    inside = np.zeros(len(start), dtype=np.bool_)
    inside[at[held]] = True
    return inside


def _class(name: pl.Expr) -> pl.Expr:
    return name.cast(pl.Enum(BESIDE_CLASSES), strict=False)


@dataclass(frozen=True)
class Scanned:
    """The sentences that hold a trigger which may hold (`s` is the row), as text, with the words found in them."""

    #: s, sentence, unit, at (start in the unit), end_at, language
    sentences: pl.DataFrame
    texts: Texts
    #: s, start, end, rule, lang, is_participle, is_passive_form
    heads: pl.DataFrame
    words: Readings
    reader: EventsReader

    @cached_property
    def classes(self) -> pl.DataFrame:
        """s, start, end, lang, value (a class)."""
        return self._of("class").frame(self.reader.words.rules, "lang", "value")

    def _of(self, *kinds: str) -> Readings:
        return self.words.filter(self.reader.words.rules["kind"].is_in(kinds).to_numpy()[self.words.rule])

    def outside(self, beside: Beside) -> "Scanned":
        """Without the words that are part of names, or of dates."""
        rules = self.reader.words.rules
        is_doubt = ((rules["kind"] == "modality") & (rules["value"] == DOUBT)).to_numpy()[self.words.rule]
        return replace(self, words=self.words.filter(~beside.hides(self.words, is_doubt)))

    def awake(self) -> "Scanned":
        """Without triggers, and classes of words, that stand within longer words which tell nothing."""
        idle = self.classes.filter(pl.col("value") == IDLE)
        places = (self.heads[name].to_numpy() for name in ("start", "end", "rule"))
        heads = Readings(self.heads["s"].to_numpy().astype(np.int64), *places)
        part = self._edge(PART_BEFORE, heads, ends=True) | self._edge(PART_AFTER, heads, ends=False)
        rules = self.reader.words.rules
        quiet = ((rules["kind"] == "class") & (rules["value"] != IDLE)).to_numpy()[self.words.rule] & _inside(self.words, idle)
        return replace(self, heads=self.heads.filter(pl.Series(~(part | _inside(heads, idle)))), words=self.words.filter(~quiet))

    def _edge(self, word_class: str, heads: Readings, *, ends: bool) -> npt.NDArray[np.bool_]:
        """Whether a part of a word that is not excepted ends right before each trigger, or starts right behind it."""
        name, at = ("end", heads.start) if ends else ("start", heads.end)
        parts, kept = (self.classes.filter(pl.col("value") == value) for value in (word_class, PART_NOT))
        places = (heads.unit << POSITION_BITS) + at
        return np.isin(places, keys(parts["s"], parts[name])) & ~np.isin(places, keys(kept["s"], kept[name]))

    def telling(self, s: pl.Series) -> "Told":
        """What stands in these sentences."""
        chosen = np.zeros(self.sentences.height, dtype=np.bool_)
        chosen[s.to_numpy()] = True
        inside = self.words.filter(chosen[self.words.unit])
        rules = self.reader.words.rules
        markers, cues = (
            inside.filter(rules["kind"].is_in(kinds).to_numpy()[inside.rule]) for kinds in (["marker"], ["status", "modality"])
        )
        return Told(
            sentences=self.sentences,
            texts=self.texts,
            heads=self.heads.filter(pl.Series(chosen[self.heads["s"].to_numpy()])),
            classes=self.classes.filter(pl.Series(chosen[self.classes["s"].to_numpy()])),
            markers=markers.frame(rules, "value"),
            cues=cues.frame(rules, "kind", "value", *BESIDE).with_columns(pl.col("value").cast(pl.String)),
        )


@dataclass(frozen=True)
class Told:
    """What stands in the sentences that tell something (offsets within them); `s` is a row of `sentences`."""

    #: s, sentence, unit, at (start in the unit), end_at, language
    sentences: pl.DataFrame
    texts: Texts
    #: s, start, end, rule, lang, is_participle, is_passive_form
    heads: pl.DataFrame
    #: s, start, end, lang, value (a class)
    classes: pl.DataFrame
    #: s, start, end, value (a function)
    markers: pl.DataFrame
    #: s, start, end, kind (status, modality), value, BESIDE
    cues: pl.DataFrame

    @cached_property
    def _class_edges(self) -> tuple[npt.NDArray[np.int64], Offsets, Offsets]:
        """Number of the class, keys of start and end of every word in `classes`."""
        numbers = self.classes["value"].to_physical().to_numpy().astype(np.int64)
        return numbers, keys(self.classes["s"], self.classes["start"]), keys(self.classes["s"], self.classes["end"])

    def edges_of(self, word_class: str, *, ends: bool = False) -> Offsets:
        """Keys of the places where words of a class start, or end; sorted."""
        numbers, starts, ends_at = self._class_edges
        values = self.classes.schema["value"]
        assert isinstance(values, pl.Enum)
        number = values.categories.index_of(word_class)
        return np.sort((ends_at if ends else starts)[numbers == (-1 if number is None else number)])

    @cached_property
    def char_byte(self) -> Offsets:
        """Byte in `texts.buffer` of each code point of it, and the end."""
        return np.flatnonzero(np.append(self.texts.buffer.view(np.int8) >= FIRST_BYTE, True))

    def bytes_at(self, s: pl.Series, position: pl.Series) -> Offsets:
        """Byte positions in `texts.buffer` of code points of sentences; for many, where `bytes_at` is for few."""
        first = self.texts.chars_before[self.texts.unit_byte[s.to_numpy()]]
        found: Offsets = self.char_byte[first.astype(np.int64) + position.to_numpy()]
        return found

    @cached_property
    def breaks(self) -> Offsets:
        """Keys of the places where a new clause begins, sorted: conjunctions, semicolons, reporting verbs, ends of quotations, gaps."""
        ends = self.markers.filter(pl.col("value").is_in(["break", "quote"]))
        says = self.classes.filter(pl.col("value") == SAY)
        return np.sort(np.concatenate([keys(ends["s"], ends["start"]), keys(says["s"], says["start"]), self.gaps]))

    @cached_property
    def gaps(self) -> Offsets:
        """Keys of the spaces that part the clauses of a headline, sorted."""
        return gaps(self.texts)

    def _marks(self, function: str) -> Offsets:
        marks = self.markers.filter(pl.col("value") == function)
        return np.sort(keys(marks["s"], marks["start"]))

    @cached_property
    def apart(self) -> Offsets:
        """Keys of commas, sorted: behind one stands no object without a preposition."""
        return self._marks("apart")

    @cached_property
    def parting(self) -> Offsets:
        """Keys of commas and of places where a new clause begins, sorted."""
        return np.sort(np.concatenate([self.apart, self.breaks]))

    @cached_property
    def listed(self) -> Offsets:
        """Keys of conjunctions within a phrase, sorted."""
        return self._marks("reset")

    @cached_property
    def quote_ends(self) -> Offsets:
        """Keys of the places where reported speech ends, sorted; who acts inside does not speak outside."""
        ends = self.markers.filter(pl.col("value") == "quote")
        return np.sort(keys(ends["s"], ends["start"]))

    @cached_property
    def quotations(self) -> pl.DataFrame:
        """Marks that open or close a quotation: s, start, value; in order.

        One that may do either (a straight one) opens first, and counts in a sentence where all of them pair.
        """
        marks = self.markers.filter(pl.col("value").is_in(["open", "close"])).sort("s", "start", "value")
        places = marks.group_by("s", "start", maintain_order=True).agg(pl.col("value").first(), either=pl.len() > 1)
        nth = pl.col("either").cum_sum().over("s")
        pairs = pl.col("either").sum().over("s") % 2 == 0
        turn = pl.when(nth % 2 == 1).then(pl.lit("open")).otherwise(pl.lit("close"))
        value = pl.when("either").then(turn).otherwise(pl.col("value").cast(pl.String))
        return places.filter(~pl.col("either") | pairs).select("s", "start", value=value)


def first(*columns: str) -> pl.Expr:
    """Whether a row is the first of those that say the same in these columns."""
    return (pl.col(*columns) if len(columns) == 1 else pl.struct(*columns)).is_first_distinct()


def scanned(
    texts: Texts, segments: pl.DataFrame, sentences: pl.DataFrame, offered: npt.NDArray[np.uint32], reader: EventsReader
) -> Scanned:
    """The sentences worth reading: what each offers beside its words (one bit a class) serves a trigger of it."""
    languages, heads = segments["language"], reader.heads
    found = readings(texts, heads, languages, ~segments["role"].is_in(MUTE_ROLES).to_numpy())
    row = sentence_rows(sentences, found.unit, found.start)
    rule = heads.rules["rule"].to_numpy()[found.rule]
    may_hold = (row >= 0) & reader.offers_enough(rule, offered[row])
    tells = np.zeros(sentences.height + 1, dtype=np.bool_)
    tells[row[may_hold]] = True
    rows = np.flatnonzero(tells)
    chosen = sentences[rows].select("sentence", "unit", "start_byte", "end_byte", at="start", end_at="end")
    inner = Texts.of(tiles(texts.buffer, chosen["start_byte"].to_numpy(), chosen["end_byte"].to_numpy()))
    chosen = chosen.drop("start_byte", "end_byte").with_columns(language=languages.gather(chosen["unit"])).with_row_index("s")
    held = found.filter(tells[row])
    s = (np.cumsum(tells) - 1)[row[tells[row]]]
    at = chosen["at"].to_numpy()[s]
    return Scanned(
        sentences=chosen,
        texts=inner,
        heads=Readings(s, held.start - at, held.end - at, held.rule).frame(heads.rules, "rule", "lang", "is_participle", "is_passive_form"),
        words=readings(inner, reader.words, chosen["language"]),
        reader=reader,
    )


def _within(sentences: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows (unit, start, end) that lie in a sentence, with its number and offsets within it, in order."""
    row = sentence_rows(sentences, rows["unit"].to_numpy(), rows["start"].to_numpy())
    if not sentences.height:
        return rows.clear().with_columns(sentence=pl.Series([], dtype=pl.UInt32))
    origin = sentences["start"].to_numpy().astype(np.int64)[row]
    start, end = (rows[name].to_numpy() - origin for name in ("start", "end"))
    whole = np.flatnonzero((row >= 0) & (end <= sentences["end"].to_numpy()[row] - origin))
    place = (((row << POSITION_BITS) + start) << POSITION_BITS) + end
    whole = whole[np.argsort(place[whole], kind="stable")]
    return rows[whole].with_columns(
        start=pl.Series(start[whole], dtype=pl.Int32),
        end=pl.Series(end[whole], dtype=pl.Int32),
        sentence=pl.Series(row[whole], dtype=pl.UInt32),
    )
