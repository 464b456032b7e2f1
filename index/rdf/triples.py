"""From analyses to RDF: with `claim_reading` the only converter between the two worlds. No blank nodes, no times."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import cache

from index.articles.passages import passages
from index.articles.records import digest, entity_id
from index.rdf.condition_evidence import condition_evidence
from index.rdf.conditions import condition_key, slot_code, slot_codes
from index.rdf.nodes import (
    Node,
    Pair,
    boolean,
    day,
    decimal,
    entity_iri,
    evidence,
    evidence_id,
    integer,
    named,
    text,
    thing,
)
from index.rdf.quads import Literal, Quad
from index.rdf.regions import region_codes
from index.rdf.relation_triples import relation_nodes
from ingest.article import Analysis, Article, Claim, Mention, Relation
from ingest.mentions.seats import seats
from ontology import terms as t
from ontology.vocabulary import vocabulary

SLOT_TERMS = {
    "care_type": t.YB_CARE_TYPE,
    "insured_type": t.YB_INSURED_TYPE,
    "employment": t.YB_EMPLOYMENT,
    "facility_level": t.YB_FACILITY_LEVEL,
}
IMPLIED = ("insured_type", "employment")  # what naming an insured group may say
CLAIM_CLASSES = {
    "processing_time": t.YB_TIME_CLAIM,
    "claim_deadline": t.YB_TIME_CLAIM,
    "eligibility_age": t.YB_ELIGIBILITY_CLAIM,
}


def article_quads(analysis: Analysis, content_hash: str) -> Iterator[Quad]:
    """Yield the named graph of one version of an article."""
    article = analysis.article
    graph = t.article_graph(article.raw.name, content_hash)
    for subject, pairs in _nodes(analysis, content_hash):
        for predicate, value in pairs:
            if value is not None:
                yield Quad(subject, predicate, value, graph)


def _nodes(analysis: Analysis, content_hash: str) -> Iterator[Node]:
    article = analysis.article
    yield t.article(article.raw.name), _article(article, content_hash)
    places = seats(analysis.mentions)
    for number, mention in enumerate(analysis.mentions):
        yield from _mention(mention, article, places.get(number))
    for claim in analysis.claims:
        yield from _claim(claim, article)
    for relation in analysis.relations:
        yield from relation_nodes(relation, article)
    yield from _passages(analysis)


def _article(article: Article, content_hash: str) -> list[Pair]:
    raw = article.raw
    return [
        (t.RDF_TYPE, t.SCHEMA_ARTICLE),
        (t.RDF_TYPE, t.PROV_ENTITY),
        (t.DCT_IDENTIFIER, Literal(raw.name)),
        (t.DCT_TITLE, text(article.title)),
        (t.DCT_SOURCE, Literal(article.url, t.XSD_ANY_URI) if article.url else None),
        (t.DCT_ISSUED, day(article.issued)),
        (t.DCT_PUBLISHER, Literal(article.publisher) if article.publisher else None),
        (t.YB_CONTENT_HASH, Literal(content_hash)),
        (t.YB_SOURCE_KIND, t.concept(article.source_kind)),
        (t.YB_ARTICLE_PLACE, t.region(article.place) if article.place else None),
    ]


def _passages(analysis: Analysis) -> Iterator[Node]:
    """Yield the passages, and in which of them each evidence stands."""
    article = analysis.article
    found = passages(article)
    for passage in found:
        yield (
            t.passage(passage.id),
            [
                (t.RDF_TYPE, t.YB_PASSAGE),
                (t.OA_HAS_SOURCE, t.article(article.raw.name)),
                (t.OA_START, integer(passage.start)),
                (t.OA_END, integer(passage.end)),
                (t.YB_RAW_START, integer(passage.raw_start)),
                (t.YB_RAW_END, integer(passage.raw_end)),
            ],
        )
    starts = [passage.start for passage in found]
    stated: tuple[Claim | Relation, ...] = (*analysis.claims, *analysis.relations)
    for one in stated:
        near = found[max(0, bisect_right(starts, one.start) - 1) : bisect_left(starts, one.end)]
        around = [passage for passage in near if passage.end > one.start]
        within: list[Pair] = [(t.DCT_IS_PART_OF, t.passage(passage.id)) for passage in around]
        yield t.evidence(evidence_id(one, article)), within


def _mention(mention: Mention, article: Article, place: str | None) -> Iterator[Node]:
    """Yield the mention, what it names and, of an organisation or channel of one place, the place."""
    named = _entity(mention)
    if not named.startswith(t.YBC):
        yield named, thing(mention.type, mention.label)
    yield t.article(article.raw.name), [(t.YB_MENTIONS, named)]
    span = f"{mention.start}-{mention.end}"
    yield (
        t.mention(digest(article.raw.name, mention.type, entity_id(mention), span)),
        [
            (t.RDF_TYPE, t.YB_MENTION),
            (t.YB_CONCEPT, named),
            (t.YB_SURFACE, Literal(mention.surface)),
            (t.OA_HAS_SOURCE, t.article(article.raw.name)),
            (t.OA_START, integer(mention.start)),
            (t.OA_END, integer(mention.end)),
            (t.YB_RAW_START, integer(mention.raw_start)),
            (t.YB_RAW_END, integer(mention.raw_end)),
            (t.DCT_SPATIAL, t.concept(place) if place else None),
        ],
    )


def _entity(mention: Mention) -> str:
    return entity_iri(mention.type, mention.code, mention.label)


def _claim(claim: Claim, article: Article) -> Iterator[Node]:
    node = t.claim(claim.id)
    about: list[Pair] = []
    if claim.service:
        service, pairs = named("service", "", claim.service)
        time: list[Pair] = [(t.CV_PROCESSING_TIME, node)] if claim.kind == "processing_time" else []
        yield service, pairs + time
        about = [(t.YB_ABOUT, service)]
    yield node, [(t.RDF_TYPE, CLAIM_CLASSES.get(claim.kind, t.YB_BENEFIT_CLAIM)), *about, *_value(claim)]
    yield node, _conditions(claim)
    yield from evidence(node, claim, article)


def _value(claim: Claim) -> list[Pair]:
    return [
        (t.RDF_TYPE, t.YB_CLAIM),
        (t.DCT_IDENTIFIER, Literal(claim.id)),
        (t.YB_MEASURE, t.concept(claim.kind)),
        (t.YB_VALUE_MIN, decimal(claim.value_min)),
        (t.YB_VALUE_MAX, decimal(claim.value_max)),
        (t.YB_UNIT, t.concept(claim.unit)),
        (t.YB_BOUND, t.concept(claim.bound)),
        (t.YB_APPROXIMATE, boolean(True) if claim.approximate else None),  # the rare case alone is said
        (t.YB_RELATIVE_TO, t.claim(claim.relative_to) if claim.relative_to else None),
        (t.YB_ON_TOPIC, None if claim.on_topic else boolean(False)),
        (t.YB_RULE, Literal(claim.rule)),
        (t.YB_CONFIDENCE, decimal(claim.confidence)),
    ]


def _conditions(claim: Claim) -> list[Pair]:
    codes = slot_codes(claim)
    group = _insured_group(codes)
    return [
        *((SLOT_TERMS[slot], t.concept(code)) for slot, code in codes.items()),
        (t.YB_INSURED_GROUP, t.concept(group) if group else None),
        *((t.YB_REGION, t.concept(code)) for code in region_codes(claim.place)),
        (t.YB_PLACE, text(claim.place)),
        (t.YB_CONDITION, text(claim.condition)),
        (t.YB_PERIOD, t.concept(claim.period) if claim.period else None),
        (t.YB_VALID_FROM, day(claim.effective_from)),
        (t.YB_VALID_UNTIL, day(claim.effective_until)),
        (t.YB_POLICY_YEAR, Literal(claim.policy_year, t.XSD_G_YEAR) if claim.policy_year else None),
        (t.YB_CONDITION_EVIDENCE, condition_evidence(claim.conditions)),
        (t.YB_CONDITION_KEY, Literal(condition_key(claim))),
    ]


def _insured_group(codes: Mapping[str, str]) -> str | None:
    """Return the first insured group that implies most of what is stated, and nothing else; employment tells more."""
    stated = {(slot, codes[slot]) for slot in IMPLIED if slot in codes}
    fitting = [(group, implied) for group, implied in _groups() if implied and implied.items() <= stated]
    best = max(fitting, key=lambda found: (len(found[1]), "employment" in found[1]), default=None)
    return best[0] if best else None


@cache
def _groups() -> tuple[tuple[str, dict[str, str]], ...]:
    """Return what each insured group implies, by concept code, in the order of the vocabulary."""
    found = []
    for group in vocabulary().schemes.get("insured_group", ()):
        implied = {slot: slot_code(slot, group.attributes.get(slot)) for slot in IMPLIED}
        found.append((group.code, {slot: code for slot, code in implied.items() if code}))
    return tuple(found)
