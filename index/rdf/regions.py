"""Places as regions of the vocabulary: which ones words name, and which lie in which."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from ontology.matcher import matcher
from ontology.remembering import of_lines
from ontology.vocabulary import Concept, vocabulary


def region_codes(place: str | None) -> tuple[str, ...]:
    """Return the codes of the units that a place label names; a unit right behind its parent is one place with it.

    A name that several units share is left out unless its parent stands before it.

    >>> region_codes("湖北宜昌"), region_codes("外地")
    (('region-420500',), ())
    """
    return _named(place) if place else ()


@of_lines(4096)
def _named(place: str) -> tuple[str, ...]:
    found: list[Concept] = []
    for match in matcher("region").matches(place):
        units = [vocabulary().concept(code) for code in match.codes]
        inner = [unit for unit in units if found and found[-1] in vocabulary().ancestors(unit.code)]
        if inner:
            found[-1] = inner[0]
        elif len(units) == 1:
            found.append(units[0])
    return tuple(dict.fromkeys(unit.code for unit in found))


@cache
def around(code: str) -> tuple[str, ...]:
    """Return the codes of the regions around a region, nearest first; none for what is no region.

    >>> around("region-420500"), around("外地")
    (('region-420000',), ())
    """
    known = vocabulary()
    return tuple(unit.code for unit in known.ancestors(code)) if code in known.concepts else ()


def with_larger(codes: Iterable[str]) -> tuple[str, ...]:
    """Return regions, each with those around it: what holds in a province holds in its cities."""
    return tuple(dict.fromkeys(code for one in codes for code in (one, *around(one))))


def lies_in(code: str, other: str) -> bool:
    """Whether a region is another one or a part of it."""
    return code == other or other in around(code)


def meet(some: Collection[str], others: Collection[str]) -> bool:
    """Whether what is said of some places can be about some others: the same ones, or a part of either.

    >>> meet(["region-420500"], ["region-420000"]), meet(["region-420500"], ["region-140100"])
    (True, False)
    """
    return not ({*with_larger(some)}.isdisjoint(others) and {*with_larger(others)}.isdisjoint(some))
