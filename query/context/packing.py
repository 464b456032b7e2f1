"""From an answer to the evidence that fits into a prompt: facts first, then passages, nothing cut inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from query.context.context_rules import Wording, wording
from query.context.counting import Counter, estimate
from query.context.quoting import quoted, visible

Row = Mapping[str, Any]
BUDGET, DUPLICATE = "budget", "duplicate"
CONDITIONS = ("care_type", "insured_type", "employment", "facility_level", "condition", "period", "effective_from")
VALUES = ("kind", "value_min", "value_max", "unit", "bound", "place", *CONDITIONS)


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence: its number, its text as it stands in the context, its tokens."""

    n: int
    kind: str  # fact | passage
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Evidence that is not in the context, and why."""

    kind: str  # fact | passage
    article: str
    raw_start: int
    raw_end: int
    reason: str  # budget | duplicate


@dataclass(frozen=True, slots=True)
class Context:
    """Evidence for one question."""

    question: str
    outcome: str
    confidence: float
    language: str
    text: str
    tokens: int
    budget: int
    items: tuple[Item, ...]
    citations: tuple[Row, ...]  # of the contract; `n` is the number in the text
    left_out: tuple[LeftOut, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON-ready rows."""
        return {**asdict(self), "citations": [dict(citation) for citation in self.citations]}

    def prompt(self) -> str:
        """Return the question with the evidence and the instructions that keep a model to it."""
        # one pass, so that a gap inside the evidence stays what it is
        before, _, rest = wording(self.language).instructions.partition("{context}")
        between, _, after = rest.partition("{question}")
        return f"{before}{self.text}{between}{visible(self.question)}{after}"


def packed(answer: Row, budget: int, language: str = "zh", counter: Counter | None = None) -> Context:
    """Return the evidence of an answer (row of the contract) within `budget` tokens.

    Args:
        answer: outcome, facts, passages, citations.
        budget: tokens; the lines on the outcome are always there, everything else only while it fits.
        language: of the words around the evidence: zh or en.
        counter: counts tokens; `query.context.counting.estimate` if not given.

    Raises:
        QueryError: if there is no wording in the language.
    """
    words, count = wording(language), counter or estimate
    head = [*_head(answer, words)]
    items: list[Item] = []
    citations: list[Row] = []
    left: list[LeftOut] = []
    seen: set[tuple[Any, ...]] = set()
    numbers: dict[str, int] = {}
    text = "\n".join(head)
    for kind, row, citation in _evidence(answer):
        n, key = len(items) + 1, _key(kind, row)
        worded = _worded(n, kind, row, citation, words)
        item = Item(n, kind, worded, count(worded))
        wider_numbers = {**numbers, row["id"]: n} if kind == "fact" else numbers
        # the whole text is counted each time: the tokens of its parts need not add up to its own
        wider = "\n".join(_lines(head, [*items, item], words, [*_contradictions(answer, wider_numbers, words)]))
        if key in seen or count(wider) > budget:
            reason = DUPLICATE if key in seen else BUDGET
            left.append(LeftOut(kind, row["article"], row["raw_start"], row["raw_end"], reason))
            continue
        seen.add(key)
        items.append(item)
        citations.append({**citation, "n": n})
        numbers, text = wider_numbers, wider
    return Context(
        question=answer["query"],
        outcome=answer["outcome"],
        confidence=answer["confidence"],
        language=language,
        text=text,
        tokens=count(text),
        budget=budget,
        items=tuple(items),
        citations=tuple(citations),
        left_out=tuple(left),
    )


def _head(answer: Row, words: Wording) -> Iterator[str]:
    yield words.outcomes[answer["outcome"]]
    if answer.get("reason_text"):
        yield words.reason.format(text=visible(answer["reason_text"]))
    if answer["outcome"] == "clarify" and answer["choices"]:
        yield words.ask_back.format(options=words.separator.join(map(visible, answer["choices"])))
    if answer["missing"]:
        yield words.missing.format(words=words.separator.join(map(visible, answer["missing"])))
    if not answer["facts"] and not answer["passages"]:
        yield words.nothing


def _evidence(answer: Row) -> Iterator[tuple[str, Row, Row]]:
    """Yield facts, then passages, each with its citation: citations stand in the same order."""
    facts, passages = answer["facts"], answer["passages"]
    kinds = ["fact"] * len(facts) + ["passage"] * len(passages)
    yield from zip(kinds, [*facts, *passages], answer["citations"], strict=True)


def _key(kind: str, row: Row) -> tuple[Any, ...]:
    """Return what two pieces of evidence share that say the same."""
    return (kind, row["text"], *(row[name] for name in VALUES)) if kind == "fact" else (kind, row["text"])


def _worded(n: int, kind: str, row: Row, citation: Row, words: Wording) -> str:
    where = f"《{visible(citation['title'])}》 {citation['issued'] or words.no_date}"
    if kind == "passage":
        path = [visible(heading) for heading in row["heading_path"] if heading != row["title"]]
        return "\n".join([f"[{n}] {' › '.join([where, *path])}", quoted(row["text"])])
    stated = [words.kinds[row["kind"]], *(visible(str(row[name])) for name in CONDITIONS if row.get(name))]
    if row["place"]:
        stated.append(visible(row["place"]))
    elif row["article_place"]:
        stated.append(words.example_place.format(place=visible(row["article_place"])))
    stated.append(words.sources.format(count=row.get("independent_sources", 1)))
    return f"[{n}] {words.separator.join(stated)}；{where}\n{quoted(row['text'])}"


def _contradictions(answer: Row, numbers: Mapping[str, int], words: Wording) -> Iterator[str]:
    for first, second in answer["conflicts"]:
        if first in numbers and second in numbers:
            yield words.conflict.format(first=numbers[first], second=numbers[second])


def _lines(head: Sequence[str], items: Sequence[Item], words: Wording, conflicts: Sequence[str]) -> Iterator[str]:
    yield from head
    for kind, title in (("fact", words.facts), ("passage", words.passages)):
        found = [item.text for item in items if item.kind == kind]
        if found:
            yield from ("", title, *found)
        if kind == "fact":
            yield from conflicts
