"""The web pages: search, articles, graph, SPARQL and overview, served from this machine alone."""
