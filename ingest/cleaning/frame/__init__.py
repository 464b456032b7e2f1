"""What frames a page and is not its body."""
