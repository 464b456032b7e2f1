"""From analyses to RDF and back, and what the graph says about itself."""
