"""The cases of the W3C suite, read with rdflib, and what counts as the same answer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlparse

from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.query import Result

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RDFS_LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
ROW, CELL = Namespace("test:row#"), Namespace("test:cell#")

KINDS = {
    MF.QueryEvaluationTest: "evaluation",
    MF.CSVResultFormatTest: "evaluation",
    MF.PositiveSyntaxTest11: "accepted",
    MF.NegativeSyntaxTest11: "refused",
    MF.ProtocolTest: "protocol",
}
RESULT_TYPES = {
    ".srx": "xml",
    ".srj": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".ttl": "turtle",
    ".rdf": "application/rdf+xml",
}


@dataclass(frozen=True)
class Request:
    method: str
    address: str  # what stands behind the path
    headers: dict[str, str]
    body: bytes | None
    statuses: tuple[str, ...]  # 2xx, 3xx, 4xx
    truth: bool | None


@dataclass(frozen=True)
class Case:
    name: str  # folder/local name
    kind: str
    query: Path | None = None
    data: tuple[Path, ...] = ()
    named: tuple[tuple[str, Path], ...] = ()
    result: Path | None = None
    requests: tuple[Request, ...] = field(default=())


def cases(folder: Path) -> list[Case]:
    """Return the query and protocol cases below `folder`, by name."""
    return [case for manifest in sorted(folder.glob("*/manifest.ttl")) for case in _cases(manifest)]


def same_rows(found: bytes, format: str, wanted: Path) -> bool:
    """Whether the rows in `found` are those in the file `wanted`; blank nodes may have any names."""
    mine = Result.parse(io.BytesIO(found), format=format)
    theirs = Result.parse(io.BytesIO(wanted.read_bytes()), format=RESULT_TYPES[wanted.suffix])
    if mine.type != theirs.type:
        return False
    if mine.type == "ASK":
        return bool(mine.askAnswer == theirs.askAnswer)
    return isomorphic(_as_graph(mine), _as_graph(theirs))


def same_graph(found: bytes, wanted: Path) -> bool:
    return isomorphic(Graph().parse(data=found, format="nt"), Graph().parse(wanted))


def _as_graph(result: Result) -> Graph:
    graph = Graph()
    for row in result.bindings:
        node = BNode()
        graph.add((node, RDF.type, ROW.Row))
        for name, value in row.items():
            if value is not None:
                graph.add((node, CELL[str(name)], _canonical(value)))
    return graph


def _canonical(value):
    """Return numbers by their value (2.0 and 2.00 are one answer), language tags in small letters."""
    if isinstance(value, Literal) and value.language:
        return Literal(str(value), lang=value.language.lower())
    if isinstance(value, Literal) and value.datatype is not None and isinstance(value.value, int | float):
        return Literal(float(value.value), datatype=value.datatype)
    if isinstance(value, Literal) and value.value is not None and hasattr(value.value, "normalize"):
        return Literal(str(value.value.normalize()), datatype=value.datatype)
    return value


def _cases(manifest: Path) -> Iterator[Case]:
    graph = Graph().parse(manifest)
    for entries in graph.objects(None, MF.entries):
        for test in Collection(graph, entries):
            kind = KINDS.get(graph.value(test, RDF.type))
            name = f"{manifest.parent.name}/{str(test).rpartition('#')[2]}"
            action = graph.value(test, MF.action)
            if kind == "protocol":
                yield Case(name, kind, named=tuple(_named(graph, test)), requests=tuple(_requests(graph, action)))
            elif kind == "evaluation":
                yield Case(
                    name,
                    kind,
                    _path(graph.value(action, QT.query)),
                    tuple(_path(one) for one in graph.objects(action, QT.data)),
                    tuple((str(one), _path(one)) for one in graph.objects(action, QT.graphData)),
                    _path(graph.value(test, MF.result)),
                )
            elif kind:
                yield Case(name, kind, _path(action))


def _named(graph: Graph, test) -> Iterator[tuple[str, Path]]:
    for given in graph.objects(test, UT.graphData):
        yield str(graph.value(given, RDFS_LABEL)), _path(graph.value(given, UT.graph))


def _requests(graph: Graph, action) -> Iterator[Request]:
    for request in Collection(graph, graph.value(action, HT.requests)):
        response = graph.value(request, HT.resp)
        headers = graph.value(request, HT.headers)
        truth = graph.value(response, MF.expectedBoolean)
        body = graph.value(request, HT.body)
        yield Request(
            str(graph.value(request, HT.methodName)),
            str(graph.value(request, HT.absolutePath)).partition("?")[2],
            {
                str(graph.value(one, HT.fieldName)): str(graph.value(one, HT.fieldValue))
                for one in (Collection(graph, headers) if headers else ())
            },
            None if body is None else _body(graph, body),
            tuple(str(status).rpartition("StatusCode")[2] for status in graph.objects(response, MF.expectedStatus)),
            None if truth is None else bool(truth.value),
        )


def _body(graph: Graph, body) -> bytes:
    encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
    return str(graph.value(body, CNT.chars)).encode(encoding)


def _path(iri) -> Path:
    return Path(unquote(urlparse(str(iri)).path))
