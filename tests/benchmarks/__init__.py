"""Benchmarks: run on purpose, never part of the tests. `python -m tests.benchmarks --help`."""
