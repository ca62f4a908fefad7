"""A table's Pandera model compiled to Polars: all its checks in one pass over a frame, so that proving a batch costs next to nothing.

The model stays what is true: what does not pass here goes through Pandera, which names what is wrong, and a test holds the two to the
same verdict.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl

Row = dict[str, Any]


def _length(column: pl.Expr, bounds: Row) -> pl.Expr:
    least, most, exact = bounds["min_value"], bounds["max_value"], bounds["exact_value"]
    if most is not None or exact is not None:
        raise NotImplementedError(f"a text length of {bounds}")
    return column != "" if least == 1 else column.str.len_chars() >= least


#: Pandera's own checks that the models use: the check's name -> column and bounds -> what must hold.
CHECKS: dict[str, Callable[[pl.Expr, Row], pl.Expr]] = {
    "str_matches": lambda column, given: column.str.contains(f"^(?:{given['pattern'].removeprefix('^')})"),
    "str_length": _length,
    "isin": lambda column, given: column.is_in(given["allowed_values"]),
    "greater_than": lambda column, given: column > given["min_value"],
    "greater_than_or_equal_to": lambda column, given: column >= given["min_value"],
    "less_than": lambda column, given: column < given["max_value"],
    "less_than_or_equal_to": lambda column, given: column <= given["max_value"],
}


@dataclass(frozen=True)
class Contract:
    """What a frame must be: its columns and types, its key, and one expression a check."""

    types: dict[str, pl.DataType]
    key: tuple[str, ...]
    holds: tuple[pl.Expr, ...]
    #: Checks between columns, as the model's own methods.
    frame_checks: tuple[pa.Check, ...]

    @classmethod
    def of(cls, schema: pa.DataFrameSchema) -> "Contract":
        """Compile a model's schema; a check that is not known here raises."""
        types = {str(name): column.dtype.type for name, column in schema.columns.items()}
        holds = tuple(one for name, column in schema.columns.items() for one in _column_holds(str(name), column))
        unique = schema.unique or []
        return cls(types, tuple([unique] if isinstance(unique, str) else unique), holds, tuple(schema.checks))

    def passes(self, frame: pl.DataFrame) -> bool:
        """Whether Pandera would accept the frame; null passes a check, as there."""
        if dict(frame.schema) != self.types:
            return False
        between = [check._check_fn(pa.PolarsData(frame.lazy())) for check in self.frame_checks]  # noqa: SLF001  as Pandera calls it
        proofs = [
            frame.lazy().select(expr.alias(str(n)) for n, expr in enumerate(self._all_hold())),
            *(b.select(pl.all().all()) for b in between),
        ]
        return all(all(proof.row(0)) for proof in pl.collect_all(proofs))

    def _all_hold(self) -> Iterator[pl.Expr]:
        yield from (expr.all() for expr in self.holds)
        if len(self.key) == 1:
            yield pl.col(self.key[0]).n_unique() == pl.len()
        elif self.key:
            yield pl.struct(self.key).n_unique() == pl.len()


def _column_holds(name: str, column: Any) -> Iterator[pl.Expr]:
    if not column.nullable:
        yield pl.col(name).is_not_null()
    if column.unique or column.coerce or column.regex or not column.required:
        raise NotImplementedError(f"{name}: a column that is unique, coerced, a pattern or optional")
    for check in column.checks:
        yield CHECKS[check.name](pl.col(name), check.statistics)
