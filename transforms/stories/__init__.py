"""Which documents tell the same happening, which go back to one report, and which names are one person."""
