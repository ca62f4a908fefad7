"""Stories written for this project, several pages and languages each, with what was planted in them; see score."""
