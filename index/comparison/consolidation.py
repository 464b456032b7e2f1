"""The consolidated graph: what the articles say together, with counts of what backs it.

It follows from claims, relations and article rows alone, is derived at every build and never edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from index.articles.records import Row, digest
from index.comparison.conflict_quads import conflict_nodes
from index.comparison.conflict_rows import Conflict
from index.comparison.stated_values import holds_in_general
from index.rdf.conditions import stated_key
from index.rdf.nodes import Node, integer, named
from index.rdf.quads import Literal, Quad
from index.repetition.attestation import Attestation
from index.repetition.families import Near
from index.repetition.sources import Sources, independent
from ontology import terms as t

# relation → the properties of the consolidated node, the scheme of the object, the direct property between the two, and
# the IRI of a statement in an article's graph
MERGED = {
    "service_has_channel": (t.YB_SERVICE, t.YB_CHANNEL, "channel", t.CV_HAS_CHANNEL, t.service_channel),
    "service_requires_material": (t.YB_ABOUT, t.YB_MATERIAL, "material", t.CPSV_HAS_INPUT, t.claim),
}
End = tuple[str, str]  # code and label of a subject or object


def consolidated_quads(
    relations: Iterable[Row],
    facts: Iterable[Row],
    sources: Sources,
    duplicates: Sequence[Near],
    conflicts: Iterable[Conflict],
    backed: Sequence[Attestation],
) -> Iterator[Quad]:
    """Yield the consolidated graph.

    Args:
        relations: relation rows of all articles.
        facts: fact rows of all articles.
        sources: the independent source of each article.
        duplicates: pairs of near-duplicate articles.
        conflicts: how values stand against each other.
        backed: what backs each claim.
    """
    nodes: Iterator[Node] = chain(
        _relations(relations, sources),
        _values(facts, sources),
        _duplicates(duplicates),
        map(_backed, backed),
        chain.from_iterable(map(conflict_nodes, conflicts)),
    )
    for subject, pairs in nodes:
        for predicate, value in pairs:
            if value is not None:
                yield Quad(subject, predicate, value, t.CONSOLIDATED_GRAPH)


def _relations(relations: Iterable[Row], sources: Sources) -> Iterator[Node]:
    for (relation, subject, stated), rows in sorted(_attested(relations).items(), key=lambda item: item[0]):
        yield from _merged(relation, subject, stated, rows, sources)


def _duplicates(pairs: Iterable[Near]) -> Iterator[Node]:
    for pair in pairs:
        yield t.article(pair.one), [(t.YB_NEAR_DUPLICATE_OF, t.article(pair.other))]
        yield t.article(pair.other), [(t.YB_NEAR_DUPLICATE_OF, t.article(pair.one))]


def _attested(relations: Iterable[Row]) -> dict[tuple[str, End, End], list[Row]]:
    """Return the rows that state each pair, whatever their conditions."""
    found: dict[tuple[str, End, End], list[Row]] = {}
    for row in relations:
        if row["relation"] in MERGED:
            ends = (row["subject_code"] or "", row["subject"]), (row["object_code"] or "", row["object"])
            found.setdefault((row["relation"], *ends), []).append(row)
    return found


def _merged(relation: str, subject: End, stated: End, rows: Sequence[Row], sources: Sources) -> Iterator[Node]:
    from_service, to_object, scheme, direct, attesting = MERGED[relation]
    service, is_service = named("service", *subject)
    target, is_target = named(scheme, *stated)
    articles = sorted({row["article"] for row in rows})
    yield service, [*is_service, (direct, target)]
    yield target, is_target
    yield (
        t.entity("consolidated", digest(relation, service, target)),
        [
            (t.RDF_TYPE, t.YB_CONSOLIDATED),
            (from_service, service),
            (to_object, target),
            (t.YB_SOURCE_COUNT, integer(independent(articles, sources))),
            (t.YB_ARTICLE_COUNT, integer(len(articles))),
            *((t.YB_ATTESTED_BY, attesting(row["id"])) for row in rows),
            *((t.PROV_HAD_PRIMARY_SOURCE, t.article(article)) for article in articles),
        ],
    )


def _backed(one: Attestation) -> Node:
    return t.claim(one.fact), [(t.YB_SOURCE_COUNT, integer(one.sources))]


def _values(facts: Iterable[Row], sources: Sources) -> Iterator[Node]:
    """Put the claims together that state one value under one condition key, where they say enough to be compared.

    The value itself is said by the claims alone: a query for values finds each claim once.
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    for fact in filter(holds_in_general, facts):
        value = (str(fact[name]) for name in ("value_min", "value_max", "bound", "approximate"))
        groups.setdefault((stated_key(fact["kind"], fact["unit"], fact), *value), []).append(fact)
    for key, rows in groups.items():
        articles = {row["article"] for row in rows}
        yield (
            t.entity("consolidated", digest("value", *key)),
            [
                (t.RDF_TYPE, t.YB_CONSOLIDATED),
                (t.YB_CONDITION_KEY, Literal(key[0])),
                (t.YB_SOURCE_COUNT, integer(independent(articles, sources))),
                (t.YB_ARTICLE_COUNT, integer(len(articles))),
                *((t.YB_ATTESTED_BY, t.claim(row["id"])) for row in rows),
            ],
        )
