"""Every table says everything once: description, unit and check on each column; the README prints it."""

from pathlib import Path

import pytest

from flows.dictionary import columns, markdown
from schemas import TABLES, Table

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described(name: str) -> None:
    for column in columns(TABLES[name]):
        assert column.description.endswith("."), f"{name}.{column.name}"
        assert column.unit, f"{name}.{column.name}"


@pytest.mark.parametrize("model", TABLES.values(), ids=TABLES)
def test_an_empty_table_is_valid_and_has_its_key(model: type[Table]) -> None:
    empty = model.validate(model.empty())
    assert set(model.Config.unique) <= set(empty.columns)


def test_the_readme_prints_the_dictionary() -> None:
    assert README.read_text(encoding="utf-8").endswith(markdown())
