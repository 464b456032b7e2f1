"""The page that asks for a key, and what comes of it."""
