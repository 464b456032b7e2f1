"""The passages for a question: three legs, fused, then weighed by what each passage itself says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.articles.passages import Passage
from index.store import KnowledgeIndex
from query.retrieval.facts import Fact
from query.retrieval.fusion import Place, Ranked, fuse
from query.retrieval.graph_leg import graph_leg
from query.retrieval.legs import dense, lexical
from query.retrieval.lines import NOTHING, Near, answering_lines, letters, nearest_lines
from query.retrieval.nearness import nearness
from query.retrieval.places import place_of
from query.retrieval.rules import retrieval_rules
from query.retrieval.support import Part, parts, support
from query.understanding.answer_types import Wanted, wanted_value
from query.understanding.question import Understanding


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its score and its place in each leg that found it."""

    passage: Passage
    score: float
    legs: Mapping[str, Place]
    near: Near = NOTHING  # its line that is nearest to the question, where it was looked at


Legs = dict[str, list[Ranked]]


def text_legs(index: KnowledgeIndex, asked: Understanding, as_of: str | None = None) -> Legs:
    """Return the passages that the legs which read text find for a question; the dense leg none of later articles."""
    depth = retrieval_rules().fusion.depth
    return {"lexical": lexical(index, asked, depth), "dense": dense(index, asked, depth, as_of)}


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
    rows = {name: index.articles.article(name) or {} for name in about}
    candidates = []
    for passage, found in zip(passages, fused, strict=True):
        if not as_of or not passage.issued or passage.issued <= as_of:
            place = place_of(passage, rows.get(passage.article, {}), regions)
            score = found.score * retrieval_rules().ranking.places[place] * _fullness(passage)
            candidates.append(Candidate(passage, score, found.legs))
    return _lifted(index, asked, sorted(candidates, key=_order))


def _fullness(passage: Passage) -> float:
    """A passage that says little beside its headings answers little."""
    rules = retrieval_rules().ranking
    return float(min(1.0, max(1, _body(passage)) / rules.full_body) ** rules.body_power)


@lru_cache(maxsize=2048)
def _body(passage: Passage) -> int:
    """Return how many characters a passage has beside its headings."""
    headings = {letters(heading) for heading in (passage.title, *passage.heading_path)}
    return sum(len(line) for line in passage.text.split("\n") if letters(line) not in headings)


def _lifted(index: KnowledgeIndex, asked: Understanding, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Lift those of the first candidates that speak of more of what is asked, and that have a line near it."""
    rules = retrieval_rules().ranking
    first, rest = candidates[: rules.looked_at], candidates[rules.looked_at :]
    wanted, value = parts(asked), wanted_value(asked.text)
    nearest = nearest_lines(index, asked.text, [one.passage for one in first])
    lifted = []
    for one, near in zip(first, nearest, strict=True):
        lift = rules.support * support(wanted, [one.passage.indexed]).share + rules.line * max(0.0, near.cosine)
        holds = 1 + rules.value * _value(wanted, value, one.passage)
        lifted.append(replace(one, score=one.score * (1 + lift) * holds, near=near))
    return [*_by_own_words(index, wanted, sorted(lifted, key=_order)), *rest]


def _by_own_words(index: KnowledgeIndex, wanted: Sequence[Part], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Lift the best by how near their own words come to the question; each costs a millisecond, so only these."""
    rules = retrieval_rules().ranking
    best, rest = candidates[: rules.read_closely], candidates[rules.read_closely :]
    close = nearness(index.encoder, wanted, [one.passage.text for one in best])
    lifted = [replace(one, score=one.score * (1 + rules.near * close.to(at))) for at, one in enumerate(best)]
    return sorted([*lifted, *rest], key=_order)


def _value(wanted: Sequence[Part], value: Wanted | None, passage: Passage) -> float:
    """Return 0 without a line that holds a value of the asked kind, else 1 + the share of the question it speaks of."""
    if value is None:
        return 0.0
    shares = (support(wanted, [line]).share for line in answering_lines(passage) if value.stands_in(line))
    best = max(shares, default=None)
    return 0.0 if best is None else 1.0 + best


def _order(candidate: Candidate) -> tuple[float, int]:
    return -candidate.score, candidate.passage.id
