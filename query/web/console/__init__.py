"""The SPARQL page: an editor, worked examples, and results as table, chart or graph."""
