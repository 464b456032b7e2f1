"""The edit log for people: an article's raw and clean text side by side, each change with its reason."""
