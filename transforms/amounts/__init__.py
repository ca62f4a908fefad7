"""Sums of money, percentages, counts and quantities: `reader` reads a batch, the other modules are its parts."""
