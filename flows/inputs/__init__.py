"""What a run is given, of any kind, as records: `sources` lists the files, `readers` reads one; what cannot be read is refused in words."""
