"""What a number counts: currency before or after it, per cent, unit, coins."""

from dataclasses import dataclass, replace
from decimal import Decimal

from transforms.amounts.counted import Counted
from transforms.amounts.lexicon import Entry
from transforms.amounts.prefix import Prefix
from transforms.amounts.tokens import Token, Tokens
from transforms.numerals import MASK

ONE = Decimal(1)
TENTH = Decimal(10)
LEAST_IN_WORDS = 5
#: The end of a shape where a space, a mark or nothing follows.
NOTHING_MORE = "· "
#: 一度, 二度, 三度 are times wherever they stand.
MOST_TIMES_IN_WORDS = 3
ZERO = Decimal(0)
THOUSANDTHS = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts."""

    kind: str
    unit: str | None
    family: str | None = None
    country: str | None = None
    factor: Decimal = ONE
    is_weak: bool = False
    is_code: bool = False
    may_be: frozenset[str] = frozenset()
    has_dots: bool = False
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it stands over a column of numbers: （亿元）."""
        return self.kind == "money" and self.factor > ONE and not self.is_code

    def is_doubtful(self, counted: Counted) -> bool:
        """Whether this may be an everyday word: a weak word wants a large number beside it, a weak code (TOP 1000) a written sum."""
        return self.is_weak and not (counted.is_sum if self.is_code else counted.is_large)


def read_unit(tokens: Tokens, prefix: Prefix, counted: Counted, k: int, end: int) -> tuple[Unit | None, int, int]:
    """What is counted: currency before or after, per cent, unit; and where it ends."""
    if prefix.share is not None:
        return Unit("percent", "%", factor=prefix.share.value), k, end
    own = _money(prefix.currency, prefix.country) if prefix.currency is not None else None
    is_scaled = prefix.scale is not None or prefix.is_negative
    after = _unit_after(tokens, counted, k, is_scaled=is_scaled)
    if own is not None and own.is_heading and (after is not None or counted.has_magnitude or counted.is_yearlike):
        own = None
    if prefix.scale is not None and after is not None:
        after = _on_scale(after[0], prefix.scale), after[1]
    if own is None:
        return (None, k, end) if after is None else (after[0], after[1], tokens.items[after[1] - 1].end)
    same = after is not None and after[0].kind == "money" and (own.unit is None or agrees(own, after[0]))  # $1.25 sterling
    if after is not None and same and not _belongs_to_next(tokens, after[1] - 1):
        known = after[0] if own.unit is None else own
        return replace(known, factor=after[0].factor), after[1], tokens.items[after[1] - 1].end
    if own.is_doubtful(counted):
        return (None, k, end) if after is None else (after[0], after[1], tokens.items[after[1] - 1].end)
    return replace(own, is_weak=False), k, end


def _on_scale(unit: Unit, scale: Entry) -> Unit:
    """Degrees on the scale named before the number, a quantity in the time named there (시속 80km, 毎時2ミリシーベルト)."""
    assert scale.target is not None
    if not scale.target.startswith("/"):
        return replace(unit, unit=scale.target) if unit.unit == "deg" else unit
    is_rate = unit.unit is None or "/" in unit.unit
    return replace(unit, unit=f"{unit.unit}{scale.target}") if unit.kind == "quantity" and not is_rate else unit


def agrees(before: Unit, after: Unit) -> bool:
    """Whether two units may be the same money."""
    if before.kind != "money" or after.kind != "money" or (before.unit is not None and after.unit is not None):
        return before.unit == after.unit
    if before.unit is None and after.unit is None:
        return before.family == after.family
    known, family = (before, after) if after.unit is None else (after, before)
    return known.unit in family.may_be


def _belongs_to_next(tokens: Tokens, k: int) -> bool:
    """Whether it stands right before another number: `RMB100 US$15`, 2008 유로6."""
    following = tokens.at(k + 1)
    return following is not None and following.literal is not None and tokens.gap(k + 1) == "" and tokens.gap(k) != ""


def _money(entry: Entry, country: str | None) -> Unit:
    factor = ONE.scaleb(entry.exponent)
    return Unit(
        "money", entry.target, entry.family, None if entry.target else country, factor, entry.is_weak, entry.role == "both", entry.may_be,
        entry.has_dots,
    )  # fmt: skip


def _unit_after(tokens: Tokens, counted: Counted, k: int, *, is_scaled: bool) -> tuple[Unit, int] | None:
    """The unit at token k and the token after it."""
    country = None
    hyphen = counted.next_token == k
    token = tokens.at(k)
    if token is None or not tokens.is_near(k, hyphen=hyphen):
        return None
    if token.entry("mark", "of") is not None and (counted.is_vague or counted.has_magnitude):
        k += 1
        token = tokens.at(k)
        if token is None or not tokens.is_near(k):
            return None
    named = token.entry("country")
    following = tokens.at(k + 1)
    if named is not None and following is not None and tokens.is_near(k + 1) and following.entry("cur") is not None:
        country, k, token = named.target, k + 1, following
    if not is_scaled and _may_be_times(tokens, token, counted):
        return None
    for read in (_percent_at, _currency_at, _unit_at):
        found = read(tokens, counted, k, token, country)
        if found is not None:
            return found, k + 1
    return None


