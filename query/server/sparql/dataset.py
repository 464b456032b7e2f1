"""Which graphs a query is asked of: those that the data hold, never a page on the web."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import pyoxigraph as ox

from ontology.errors import QueryError
from ontology.terms import PREFIXES
from query.property_functions.prologue import Names
from query.property_functions.tokens import tokens

REMOTE = ("http://", "https://")


def held(store: ox.Store, graphs: Iterable[str]) -> None:
    """Make sure that `store` holds those of `graphs` that have an address on the web.

    Raises:
        QueryError: naming one that it lacks: nothing is fetched.
    """
    for name in graphs:
        if name.startswith(REMOTE) and not store.contains_named_graph(ox.NamedNode(name)):
            raise QueryError(
                f"SPARQL: the data hold no graph <{name}>, and none is fetched: ask with GRAPH ?g which are"
            )


def named_in(query: str) -> Iterator[str]:
    """Yield the graphs behind FROM and FROM NAMED.

    >>> [*named_in("SELECT * FROM <urn:a> FROM NAMED <urn:b> { ?s ?p 'FROM <urn:c>' }")]
    ['urn:a', 'urn:b']
    """
    if "from" not in query.lower():
        return
    found = list(tokens(query))
    names = Names(found, PREFIXES)
    for before, token in pairwise(found):
        if before.kind == "word" and before.text.upper() in ("FROM", "NAMED"):
            graph = names.iri(token)
            if graph:
                yield graph
