"""Analytical questions: counts, sets, comparisons and groups, read from plain Chinese into SPARQL."""
