"""Where analysed articles are kept: RDF graph, vectors, lexical index, switched over as one generation."""
