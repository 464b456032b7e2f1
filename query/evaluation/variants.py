"""Ways to search that an evaluation compares: each leg alone, each leg off, each step of the ranking off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from query.retrieval.rules import RankingSettings, RetrievalRules, retrieval_rules

FUSED = "fused"


@dataclass(frozen=True, slots=True)
class Variant:
    """Rules to search by."""

    name: str
    group: str  # fused | leg | without leg | without step
    rules: RetrievalRules


def variants() -> tuple[Variant, ...]:
    """Return the search as it is, then its variants."""
    whole = retrieval_rules()
    legs = tuple(whole.fusion.weights)
    alone = replace(whole, ranking=_plain(whole.ranking))
    return (
        Variant(FUSED, FUSED, whole),
        *(Variant(f"{leg} alone", "leg", _weighted(alone, {leg: 1.0})) for leg in legs),
        *(Variant(f"without {leg}", "without leg", _weighted(whole, _others(whole, leg))) for leg in legs),
        *(Variant(f"without {name}", "without step", rules) for name, rules in _steps(whole).items()),
    )


def _others(whole: RetrievalRules, leg: str) -> dict[str, float]:
    return {name: weight for name, weight in whole.fusion.weights.items() if name != leg}


def _weighted(whole: RetrievalRules, weights: Mapping[str, float]) -> RetrievalRules:
    every = {name: weights.get(name, 0.0) for name in whole.fusion.weights}
    return replace(whole, fusion=replace(whole.fusion, weights=every))


def _plain(ranking: RankingSettings) -> RankingSettings:
    """The ranking without a step of its own: what a leg says alone."""
    return replace(ranking, places=dict.fromkeys(ranking.places, 1.0), weights={})


def _less(ranking: RankingSettings, name: str) -> dict[str, float]:
    return {other: weight for other, weight in ranking.weights.items() if other != name}


def _steps(whole: RetrievalRules) -> dict[str, RetrievalRules]:
    ranking = whole.ranking
    return {
        "standard words": replace(whole, expansion=0.0),
        "places": replace(whole, ranking=replace(ranking, places=dict.fromkeys(ranking.places, 1.0))),
        **{name: replace(whole, ranking=replace(ranking, weights=_less(ranking, name))) for name in ranking.weights},
        "collapsing": replace(whole, alike=2.0),
    }
