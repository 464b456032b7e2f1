"""Holding statements against shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.rdf.quads import Literal, Object, Quad
from index.shacl.limits import COUNTS, PAIRS, VALUES
from index.shacl.shapes import Shape, shapes
from ontology.terms import RDF_TYPE

Values = Mapping[str, Sequence[Object]]  # of one subject: property → objects
NOTHING: Values = {}


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of a graph by subject, and the instances of each class."""

    nodes: Mapping[str, Values]
    instances: Mapping[str, Sequence[str]]

    def values(self, node: Object, path: str) -> Sequence[Object]:
        """Return the objects of a property of a node."""
        return self.nodes.get(node, NOTHING).get(path, ()) if isinstance(node, str) else ()

    def is_a(self, node: Object, kind: Object) -> bool:
        """Whether a node is stated to be of a class."""
        return kind in self.values(node, RDF_TYPE)


@dataclass(frozen=True, slots=True)
class _Fault:
    """One thing that breaks a shape: the value is None where a value is missing."""

    shape: Shape
    value: Object | None


def statements(quads: Iterable[Quad]) -> Statements:
    """Return the statements of one graph; each counts once."""
    nodes: dict[str, dict[str, list[Object]]] = {}
    for subject, predicate, value, _ in quads:
        values = nodes.setdefault(subject, {}).setdefault(predicate, [])
        if value not in values:  # a short list: quicker than to hash the statement
            values.append(value)
    instances: dict[str, list[str]] = {}
    for node, stated in nodes.items():
        for kind in stated.get(RDF_TYPE, ()):
            instances.setdefault(str(kind), []).append(node)
    return Statements(nodes, instances)


def faults(data: Statements, held_against: Iterable[Shape] | None = None) -> list[str]:
    """Return one line for each thing that breaks a shape, sorted; none if all is well.

    A line says which node, which property, what is wrong, and the offending value where there is one: the same lines
    as `ontology.shapes.faults`. Constraints that are SPARQL queries are left to who has a query engine.

    Args:
        data: the statements of a graph.
        held_against: the shapes that count; all of `ontology/shapes.ttl` if not said.
    """
    found = {
        _line(focus, fault)
        for shape in (shapes() if held_against is None else held_against)
        for focus in _focus_nodes(shape, data)
        for fault in _broken(shape, focus, data)
    }
    return sorted(found)


def _focus_nodes(shape: Shape, data: Statements) -> Iterator[str]:
    for kind in shape.classes:
        yield from data.instances.get(kind, ())
    for path in shape.subjects_of:
        yield from (node for node, stated in data.nodes.items() if path in stated)


def _broken(shape: Shape, focus: Object, data: Statements) -> Iterator[_Fault]:
    """Yield what breaks a shape at a node."""
    values = data.values(focus, shape.path) if shape.path else (focus,)
    for name, wanted in shape.limits.items():
        if name in COUNTS:
            if not COUNTS[name](wanted, values):
                yield _Fault(shape, None)
        elif name in VALUES:
            yield from (_Fault(shape, value) for value in values if not VALUES[name](wanted, value))
        elif name in PAIRS:
            others = data.values(focus, str(wanted[0]))
            yield from (_Fault(shape, value) for value in PAIRS[name](values, others))
        elif name == "class":
            yield from (_Fault(shape, value) for value in values if not data.is_a(value, wanted[0]))
    if shape.qualified and not _enough(shape, shape.qualified, values, data):
        yield _Fault(shape, None)
    if shape.alternatives or shape.excluded or shape.required:
        yield from (_Fault(shape, value) for value in values if not _fits(shape, value, data))
    for part in shape.properties:
        for value in values:
            yield from _broken(part, value, data)


def _fits(shape: Shape, value: Object, data: Statements) -> bool:
    """Whether what a shape says by way of other shapes holds of a value."""
    return (
        all(any(_conforms(one, value, data) for one in choices) for choices in shape.alternatives)
        and not any(_conforms(one, value, data) for one in shape.excluded)
        and all(_conforms(one, value, data) for one in shape.required)
    )


def _conforms(shape: Shape, value: Object, data: Statements) -> bool:
    return next(_broken(shape, value, data), None) is None


def _enough(shape: Shape, wanted: Shape, values: Sequence[Object], data: Statements) -> bool:
    count = sum(_conforms(wanted, value, data) for value in values)
    least, most = (shape.limits.get(f"qualified{end}Count") for end in ("Min", "Max"))
    return (not least or count >= _number(least)) and (not most or count <= _number(most))


def _number(wanted: tuple[Object, ...]) -> int:
    return int(wanted[0].value) if isinstance(wanted[0], Literal) else 0


def _line(focus: str, fault: _Fault) -> str:
    about = f" {fault.shape.path}" if fault.shape.path else ""
    shown = "" if fault.value is None or fault.value == focus else f" (found: {_shown(fault.value)})"
    return f"{focus}{about}: {fault.shape.message or 'breaks a shape'}{shown}"


def _shown(value: Object) -> str:
    return (value.value if isinstance(value, Literal) else value).replace("\n", " ")
