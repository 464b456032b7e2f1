"""SHACL: does a graph look as `shapes.ttl` says?"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cache

from rdflib import SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.exceptions import ParserError
from rdflib.term import Node

from ontology.errors import DataError
from ontology.listed import listed
from ontology.packs import BUILT_IN, active

PATH = BUILT_IN.folder / "shapes.ttl"


def faults(graph: Graph) -> list[str]:
    """Return one line for each thing in `graph` that breaks a shape, sorted; none if all is well.

    A line says which node, which property, what is wrong, and the offending value where there is one.
    """
    results = _report(graph)
    found = (_line(results, result) for result in results.objects(None, SH.result))
    return sorted(set(found))


def _report(graph: Graph) -> Graph:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib and pyshacl warn of each other's deprecations
        from pyshacl import validate  # imported late: 0.4 s

        _, results, _ = validate(graph, shacl_graph=shapes(), inplace=True)
    if not isinstance(results, Graph):
        raise TypeError(f"pyshacl gave no report: {results}")
    return results


@cache
def shapes() -> Graph:
    """Return the shapes of the pack in use, their lists of concepts as `listed` says."""
    graph = Graph()
    for path in active().layers("shapes.ttl"):
        try:
            graph.parse(path, format="turtle")
        except (OSError, ParserError, SyntaxError) as error:
            raise DataError(f"{path}: no valid Turtle ({' '.join(str(error).split())})") from error
    for shape, head in [*graph.subject_objects(SH["in"])]:
        members = list(Collection(graph, head))
        if not all(isinstance(member, URIRef) for member in members):  # a list of words is none of concepts
            continue
        wanted = listed(map(str, members))
        graph.set((shape, SH["in"], Collection(graph, BNode(), [URIRef(iri) for iri in wanted]).uri))
    return graph


def _line(results: Graph, result: Node) -> str:
    focus = results.value(result, SH.focusNode)
    path = results.value(result, SH.resultPath)
    value = results.value(result, SH.value)
    about = f" {_short(path)}" if path is not None else ""
    shown = f" (found: {_short(value)})" if value is not None and value != focus else ""
    return f"{_short(focus)}{about}: {_message(results.objects(result, SH.resultMessage))}{shown}"


def _message(messages: Iterable[Node]) -> str:
    return "; ".join(sorted(str(message) for message in messages)) or "breaks a shape"


def _short(node: Node | None) -> str:
    return str(node).replace("\n", " ") if node is not None else "?"
