"""Text that knows where it came from, and the edit log made of it."""
