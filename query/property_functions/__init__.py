"""Properties of a SPARQL query that are computed and not looked up: `yb:search` and `yb:near`."""
