"""From articles to the next generation of the data."""