def _may_be_times(tokens: Tokens, token: Token, counted: Counted) -> bool:
    """Whether a word that measures and counts times (度) stands by a number too small to tell, and before more words (一度は, 3度の)."""
    is_both = token.entry("unit", "quantity") is not None and token.entry("unit", "rank") is not None
    if not is_both or counted.is_measured:
        return False
    value = counted.number.constant
    return tokens.shape[token.end] not in NOTHING_MORE or (not counted.has_digits and ZERO < value <= MOST_TIMES_IN_WORDS)


def _percent_at(tokens: Tokens, counted: Counted, k: int, token: Token, country: str | None) -> Unit | None:
    entry = token.entry("pct", "after", "discount")
    if entry is None or country is not None or not _is_whole(tokens, k, counted):
        return None
    if entry.role == "discount":
        return _discounted(entry, counted)
    if (
        token.text in "%％"
        and (following := tokens.shape[token.end])
        and (following == MASK or (following.isascii() and following.isalpha()))
    ):
        return None  # %20 of an address
    return Unit("percent", entry.target, factor=entry.value)


def _discounted(entry: Entry, counted: Counted) -> Unit | None:
    """What is left of a price, in tenths or, in two digits, in hundredths: 8折, 75折; words of less may be an idiom (一波三折)."""
    constant = counted.number.constant
    if counted.has_magnitude or counted.n_integer > 2 or (not counted.has_digits and constant < LEAST_IN_WORDS):  # noqa: PLR2004
        return None
    is_hundredth = counted.n_integer == 2 or constant >= TENTH  # noqa: PLR2004
    return Unit("percent", entry.target, factor=ONE if is_hundredth else entry.value)


def _is_letterlike(char: str) -> bool:
    return char.isalpha() and char != "あ"


def _currency_at(tokens: Tokens, counted: Counted, k: int, token: Token, country: str | None) -> Unit | None:
    entry = token.entry("cur", "after", "both") or token.entry("cur", "minor")
    if entry is None:
        return None
    if not _goes_on_in_coins(tokens, k):
        if entry.role == "minor" and (_joined_letters(tokens, k) or _is_one(counted)):
            return None
        if entry.is_weak and "一" <= tokens.shape[token.end] <= "鿿":
            return None  # 一块头骨: a piece
    if _belongs_to_next(tokens, k) or not _is_whole(tokens, k, counted):
        return None
    return _money(entry, country)


def _goes_on_in_coins(tokens: Tokens, k: int) -> bool:
    """Whether a numeral and a smaller coin follow at once: 一块二角."""
    numeral, coin = tokens.at(k + 1), tokens.at(k + 2)
    if numeral is None or coin is None or tokens.gap(k + 1) or tokens.gap(k + 2):
        return False
    return numeral.entry("num", "digit") is not None and coin.entry("cur", "minor", "minor2") is not None


def _is_one(counted: Counted) -> bool:
    """一角: a corner; 一毛 ..."""
    return not counted.has_digits and counted.number.constant == ONE


def _joined_letters(tokens: Tokens, k: int) -> bool:
    """Whether letters that mean nothing to amounts follow at once."""
    following = tokens.at(k + 1)
    if following is not None and tokens.gap(k + 1) == "":
        is_last_numeral = following.entry("num", "digit") is not None and tokens.at(k + 2) is None
        begins_word = is_last_numeral and _is_letterlike(tokens.shape[following.end])
        return following.is_blocked or begins_word  # 块五边形: a pentagon
    return _is_letterlike(tokens.shape[tokens.items[k].end])


def _is_whole(tokens: Tokens, k: int, counted: Counted) -> bool:
    """Whether a word ends where the form does, or what follows may follow it (a particle), or the number leaves no doubt."""
    token = tokens.items[k]
    if not token.is_cut:
        return True
    following = tokens.at(k + 1)
    if following is not None and tokens.gap(k + 1) == "":
        return not following.is_blocked and following.entry("mark", "label") is None
    if len(token.text) == 1 and tokens.gap(k):
        return False  # 2007.09 원문: another word
    return counted.is_large or (len(token.text) > 1 and counted.has_digits)


def _unit_at(tokens: Tokens, counted: Counted, k: int, token: Token, country: str | None) -> Unit | None:
    if country is not None:
        return None
    entry, other = token.entry("unit", "quantity", "count", "weight"), token.entry("unit", "time", "rank")
    if entry is not None and entry.role != "weight" and not _is_whole(tokens, k, counted):
        entry = None
    if entry is None or (other is not None and entry.role == "count" and not counted.is_many):
        entry = other  # 5장: a chapter as well as sheets
    if entry is None:
        coin = token.entry("unit", "coin")
        return None if coin is None or token.is_cut else Unit("money", None, coin.target, factor=coin.value)
    kind = {"weight": "quantity", "time": "known", "rank": "known"}.get(entry.role, entry.role)
    if kind == "count" and not counted.has_digits and not counted.has_magnitude:
        return Unit("known", None)
    return Unit(kind, entry.target, factor=entry.value, parts=entry.parts if kind == "quantity" and entry.value == ONE else ())
