"""Threads that keep large patterns compiled from batch to batch.

Polars keeps the last 32 compiled patterns of each thread. A batch asks for 150 of them in turn, so that on one thread each is gone when
its turn comes again: compiling those of names and dates anew took 0.2 s of every batch. What is given to a lane runs on a thread of its
own, which forgets nothing as long as it is asked for no more than 32. Only the matching itself is worth a lane: what else a thread does
there costs memory (45 MB a process so, 225 MB with whole readers on lanes).

Only methods of a series, the frame methods that end in `_seq`, and `select` of one expression run on the thread that calls them. A lane
must not ask itself: it would wait for ever.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

#: The lane of patterns that go over whole texts; those beside names have one a language.
WHOLE_TEXTS = "whole texts"

Given = ParamSpec("Given")
Found = TypeVar("Found")


@cache
def _lane(name: str, process: int) -> ThreadPoolExecutor:
    """The one thread of this name in this process: a forked one inherits no threads."""
    return ThreadPoolExecutor(1, thread_name_prefix=f"{name}-{process}")


def on_lane(name: str, work: Callable[Given, Found], *args: Given.args, **named: Given.kwargs) -> Found:
    """What the work returns, done on the thread of that name while the caller waits.

    >>> on_lane("ko", len, [1, 2])
    2
    """
    return _lane(name, os.getpid()).submit(work, *args, **named).result()
