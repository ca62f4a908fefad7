"""Inputs as nobody should send them, made from a seed: every one must end in `documents` or in `quarantine`, soon.

`python -m tests.flows.hostile --inputs 10000` runs the whole job on many and prints how long the slowest took.
"""

import argparse
import gzip
import io
import random
import shutil
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import polars as pl
import zstandard

from flows import ingest
from flows.inputs.files import SourceFile
from flows.inputs.records import Record, Refused
from flows.nightly import run_direct

Made = tuple[str, bytes]
WORDS = (
    "3조 엔", "１２兆円", "19 billion dollars", "190億美元", "три миллиарда рублей", "12月20日", "20 декабря", "토요일", "next year",
    "%", "$", "€", "President", "Пётр", "習近平", "。", "「", "»", "\u202e", "\u200f", "\u200d", "\ufeff", "\u00a0", "\x00", "\x01",
    "\x02", "\x0b", "\x85", "\u2028", "e\u0301", "\u0301" * 40, "ﷺ", "🏴\U000e0067", "\U0010ffff", "万億兆京", "9" * 400,
    "1,1,1,1,", "0.0.0.1", "(((((", "2025-13-45", "٣٤", "Ⅻ", "½", "-", "\n\n", "\t",
)  # fmt: skip
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp949",
    "cp932",
    "euc-jp",
    "gb18030",
    "big5",
    "cp1251",
    "koi8-r",
    "iso2022_jp",
)


def words(luck: random.Random) -> str:
    """A text of odd words, sometimes one of them many times over."""
    if luck.random() < 0.2:
        return luck.choice(WORDS) * luck.choice((100, 3_000))
    return "".join(luck.choice(WORDS) + luck.choice(("", " ", "\n")) for _ in range(luck.randrange(1, 120)))


def mutated(raw: bytes, luck: random.Random) -> bytes:
    """Some bytes changed, cut out or doubled."""
    found = bytearray(raw)
    for _ in range(luck.randrange(1, 6)):
        at = luck.randrange(len(found) + 1)
        found[at : at + luck.randrange(3)] = luck.randbytes(luck.randrange(4))
    return bytes(found)


def text(luck: random.Random) -> Made:
    return ".txt", words(luck).encode(luck.choice(ENCODINGS), "replace")


def broken_text(luck: random.Random) -> Made:
    return ".txt", mutated(text(luck)[1], luck)


def noise(luck: random.Random) -> Made:
    return luck.choice((".txt", ".jsonl", ".txt.gz", ".jsonl.zst", ".zip", ".tar", ".warc", ".parquet", ".arrow")), luck.randbytes(
        luck.randrange(2_000)
    )


def line(luck: random.Random) -> bytes:
    record = {"text": words(luck), luck.choice(("id", "title", "url", "language", "source", "published_at")): words(luck)[:60]}
    if luck.random() < 0.3:
        record["published_at"] = luck.choice(
            ("2025-12-20", "1766188800", "0001-01-01T00:00:00+23:59", "9999-12-31", "Sat, 20 Dec 2025 09:00:00 GMT")
        )
    return orjson.dumps(record)


def lines(luck: random.Random) -> Made:
    return ".jsonl", b"\n".join(line(luck) for _ in range(luck.randrange(1, 5)))


def broken_lines(luck: random.Random) -> Made:
    return ".jsonl", mutated(lines(luck)[1], luck)


def odd_json(luck: random.Random) -> Made:
    odd = (
        b"[" * 100_000, b'{"text":' * 20_000, b'{"text": "\\ud800"}', b'{"text": 1e999}', b"null", b"\xef\xbb\xbf{}",
        b'{"text": "a", "text": "b", "id": []}', b'{"text": "x", "published_at": 1e300}', b'{"text": "\\u0000\\u0000"}',
        b'{"text": "x", "published_at": "10000-01-01"}',
        b'{"text": "x", "id": 18446744073709551616}', b'{"text": "x", "language": "zh-' + b"x" * 5_000 + b'"}',
    )  # fmt: skip
    return ".jsonl", luck.choice(odd)


def packed(luck: random.Random) -> Made:
    suffix, raw = luck.choice((text, lines, broken_text))(luck)
    body = gzip.compress(raw) if luck.random() < 0.5 else zstandard.compress(raw)
    name = suffix + (".gz" if body[:2] == b"\x1f\x8b" else ".zst")
    return name, body if luck.random() < 0.3 else mutated(body, luck)


def archive(luck: random.Random) -> Made:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as made:
        for name in luck.sample(("../../up.txt", "/etc/abs.txt", "a\\b.txt", "\u202etxt.exe", "in.zip", "d/e.jsonl", "same.txt"), 3):
            made.writestr(name, luck.choice((text, noise))(luck)[1])
    return ".zip", body.getvalue() if luck.random() < 0.6 else mutated(body.getvalue(), luck)


