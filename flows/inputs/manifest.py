"""A manifest: a text file that lists the files of a delivery, one a line, with or without their SHA-256 before them.

What `sha256sum night/*.jsonl > night.manifest` writes is one. A listed file that is missing, or is not the one listed, is refused in words.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from flows.inputs.decode import RefusedError
from flows.inputs.files import SourceFile, is_url, local_file, printable_name
from flows.inputs.remote import find_object

LINE = re.compile(r"^(?:(?P<sha256>[0-9a-fA-F]{64})[ \t]+\*?)?(?P<name>\S.*?)\s*$")
#: Lines of one manifest that are looked at.
MAX_LINES = 1_000_000


def find_listed(manifest: str) -> Iterator[SourceFile]:
    """The files a manifest lists, in its order; a name is looked up below the manifest's own folder."""
    folder = os.path.dirname(os.path.realpath(manifest))
    with open(manifest, encoding="utf-8", errors="surrogateescape") as lines:
        for number, line in enumerate(lines):
            found = LINE.match(line.lstrip("\N{BYTE ORDER MARK}"))
            if found is None or found["name"].startswith("#") or number >= MAX_LINES:
                continue
            digest = found["sha256"].lower() if found["sha256"] else None
            yield replace(_listed(found["name"], folder), sha256=digest, asked_for=True)


def _listed(name: str, folder: str) -> SourceFile:
    if is_url(name):
        return find_object(name)
    path = os.path.realpath(os.path.join(folder, name))
    if os.path.commonpath([path, folder]) != folder:
        return Outside(printable_name(path), printable_name(name))
    return local_file(name, path)


class Outside(SourceFile):
    """A listed file that does not lie below its manifest."""

    def open(self) -> BinaryIO:
        """Never opened."""
        raise RefusedError("odd_path", "lies outside the folder of its manifest")
