"""What guides say of a service beside channels, papers and steps, as RDF: cost, time, result, persons, warnings …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.rdf.nodes import Node, Pair, decimal, entity_iri, named, text, thing
from ingest.article import Article, Relation
from ingest.guides.guide_rules import guide_rules
from ontology import terms as t


def note_nodes(relation: Relation, identifier: str, article: Article) -> Iterator[Node]:
    """Yield the nodes of a relation whose object is words of the article (of a legal basis: a law).

    A warning or advice that belongs to no service is about the article.
    """
    service, is_service = named("service", relation.subject_code, relation.subject)
    if relation.relation in NOTES and relation.subject == article.title and not relation.subject_code:
        service, is_service = t.article(article.raw.name), []
    node, words = t.claim(identifier), text(str(relation.object))
    link, pairs = LINKS.get(relation.relation), OF_RELATION[relation.relation]
    yield service, [*is_service, (link, node)] if link else is_service
    own: list[Pair] = [(t.RDF_TYPE, t.YB_CLAIM), (t.YB_ABOUT, service), *((t.RDF_TYPE, kind) for kind in pairs)]
    if relation.relation == "service_has_legal_basis":
        law = entity_iri("law", relation.object_code, str(relation.object))
        yield law, [] if law.startswith(t.YBC) else thing("law", str(relation.object))
        yield service, [(t.CV_HAS_LEGAL_RESOURCE, law)]
        own.append((t.CV_HAS_LEGAL_RESOURCE, law))
    else:
        own.append((WORDS.get(relation.relation, t.DCT_DESCRIPTION), words))
    if relation.relation == "service_has_cost":
        amount = _yuan(relation)
        own += [] if amount is None else [(t.CV_VALUE, decimal(amount)), (t.CV_CURRENCY, t.YUAN)]
    yield node, own


def _yuan(relation: Relation) -> Decimal | None:
    """Return the amount where the words name one alone: 0 where the service is said to be free."""
    said = guide_rules().amounts
    amounts = re.findall(said.amount, str(relation.object))
    free = re.search(said.free, str(relation.object))
    if free:
        return None if amounts else Decimal(0)
    return Decimal(amounts[0]) if len(amounts) == 1 else None


NOTES = {"service_has_warning": t.YB_WARNING, "service_has_advice": t.YB_ADVICE}
OF_RELATION = {
    "service_has_eligibility": (t.YB_ELIGIBILITY_CLAIM,),
    "service_has_cost": (t.CV_COST,),
    "service_has_processing_time": (t.YB_TIME_CLAIM,),
    "service_has_result": (t.CV_OUTPUT,),
    "service_has_legal_basis": (),
    **{name: (kind,) for name, kind in NOTES.items()},
}
LINKS = {
    "service_has_cost": t.CV_HAS_COST,
    "service_has_processing_time": t.CV_PROCESSING_TIME,
    "service_has_result": t.CPSV_PRODUCES,
}
WORDS = {"service_has_eligibility": t.YB_ELIGIBLE, **dict.fromkeys(NOTES, t.SCHEMA_TEXT)}
