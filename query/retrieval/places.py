"""Whether a passage speaks of the place that was asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from index.articles.passages import Passage
from index.rdf.regions import meet, region_codes
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary
from query.retrieval.naming import can_name, place_labels

HERE, ELSEWHERE, ANYWHERE = "here", "elsewhere", "anywhere"
Row = Mapping[str, Any]


def place_of(passage: Passage, article: Row, regions: Collection[str]) -> str:
    """Return whether a passage speaks of the asked `regions`, of other places only, or of none.

    Args:
        passage: its own words decide first.
        article: the row of its article; the place that it is about decides next.
        regions: codes; none asked is answered by any passage.
    """
    if not regions:
        return ANYWHERE
    about = article_places(article)
    asked = tuple(regions)
    if meet(asked, about) or (can_name(passage.text, place_labels(asked)) and meet(asked, named(passage.text))):
        return HERE
    return ELSEWHERE if about else ANYWHERE


def is_elsewhere(article: Row, regions: Collection[str]) -> bool:
    """Whether an article is about other places than the asked ones: its figures are none of theirs."""
    about = article_places(article)
    return bool(regions and about) and not meet(regions, about)


def article_places(article: Row) -> frozenset[str]:
    """Return the places that an article is about (`index.articles.home`)."""
    return frozenset(article.get("about_places") or ())


@lru_cache(maxsize=4096)
def named(text: str) -> frozenset[str]:
    """Return the places that a text names, and those of the local channels in it."""
    codes = (code for found in matcher().codes(text) for code in found)
    local = (vocabulary().concept(code).attributes.get("region") for code in codes)
    return frozenset(region_codes(text)).union(code for code in local if code)
