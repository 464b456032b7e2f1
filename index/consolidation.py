"""The consolidated graph: what the articles say together. Derived at every build, never edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.nodes import Node, integer, named
from index.quads import Literal, Quad
from index.records import Conflict, Row, digest
from index.repetition.attestation import Attestation
from index.repetition.families import Near
from index.repetition.sources import independent
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
    sources: Mapping[str, str],
    duplicates: Sequence[Near],
    conflicts: Iterable[Conflict],
    backed: Sequence[Attestation],
) -> Iterator[Quad]:
    """Yield the consolidated graph.

    Args:
        relations: relation rows of all articles.
        sources: the independent source of each article.
        duplicates: pairs of near-duplicate articles.
        conflicts: the conflicts between claims.
        backed: what backs each claim.
    """
    for subject, pairs in _nodes(relations, sources, duplicates, conflicts, backed):
        for predicate, value in pairs:
            if value is not None:
                yield Quad(subject, predicate, value, t.CONSOLIDATED_GRAPH)


def _nodes(
    relations: Iterable[Row],
    sources: Mapping[str, str],
    duplicates: Sequence[Near],
    conflicts: Iterable[Conflict],
    backed: Sequence[Attestation],
) -> Iterator[Node]:
    for (relation, subject, stated), rows in sorted(_attested(relations).items(), key=lambda item: item[0]):
        yield from _merged(relation, subject, stated, rows, sources)
    for pair in duplicates:
        yield t.article(pair.one), [(t.YB_NEAR_DUPLICATE_OF, t.article(pair.other))]
        yield t.article(pair.other), [(t.YB_NEAR_DUPLICATE_OF, t.article(pair.one))]
    yield from _backed(backed)
    for conflict in conflicts:
        yield from _conflict(conflict)


def _attested(relations: Iterable[Row]) -> dict[tuple[str, End, End], list[Row]]:
    """Return the rows that state each pair, whatever their conditions."""
    found: dict[tuple[str, End, End], list[Row]] = {}
    for row in relations:
        if row["relation"] in MERGED:
            ends = (row["subject_code"] or "", row["subject"]), (row["object_code"] or "", row["object"])
            found.setdefault((row["relation"], *ends), []).append(row)
    return found


def _merged(
    relation: str, subject: End, stated: End, rows: Sequence[Row], sources: Mapping[str, str]
) -> Iterator[Node]:
    from_service, to_object, scheme, direct, attesting = MERGED[relation]
    service, is_service = named("service", *subject)
    target, is_target = named(scheme, *stated)
    articles = sorted({row["article"] for row in rows})
    yield service, [*is_service, (direct, target)]
    yield target, is_target
    yield (
        t.entity("consolidated", digest(relation, service, target)),
        [
            (from_service, service),
            (to_object, target),
            (t.YB_SOURCE_COUNT, integer(independent(articles, sources))),
            *((t.YB_ATTESTED_BY, attesting(row["id"])) for row in rows),
            *((t.PROV_HAD_PRIMARY_SOURCE, t.article(article)) for article in articles),
        ],
    )


def _backed(backed: Sequence[Attestation]) -> Iterator[Node]:
    """Say of each claim how many sources state it, and put claims of several articles that state the same together."""
    seen: set[tuple[str, ...]] = set()
    for one in backed:
        yield t.claim(one.fact), [(t.YB_SOURCE_COUNT, integer(one.sources))]
        if len(one.articles) > 1 and one.facts not in seen:
            seen.add(one.facts)
            yield (
                t.entity("consolidated", digest("claim", *sorted(one.facts))),
                [
                    (t.YB_SOURCE_COUNT, integer(one.sources)),
                    *((t.YB_ATTESTED_BY, t.claim(fact)) for fact in one.facts),
                    *((t.PROV_HAD_PRIMARY_SOURCE, t.article(article)) for article in one.articles),
                ],
            )


def _conflict(conflict: Conflict) -> Iterator[Node]:
    one, other = t.claim(str(conflict.a["id"])), t.claim(str(conflict.b["id"]))
    stated = (*conflict.a_attestations, *conflict.b_attestations)
    yield (
        t.conflict(conflict.id),
        [
            (t.RDF_TYPE, t.YB_CONFLICT),
            (t.YB_MEASURE, t.concept(str(conflict.a["kind"]))),
            (t.DCT_TYPE, Literal(conflict.strength)),
            (t.DCT_DESCRIPTION, Literal(conflict.reason)),
            *((t.YB_ATTESTED_BY, t.claim(claim)) for claim in stated),
        ],
    )
    if conflict.strength == "strong":
        yield one, [(t.YB_CONFLICTS_WITH, other)]
        yield other, [(t.YB_CONFLICTS_WITH, one)]
