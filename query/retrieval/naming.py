"""Which concepts a text names, by their own labels or by those of narrower concepts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache

from index.rdf.regions import with_larger
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary

MANY = 500  # labels that are not worth the time to compare them with each other
FEW = 100  # labels that are looked for one by one before a text is searched for all labels at once


@lru_cache(maxsize=16384)
def named(text: str) -> frozenset[str]:
    """Return the concepts that a text names, with the broader ones: who asks for these is answered by them."""
    codes = {code for found in matcher().codes(text) for code in found}
    return frozenset().union(*map(_with_broader, codes))


def named_of(text: str, wanted: frozenset[str]) -> frozenset[str]:
    """Return those of some concepts that a text names, as `named` does.

    >>> named_of("带上身份证", frozenset(["material-id-card", "channel-alipay"]))
    frozenset({'material-id-card'})
    """
    return named(text) & wanted if can_name(text, labels_of(wanted)) else frozenset()


def can_name(text: str, labels: tuple[str, ...]) -> bool:
    """Whether any of some labels (folded) stands in a text: without one it names nothing of theirs. Many always may."""
    if len(labels) > FEW:
        return True
    folded = fold(text)
    for label in labels:  # noqa: SIM110 (asked a thousand times a question: a generator costs as much again)
        if label in folded:
            return True
    return False


@lru_cache(maxsize=1024)
def labels_of(codes: frozenset[str]) -> tuple[str, ...]:
    """Return the labels (folded) of some concepts and of those below them, but for what holds another one of them."""
    return tuple(dict.fromkeys(label for code in sorted(codes) for label in _labels_below(code)))


@cache
def _labels_below(code: str) -> tuple[str, ...]:
    return _shortest(_labels().get(code, ()))


@lru_cache(maxsize=1024)
def place_labels(regions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels (folded) by which a text may name some regions, parts of them, or regions around them.

    With those of the local channels of these places.
    """
    larger = set(with_larger(regions))
    local = frozenset(
        concept.code
        for concept in vocabulary().concepts.values()
        if (region := concept.attributes.get("region")) and not larger.isdisjoint(with_larger((region,)))
    )
    around = (fold(label) for code in sorted(larger) for label in vocabulary().concept(code).labels)
    return _shortest((*labels_of(frozenset(regions)), *around, *labels_of(local)))


def _shortest(labels: Iterable[str]) -> tuple[str, ...]:
    """Return the labels that hold no other one: where one stands, the shorter one in it stands too. Many stay as is."""
    labels = tuple(labels)
    if len(labels) > MANY:
        return labels
    found: list[str] = []
    for label in sorted(set(labels), key=lambda label: (len(label), label)):
        if not any(one in label for one in found):
            found.append(label)
    return tuple(found)


@cache
def _labels() -> Mapping[str, Collection[str]]:
    """Return the labels (folded) of each concept and of all that are narrower."""
    found: dict[str, dict[str, None]] = {}
    for label, codes in vocabulary().labels().items():
        for code in codes:
            for one in _with_broader(code):
                found.setdefault(one, {})[fold(label)] = None
    return found


@cache
def _with_broader(code: str) -> frozenset[str]:
    return frozenset((code, *(concept.code for concept in vocabulary().ancestors(code))))
