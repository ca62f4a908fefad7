"""One number out of tokens: digits, magnitudes and number words of any language, composed exactly."""

from decimal import Decimal

from transforms.amounts.counted import Counted
from transforms.amounts.lexicon import Entry
from transforms.amounts.number_state import ONE, NumberState
from transforms.amounts.tokens import Token, Tokens
from transforms.numerals import Number, Term

HALF = Decimal("0.5")


class _Reader(NumberState):
    """Reads one number from the left; `current` is not yet scaled, `section` is below the last large magnitude."""

    def read(self) -> Counted | None:
        while (token := self.tokens.at(self.at)) is not None:
            if self.at > self.start and not self.tokens.is_near(self.at):
                break
            if not (self._literal(token) if token.literal else self._word(token)):
                break
            self.at += 1
        parts = [part for part in (self.total, self.section, self.current) if part is not None]
        if not parts and not self.is_vague:
            return None
        number = parts[0] if parts else Number()
        for part in parts[1:]:
            number = number.plus(part)
        return Counted(
            number, self.at, self.has_magnitude, self.has_digits, self.n_integer, self.decimals, self.is_grouped,
            self.last_exponent, self.is_vague, self.is_odd, self.large_exponent,
        )  # fmt: skip

    def _literal(self, token: Token) -> bool:
        found = token.literal
        assert found is not None
        if self.current is not None or not found.is_sound or self.is_vague:
            return False
        if self.at > self.start and not self._glues(token):
            return False
        if not (self.has_digits or self.has_magnitude):
            self.n_integer, self.decimals, self.is_grouped = found.n_integer, found.decimals, found.is_grouped
        self.current = Number((Term(found.start, found.end, -found.decimals),))
        self.current_role, self.has_digits = "literal", True
        return True

    def _glues(self, token: Token) -> bool:
        """Whether digits after a magnitude go on with the same number: 3조 5천억, 1万2000, but not 5 million 300."""
        before = self.tokens.items[self.at - 1]
        magnitude = before.entry("mag")
        assert token.literal is not None
        if magnitude is None or not magnitude.style.glues_digits or magnitude.role == "letter":
            return False
        if token.literal.n_integer > self.last_exponent or (token.literal.decimals and not self._ends_whole(self.at + 1)):
            return False
        return self.tokens.gap(self.at) == "" or (magnitude.style.glues_across_space and self._goes_on(self.at + 1))

    def _word(self, token: Token) -> bool:
        vague = token.entry("num", "vague", "vague_scale")
        if vague is not None and self.at == self.start:
            if vague.role == "vague_scale" and (bounded := self._one_bounded(token)) is not None:
                return self._magnitude(bounded)
            self.is_vague = True
            self.has_magnitude = vague.role == "vague_scale"
            return True
        if (magnitude := token.entry("mag", "small", "large")) is not None:
            return self._magnitude(magnitude)
        if (letter := token.entry("mag", "letter")) is not None and self._letter(letter):
            return True
        entry = token.entry("num")
        return entry is not None and self._number_word(entry)

    def _letter(self, entry: Entry) -> bool:
        following = self.tokens.at(self.at + 1)
        beside = following is not None and self.tokens.is_near(self.at + 1) and following.entry("cur") is not None
        if self.current_role != "literal" or self.has_magnitude or not (self.has_currency or beside):
            return False
        if len(self.tokens.gap(self.at)) > 1:
            return False
        return self._magnitude(entry)

    def _magnitude(self, entry: Entry) -> bool:
        if self.is_vague:
            self.has_magnitude = True
            return True
        if self.current is None and self.section is None and self.total is None and not entry.is_lone:
            return False
        if entry.role == "small":
            return self._small(entry)
        base = _sum(self.section, self.current)
        if base is None and self.total is None:
            base = Number.of(ONE)
        if entry.exponent > self.last_large or base is None:
            if not self.has_magnitude:
                return False
            self.total = (_sum(self.total, base) or Number.of(ONE)).scaled(entry.exponent)
            self.large_exponent += entry.exponent
        else:
            self.total = _sum(self.total, base.scaled(entry.exponent))
            self.large_exponent = entry.exponent
        self.section = self.current = None
        self.last_large = self.last_exponent = entry.exponent
        self.has_magnitude = True
        self.current_role = "mag"
        return True

    def _small(self, entry: Entry) -> bool:
        if self.section is not None and self.current is None and entry.exponent >= self.last_exponent:
            self.section = self.section.scaled(entry.exponent)
        else:
            self.section = _sum(self.section, (self.current or Number.of(ONE)).scaled(entry.exponent))
        self.current, self.current_role = None, "mag"
        self.last_exponent = entry.exponent
        self.has_magnitude = True
        return True

    def _number_word(self, entry: Entry) -> bool:
        if self.is_vague and entry.role != "article":
            self.has_magnitude |= entry.role == "vague_scale"
            return entry.role in ("vague", "vague_scale")
        handler = getattr(self, f"_{entry.role}", None)
        return bool(handler(entry)) if handler else False

    def _digit(self, entry: Entry) -> bool:
        if self.current is None:
            if self.total is not None and entry.style.adds_words and self.has_digits:
                return False
            self.current, self.current_role, self.digits = Number.of(entry.value), "digit", [entry.value]
            return True
        if self.current_role in {"tens", "hundreds"}:
            self.current, self.current_role = self.current.plus(Number.of(entry.value)), "digit"
            return entry.style.adds_words
        joined = self.current_role == "digit" and not entry.style.adds_words and self.tokens.gap(self.at) == ""
        return joined and self._more_digits(entry)

    def _more_digits(self, entry: Entry) -> bool:
        self.digits.append(entry.value)
        if len(self.digits) == 2 and self._spans(*self.digits):  # noqa: PLR2004
            self.current = Number((), self.digits[0], self.digits[1])
            return True
        value = Decimal(int("".join(str(int(d)) for d in self.digits)))
        self.current = Number.of(value)
        return True

    def _teen(self, entry: Entry) -> bool:
        return self._add(entry, "teen", ("hundreds",))

    def _tens(self, entry: Entry) -> bool:
        return self._add(entry, "tens", ("hundreds",))

    def _hundreds(self, entry: Entry) -> bool:
        return self._add(entry, "hundreds", ())

    def _add(self, entry: Entry, role: str, after: tuple[str, ...]) -> bool:
        if self.has_digits:
            return False
        if self.current is not None and self.current_role not in after:
            return False
        self.current = _sum(self.current, Number.of(entry.value))
        self.current_role = role
        return True

    def _article(self, _entry: Entry) -> bool:
        following = self.tokens.at(self.at + 1)
        if following is None or not self.tokens.is_near(self.at + 1, hyphen=False):
            return False
        if self.current_role == "half" and self._is_one(self.at):
            return True
        scale = following.entry("mag", "small", "large")
        if scale is None or len(following.text) < 3:  # noqa: PLR2004
            return False
        if self.current_role == "half" or self.is_vague:
            return True
        if self.current is not None or self.at != self.start:
            return False
        self.current, self.current_role = Number.of(ONE), "article"
        return True

    def _half(self, entry: Entry) -> bool:
        if self.current is not None or self.at != self.start:
            return False
        if not self._is_magnitude(self.at + 1) and not self._is_article(self.at + 1) and not self._is_one(self.at + 1):
            return False
        self.current, self.current_role = Number.of(entry.value), "half"
        return True

    def _and(self, _entry: Entry) -> bool:
        """`three and a half billion`, `two hundred and five`."""
        following = self.tokens.items[self.at + 1 : self.at + 3]
        halves = [t for t in following if t.entry("num", "half") is not None]
        if halves and self.current is not None:
            self.at += following.index(halves[0]) + 1
            self.current = self.current.plus(Number.of(HALF))
            return True
        if self.has_digits or not self.has_magnitude or self.current is not None:
            return False
        first = following[0] if following else None
        return first is not None and first.entry("num", "digit", "teen", "tens") is not None

    def _plushalf(self, _entry: Entry) -> bool:
        if self.current is None:
            return False
        self.current = self.current.plus(Number.of(HALF))
        return True

    def _point(self, _entry: Entry) -> bool:
        """`two point five`, 一点二五: digits in words after the point."""
        places: list[Decimal] = []
        k = self.at + 1
        while (following := self.tokens.at(k)) is not None and self.tokens.is_near(k):
            digit = following.entry("num", "digit")
            if digit is None:
                break
            places.append(digit.value)
            k += 1
        if not places or self.has_digits or (self.current is None and not self.has_magnitude):
            return False
        fraction = Decimal("0." + "".join(str(int(p)) for p in places))
        self.current = _sum(self.current, Number.of(fraction))
        self.at, self.current_role = k - 1, "decimal"
        return True

    def _whole(self, _entry: Entry) -> bool:
        """`две целых три десятых`: tenths or hundredths in words after the whole."""
        more = read_number(self.tokens, self.at + 1) if self.current is not None and not self.has_digits else None
        part = self.tokens.at(more.next_token) if more is not None else None
        entry = part.entry("num", "decimal") if part is not None else None
        if more is None or entry is None or more.has_magnitude or more.is_vague or self.current is None:
            return False
        self.current = self.current.plus(more.number.scaled(entry.value.adjusted()))
        self.at, self.current_role = more.next_token, "decimal"
        return True

    def _fraction(self, entry: Entry) -> bool:
        """`10½`, `10 1/2`."""
        if self.current_role != "literal" or self.current is None or self.decimals or len(self.tokens.gap(self.at)) > 1:
            return False
        self.current, self.current_role = self.current.plus(Number.of(entry.value)), "decimal"
        return True

    def _odd(self, _entry: Entry) -> bool:
        """`10多亿`, `100여 명`: somewhat more; the number goes on."""
        if self.current is None and not self.has_magnitude:
            return False
        self.is_odd = True
        return True

    def _oddvague(self, _entry: Entry) -> bool:
        """`三十几万`: between two bounds that no number stands for."""
        if self.has_magnitude or self.current is not None:
            self.is_vague = True
            return True
        return False


def _sum(one: Number | None, two: Number | None) -> Number | None:
    if one is None or two is None:
        return one or two
    return one.plus(two)


def read_number(tokens: Tokens, start: int, *, has_currency: bool = False) -> Counted | None:
    """The number that starts at token `start`, if one does; `has_currency` lets a letter be a magnitude ($16m)."""
    return _Reader(tokens, start, has_currency=has_currency).read()
