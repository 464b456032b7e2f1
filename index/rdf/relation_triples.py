"""Relations as RDF: services, channels, steps, materials, conditions, articles of law."""

from __future__ import annotations

from collections.abc import Iterator

from index.articles.records import digest, relation_id
from index.rdf.nodes import Node, Pair, decimal, evidence, integer, named, text
from index.rdf.note_triples import OF_RELATION, note_nodes
from index.rdf.quads import Literal
from ingest.article import Article, Relation, Step
from ontology import terms as t
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary


def relation_nodes(relation: Relation, article: Article) -> Iterator[Node]:
    """Yield the nodes of a relation: its two ends, what it says, and its evidence."""
    identifier = relation_id(relation, article.raw.name)
    for subject, pairs in _nodes(relation, identifier, article):
        yield subject, pairs
        if subject in (t.claim(identifier), t.service_channel(identifier)):
            yield (
                subject,
                [
                    (t.YB_ONLY_IF, text(relation.only_if)),
                    (t.YB_CONFIDENCE, decimal(relation.confidence)),
                    (t.YB_RULE, Literal(relation.rule) if relation.rule else None),
                ],
            )
            yield from evidence(subject, relation, article)


def _nodes(relation: Relation, identifier: str, article: Article) -> Iterator[Node]:
    if relation.relation in OF_RELATION:
        return note_nodes(relation, identifier, article)
    return RELATIONS[relation.relation](relation, identifier)


def _channel_of_service(relation: Relation, identifier: str) -> Iterator[Node]:
    service, is_service = named("service", relation.subject_code, relation.subject)
    channel, is_channel = named("channel", relation.object_code, str(relation.object))
    yield service, [*is_service, (t.CV_HAS_CHANNEL, channel)]
    yield channel, is_channel
    yield (
        t.service_channel(identifier),
        [(t.RDF_TYPE, t.YB_SERVICE_CHANNEL), (t.YB_SERVICE, service), (t.YB_CHANNEL, channel)],
    )


def _path_of_channel(relation: Relation, identifier: str) -> Iterator[Node]:
    channel, is_channel = named("channel", relation.subject_code, relation.subject)
    yield channel, is_channel
    node, route = t.service_channel(identifier), t.how_to(identifier)
    yield node, [(t.RDF_TYPE, t.YB_SERVICE_CHANNEL), (t.YB_CHANNEL, channel), (t.YB_STEPS, route)]
    if relation.service:
        service, is_service = named("service", "", relation.service)
        yield service, [*is_service, (t.CV_HAS_CHANNEL, channel)]
        yield node, [(t.YB_SERVICE, service)]
    yield route, [(t.RDF_TYPE, t.SCHEMA_HOW_TO)]
    for position, step in enumerate(relation.object, start=1):
        labels = _labels(step)
        yield route, [(t.SCHEMA_STEP, t.step(identifier, position))]
        yield (
            t.step(identifier, position),
            [
                (t.RDF_TYPE, t.SCHEMA_HOW_TO_STEP),
                (t.SCHEMA_POSITION, integer(position)),
                (t.SCHEMA_TEXT, text(labels[0])),
                *((t.YB_ALTERNATIVE_TEXT, text(label)) for label in labels[1:]),
            ],
        )


def _material_of_service(relation: Relation, identifier: str) -> Iterator[Node]:
    service, is_service = named("service", relation.subject_code, relation.subject)
    material, is_material = named("material", relation.object_code, str(relation.object))
    yield service, [*is_service, (t.CPSV_HAS_INPUT, material)]
    yield material, is_material
    through: list[Pair] = []
    if relation.channel:
        channel, is_channel = named("channel", relation.channel_code, relation.channel)
        yield channel, is_channel
        through = [(t.YB_CHANNEL, channel)]
    yield (
        t.claim(identifier),
        [
            (t.RDF_TYPE, t.YB_CLAIM),
            (t.RDF_TYPE, t.YB_MATERIAL_CLAIM),
            (t.YB_ABOUT, service),
            (t.YB_MATERIAL, material),
            (t.YB_FORM, text(relation.form)),
            (t.YB_COPIES, integer(relation.copies) if relation.copies is not None else None),
            (t.YB_ALTERNATIVE_GROUP, Literal(relation.alternative_group) if relation.alternative_group else None),
            *through,
        ],
    )


def _condition_of_service(relation: Relation, identifier: str) -> Iterator[Node]:
    service, is_service = named("service", relation.subject_code, relation.subject)
    yield service, is_service
    yield (
        t.claim(identifier),
        [
            (t.RDF_TYPE, t.YB_CLAIM),
            (t.RDF_TYPE, t.YB_ELIGIBILITY_CLAIM),
            (t.YB_ABOUT, service),
            (t.YB_CONDITION, text(str(relation.object))),
        ],
    )


def _statement_of_law(relation: Relation, identifier: str) -> Iterator[Node]:
    """A law's article: one node however many of its paragraphs are quoted, each of which is a claim."""
    part = t.entity("law", digest("law", relation.subject))
    law = next((m for m in matcher("law").matches(relation.subject)), None) if "law" in vocabulary().schemes else None
    yield (
        part,
        [
            (t.RDF_TYPE, t.ELI_LEGAL_RESOURCE_SUBDIVISION),
            (t.ELI_TITLE, text(relation.subject)),
            (t.ELI_IS_PART_OF, t.concept(law.codes[0]) if law else None),
            (t.ELI_NUMBER, Literal(relation.subject[law.end :].strip("《》 ")) if law else None),
        ],
    )
    pairs: list[Pair] = [(t.RDF_TYPE, t.YB_CLAIM), (t.YB_ABOUT, part), (t.SCHEMA_TEXT, text(str(relation.object)))]
    yield t.claim(identifier), pairs
    if relation.service:
        service, is_service = named("service", "", relation.service)
        yield service, [*is_service, (t.CV_HAS_LEGAL_RESOURCE, part)]


RELATIONS = {
    "service_has_channel": _channel_of_service,
    "channel_has_path": _path_of_channel,
    "service_requires_material": _material_of_service,
    "service_has_condition": _condition_of_service,
    "law_article_states": _statement_of_law,
}


def _labels(step: Step) -> tuple[str, ...]:
    return (step,) if isinstance(step, str) else step
