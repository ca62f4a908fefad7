"""Archives: their members are files, what is damaged costs only itself, and tricks are refused in words."""

import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from flows.inputs import opening
from flows.inputs.opening import Budget
from tests.flows.reading import TEXTS, as_parquet, read, reasons


def test_a_bomb_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "FREE_BYTES", 100_000)
    Path(tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"\n" * 3_000_000))
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"{number}.jsonl", b"\n" * 100_000)
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("inner.tgz", packed_tar({"deep.jsonl.xz": lzma.compress(b"\n" * 3_000_000)}))
    assert set(reasons(read(tmp_path))) == {"expands_too_far"}
    assert Budget.of(10).left == 100_000


def packed_tar(members: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return sink.getvalue()


def test_members_of_archives_are_files(tmp_path: Path) -> None:
    inside = {"a.txt": TEXTS[0].encode(), "deep/b.txt.gz": gzip.compress(TEXTS[1].encode()), "logo.png": b"\x89PNG"}
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as archive:
        for name, data in inside.items():
            archive.writestr(name, data)
        archive.writestr("c.parquet", as_parquet(pa.table({"text": TEXTS[2:]})))
        archive.writestr("t.tgz", packed_tar(inside))
    (tmp_path / "t.tar.gz").write_bytes(packed_tar(inside))
    batch = read(tmp_path)
    assert batch.records["external_id"].to_list() == [
        "n.zip!/a.txt", "n.zip!/deep/b.txt.gz", "n.zip!/c.parquet#1", "n.zip!/t.tgz!/a.txt", "n.zip!/t.tgz!/deep/b.txt.gz",
        "t.tar.gz!/a.txt", "t.tar.gz!/deep/b.txt.gz",
    ]  # fmt: skip
    assert reasons(batch) == ["passed_over"] * 3


def test_tricks_of_archives_are_refused_in_words(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as archive:
        for name in ("../a.txt", "/etc/a.txt", "C:\\a.txt"):
            archive.writestr(name, TEXTS[0])
        archive.writestr("good.txt", TEXTS[0])
    (tmp_path / "t.tgz").write_bytes(packed_tar({"../a.txt": b"x"}, {"passwd.txt": "/etc/passwd"}))
    inner = packed_tar({"a.txt": b"x"})
    for _ in range(3):
        inner = packed_tar({"a.tgz": inner})
    (tmp_path / "u.tgz").write_bytes(inner)
    batch = read(tmp_path)
    assert batch.records["external_id"].to_list() == ["n.zip!/good.txt"]
    assert reasons(batch) == ["odd_path"] * 4 + ["not_a_file", "nested"]


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as archive:
        archive.writestr("a.txt", TEXTS[0])
        archive.writestr("b.txt", TEXTS[1])
    raw = (tmp_path / "n.zip").read_bytes()
    (tmp_path / "n.zip").write_bytes(raw.replace(TEXTS[0].encode(), TEXTS[0].encode()[:-1] + b"?", 1))
    batch = read(tmp_path)
    assert batch.records["text"].to_list() == [TEXTS[1]]
    assert reasons(batch) == ["broken_archive"]
