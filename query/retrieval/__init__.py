"""The legs of a search and their fusion into one ranking."""
