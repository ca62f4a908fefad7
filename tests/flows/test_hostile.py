"""Hostile inputs: each is a document or is refused in words, none stops the run or makes it wait."""

import struct
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.ingest import read_batches
from flows.inputs.decode import MAX_TEXT_BYTES
from flows.inputs.files import local_file
from flows.inputs.readers import read_file
from flows.inputs.records import Record, Refused
from flows.inputs.sources import find_files
from flows.nightly import run_direct
from tests.flows.hostile import lay_down, unaccounted


def test_every_hostile_input_is_a_document_or_is_refused(tmp_path: Path) -> None:
    files = lay_down(tmp_path / "in", 120, 7)
    run_direct([tmp_path / "in"], tmp_path / "w")
    assert unaccounted(files, tmp_path / "w") == []


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@given(suffix=st.sampled_from([".txt", ".jsonl", ".txt.gz", ".jsonl.zst", ".zip", ".warc", ".parquet"]), raw=st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_of_any_kind_are_read_or_refused(place: Path, suffix: str, raw: bytes) -> None:
    file = place / f"any{suffix}"
    file.write_bytes(raw)
    found = list(read_file(local_file(file.name, str(file))))
    assert found
    for one in found:
        assert isinstance(one, Record) or (isinstance(one, Refused) and one.reason_code and one.detail)


def test_a_line_longer_than_any_text_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    with (tmp_path / "long.jsonl").open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(3):
            file.write(b"x" * MAX_TEXT_BYTES)
        file.write(b'"}\n{"text": "Rain in Ulm."}\n')
    (batch,) = read_batches(find_files([tmp_path])[0])
    assert batch.refused["reason_code"].to_list() == ["too_long"]
    assert batch.records["text"].to_list() == ["Rain in Ulm."]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string())])
def test_an_arrow_file_that_points_outside_itself_is_refused(tmp_path: Path, kind: pa.DataType) -> None:
    table = pa.table({"text": pa.array(["rain", "in", "Ulm"]).cast(kind)})
    with pa.ipc.new_file(tmp_path / "a.arrow", table.schema) as writer:
        writer.write_table(table)
    ends = struct.pack("<3q" if pa.types.is_large_binary(kind) else "<3i", 4, 6, 9)
    raw = (tmp_path / "a.arrow").read_bytes()
    assert raw.count(ends) == 1
    (tmp_path / "a.arrow").write_bytes(raw.replace(ends, ends.replace(b"\x06\x00\x00", b"\x06\x00\x70")))
    (batch,) = read_batches(find_files([tmp_path])[0])
    assert (batch.records.height, batch.refused["reason_code"].to_list()) == (0, ["broken_file"])


def test_many_tiny_files_make_few_batches(tmp_path: Path) -> None:
    for number in range(2_000):
        (tmp_path / f"{number}.txt").write_bytes(b"Rain in Ulm, %d mm." % number)
    (batch,) = read_batches(find_files([tmp_path])[0])
    assert batch.records.height == 2_000
