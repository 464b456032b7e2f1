"""Whether there is an answer, and what to say where there is none."""
