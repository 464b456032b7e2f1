"""The vocabulary as RDF: the N-Quads of the vocabulary graph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ontology import terms as t
from ontology.candidates import SCHEME as CANDIDATES
from ontology.rules import rules
from ontology.vocabulary import Concept, Vocabulary

CLASSES = {  # what a concept of a scheme is beside a skos:Concept
    "channel": t.CV_CHANNEL,
    "law": t.ELI_LEGAL_RESOURCE,
    "material": t.CV_EVIDENCE_TYPE,
    "organization": t.CV_PUBLIC_ORGANISATION,
    "service": t.CPSV_PUBLIC_SERVICE,
}
LINKS = {"ownedBy": t.CV_OWNED_BY, "region": t.DCT_SPATIAL}  # columns that hold a code
IMPLIED = ("insured_type", "employment")  # columns that hold the label of a concept in the scheme of their name
PLAIN = {  # columns that hold text
    "eli": t.DCT_IDENTIFIER,
    "kind": t.DCT_TYPE,
    "level": t.DCT_TYPE,
    "number": t.ELI_NUMBER,
    "passed_by": t.ELI_PASSED_BY,
    "title": t.ELI_TITLE,
    "topic": t.DCT_SUBJECT,
    "type": t.DCT_TYPE,
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\n\r\t]')


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a concept scheme."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Schemes:
    """Schema of `ontology/rules/schemes.yaml`."""

    titles: Mapping[str, Title]


def nquads(vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the lines of the vocabulary graph, schemes first, then concepts in file order."""
    for name in (*vocabulary.schemes, CANDIDATES):
        yield from _lines(t.scheme(name), _scheme(name))
    for concept in vocabulary.concepts.values():
        yield from _lines(t.concept(concept.code), _concept(concept, vocabulary))
        telephone = concept.attributes.get("telephone")
        if telephone:
            yield from _lines(t.entity("phone", telephone), _contact_point(telephone))


def _scheme(name: str) -> Iterator[tuple[str, str]]:
    yield t.RDF_TYPE, _iri(t.SKOS_CONCEPT_SCHEME)
    title = rules("schemes", Schemes).titles.get(name)
    yield t.SKOS_PREF_LABEL, _text(title.zh if title else name, "zh")
    if title:
        yield t.SKOS_PREF_LABEL, _text(title.en, "en")


def _concept(concept: Concept, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    yield t.RDF_TYPE, _iri(t.SKOS_CONCEPT)
    if concept.scheme in CLASSES:
        yield t.RDF_TYPE, _iri(CLASSES[concept.scheme])
    yield t.SKOS_IN_SCHEME, _iri(t.scheme(concept.scheme))
    yield t.SKOS_PREF_LABEL, _text(concept.pref_label, "zh")
    yield from ((t.SKOS_ALT_LABEL, _text(label, "zh")) for label in concept.alt_labels)
    yield from ((t.SKOS_HIDDEN_LABEL, _text(label, "zh")) for label in concept.hidden_labels)
    if concept.broader:
        yield t.SKOS_BROADER, _iri(t.concept(concept.broader))
    else:
        yield t.SKOS_TOP_CONCEPT_OF, _iri(t.scheme(concept.scheme))
    if concept.scheme == "region":
        yield t.SKOS_NOTATION, _text(concept.code.removeprefix("region-"))
    yield from _columns(concept, vocabulary)


def _columns(concept: Concept, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for column, value in concept.attributes.items():
        if column in LINKS:
            yield LINKS[column], _iri(t.concept(value))
        elif column in IMPLIED:
            yield from ((t.YB_IMPLIES, _iri(t.concept(found.code))) for found in vocabulary.find(value, column))
        elif column in PLAIN:
            yield PLAIN[column], _text(value)
        elif column == "description":
            yield t.DCT_DESCRIPTION, _text(value, "zh")
        elif column == "date":
            yield t.ELI_DATE_DOCUMENT, f"{_text(value)}^^{_iri(t.XSD_DATE)}"
        elif column == "telephone":
            yield t.CV_HAS_CONTACT_POINT, _iri(t.entity("phone", value))


def _contact_point(telephone: str) -> Iterator[tuple[str, str]]:
    yield t.RDF_TYPE, _iri(t.CV_CONTACT_POINT)
    yield t.CV_TELEPHONE, _text(telephone)


def _lines(subject: str, statements: Iterator[tuple[str, str]]) -> Iterator[str]:
    for predicate, value in statements:
        yield f"<{subject}> <{predicate}> {value} <{t.VOCABULARY_GRAPH}> .\n"


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _text(value: str, language: str = "") -> str:
    quoted = '"' + _ESCAPED.sub(lambda match: _ESCAPES[match[0]], value) + '"'
    return f"{quoted}@{language}" if language else quoted
