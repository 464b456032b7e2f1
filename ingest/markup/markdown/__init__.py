"""Markdown with exact offsets: inline marks, lines, pages."""
