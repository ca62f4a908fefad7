"""Many words as one small regular expression."""

from collections.abc import Iterable
from typing import Any

Trie = dict[str, Any]
#: Key of a node where a form ends.
END = ""


def _escaped(char: str) -> str:
    return "\\" + char if char in r"\.^$*+?{}[]|()-&~#" else char


def _written(node: Trie) -> str:
    branches = [_escaped(char) + _written(below) for char, below in sorted(node.items()) if char != END]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and END not in node else "(?:" + "|".join(branches) + ")"
    return joined + "?" if END in node else joined


def alternatives(forms: Iterable[str]) -> str:
    """A group that matches the longest of the forms; shared beginnings are written once, which keeps the automaton small.

    >>> alternatives(["a", "ab", "c"])
    '(?:a(?:b)?|c)'
    """
    root: Trie = {}
    for form in forms:
        node = root
        for char in form:
            node = node.setdefault(char, {})
        node[END] = {}
    assert END not in root, "an empty form matches everywhere"
    return _written(root)
