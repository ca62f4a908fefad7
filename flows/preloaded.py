"""Imported once by the process that workers are forked from: code and reference data are there when a worker starts, and shared."""

import atexit
import gc
import os

import flows.steps
from flows.bundle import kept_bundle

__all__ = ["bundle", "flows", "names"]

# Never compiled here: that would start Polars' threads, and a worker forked from a process with threads waits for them for ever.
bundle = kept_bundle()
names = bundle and bundle.readers.entities.alias_literals.automaton  # the one part that is not kept compiled, half a second of work
gc.freeze()  # a collection in a worker would touch, and so copy, every page of what they share
atexit.register(os._exit, 0)  # that process only forks: it has nothing to tidy up, and libraries would complain of what is frozen
