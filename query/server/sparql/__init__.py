"""The SPARQL 1.1 Protocol over the graph, read-only."""
