"""Shapes as values, read from Turtle. What they say and this module does not know is an error, never passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from index.rdf.quads import Literal, Object
from index.shacl.limits import COUNTS, PAIRS, VALUES
from ontology.errors import DataError
from ontology.listed import listed
from ontology.packs import active
from ontology.shapes import PATH
from ontology.terms import (
    OA_SPECIFIC_RESOURCE,
    OA_TEXT_POSITION_SELECTOR,
    OA_TEXT_QUOTE_SELECTOR,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    SH,
    YB_MENTION,
)

Graph = Mapping[str, Mapping[str, Sequence[Object]]]  # of each subject, blank ones as "_:name": property → objects


@dataclass(frozen=True, slots=True)
class Select:
    """A SPARQL query that finds what breaks a shape as ?this."""

    query: str
    message: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What must hold of a node, or of the values of one of its properties."""

    classes: tuple[str, ...]  # whose instances it is about
    subjects_of: tuple[str, ...]  # properties whose subjects it is about
    path: str | None  # None for a shape of the node itself
    message: str
    limits: Mapping[str, tuple[Object, ...]]  # local name of a SHACL parameter → its value, or the members of its list
    alternatives: tuple[tuple[Shape, ...], ...]  # of each list, one must hold
    excluded: tuple[Shape, ...]
    required: tuple[Shape, ...]  # of the node itself
    qualified: Shape | None  # so many values as `limits` says must be so
    properties: tuple[Shape, ...]
    selects: tuple[Select, ...]


SPANS = frozenset({YB_MENTION, OA_SPECIFIC_RESOURCE, OA_TEXT_POSITION_SELECTOR, OA_TEXT_QUOTE_SELECTOR})

LIMITS = frozenset({*COUNTS, *VALUES, *PAIRS, "class", "qualifiedMinCount", "qualifiedMaxCount"})
STRUCTURE = ("targetClass", "targetSubjectsOf", "path", "message", "or", "not", "node", "qualifiedValueShape")
KNOWN = LIMITS | {*STRUCTURE, "property", "sparql"}


@cache
def shapes() -> tuple[Shape, ...]:
    """Return the shapes of `ontology/shapes.ttl` that have a target.

    Raises:
        DataError: if the file uses a part of SHACL that is not known here.
    """
    return tuple(parsed("\n".join(path.read_text(encoding="utf-8") for path in active().layers(PATH.name))))


@cache
def claim_shapes() -> tuple[Shape, ...]:
    """Return the shapes of what an article says, without those of the spans that it was read from.

    They are what a build can afford for each article: of spans there are ten times as many.
    """
    return tuple(shape for shape in shapes() if not SPANS & {*shape.classes})


def parsed(turtle: str) -> Iterator[Shape]:
    """Yield the shapes of a Turtle text that have a target, in the order of their names.

    Raises:
        DataError: as for `shapes`.
    """
    graph: dict[str, dict[str, list[Object]]] = {}
    for triple in ox.parse(turtle, ox.RdfFormat.TURTLE):
        stated = graph.setdefault(_term(triple.subject), {})
        stated.setdefault(triple.predicate.value, []).append(_object(triple.object))
    for node in sorted(graph):
        if {SH + "targetClass", SH + "targetSubjectsOf"} & graph[node].keys():
            yield _shape(node, graph)


def _shape(node: Object, graph: Graph) -> Shape:
    stated = graph.get(_name(node), {})
    names = {name.removeprefix(SH): name for name in stated if name != RDF_TYPE}
    unknown = sorted(names.keys() - KNOWN)
    if unknown or not names:
        raise DataError(f"{PATH.name}: {node} uses {', '.join(unknown) or 'nothing'}, which is not known here")

    def values(name: str) -> Sequence[Object]:
        return stated.get(SH + name, ())

    def inner(name: str) -> tuple[Shape, ...]:
        return tuple(_shape(value, graph) for value in values(name))

    return Shape(
        classes=tuple(map(_name, values("targetClass"))),
        subjects_of=tuple(map(_name, values("targetSubjectsOf"))),
        path=next(map(_name, values("path")), None),
        message="; ".join(sorted(value.value for value in values("message") if isinstance(value, Literal))),
        limits={name: _limit(name, _members(values(name), graph)) for name in names if name in LIMITS},
        alternatives=tuple(tuple(_shape(one, graph) for one in _list(value, graph)) for value in values("or")),
        excluded=inner("not"),
        required=inner("node"),
        qualified=next(iter(inner("qualifiedValueShape")), None),
        properties=inner("property"),
        selects=tuple(_select(graph[_name(value)]) for value in values("sparql")),
    )


def _limit(name: str, members: Iterator[Object]) -> tuple[Object, ...]:
    """Return the members of a limit; a list of a whole scheme is that of the vocabulary pack in use."""
    found = tuple(members)
    named = name == "in" and not any(isinstance(one, Literal) for one in found)
    return listed(str(one) for one in found) if named else found


def _members(values: Sequence[Object], graph: Graph) -> Iterator[Object]:
    for value in values:
        if isinstance(value, str) and RDF_FIRST in graph.get(value, {}):
            yield from _list(value, graph)
        else:
            yield value


def _list(head: Object, graph: Graph) -> Iterator[Object]:
    while (name := _name(head)) != RDF_NIL:
        yield graph[name][RDF_FIRST][0]
        head = graph[name][RDF_REST][0]


def _select(stated: Mapping[str, Sequence[Object]]) -> Select:
    query, message = (stated[SH + name][0] for name in ("select", "message"))
    if not isinstance(query, Literal) or not isinstance(message, Literal):
        raise DataError(f"{PATH.name}: a sh:sparql without text")
    return Select(query.value, message.value)


def _name(value: Object) -> str:
    if isinstance(value, Literal):
        raise DataError(f"{PATH.name}: {value.value!r} stands where a name is expected")
    return value


def _object(term: object) -> Object:
    return (
        Literal(term.value, term.datatype.value, term.language or "") if isinstance(term, ox.Literal) else _term(term)
    )


def _term(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    raise DataError(f"{PATH.name}: {term} is neither name nor value")
