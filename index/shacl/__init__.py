"""SHACL on plain statements: the shapes of `ontology/shapes.ttl` without a reasoner or a query engine.

pyshacl, the oracle that the tests hold this against, takes 0.3 s for the graph of one article; this takes a few
milliseconds, so that every article of every build is held against every shape.
"""

from index.shacl.shapes import Shape, claim_shapes, shapes
from index.shacl.validation import Statements, faults, statements

__all__ = ["Shape", "Statements", "claim_shapes", "faults", "shapes", "statements"]
