"""Names that articles use and the vocabulary lacks, ranked, with their evidence and what they may be names of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.mentions.mention_rules import mention_rules
from ontology.candidates import candidate_rules
from ontology.folding import fold
from ontology.vocabulary import Concept, vocabulary
from query.knowledge import KnowledgeBase
from query.understanding.sounds import near_syllable

Row = dict[str, Any]
Vectors = NDArray[np.float32]


@dataclass
class _Named:
    """All that the data says about one candidate."""

    type: str
    label: str
    mentions: list[tuple[str, Row]] = field(default_factory=list)  # article and mention
    surfaces: dict[str, None] = field(default_factory=dict)


def candidates(knowledge: KnowledgeBase, kind: str | None = None, wanted: int | None = None) -> list[Row]:
    """Return the candidates of the data, the best backed first.

    Args:
        knowledge: the data.
        kind: only candidates of this type of entity.
        wanted: at most so many.

    Returns:
        Rows `{id, type, label, score, certainty, rules, sources, articles, mentions, aliases, maybe_alias_of, quotes}`.
        `certainty` is how far the best of the forms that showed it can be trusted; `score` grows with it and with the
        number of independent sources: copies of one template count once.
    """
    sources = {row["article"]: row.get("source") or row["article"] for row in knowledge.rows("articles")}
    found = [_row(one, sources) for one in _named(knowledge.rows("entities"), kind)]
    found.sort(key=lambda row: (-row["score"], -row["articles"], row["type"], row["label"]))
    found = found[:wanted]
    hints = _Hints(knowledge)
    for row in found:
        row["maybe_alias_of"] = hints.of(row["type"], row["label"])
        row["quotes"] = [*_quotes(knowledge, row.pop("evidence"), sources)]
    return found


def types_of(knowledge: KnowledgeBase, label: str) -> list[str]:
    """Return the types of entity that a name is a candidate for in the data."""
    return sorted({one.type for one in _named(knowledge.rows("entities"), None) if fold(one.label) == fold(label)})


def _named(rows: Iterable[Row], kind: str | None) -> Iterable[_Named]:
    found: dict[tuple[str, str], _Named] = {}
    for row in rows:
        if row.get("candidate") and kind in (None, row["type"]):
            label = candidate_rules().article_part.sub("", row["label"]) if row["type"] == "law" else row["label"]
            one = found.setdefault((row["type"], label), _Named(row["type"], label))
            one.mentions += [(row["article"], mention) for mention in row["mentions"]]
            one.surfaces |= dict.fromkeys(row["aliases"])
    return found.values()


def _row(one: _Named, sources: Mapping[str, str]) -> Row:
    articles = {article for article, _ in one.mentions}
    known = {sources.get(article, article) for article in articles}
    rules = sorted({mention["rule"] for _, mention in one.mentions if mention["rule"]})
    certainty = max((mention_rules().open_names.trust(rule) for rule in rules), default=0.0)
    return {
        "id": f"{one.type}:{one.label}",
        "type": one.type,
        "label": one.label,
        "score": round(certainty * (1 - candidate_rules().half ** len(known)), 4),
        "certainty": certainty,
        "rules": rules,
        "sources": len(known),
        "articles": len(articles),
        "mentions": len(one.mentions),
        "aliases": [name for name in one.surfaces if name != one.label],
        "evidence": one.mentions,
    }


def _quotes(knowledge: KnowledgeBase, evidence: Sequence[tuple[str, Row]], sources: Mapping[str, str]) -> Iterator[Row]:
    """Yield where a candidate is named, one place of each source first."""
    data = candidate_rules()
    first: dict[str, tuple[str, Row]] = {}
    for article, mention in evidence:
        first.setdefault(sources.get(article, article), (article, mention))
    others = [one for one in evidence if one not in first.values()]
    for article, mention in [*first.values(), *others][: data.quotes]:
        text = knowledge.raw_text(article)
        start, end = mention["raw_start"], mention["raw_end"]
        around = text[max(0, start - data.around) : end + data.around]
        yield {"article": article, "raw_start": start, "raw_end": end, "quote": " ".join(around.split())}


# --- what it may be another name of ---------------------------------------------------------------------------------


class _Hints:
    """Known concepts that a name is like: in its characters, in its sound, in what the encoder takes it for."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._known: dict[str, tuple[list[tuple[str, Concept]], Vectors]] = {}

    def of(self, kind: str, label: str) -> list[Row]:
        """Return the likeliest known concepts of a type, the likest first, each with the likest of its labels."""
        data = candidate_rules().hints
        labels, vectors = self._labels(kind)
        if not labels:
            return []
        meaning = vectors @ self._encoded([label])[0]
        best: dict[str, tuple[float, str]] = {}
        for (name, concept), near in zip(labels, meaning, strict=True):
            likeness = _likeness(label, name, float(near))
            if likeness > best.get(concept.code, (0.0, ""))[0]:
                best[concept.code] = (likeness, name)
        likely = sorted(((-likeness, code, name) for code, (likeness, name) in best.items() if likeness >= data.least))
        return [
            {
                "code": code,
                "label": vocabulary().concept(code).pref_label,
                "by": name,
                "likeness": round(-likeness, 3),
            }
            for likeness, code, name in likely[: data.most]
        ]

    def _labels(self, kind: str) -> tuple[list[tuple[str, Concept]], Vectors]:
        if kind not in self._known:
            concepts = vocabulary().schemes.get(kind, ())
            labels = [(name, concept) for concept in concepts for name in (concept.pref_label, *concept.alt_labels)]
            self._known[kind] = (labels, self._encoded([name for name, _ in labels]))
        return self._known[kind]

    def _encoded(self, names: Sequence[str]) -> Vectors:
        vectors: Vectors = self._knowledge.index.encoder.encode(list(names), "query")
        return vectors


def _likeness(label: str, name: str, meaning: float) -> float:
    weights = candidate_rules().hints.weights
    parts = {
        "characters": _shared(_pairs(fold(label)), _pairs(fold(name))),
        "sounds": _shared(_sounds(label), _sounds(name)),
        "meaning": max(0.0, meaning),
    }
    return sum(weights[part] * value for part, value in parts.items())


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return twice the share of what both have (Dice): 1 for the same, 0 for nothing in common."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


@cache
def _pairs(text: str) -> frozenset[str]:
    return frozenset((*text, *(text[i : i + 2] for i in range(len(text) - 1))))


@cache
def _sounds(text: str) -> frozenset[str]:
    sounds = [near_syllable(character) or character for character in fold(text)]
    return frozenset((*sounds, *(f"{one} {other}" for one, other in pairwise(sounds))))
