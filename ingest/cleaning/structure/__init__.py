"""Kinds of lines, ordinals, sections, topics."""
