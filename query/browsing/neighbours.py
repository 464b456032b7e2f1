"""What stands around a thing in the graph, one step away, with counts and evidence: the ground of a graph explorer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ontology import terms
from query.browsing.about import about
from query.browsing.browsing_rules import browsing_rules
from query.browsing.paths import paths
from query.browsing.rows import Edge, Evidence, Neighbours, Reference
from query.browsing.statements import evidence, listed, shown
from query.browsing.things import Thing, thing, things
from query.browsing.view import View
from query.templates import iri

OUT, IN = "out", "in"
TEXT, PATH = "text", "path"  # types of what is no thing
PATH_RELATIONS = {"channel": "channel_has_path", "service": "service_has_path"}


@dataclass(slots=True)
class _Edge:
    """A relation to another thing (by IRI) or to words, and what states it."""

    relation: str
    direction: str
    target: str
    kind: str | None = None  # of words; None for a thing
    articles: int = 0
    sources: int = 0
    statements: dict[str, str] = field(default_factory=dict)  # IRI → article
    merged: str | None = None  # IRI of the consolidated statement


def neighbours(view: View, code: str, limit: int = 50) -> Neighbours:
    """Return the thing with a code and what is stated of it, the best attested first.

    What the vocabulary alone says (the organisation behind a channel, broader terms) has no sources: of that, what
    tells about the thing itself comes first, what only points to it last.

    Raises:
        NotFoundError: if there is no such thing.
    """
    found = thing(view, code)
    edges = [*_merged(view, found), *_stated(view, found), *_paths(view, found), *_listed(view, found)]
    edges.sort(key=_rank)
    kept = edges[:limit]
    targets = things(view, (edge.target for edge in kept if edge.kind is None))
    kept = [edge for edge in kept if edge.kind or edge.target in targets]
    chosen = [_chosen(view, edge) for edge in kept]
    known = evidence(view, {statement for statements in chosen for statement in statements})
    return {
        "node": found.reference(),
        "edges": [_row(edge, targets, listed(known, some)) for edge, some in zip(kept, chosen, strict=True)],
        "left_out": len(edges) - len(kept),
    }


def _merged(view: View, found: Thing) -> Iterable[_Edge]:
    for row in view.found("neighbours_merged", node=iri(found.iri)):
        counts = int(row["articles"]), int(row["sources"])
        yield _Edge(row["relation"], row["direction"], row["target"], None, *counts, merged=row["edge"])


def _stated(view: View, found: Thing) -> Iterable[_Edge]:
    edges: dict[tuple[str, str, str], _Edge] = {}
    for one in about(view, found.iri):
        edge = edges.setdefault((one.relation, OUT, one.object), _Edge(one.relation, OUT, one.object))
        edge.kind = TEXT if one.is_words else None
        edge.statements[one.statement] = one.article
    for row in view.found("neighbours_stated", node=iri(found.iri)):
        key = row["relation"], row["direction"], row["target"]
        edge = edges.setdefault(key, _Edge(*key))
        edge.statements[row["statement"]] = terms.article_name(row["source"]) or ""
    return _counted(view, edges.values())


def _paths(view: View, found: Thing) -> Iterable[_Edge]:
    relation = PATH_RELATIONS.get(found.type)
    if relation is None:
        return []
    told = ((" → ".join(" / ".join(step) for step in path), stated) for path, stated in paths(view, found.iri).items())
    return _counted(view, [_Edge(relation, OUT, words, PATH, statements=dict(stated)) for words, stated in told])


def _listed(view: View, found: Thing) -> Iterable[_Edge]:
    if found.concept is None:
        return
    for row in view.found("listed", node=iri(found.iri)):
        yield _Edge(row["relation"], row["direction"], row["target"])


def _counted(view: View, edges: Iterable[_Edge]) -> Iterable[_Edge]:
    for edge in edges:
        articles = set(edge.statements.values())
        edge.articles, edge.sources = len(articles), view.independent(articles)
        yield edge


def _rank(edge: _Edge) -> tuple[int, int, int, str, str]:
    place = 1 if edge.sources else 0 if edge.direction == OUT else 2
    return place, -edge.sources, -edge.articles, edge.relation, edge.target


def _chosen(view: View, edge: _Edge) -> list[str]:
    """Return the statements to show for an edge."""
    if edge.merged is None:
        return shown(view, edge.statements)
    limit = browsing_rules().shown.evidence
    return [row["statement"] for row in view.found("attesting", edge=iri(edge.merged), limit=limit)]


def _row(edge: _Edge, targets: Mapping[str, Thing], found: list[Evidence]) -> Edge:
    target: Reference = (
        {"code": None, "label": edge.target, "type": edge.kind} if edge.kind else targets[edge.target].reference()
    )
    return {
        "relation": edge.relation,
        "direction": edge.direction,
        "target": target,
        "articles": edge.articles,
        "sources": edge.sources,
        "evidence": found,
    }
