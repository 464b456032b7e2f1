"""Looking through the knowledge without a question: names, things, what stands around them, procedures, articles."""
