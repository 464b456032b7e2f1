"""Repetition across articles and sites: copies of blocks, articles and statements, and how many sources they have."""
