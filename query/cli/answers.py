"""A search result as text for people."""

from __future__ import annotations

from typing import Any

from query.answers import Answer, Hit
from query.outcomes.rules import outcome_rules

OUTCOMES = {
    "answer": "answer",
    "clarify": "the question has several answers; say which is meant",
    "conflict": "the sources contradict each other",
    "no_answer": "no answer in the data; what comes nearest",
}
INDENT = "    "
CONDITIONS = ("care_type", "insured_type", "employment", "facility_level", "place", "condition", "service", "period")


def shown(answer: Answer) -> str:
    """Return outcome, facts with quotes and conditions, passages with their legs, and the SPARQL used."""
    lines = [f"? {answer.query}", f"= {OUTCOMES[answer.outcome]} (confidence {answer.confidence:.2f})"]
    if answer.understanding.corrections:
        mended = ", ".join(f"{one.written} → {one.meant}" for one in answer.understanding.corrections)
        lines.append(f"  read as: {answer.understanding.text} ({mended})")
    if answer.understanding.follows:
        lines.append(f"  goes on from: {answer.understanding.follows}; read as: {answer.understanding.text}")
    if answer.reason:
        wording = outcome_rules().reasons[answer.reason]
        lines.append(f"  why: {wording.en} ({wording.zh})")
    if answer.missing:
        lines.append(f"  nothing found on: {', '.join(answer.missing)}")
    if answer.choices:
        lines.append(f"  it depends on: {', '.join(answer.choices)}")
    for warning in answer.warnings:
        wording = outcome_rules().warnings[warning.kind]
        numbers = [str(n) for n, fact in enumerate(answer.facts, start=1) if fact["id"] in warning.facts]
        lines.append(f"  note on fact {', '.join(numbers)}: {wording.en} ({wording.zh})")
    for number, fact in enumerate(answer.facts, start=1):
        lines += ["", *_fact(number, fact)]
    for hit in answer.hits:
        lines += ["", *_hit(hit)]
    if answer.sparql:
        lines += ["", "SPARQL of the facts:", *(INDENT + line for line in answer.sparql.strip().splitlines())]
    return "\n".join(lines) + "\n\n"


def _fact(number: int, fact: dict[str, Any]) -> list[str]:
    stated = [f"{name} {fact[name]}" for name in CONDITIONS if fact.get(name)]
    return [
        f"fact {number}: {fact['kind']} {_value(fact)} ({', '.join(stated) or 'no condition stated'})",
        f"{INDENT}“{fact['text']}”",
        f"{INDENT}{fact['article']} [{fact['raw_start']}, {fact['raw_end']}), confidence {fact['confidence']:.2f}, "
        f"{_backing(fact)}",
    ]


def _backing(fact: dict[str, Any]) -> str:
    sources, articles = fact["independent_sources"], fact["attestations"]
    return f"stated by {_count(sources, 'source')} in {_count(articles, 'article')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _value(fact: dict[str, Any]) -> str:
    low, high = fact["value_min"], fact["value_max"]
    about = "about " if fact["approximate"] else ""
    number = f"{low}" if low == high else f"{'' if low is None else low}…{'' if high is None else high}"
    bound = "" if fact["bound"] in ("exact", "range") else f"{fact['bound']} "
    return f"{about}{bound}{number} {fact['unit']}"


def _hit(hit: Hit) -> list[str]:
    passage = hit.passage
    legs = ", ".join(f"{leg} {place.rank}" for leg, place in sorted(hit.legs.items()))
    headings = " › ".join(dict.fromkeys((passage.title, *passage.heading_path)))
    return [
        f"{hit.rank}. {headings}",
        *(INDENT + line for line in passage.text.splitlines()),
        f"{INDENT}{passage.article} [{passage.raw_start}, {passage.raw_end}), {passage.issued or 'no date'}; {legs}"
        + (f"; {len(hit.also) + 1} copies" if hit.also else ""),
    ]
