"""Whether a passage speaks of the place that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from index.conditions import region_codes
from index.passages import Passage
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary

HERE, ELSEWHERE, ANYWHERE = "here", "elsewhere", "anywhere"
Row = Mapping[str, Any]


def within(regions: Iterable[str]) -> tuple[str, ...]:
    """Return places with the larger ones that they lie in: what holds in a province holds in its cities."""
    found = (code for region in regions for code in (region, *(c.code for c in vocabulary().ancestors(region))))
    return tuple(dict.fromkeys(found))


def place_of(passage: Passage, article: Row, regions: Iterable[str]) -> str:
    """Return whether a passage speaks of the asked `regions`, of other places only, or of none.

    Args:
        passage: its own words decide first.
        article: the row of its article; the place that it is about decides next.
        regions: codes; none asked is answered by any passage.
    """
    asked = set(within(regions))
    if not asked:
        return ANYWHERE
    about = article_places(article)
    spoken = named(passage.text) | about
    if asked & spoken or set(regions) & set(within(spoken)):  # a city of the asked province speaks of it too
        return HERE
    return ELSEWHERE if about else ANYWHERE


def article_places(article: Row) -> frozenset[str]:
    """Return the places that an article is about: its example, and those in its title and its publisher's name."""
    code = article["place_code"]
    example = {f"region-{code}"} if code else set()
    return frozenset(example.union(_regions(article["title"] or ""), _regions(article["publisher"] or "")))


@lru_cache(maxsize=4096)
def named(text: str) -> frozenset[str]:
    """Return the places that a text names, and those of the local channels in it."""
    codes = (code for match in matcher().matches(text) for code in match.codes)
    local = (vocabulary().concept(code).attributes.get("region") for code in codes)
    return _regions(text) | frozenset(code for code in local if code)


@lru_cache(maxsize=4096)
def _regions(text: str) -> frozenset[str]:
    return frozenset(region_codes(text))
