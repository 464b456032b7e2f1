"""What the legs bring for a question: passages ranked and claims that answer, without what contradicts a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.articles.filters import PassageFilter
from index.store import KnowledgeIndex
from query.retrieval.contradiction import Chosen, is_other_fact, is_other_passage
from query.retrieval.facts import Fact, facts
from query.retrieval.fusion import fuse
from query.retrieval.places import is_elsewhere
from query.retrieval.ranking import Candidate, Legs, ranked, text_legs
from query.retrieval.rules import retrieval_rules
from query.understanding.question import Understanding


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What the legs brought for a question, each list best first."""

    candidates: Sequence[Candidate]
    facts: Sequence[Fact]
    sparql: str | None  # the query that found the facts


def retrieved(
    index: KnowledgeIndex,
    asked: Understanding,
    as_of: str | None = None,
    chosen: Chosen | None = None,
) -> Retrieved:
    """Return the passages and claims for what was understood of a question, without those that contradict `chosen`."""
    legs = text_legs(index, asked, PassageFilter(until=as_of))
    answered = facts(index, asked, as_of, _fact_graphs(index, legs))
    local = [fact for fact in _local(index, asked, answered.facts) if not is_other_fact(fact, chosen or {})]
    candidates = ranked(index, asked, legs, local, as_of)
    return Retrieved(
        [one for one in candidates if not is_other_passage(one.passage, chosen or {})], local, answered.sparql
    )


def _fact_graphs(index: KnowledgeIndex, legs: Legs) -> list[str]:
    """Return the named graphs in which claims are looked for: those of the first articles that the text legs found."""
    rules = retrieval_rules()
    found = fuse(legs, rules.fusion.weights, rules.fusion.k)
    articles = dict.fromkeys(passage.article for passage in index.passages([one.passage for one in found]))
    return index.graphs([*articles][: rules.fact_articles])


def _local(index: KnowledgeIndex, asked: Understanding, answering: Sequence[Fact]) -> list[Fact]:
    """Leave out what articles about other places than the asked one state without naming a place."""
    regions = asked.conditions.region
    if not regions:
        return list(answering)
    names = {fact.row["article"] for fact in answering}
    other = {name for name in names if is_elsewhere(index.article(name), regions)}
    return [fact for fact in answering if fact.row["place"] or fact.row["article"] not in other]
