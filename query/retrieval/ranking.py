"""The passages for a question: three legs, fused, then weighed by what each passage itself says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.articles.filters import PassageFilter
from index.articles.passages import Passage
from index.store import KnowledgeIndex
from query.retrieval.facts import Fact
from query.retrieval.fusion import Place, Ranked, fuse
from query.retrieval.graph_leg import graph_leg
from query.retrieval.legs import dense, lexical
from query.retrieval.lines import NOTHING, Near
from query.retrieval.places import ANYWHERE, place_of
from query.retrieval.rules import retrieval_rules
from query.retrieval.signals import Reading, readings
from query.understanding.question import Understanding


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its score and its place in each leg that found it."""

    passage: Passage
    score: float
    legs: Mapping[str, Place]
    place: str = ANYWHERE  # whether it speaks of the asked place (`query.retrieval.places`)
    near: Near = NOTHING  # its line that is nearest to the question, where it was looked at …
    signals: Mapping[str, float] = field(default_factory=dict)  # … and what else speaks for it


Legs = dict[str, list[Ranked]]


def text_legs(index: KnowledgeIndex, asked: Understanding, wanted: PassageFilter) -> Legs:
    """Return the passages, of those whose articles are as `wanted`, that the legs which read text find."""
    depth = retrieval_rules().fusion.depth
    return {"lexical": lexical(index, asked, depth, wanted), "dense": dense(index, asked, depth, wanted)}


def ranked(
    index: KnowledgeIndex, asked: Understanding, legs: Legs, answering: Sequence[Fact], as_of: str | None = None
) -> list[Candidate]:
    """Return the passages that any leg found, best first.

    Args:
        index: the data.
        asked: the question.
        legs: what `text_legs` found.
        answering: claims that answer the question.
        as_of: ISO date; passages of later articles are left out.
    """
    rules = retrieval_rules().fusion
    known = [found.passage for ranking in legs.values() for found in ranking]
    graph = graph_leg(index, asked, answering, known, rules.depth)
    fused = fuse({**legs, "graph": graph}, rules.weights, rules.k)
    passages, regions = index.passages([one.passage for one in fused]), asked.conditions.region
    about = {one.article for one in passages} if regions else ()
    rows = {name: index.article(name) for name in about}
    candidates = []
    for passage, found in zip(passages, fused, strict=True):
        if not as_of or not passage.issued or passage.issued <= as_of:
            place = place_of(passage, rows.get(passage.article, {}), regions)
            score = found.score * retrieval_rules().ranking.places[place]
            candidates.append(Candidate(passage, score, found.legs, place))
    return _lifted(index, asked, sorted(candidates, key=_order))


def _lifted(index: KnowledgeIndex, asked: Understanding, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Lift the first candidates by what was read in them: each signal by a factor of its own."""
    rules = retrieval_rules().ranking
    first, rest = candidates[: rules.looked_at], candidates[rules.looked_at :]
    read = readings(index, asked, [one.passage for one in first])
    lifted = [_weighed(one, found, rules.weights) for one, found in zip(first, read, strict=True)]
    return [*sorted(lifted, key=_order), *rest]


def _weighed(candidate: Candidate, found: Reading, weights: Mapping[str, float]) -> Candidate:
    lift = math.exp(sum(weight * found.signals[name] for name, weight in weights.items()))
    return replace(candidate, score=candidate.score * lift, near=found.near, signals=found.signals)


def _order(candidate: Candidate) -> tuple[float, int]:
    return -candidate.score, candidate.passage.id
