"""What the documents of a batch name is read once, and again by other rules; what is known of names today counts each time."""

import shutil

import polars as pl
import pytest

from flows import traits
from flows.bundle import load_bundle
from flows.store import Store
from flows.traits import FOLDER, Today, laid_traits, lay_traits
from tests.flows.test_keeping import GRANT, PORT, same
from tests.flows.test_shuffled_nights import published
from transforms.stories.features import Naming


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The first document of each batch that is read for what it names."""
    ids: list[str] = []
    first = traits.told_of

    def counted(corpus, ref):
        ids.append(corpus.documents["doc_id"].min())
        return first(corpus, ref)

    monkeypatch.setattr(traits, "told_of", counted)
    return ids


def test_each_batch_is_read_once(tmp_path, read) -> None:
    found = published(tmp_path / "nights", [[GRANT], [PORT]])
    assert len(read) == 2
    assert set(read) == set(found["documents"]["doc_id"])


def test_what_is_lost_is_read_again(tmp_path, read) -> None:
    warehouse = tmp_path / "nights"
    published(warehouse, [[GRANT]])
    for batch in Store(warehouse).committed():
        shutil.rmtree(batch / FOLDER)
    found = published(warehouse, [[PORT]])
    assert len(read) == 3
    same(found, published(tmp_path / "one", [[GRANT, PORT]]))


def test_other_rules_read_again(tmp_path, read) -> None:
    found = published(tmp_path / "nights", [[GRANT]])
    batch = Store(tmp_path / "nights").committed()[0]
    ref = load_bundle().reference.stories
    naming = Naming.of(found["entities"], pl.DataFrame(schema={"entity_id": pl.String, "sound": pl.String}), ref)
    for night, code in enumerate(("a", "a", "b")):
        laid = lay_traits(batch, pl.Series([7]), Today.laid(tmp_path / str(night), naming, ref, {"code": code}))
        assert laid_traits([laid])[0].rows.collect()["doc"].unique().to_list() == [7]
    assert len(read) == 3
