"""The chat page: questions and follow-ups, answered from evidence alone."""
