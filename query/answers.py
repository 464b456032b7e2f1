"""What a search gives back, and its JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from index.articles.passages import Passage
from query.outcomes.clarifying import QuestionBack
from query.outcomes.rules import Wording, outcome_rules
from query.outcomes.validity import Warning
from query.retrieval.fusion import Place
from query.understanding.question import Understanding

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in the result."""

    rank: int  # from 1
    score: float
    passage: Passage
    legs: Mapping[str, Place]
    also: tuple[int, ...] = ()  # passages left out because they say the same


@dataclass(frozen=True, slots=True)
class Citation:
    """One record that serves all citation formats; offsets as in facts."""

    n: int
    claim_id: str | None
    article_id: str
    title: str
    url: str | None
    issued: str | None
    source_kind: str
    start: int  # in the clean text
    end: int
    quote: str  # raw[raw_start:raw_end]
    raw_start: int
    raw_end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one question."""

    id: str | None
    query: str
    outcome: str  # answer | clarify | conflict | no_answer
    confidence: float
    missing: tuple[str, ...]
    reason: str | None  # why there is no answer
    question: QuestionBack | None  # what is asked back
    warnings: tuple[Warning, ...]
    facts: tuple[Row, ...]
    conflicts: tuple[tuple[str, str], ...]  # ids of facts that cannot both hold
    hits: tuple[Hit, ...]
    citations: tuple[Citation, ...]
    sparql: str | None
    understanding: Understanding
    features: Mapping[str, float]

    @property
    def choices(self) -> tuple[str, ...]:
        """The labels of what is asked back."""
        return tuple(option.label for option in self.question.options) if self.question else ()

    def row(self) -> Row:
        """Return the JSON object of the contract."""
        return {
            "id": self.id,
            "query": self.query,
            "outcome": self.outcome,
            "confidence": round(self.confidence, 4),
            "missing": list(self.missing),
            "reason": self.reason,
            "reason_text": outcome_rules().reasons[self.reason].zh if self.reason else None,
            "choices": list(self.choices),
            "clarify": [clarify_row(self.question)] if self.question and self.outcome == "clarify" else [],
            "warnings": [
                {**worded(one.kind, outcome_rules().warnings), "facts": list(one.facts), "other": one.other}
                for one in self.warnings
            ],
            "facts": list(self.facts),
            "conflicts": [list(pair) for pair in self.conflicts],
            "passages": [_passage_row(hit) for hit in self.hits],
            "citations": [asdict(citation) for citation in self.citations],
            "sparql": self.sparql,
            "understanding": understanding_row(self.understanding),
        }


def worded(code: str, wordings: Mapping[str, Wording]) -> Row:
    """Return a code with its Chinese and English wording."""
    return {"code": code, "zh": wordings[code].zh, "en": wordings[code].en}


def clarify_row(question: QuestionBack) -> Row:
    """Return a question back as data."""
    return {
        **worded(question.condition, outcome_rules().clarify),
        "options": [{"label": one.label, "code": one.code, "facts": list(one.facts)} for one in question.options],
    }


def understanding_row(asked: Understanding) -> Row:
    """Return what was understood, and which words said so."""
    return {
        "text": asked.text,
        "corrections": [asdict(correction) for correction in asked.corrections],
        "concepts": [
            {"surface": term.surface, "code": term.code, "label": term.label, "how": term.how, "negated": term.negated}
            for term in asked.terms
        ],
        "aspects": list(asked.aspects),
        "conditions": {name: list(codes) for name, codes in asdict(asked.conditions).items() if codes},
        "outside": list(asked.outside),
        "said": [{"surface": asked.text[one.start : one.end], "words": list(one.words)} for one in asked.said],
        "values": [asdict(value) for value in asked.values],
        "questions": list(asked.questions),
        "follows": asked.follows,
    }


def _passage_row(hit: Hit) -> Row:
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "id": passage.id,
        "article": passage.article,
        "title": passage.title,
        "issued": passage.issued,
        "heading_path": list(passage.heading_path),
        "text": passage.text,
        "raw_start": passage.raw_start,
        "raw_end": passage.raw_end,
        "legs": {leg: {"rank": place.rank, "score": round(place.score, 6)} for leg, place in sorted(hit.legs.items())},
        "also": list(hit.also),
        "copies": len(hit.also) + 1,
    }
