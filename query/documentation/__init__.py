"""The generated pages of docs/: what the graph says and how to ask it, with examples from the project's own corpus."""
