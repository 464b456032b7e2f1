"""The names of the vocabulary, folded, to be looked through; and how they sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ontology.folding import fold
from ontology.vocabulary import Concept, vocabulary
from query.browsing.things import TYPES
from query.understanding.question import HIDDEN_SCHEMES
from query.understanding.sounds import syllable

PREFERRED, ALTERNATIVE, HIDDEN = "preferred", "alternative", "hidden"  # kinds of label


@dataclass(frozen=True, slots=True)
class Name:
    """One label of a concept."""

    folded: str
    shown: str  # what stands for it: a hidden label is never shown
    kind: str
    type: str
    concept: Concept


@dataclass(frozen=True, slots=True)
class Sound:
    """How a label is typed in Latin letters."""

    initials: str
    pinyin: str


@cache
def names() -> tuple[Name, ...]:
    """Return all labels of all things that can be asked about."""
    return tuple(
        Name(fold(label), concept.pref_label if kind == HIDDEN else label, kind, _type(concept), concept)
        for concept in vocabulary().concepts.values()
        if concept.scheme not in HIDDEN_SCHEMES
        for kind, labels in (
            (PREFERRED, (concept.pref_label,)),
            (ALTERNATIVE, concept.alt_labels),
            (HIDDEN, concept.hidden_labels),
        )
        for label in labels
    )


@cache
def by_pair() -> Mapping[str, tuple[int, ...]]:
    """Return the places in `names` of the labels that hold each pair of neighbouring characters."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names()):
        for pair in pairs(name.folded):
            found.setdefault(pair, []).append(place)
    return {pair: tuple(places) for pair, places in found.items()}


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters in a text."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


@cache
def sounds() -> tuple[tuple[Name, Sound], ...]:
    """Return the shown labels with their sounds; made when letters are first typed."""
    return tuple((name, sound(name.folded)) for name in names() if name.kind != HIDDEN)


def sound(label: str) -> Sound:
    """Return how a label is typed; what is no Han character stands for itself.

    >>> sound("医保卡")
    Sound(initials='ybk', pinyin='yibaoka')
    """
    read = [syllable(character) or character for character in label]
    return Sound("".join(one[0] for one in read), "".join(read))


def _type(concept: Concept) -> str:
    return TYPES.get(concept.scheme, concept.scheme)
