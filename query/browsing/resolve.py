"""Which things a name may mean: by label, by what it says otherwise, by a part, by likeness."""

from __future__ import annotations

from collections.abc import Iterator

from ontology import terms
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.vocabulary import vocabulary
from query.browsing.browsing_rules import browsing_rules
from query.browsing.names import Name, by_pair, names, pairs
from query.browsing.rows import Resolved
from query.browsing.things import Thing, of_concept
from query.browsing.view import View
from query.understanding.question import HIDDEN_SCHEMES, understand

LONGEST = 200  # characters: a longer text is no name


def resolve(view: View, name: str, type: str | None = None, n: int = 5) -> list[Resolved]:
    """Return the things that `name` may mean, the surest first, of equally sure ones the most named first.

    Args:
        view: the data.
        name: a label, an alias, a code, or something like one: misspelt, traditional, pinyin, a part.
        type: only things of this type: channel, material, service, place …
        n: how many at most.
    """
    typed = fold(name.strip())
    if not typed or len(typed) > LONGEST:
        return []
    best: dict[str, tuple[float, Thing]] = {}
    for score, found in _scored(view, name.strip(), typed):
        known = best.get(found.code)
        if score >= browsing_rules().names.least and (not known or score > known[0]) and type in (None, found.type):
            best[found.code] = (score, found)
    named = view.articles_naming

    def rank(pair: tuple[float, Thing]) -> tuple[float, int, str]:
        return -round(pair[0], 4), -named.get(pair[1].iri, 0), pair[1].code

    return [_row(view, score, found) for score, found in sorted(best.values(), key=rank)[:n]]


def _scored(view: View, name: str, typed: str) -> Iterator[tuple[float, Thing]]:
    rules = browsing_rules().names
    if name in vocabulary().concepts:
        yield 1.0, of_concept(vocabulary().concepts[name])
    yield from _alike(view, typed, 1.0)
    read = fold(understand(name).text)
    if read != typed:
        yield from _alike(view, read, rules.mended)
    for match in matcher().matches(name):
        share = (match.end - match.start) / len(name)
        for code in match.codes:
            concept = vocabulary().concept(code)
            if share < 1 and concept.scheme not in HIDDEN_SCHEMES:
                yield rules.part * share, of_concept(concept)


def _alike(view: View, typed: str, factor: float) -> Iterator[tuple[float, Thing]]:
    rules = browsing_rules().names
    for name in _near(typed):
        score = getattr(rules, name.kind) if name.folded == typed else _likeness(typed, name.folded)
        yield factor * score, of_concept(name.concept)
    for iri, label in view.unlisted.items():
        score = rules.unlisted if fold(label) == typed else _likeness(typed, fold(label))
        if score:
            code = terms.entity_code(iri) or ""
            yield factor * score, Thing(iri, code, code.partition("-")[0], label, None)


def _near(typed: str) -> list[Name]:
    """Return the names that can be alike: they share a pair of characters, or are the one character itself."""
    if len(typed) < 2:
        return [name for name in names() if name.folded == typed]
    found = {place for pair in pairs(typed) for place in by_pair().get(pair, ())}
    return [names()[place] for place in sorted(found)]


def _likeness(typed: str, label: str) -> float:
    """Return how much two names that differ are alike: one is a part of the other, or they share pairs of characters.

    >>> _likeness("支付宝客户端APP", "医保局")
    0.0
    """
    rules = browsing_rules().names
    if len(typed) > 1 and typed in label:
        return rules.part * len(typed) / len(label)
    mine, theirs = pairs(typed), pairs(label)
    shared = len(mine & theirs)
    return rules.alike * 2 * shared / (len(mine) + len(theirs)) if shared else 0.0


def _row(view: View, score: float, found: Thing) -> Resolved:
    return {
        "code": found.code,
        "iri": found.iri,
        "type": found.type,
        "label": found.label,
        "aliases": list(found.concept.alt_labels) if found.concept else [],
        "score": round(score, 4),
        "articles": view.articles_naming.get(found.iri, 0),
    }
