"""What there is in the graph, counted for its description."""

from __future__ import annotations

import hashlib

from index.articles.reading import Articles
from index.building.dataset import Contents
from ontology import terms as t


def dataset_contents(articles: Articles, derived: str, fixed: str, inferred: int) -> Contents:
    """Count what the graph holds.

    Tables are counted, not the graph, which takes seconds where it is large.

    Args:
        articles: the article store.
        derived: the consolidated graph as N-Quads.
        fixed: the vocabulary graph as N-Quads.
        inferred: how many statements follow from the vocabulary.
    """
    counts, relations = articles.counts(), articles.relation_counts()
    offered = sum(relations.get(name, 0) for name in ("service_has_channel", "channel_has_path"))
    rows = list(articles.rows("articles"))
    graphs = {
        "articles": articles.statements(),
        "vocabulary": fixed.count("\n"),
        "inferred": inferred,
        "consolidated": derived.count("\n"),
    }
    classes = {
        t.SCHEMA_ARTICLE: len(rows),
        t.YB_CLAIM: counts["facts"] + sum(relations.values()) - offered,
        t.YB_SERVICE_CHANNEL: offered,
        **{kind: derived.count(f"> <{t.RDF_TYPE}> <{kind}> ") for kind in (t.YB_CONFLICT, t.YB_CONSOLIDATED)},
    }
    digest = hashlib.sha256("\n".join([*articles.quads_digests().values(), derived, fixed]).encode()).hexdigest()
    days = sorted({row["issued"] for row in rows if row["issued"]})
    example = t.article(rows[0]["article"]) if rows else None
    return Contents(graphs, classes, days, example, digest)
