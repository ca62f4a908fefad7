"""What a page is made of: its lines, segments, languages, sentences and quotes, and the marks by which copies are known."""
