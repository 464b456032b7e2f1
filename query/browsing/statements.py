"""Evidence of statements: where each stands, of different sources first, as raw quote and clean text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ontology import terms
from query.browsing.browsing_rules import browsing_rules
from query.browsing.rows import Evidence
from query.browsing.view import View
from query.templates import iris

Stated = Mapping[str, str]  # IRI of a statement → the article that it stands in


def shown(view: View, stated: Stated) -> list[str]:
    """Return the statements to show as evidence: one of each source before all others, then by article."""
    by_article: dict[str, list[str]] = {}
    for statement, article in sorted(stated.items(), key=lambda pair: (pair[1], pair[0])):
        by_article.setdefault(article, []).append(statement)
    order = [by_article[name][0] for name in view.source_first(by_article)]
    return order[: browsing_rules().shown.evidence]


def evidence(view: View, statements: Collection[str]) -> dict[str, Evidence]:
    """Return where each of some statements stands, by IRI."""
    if not statements:
        return {}
    stated: dict[str, dict[str, str]] = {}
    for row in view.found("evidence", statements=iris(sorted(statements))):
        stated.setdefault(row["statement"], {})[row["property"]] = row["value"]
    found: dict[str, Evidence] = {}
    texts: dict[str, str] = {}
    for statement, said in stated.items():
        name = terms.article_name(said[terms.OA_HAS_SOURCE]) or ""
        article = view.index.articles.article(name)
        if article is None:
            continue
        if name not in texts:
            texts[name] = view.index.articles.raw_text(name)
        start, end = int(said[terms.YB_RAW_START]), int(said[terms.YB_RAW_END])
        found[statement] = {
            "article": name,
            "title": article["title"],
            "issued": article["issued"],
            "quote": texts[name][start:end],
            "text": said.get(terms.OA_EXACT) or said[terms.YB_SURFACE],
            "raw_start": start,
            "raw_end": end,
        }
    return found


def listed(known: Mapping[str, Evidence], statements: Sequence[str]) -> list[Evidence]:
    """Return the evidence of some statements, in their order."""
    return [known[statement] for statement in statements if statement in known]
