"""RDF quads as plain values, and their N-Quads text. No blank nodes: each node of the graph has an IRI of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ontology.terms import XSD_STRING


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """An RDF literal."""

    value: str
    datatype: str = XSD_STRING
    language: str = ""


Object = str | Literal  # an IRI or a literal


class Quad(NamedTuple):
    """One statement in a named graph; subject, predicate and graph are IRIs."""

    subject: str
    predicate: str
    object: Object
    graph: str


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f]')


def nquads(quads: Iterable[Quad]) -> str:
    """Return `quads` as N-Quads, sorted, each line once.

    >>> nquads([Quad("x:s", "x:p", Literal("六成"), "x:g")])
    '<x:s> <x:p> "六成" <x:g> .\\n'
    """
    return "".join(sorted({_line(quad) for quad in quads}))


def _line(quad: Quad) -> str:
    value = quad.object
    shown = _literal(value) if isinstance(value, Literal) else f"<{value}>"
    return f"<{quad.subject}> <{quad.predicate}> {shown} <{quad.graph}> .\n"


def _literal(literal: Literal) -> str:
    text = '"' + _ESCAPED.sub(_escape, literal.value) + '"'
    if literal.language:
        return f"{text}@{literal.language}"
    return text if literal.datatype == XSD_STRING else f"{text}^^<{literal.datatype}>"


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"
