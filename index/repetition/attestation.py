"""Which facts state the same, in how many articles, and by how many independent sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.articles.reading import Stated
from index.rdf.regions import lies_in, region_codes
from index.repetition.sources import Sources, independent


@dataclass(frozen=True, slots=True)
class Attestation:
    """What backs one fact: itself, and all facts that state the same."""

    fact: str  # id
    facts: tuple[str, ...]  # ids, in the order of the export
    articles: tuple[str, ...]
    sources: int  # independent ones


def attestations(facts: Iterable[Stated], known: Sources) -> Iterator[Attestation]:
    """Yield what backs each fact, in no fixed order.

    A statement for a province is one for its cities too, not the other way round; one that names no place backs only
    those that name none.

    Args:
        facts: what each fact states, in the order of the export.
        known: the independent source of each article.
    """
    groups: dict[str, dict[str | None, list[tuple[str, str]]]] = {}
    for fact in facts:
        groups.setdefault(fact.key, {}).setdefault(fact.place, []).append((fact.fact, fact.article))
    for places in groups.values():
        for place, stated in places.items():
            backing = [pair for other, pairs in places.items() if _holds_in(other, place) for pair in pairs]
            ids = tuple(fact for fact, _ in backing)
            articles = tuple(sorted({article for _, article in backing}))
            count = independent(articles, known)
            for one, _ in stated:
                yield Attestation(one, ids, articles, count)


@lru_cache(maxsize=65536)  # few places, many pairs of them
def _holds_in(stated: str | None, place: str | None) -> bool:
    """Whether a statement for one place holds in another."""
    if stated == place:
        return True
    wide, narrow = region_codes(stated), region_codes(place)
    return bool(wide and narrow) and all(any(lies_in(code, other) for other in wide) for code in narrow)
