"""What stands twice in a page, and how two blocks differ."""
