"""The benchmarks still run: on a corpus too small to say anything about speed."""

from pathlib import Path

from tests.benchmarks.bare import bare_passes
from tests.benchmarks.corpus import pages, write_corpus


def test_bare_passes_are_of_the_patterns_the_job_uses(tmp_path: Path) -> None:
    write_corpus(tmp_path, 20_000)
    passes = dict(bare_passes(tmp_path))
    assert {"digit runs"} < passes.keys()
    assert all(speed > 0 for speed in passes.values())


def test_a_corpus_is_the_same_for_the_same_seed() -> None:
    assert list(pages(10_000, seed=3)) == list(pages(10_000, seed=3)) != list(pages(10_000, seed=4))
