"""One article: the raw page beside the clean text, with what was changed and what was read from it."""
