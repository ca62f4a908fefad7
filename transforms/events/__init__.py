"""Who did what to whom, with which sum, and whether it happened: `reader` reads a batch, the other modules are its parts."""
