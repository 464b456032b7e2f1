"""Understanding questions, hybrid retrieval, and every interface."""
