"""Object stores: listed and read as folders are, against a store on loopback."""

import gzip

import orjson
import pyarrow as pa
import pytest

from flows.ingest import read_batches
from flows.inputs.remote import UnreachableError
from flows.inputs.sources import find_files
from tests.flows.loopback import serving
from tests.flows.reading import TEXTS, as_parquet, read, reasons


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch):
    parquet = as_parquet(pa.table({"text": TEXTS * 50}))
    objects = {
        "news/night/a.txt": TEXTS[0].encode(),
        "news/night/deep/b.jsonl.gz": gzip.compress(orjson.dumps({"text": TEXTS[1], "id": "one"})),
        "news/night/c.parquet": parquet,
        "news/night/logo.png": b"\x89PNG",
        "news/night/z.zip": b"PK\x05\x06" + bytes(18),
        "news/nightly.txt": TEXTS[2].encode(),
        "news/x/forbidden.txt": b"",
    }
    with serving(objects) as address:
        settings = {"ENDPOINT_URL": address, "ALLOW_HTTP": "true", "ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "REGION": "us-east-1"}
        for name, value in settings.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield address


def test_object_stores_are_read_like_folders(bucket: str) -> None:
    files, passed_over = find_files(["s3://news/night/"])
    assert [file.relative for file in files] == ["a.txt", "c.parquet", "deep/b.jsonl.gz", "z.zip"]
    assert passed_over == 1
    (batch,) = read_batches(files)
    assert batch.records["external_id"].to_list()[:2] == ["a.txt", "c.parquet#1"]
    assert batch.records["external_id"].to_list()[-1] == "one"
    assert batch.records["source_uri"][0] == "s3://news/night/a.txt"
    assert batch.records.height == 152
    assert read("s3://news/nightly.txt").records["text"].to_list() == [TEXTS[2]]
    assert read(f"{bucket}/news/nightly.txt").records["text"].to_list() == [TEXTS[2]]


def test_a_missing_object_is_refused_and_a_store_out_of_reach_fails_the_run(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reasons(read(f"{bucket}/news/nothing.txt")) == ["missing"]
    with pytest.raises(UnreachableError, match="not allowed"):
        read(f"{bucket}/news/x/forbidden.txt")
    monkeypatch.setattr("flows.inputs.remote.PATIENCE", {"max_retries": 0})
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(UnreachableError, match="cannot be reached"):
        find_files(["s3://news/night/"])