def tarball(luck: random.Random) -> Made:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode=luck.choice(("w", "w:gz", "w:bz2", "w:xz"))) as made:
        for name in luck.sample(("../../up.txt", "/etc/abs.txt", "dev.txt", "link.txt", "hard.txt", "d/e.jsonl", "same.txt"), 3):
            raw, info = luck.choice((text, noise))(luck)[1], tarfile.TarInfo(name)
            info.type = {"dev": tarfile.CHRTYPE, "link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE}.get(name[:-4], tarfile.REGTYPE)
            info.size, info.linkname = len(raw) * info.isreg(), "../../etc/passwd"
            made.addfile(info, io.BytesIO(raw))
    return ".tar", body.getvalue() if luck.random() < 0.6 else mutated(body.getvalue(), luck)


def page(luck: random.Random) -> Made:
    """Tags that do not close, nest too deep, or hide what they say."""
    tags = ("<p>", "</div>", "<!--", "-->", "<script>", "</p", "<title>", "&#0;", "&#x110000;", "&bogus;", "<![CDATA[", "<p " + "a" * 900)
    body = "".join(luck.choice(tags) + words(luck)[:200] for _ in range(luck.randrange(1, 30))) + "<div>" * luck.choice((0, 5_000))
    head = luck.choice(("", '<meta charset="koi8-r">', '<meta charset="nonsense">', "<?xml version='1.0' encoding='utf-7'?>"))
    return ".html", (head + body).encode(luck.choice(ENCODINGS), "replace")


def rows(luck: random.Random) -> Made:
    """A table whose texts are of any type, whole or damaged."""
    texts: tuple[pl.Series, ...] = (
        pl.Series("text", [words(luck), None, ""]),
        pl.Series("text", [words(luck).encode("cp949", "replace"), b"\xff\xfe", None], dtype=pl.Binary),
        pl.Series("text", [1, 2, 3]),
        pl.Series("text", [["a"], [], None]),
        pl.Series("body", ["no text"] * 3),
    )
    made, body = (
        pl.DataFrame([luck.choice(texts), pl.Series("published_at", [luck.choice(("2025-12-20", "x", "")), None, "9999-99-99"])]),
        io.BytesIO(),
    )
    if luck.random() < 0.5:
        made.write_parquet(body)
        suffix = ".parquet"
    else:
        made.write_ipc(body)
        suffix = ".arrow"
    return suffix, body.getvalue() if luck.random() < 0.5 else mutated(body.getvalue(), luck)


def crawl(luck: random.Random) -> Made:
    """Records of a web archive whose lengths and heads may lie."""
    body = b""
    for _ in range(luck.randrange(1, 4)):
        said = b"HTTP/1.1 %d OK\r\nContent-Type: text/html\r\n\r\n" % luck.choice((200, 404, 0)) + page(luck)[1]
        length = len(said) if luck.random() < 0.7 else luck.choice((0, 1, len(said) + 9, 10**12))
        kind = luck.choice((b"response", b"resource", b"warcinfo", b"conversion", b"odd"))
        body += b"WARC/1.0\r\nWARC-Type: %b\r\nContent-Type: application/http; msgtype=response\r\n" % kind
        body += b"WARC-Target-URI: http://a.example/\x01\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (length, said)
    return ".warc", body if luck.random() < 0.6 else mutated(body, luck)


KINDS: tuple[Callable[[random.Random], Made], ...] = (
    text, broken_text, noise, lines, broken_lines, odd_json, packed, archive, tarball, page, rows, crawl,
)  # fmt: skip


def lay_down(folder: Path, n: int, seed: int) -> list[Path]:
    """`n` hostile files."""
    luck, files = random.Random(seed), []
    folder.mkdir()
    for number in range(n):
        suffix, raw = luck.choice(KINDS)(luck)
        files.append(folder / f"{number:05}{suffix}")
        files[-1].write_bytes(raw)
    return files


def unaccounted(files: list[Path], warehouse: Path) -> list[str]:
    """Files that hold something and are neither in `documents` nor in `quarantine`."""
    told = {
        uri
        for table in ("document_sources", "quarantine")
        for uri in pl.read_parquet(warehouse / "parquet" / table)["source_uri"].str.extract(r"/(\d{5})\.[^/]*").to_list()
    }
    return [file.name for file in files if file.name[:5] not in told and file.read_bytes().strip(b"\n\r \t")]


def timed_reading(slowest: list[float]) -> None:
    """Have the time each file takes to be read noted: how long the slowest took so far."""
    read = ingest.read_file

    def watched(file: SourceFile) -> Iterator[Record | Refused]:
        begun = time.thread_time()
        yield from read(file)
        slowest.append(max(slowest.pop(), time.thread_time() - begun))

    ingest.read_file = watched


def main() -> None:
    """Run the whole job on many, a handful at a time."""
    parser = argparse.ArgumentParser(prog="python -m tests.flows.hostile", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="how many (default: %(default)s)")
    parser.add_argument("--at-a-time", type=int, default=250, help="inputs of one run (default: %(default)s)")
    given = parser.parse_args()
    slowest, reading, missing, made, ends = 0.0, [0.0], [], 0, {"documents": 0, "quarantine": 0}
    timed_reading(reading)
    with tempfile.TemporaryDirectory(prefix="newsledger-hostile-") as place:
        for seed in range(-(-given.inputs // given.at_a_time)):
            folder = Path(place, str(seed))
            files = lay_down(folder, given.at_a_time, seed)
            begun = time.process_time()
            run_direct([folder], folder / "w")
            slowest = max(slowest, time.process_time() - begun)
            missing += [f"{seed}/{name}" for name in unaccounted(files, folder / "w")]
            made += len(files)
            for table in ends:
                ends[table] += pl.read_parquet(folder / "w" / "parquet" / table).height
            shutil.rmtree(folder)
    print(f"{made:,} hostile inputs; not accounted for: {len(missing)} {missing[:5]}; rows: {ends}")
    print(f"seconds of processor: slowest file to be read {reading[0]:.2f}, slowest whole run of {given.at_a_time} {slowest:.1f}")


if __name__ == "__main__":
    main()
