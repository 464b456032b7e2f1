"""yibao over HTTP: the JSON API, the SPARQL endpoint, health and metrics."""
