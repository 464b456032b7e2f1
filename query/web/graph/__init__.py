"""The graph page: a thing, what stands around it, and the evidence for that."""
