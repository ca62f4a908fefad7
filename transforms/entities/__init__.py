"""Names of people, places and organisations: `reader` reads a batch, the other modules are its parts."""
