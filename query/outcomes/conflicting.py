"""Which of the facts that answer cannot both hold."""

from __future__ import annotations

from collections.abc import Sequence

from index.store import KnowledgeIndex
from query.retrieval.facts import Fact, text
from query.templates import filled, iris, literals


def conflicting(index: KnowledgeIndex, answering: Sequence[Fact]) -> list[tuple[str, str]]:
    """Return the pairs of ids of facts that contradict each other, each pair and all pairs in order.

    Two queries and not one: where many articles attest a value, a join of all that attest either side grows by their
    product.
    """
    ids = [fact.row["id"] for fact in answering]
    if len(ids) < 2:
        return []
    attesting: dict[str, list[str]] = {}
    for row in index.sparql(filled("attested", ids=literals(ids))).rows():
        attesting.setdefault(text(row["side"]), []).append(text(row["id"]))
    if len(attesting) < 2:
        return []
    opposites = index.sparql(filled("opposites", sides=iris(attesting))).rows()
    against = [(attesting[text(row["side"])], attesting.get(text(row["opposite"]), [])) for row in opposites]
    return sorted({(one, other) for some, others in against for one in some for other in others if one < other})
