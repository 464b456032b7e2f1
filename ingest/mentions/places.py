"""Places: units of GB/T 2260 named as such, a province and its city as one place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.mentions.borders import is_word
from ingest.mentions.found import Found, Span, overlap, within
from ingest.mentions.mention_rules import PlaceRules, mention_rules
from ontology.folding import fold
from ontology.matcher import Match, Matcher, matcher
from ontology.vocabulary import Concept, vocabulary

SCHEME = "region"


def places(text: str, names: Sequence[Span], home: str | None = None) -> list[Found]:
    """Return the places named in `text`.

    Args:
        text: clean text.
        names: spans of apps, banks, organisations and accounts; a place inside one is part of the name.
        home: code of the place that the article is about; it decides between units of one name.
    """
    folded = fold(text)
    data = mention_rules().places
    found: list[Match] = []
    for match in _candidates(folded):
        follows = bool(found) and found[-1].end == match.start  # 甘肃 + 兰州: the names vouch for each other
        if _is_place(folded, match, names, data, follows):
            found.append(match)
    return [*_chains(folded, found, home)]


def _candidates(folded: str) -> list[Match]:
    full = matcher(SCHEME).matches(folded)
    short = [match for match in _short_cities().matches(folded) if _follows(folded, match)]
    return sorted(
        [*full, *(m for m in short if not any(overlap((m.start, m.end), (o.start, o.end)) for o in full))], key=_at
    )


def _at(match: Match) -> int:
    return match.start


def _follows(folded: str, match: Match) -> bool:
    return bool(mention_rules().places.short_city.match(folded[match.end :]))


@cache
def _short_cities() -> Matcher:
    """County-level cities without their last character; the vocabulary leaves these names out as too common."""
    suffix = mention_rules().places.city
    labels: dict[str, list[str]] = {}
    for concept in vocabulary().scheme(SCHEME):
        if (
            concept.attributes.get("level") == "county"
            and concept.pref_label.endswith(suffix)
            and len(concept.pref_label) > 2
        ):
            labels.setdefault(concept.pref_label[:-1], []).append(concept.code)
    return Matcher(labels)


def _is_place(folded: str, match: Match, names: Sequence[Span], data: PlaceRules, follows: bool) -> bool:
    surface, span = folded[match.start : match.end], (match.start, match.end)
    left, right = folded[: match.start], folded[match.end :]
    full = any(surface == vocabulary().concept(code).pref_label for code in match.codes)
    official = full or bool(re.match(data.suffix, right))
    if any(within(span, name) for name in names) and not official:
        return False
    if surface in data.words:
        alone = data.word_neighbour.match(right) and data.word_lead.search(left)
        return bool(alone) or _has_parent(folded, match)
    if not official and data.name_after.match(right):
        return False
    return follows or is_word(folded, *span)


def _has_parent(folded: str, match: Match) -> bool:
    """Whether the unit that this one belongs to is named directly on the left."""
    for code in match.codes:
        for above in vocabulary().ancestors(code):
            if any(folded[: match.start].endswith(label) for label in above.labels):
                return True
    return False


def _chains(folded: str, matches: Sequence[Match], home: str | None) -> Iterator[Found]:
    """Yield the places; names that stand side by side, each a part of the one before, are one place."""
    i = 0
    while i < len(matches):
        chain = [_choice(matches[i], None, home)]
        last = i
        while last + 1 < len(matches) and matches[last + 1].start == matches[last].end:
            inner = _choice(matches[last + 1], chain[-1], home)
            if inner is None or chain[-1] is None or chain[-1] not in vocabulary().ancestors(inner.code):
                break
            chain.append(inner)
            last += 1
        if chain[-1] is not None:
            label = "".join(short_label(concept) for concept in chain if concept is not None)
            yield Found("place", matches[i].start, matches[last].end, chain[-1].code, label)
        i = last + 1


def short_label(concept: Concept) -> str:
    """Return the name in everyday use: 宜昌 for 宜昌市; the full name where there is no shorter one.

    >>> short_label(vocabulary().concept("region-420500"))
    '宜昌'
    """
    return min((concept.pref_label, *concept.alt_labels), key=len)


def _choice(match: Match, parent: Concept | None, home: str | None) -> Concept | None:
    """Return the unit meant: below the parent, near the article's own place, or the only one of its rank."""
    units = [vocabulary().concept(code) for code in match.codes]
    if parent is not None:
        return next((unit for unit in units if parent in vocabulary().ancestors(unit.code)), None)
    if len(units) == 1:
        return units[0]
    near = [unit for unit in units if home and f"{SCHEME}-{home}" in _chain_codes(unit)]
    if len(near) == 1:
        return near[0]
    ranks = ("province", "prefecture", "county")
    for rank in ranks:
        same = [unit for unit in units if unit.attributes.get("level") == rank]
        if same:
            return same[0] if len(same) == 1 else None
    return None


def _chain_codes(unit: Concept) -> set[str]:
    return {unit.code, *(above.code for above in vocabulary().ancestors(unit.code))}
