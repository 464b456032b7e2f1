"""What an article states between services, channels, papers, routes, conditions and laws."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.article import Article, Mention, Relation
from ingest.relations.about import with_nearest
from ingest.relations.access import accesses
from ingest.relations.delivery import deliveries
from ingest.relations.guide_fields import guide_relations
from ingest.relations.materials import materials
from ingest.relations.prerequisites import conditions
from ingest.relations.scopes import lines
from ingest.relations.statutes import INSIDE, is_of_itself, statements
from ingest.relations.steps import paths


def relations(article: Article, mentions: Sequence[Mention]) -> list[Relation]:
    """Return the relations of the article by where they stand, each with its smallest evidence."""
    body = lines(article, mentions)
    law = statements(article, body)
    quoted = {one.block for one in law if one.rule != INSIDE and not is_of_itself(article, one)}
    body = [line for line in body if line.index not in quoted]  # another's statute describes no procedure
    body = with_nearest(body)
    entered = accesses(body)
    routes = paths(article, body, entered)
    found = [
        *routes,
        *deliveries(article, body, entered, routes),
        *materials(article, body, entered),
        *conditions(article, body),
        *law,
        *guide_relations(article, body),
    ]
    unique = {_key(relation): relation for relation in reversed(found)}
    return sorted(unique.values(), key=_key)


def _key(relation: Relation) -> tuple[int, int, str, str, str]:
    return relation.raw_start, relation.raw_end, relation.relation, relation.subject, str(relation.object)
