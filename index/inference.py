"""What follows from the vocabulary, written out once, so that a query needs one hop and no reasoner."""

from __future__ import annotations

from ontology import terms as t

# every broader concept at any distance: a county's province, the family of a disease
BROADER = f"""
INSERT {{
  GRAPH <{t.INFERRED_GRAPH}> {{ ?narrow <{t.SKOS_BROADER_TRANSITIVE}> ?wide }}
  ?narrow <{t.SKOS_BROADER_TRANSITIVE}> ?wide
}} WHERE {{
  GRAPH <{t.VOCABULARY_GRAPH}> {{ ?narrow <{t.SKOS_BROADER}>+ ?wide }}
}}
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
