"""The statements whose subject is a thing: what each says, of which kind it is, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ontology import terms
from query.browsing.view import View
from query.templates import iri

Properties = Mapping[str, Sequence[str]]

# property that holds the other end → relation
LINKS = {terms.YB_MEASURE: "service_has_figure", terms.CV_HAS_LEGAL_RESOURCE: "service_has_legal_basis"}
# property that holds words, a class that the statement must have, relation; the first that fits counts
WORDS = (
    (terms.SCHEMA_TEXT, terms.YB_WARNING, "service_has_warning"),
    (terms.SCHEMA_TEXT, terms.YB_ADVICE, "service_has_advice"),
    (terms.SCHEMA_TEXT, terms.YB_CLAIM, "law_article_states"),
    (terms.YB_ELIGIBLE, terms.YB_CLAIM, "service_has_eligibility"),
    (terms.DCT_DESCRIPTION, terms.CV_COST, "service_has_cost"),
    (terms.DCT_DESCRIPTION, terms.CV_OUTPUT, "service_has_result"),
    (terms.DCT_DESCRIPTION, terms.YB_TIME_CLAIM, "service_has_processing_time"),
    (terms.YB_CONDITION, terms.YB_ELIGIBILITY_CLAIM, "service_has_condition"),
)


@dataclass(frozen=True, slots=True)
class About:
    """One statement about a thing."""

    statement: str  # IRI
    article: str
    relation: str
    object: str  # IRI, or words
    is_words: bool


def about(view: View, node: str) -> Iterator[About]:
    """Yield the statements about a thing, save those on its channels and papers, which are consolidated.

    Args:
        view: the data.
        node: IRI of the thing.
    """
    for statement, properties in _statements(view, node).items():
        article = next((terms.article_name(source) for source in properties.get(terms.PROV_HAD_PRIMARY_SOURCE, ())), "")
        said = _said(properties)
        if said and article:
            yield About(statement, article, *said)


def _said(properties: Properties) -> tuple[str, str, bool] | None:
    """Return the relation, its object, and whether that is words; None for what says nothing of these kinds."""
    if terms.YB_MATERIAL in properties:
        return None
    for link, relation in LINKS.items():
        if link in properties:
            return relation, properties[link][0], False
    classes = properties.get(terms.RDF_TYPE, ())
    for words, kind, relation in WORDS:
        if words in properties and kind in classes:
            return relation, properties[words][0], True
    return None


def _statements(view: View, node: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in view.found("about", node=iri(node)):
        found.setdefault(row["statement"], {}).setdefault(row["property"], []).append(row["value"])
    return {statement: found[statement] for statement in sorted(found)}
