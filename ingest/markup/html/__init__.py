"""HTML with exact offsets: tokens, visible text, lines, tables, and what of a page is its article."""
