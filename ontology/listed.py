"""The lists of concepts in the shapes, as the vocabulary pack in use has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from ontology.packs import BUILT_IN
from ontology.terms import concept
from ontology.vocabulary import of_pack, vocabulary


def listed(concepts: Iterable[str]) -> tuple[str, ...]:
    """Return what a shape's list of concepts (IRIs) is in the pack in use.

    A list of all concepts of a scheme follows the pack's table of that scheme; any other list stays as it is.
    """
    wanted = tuple(concepts)
    name = _whole_schemes().get(frozenset(wanted))
    return tuple(concept(one.code) for one in vocabulary().scheme(name)) if name else wanted


@cache
def _whole_schemes() -> Mapping[frozenset[str], str]:
    """Return the schemes of the built-in pack by their concepts, as IRIs."""
    schemes = of_pack(BUILT_IN).schemes
    return {frozenset(concept(one.code) for one in held): name for name, held in schemes.items()}
