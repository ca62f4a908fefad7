"""Dates, times, durations and the day they are counted from: `reader` reads a batch, `anchors` says what proves the day."""
