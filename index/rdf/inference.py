"""What follows from the vocabulary, written out once, so that a query needs one hop and no reasoner."""

from __future__ import annotations

import pyoxigraph as ox

from ontology import terms as t

# every broader concept at any distance: a county's province, the family of a disease
BROADER = f"""
INSERT {{ GRAPH <{t.INFERRED_GRAPH}> {{ ?narrow <{t.SKOS_BROADER_TRANSITIVE}> ?wide }} }}
WHERE {{ GRAPH <{t.VOCABULARY_GRAPH}> {{ ?narrow <{t.SKOS_BROADER}>+ ?wide }} }}
"""
UPDATES = (BROADER,)

# each finds something in a graph where the updates were not run, or on another vocabulary
DISAGREEMENTS = (
    f"""ASK {{
      GRAPH <{t.VOCABULARY_GRAPH}> {{ ?narrow <{t.SKOS_BROADER}>+ ?wide }}
      FILTER NOT EXISTS {{ GRAPH <{t.INFERRED_GRAPH}> {{ ?narrow <{t.SKOS_BROADER_TRANSITIVE}> ?wide }} }}
    }}""",
    f"""ASK {{
      GRAPH <{t.INFERRED_GRAPH}> {{ ?narrow ?property ?wide }}
      FILTER (?property != <{t.SKOS_BROADER_TRANSITIVE}>
        || NOT EXISTS {{ GRAPH <{t.VOCABULARY_GRAPH}> {{ ?narrow <{t.SKOS_BROADER}>+ ?wide }} }})
    }}""",
)


def inferred_lines(vocabulary: str) -> str:
    """Return the graph of what follows from the vocabulary graph, both as N-Quads, sorted."""
    store = ox.Store()
    store.bulk_load(vocabulary, ox.RdfFormat.N_QUADS)
    for update in UPDATES:
        store.update(update)
    found = store.quads_for_pattern(None, None, None, ox.NamedNode(t.INFERRED_GRAPH))
    return "".join(sorted(f"{quad} .\n" for quad in found))
