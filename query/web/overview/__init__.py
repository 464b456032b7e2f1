"""The overview page: what the data hold, cover, and disagree about."""
