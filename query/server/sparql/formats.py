"""Which format an answer is sent in (content negotiation, RFC 9110 section 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

ROWS: Mapping[str, ox.QueryResultsFormat] = {  # the first is sent to who does not care
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
TRUTHS: Mapping[str, ox.QueryResultsFormat] = {name: ROWS[name] for name in tuple(ROWS)[:2]}
GRAPHS: Mapping[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
ALSO: Mapping[str, str] = {  # other names of the same
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "text/plain": "application/n-triples",
    "application/x-turtle": "text/turtle",
}
SHORT: Mapping[str, str] = {  # of the parameter `format`, for an address that is typed
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "trig": "application/trig",
    "nquads": "application/n-quads",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """A media range with its weight."""

    range: str
    weight: float


def wishes(accept: str) -> list[Wish]:
    """Return the media ranges of an Accept header, the most wanted first, of equal ones the most specific.

    >>> [wish.range for wish in wishes("text/csv;q=0.5, text/*, application/json")]
    ['application/json', 'text/*', 'text/csv']
    """
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                weight = _weight(value)
        if name:
            found.append(Wish(name.lower(), weight))
    return sorted((wish for wish in found if wish.weight > 0), key=lambda wish: (-wish.weight, wish.range.count("*")))


def chosen(accept: str, offered: Sequence[str]) -> str | None:
    """Return the media type of `offered` that suits best, None if none does.

    >>> chosen("text/csv;q=0.5, application/json", tuple(ROWS))
    'application/sparql-results+json'
    """
    if not accept.strip():
        return offered[0]
    for wish in wishes(accept):
        for name in offered:
            if wish.range in ("*/*", name, f"{name.partition('/')[0]}/*") or ALSO.get(wish.range) == name:
                return name
    return None


def _weight(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
