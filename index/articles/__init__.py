"""The article store: analyses, passages and the rows of exports in one SQLite file."""
