"""What a run is given: files, folders, manifests and object-store URLs, as one list of files in a fixed order."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flows.inputs.files import READ_KINDS, SourceFile, is_url, local_file
from flows.inputs.manifest import find_listed
from flows.inputs.opening import suffixes
from flows.inputs.remote import find_objects

#: A file that lists files.
MANIFEST = ".manifest"


def find_files(sources: Sequence[str | Path], columns: Sequence[tuple[str, str]] = ()) -> tuple[list[SourceFile], int]:
    """The files of the sources in a fixed order, and how many of other kinds were passed over."""
    listed = [file for source in sources for file in _files_of(str(source))]
    known = [file for file in listed if file.asked_for or file.kind in READ_KINDS]
    return [replace(file, columns=tuple(columns)) for file in known], len(listed) - len(known)


def _files_of(source: str) -> Iterator[SourceFile]:
    if is_url(source):
        return find_objects(source)
    if suffixes(source)[0] == MANIFEST:
        return find_listed(source)
    if os.path.isdir(source):
        return _below(os.path.realpath(source))
    return iter([local_file(os.path.basename(source), os.path.realpath(source), asked_for=True)])


def _below(top: str) -> Iterator[SourceFile]:
    """Files below a folder, links followed, no folder twice: a link to a folder above would lead round for ever."""
    seen: set[tuple[int, int]] = set()
    waiting = [(top, "")]
    while waiting:
        folder, relative = waiting.pop()
        try:
            state = os.stat(folder)
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            yield local_file(relative, folder, asked_for=True)
            continue
        if (state.st_dev, state.st_ino) in seen:
            continue
        seen.add((state.st_dev, state.st_ino))
        deeper = []
        for entry in entries:  # the files of a folder before what lies deeper
            path = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
            if _is_folder(entry):
                deeper.append((path, f"{relative}{entry.name}/"))
            else:
                yield local_file(f"{relative}{entry.name}", path)
        waiting += reversed(deeper)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False
