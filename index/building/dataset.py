"""What the graph says about itself: a VoID and DCAT description in a graph of its own. No wall clock: it tells of the
articles when they were issued, not when the graph was built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.graph.local import FORMATS
from index.rdf.nodes import Node, Pair, day, integer, text
from index.rdf.quads import Literal, Quad
from index.settings import settings
from ontology import terms as t

PERIOD = t.entity("dataset", "period")
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class Contents:
    """What there is to describe."""

    graphs: Mapping[str, int]  # subset → statements in its graphs
    classes: Mapping[str, int]  # class → nodes that are stated to be of it
    days: Sequence[str]  # ISO dates on which articles were issued, sorted
    example: str | None  # IRI of an article
    digest: str  # of all graphs but this one


def dataset_quads(contents: Contents) -> Iterator[Quad]:
    """Yield the description of the dataset."""
    for subject, pairs in _nodes(contents):
        for predicate, value in pairs:
            if value is not None:
                yield Quad(subject, predicate, value, t.DATASET_GRAPH)


def _nodes(contents: Contents) -> Iterator[Node]:
    yield t.DATASET, [*_general(), *_extent(contents)]
    if contents.days:
        yield PERIOD, _period(contents.days)
    for name, statements in contents.graphs.items():
        yield t.DATASET, [(t.VOID_SUBSET, _part("graphs", name))]
        yield _part("graphs", name), _subset(name, statements)
    for iri, nodes in contents.classes.items():
        part = _part("class", t.local_name(iri))
        yield t.DATASET, [(t.VOID_CLASS_PARTITION, part)]
        yield part, [(t.VOID_CLASS, iri), (t.VOID_ENTITIES, integer(nodes))]
    for name, written_as in FORMATS.items():
        part = _part("distribution", name)
        yield t.DATASET, [(t.DCAT_DISTRIBUTION, part)]
        yield (
            part,
            [
                (t.RDF_TYPE, t.DCAT_DISTRIBUTION_CLASS),
                (t.DCT_TITLE, Literal(f"yibao export graph --format {name}", language="en")),
                (t.DCAT_MEDIA_TYPE, MEDIA_TYPES + written_as.media_type),
            ],
        )


def _general() -> Iterator[Pair]:
    about = settings().dataset
    yield from ((t.RDF_TYPE, kind) for kind in (t.VOID_DATASET, t.DCAT_DATASET))
    yield from ((t.DCT_TITLE, Literal(words, language=language)) for language, words in about.title.items())
    yield from ((t.DCT_DESCRIPTION, Literal(words, language=language)) for language, words in about.description.items())
    yield from ((t.DCT_RIGHTS, Literal(words, language=language)) for language, words in about.rights.items())
    yield from ((t.DCAT_KEYWORD, Literal(word, language="zh")) for word in about.keywords)
    yield from ((t.VOID_VOCABULARY, iri) for iri in t.VOCABULARIES)
    yield t.DCT_LANGUAGE, Literal("zh")
    yield t.VOID_URI_SPACE, Literal(t.YBD)


def _extent(contents: Contents) -> Iterator[Pair]:
    yield t.DCT_IDENTIFIER, Literal(contents.digest)
    yield t.VOID_TRIPLES, integer(sum(contents.graphs.values()))
    yield t.VOID_EXAMPLE_RESOURCE, contents.example
    yield t.DCT_TEMPORAL, PERIOD if contents.days else None


def _period(days: Sequence[str]) -> list[Pair]:
    first, last = (t.DCAT_START_DATE, day(days[0])), (t.DCAT_END_DATE, day(days[-1]))
    return [(t.RDF_TYPE, t.DCT_PERIOD_OF_TIME), first, last]


def _subset(name: str, statements: int) -> list[Pair]:
    about = settings().dataset.subsets[name]
    return [
        (t.RDF_TYPE, t.VOID_DATASET),
        (t.DCT_TITLE, Literal(about.title, language="en")),
        (t.DCT_LICENSE, about.license or None),
        (t.DCT_RIGHTS, text(about.rights or None)),
        (t.VOID_TRIPLES, integer(statements)),
    ]


def _part(kind: str, name: str) -> str:
    return t.entity("dataset", f"{kind}-{name}")
