"""The nodes that triples are made of: literals, named things, evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from index.articles.records import digest
from index.rdf.quads import Literal, Object
from ingest.article import Article, Claim, Relation
from ontology import terms as t
from ontology.candidates import SCHEME as CANDIDATES
from ontology.candidates import candidate_rules
from ontology.vocabulary import vocabulary

LANGUAGE = "zh"  # of labels

Pair = tuple[str, Object | None]  # predicate and object; an absent object gives no statement
Node = tuple[str, list[Pair]]  # a subject with some of its statements

ENTITY_CLASSES = {
    "channel": t.CV_CHANNEL,
    "material": t.CV_EVIDENCE_TYPE,
    "service": t.CPSV_PUBLIC_SERVICE,
    "organization": t.CV_PUBLIC_ORGANISATION,
    "phone": t.CV_CONTACT_POINT,
    "law": t.ELI_LEGAL_RESOURCE,
}


SCHEMES = {"place": "region"}  # of the entity types whose scheme has another name


def entity_iri(kind: str, code: str, name: str) -> str:
    """Return the IRI of a concept, or of a named thing that is none."""
    scheme = SCHEMES.get(kind, kind)
    if not code:
        found = vocabulary().find(name, scheme) if scheme in vocabulary().schemes else ()
        code = found[0].code if len(found) == 1 else ""
    if code in vocabulary().concepts:
        return t.concept(code)
    return t.entity(kind, name if kind == "phone" else digest(kind, name))


def thing(kind: str, name: str) -> list[Pair]:
    """Describe what the vocabulary does not know: of most types, a candidate for it."""
    waits = candidate_rules().is_candidate(kind, "", name)
    return [
        (t.RDF_TYPE, t.SKOS_CONCEPT),
        (t.RDF_TYPE, ENTITY_CLASSES.get(kind)),
        (t.SKOS_PREF_LABEL, label(name)),
        (t.RDF_TYPE, t.YB_CANDIDATE if waits else None),
        (t.SKOS_IN_SCHEME, t.scheme(CANDIDATES if waits else SCHEMES.get(kind, kind))),
        (t.CV_TELEPHONE, Literal(name) if kind == "phone" else None),
    ]


def named(kind: str, code: str, name: str) -> Node:
    """Return the node of a subject or object with what makes it one of its class in any graph."""
    iri = entity_iri(kind, code, name)
    return iri, [(t.RDF_TYPE, ENTITY_CLASSES.get(kind))] if iri.startswith(t.YBC) else thing(kind, name)


def evidence(node: str, stated: Claim | Relation, article: Article) -> Iterator[Node]:
    """Say where in the article a node was read: offsets and words of the clean text, offsets of the raw text.

    What is read in one span has one evidence; one selector holds both its position and its words.
    """
    source = t.article(article.raw.name)
    identifier = evidence_id(stated, article)
    span, selector = t.evidence(identifier), t.evidence(f"{identifier}-selector")
    yield node, [(t.PROV_WAS_DERIVED_FROM, span), (t.PROV_HAD_PRIMARY_SOURCE, source)]
    yield (
        span,
        [
            (t.RDF_TYPE, t.OA_SPECIFIC_RESOURCE),
            (t.OA_HAS_SOURCE, source),
            (t.OA_HAS_SELECTOR, selector),
            (t.YB_RAW_START, integer(stated.raw_start)),
            (t.YB_RAW_END, integer(stated.raw_end)),
        ],
    )
    yield (
        selector,
        [
            (t.RDF_TYPE, t.OA_TEXT_POSITION_SELECTOR),
            (t.RDF_TYPE, t.OA_TEXT_QUOTE_SELECTOR),
            (t.OA_START, integer(stated.start)),
            (t.OA_END, integer(stated.end)),
            (t.OA_EXACT, Literal(article.text[stated.start : stated.end])),
        ],
    )


def evidence_id(stated: Claim | Relation, article: Article) -> str:
    """Return what stands in the IRI of the span that a claim or relation was read in."""
    return digest(article.raw.name, *map(str, (stated.start, stated.end, stated.raw_start, stated.raw_end)))


def text(value: str | None) -> Literal | None:
    """Return running text: a plain string, so that a query can compare it without a language tag."""
    return Literal(value) if value else None


def label(value: str) -> Literal:
    """Return the label of a concept."""
    return Literal(value, language=LANGUAGE)


def integer(value: int) -> Literal:
    """Return a whole number."""
    return Literal(str(value), t.XSD_INTEGER)


def boolean(value: bool) -> Literal:
    """Return true or false."""
    return Literal("true" if value else "false", t.XSD_BOOLEAN)


def decimal(value: Decimal | float | None) -> Literal | None:
    """Return the shortest decimal form, without exponent: 60 and 60.0 are one literal."""
    if value is None:
        return None
    digits = format(Decimal(str(value)), "f")
    return Literal(digits.rstrip("0").rstrip(".") if "." in digits else digits, t.XSD_DECIMAL)


def day(value: str | None) -> Literal | None:
    """Return an ISO date; what is none stays a string."""
    if not value:
        return None
    try:
        date.fromisoformat(value)
    except ValueError:
        return Literal(value)
    return Literal(value, t.XSD_DATE)
