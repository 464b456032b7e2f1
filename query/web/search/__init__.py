"""The search page: a question, what narrows it, and the answer with its evidence."""
