"""How far two annotations of the same facts agree: `python -m tests.annotators [--differences]`.

The first annotation is the gold, the second (`second_annotation.jsonl`) was made from the raw text alone. Where the
comparison led to a mended gold, the second one's fact names the slots (`mended`): these count as disagreement. Facts
are paired by place and number, so that kind, unit and bound can differ within a pair.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Fact = dict[str, Any]
Pair = tuple[Fact, Fact]

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
VALUE = ("kind", "unit", "min", "max")
SLOTS = (
    *("kind", "unit", "bound", "approx", "care_type", "insured_type", "employment", "facility_level", "place"),
    "on_topic",
)


def figures() -> dict[str, float]:
    """Return F1 of values (`value_f1`, `number_f1`), and per slot the share of agreement and Cohen's kappa.

    `same_SLOT` asks for the same first reading, `kappa_SLOT` corrects that for chance, `accepted_SLOT` also takes a
    reading that the gold lists as another right one. `certain` is judged over all pairs, the rest over pairs that at
    least one annotation is sure of.
    """
    first, second, pairs = both_annotations()
    sure = [(a, b) for a, b in pairs if a["certain"] or b["certain"]]
    loose = (
        sum(one["certain"] for one in unpaired(first, pairs)),
        sum(one["certain"] for one in unpaired(second, pairs)),
    )
    same_value = sum(all(accepts(a, b, field) for field in VALUE) for a, b in sure)
    found = {"facts_first": float(len(sure) + loose[0]), "facts_second": float(len(sure) + loose[1])}
    found["number_f1"] = 2 * len(sure) / sum(found.values())
    found["value_f1"] = found["number_f1"] * same_value / len(sure)
    found["whole_fact_accepted"] = sum(all(accepts(a, b, slot) for slot in SLOTS) for a, b in sure) / len(sure)
    for slot in (*SLOTS, "certain"):
        judged = pairs if slot == "certain" else sure
        read = [(a[slot], b[slot]) for a, b in judged]
        found[f"same_{slot}"] = sum(a == b for a, b in read) / len(read)
        found[f"accepted_{slot}"] = sum(accepts(a, b, slot) for a, b in judged) / len(judged)
        found[f"kappa_{slot}"] = kappa(read)
    return found


def both_annotations() -> tuple[list[Fact], list[Fact], list[Pair]]:
    """Return the facts of either annotation in the articles that both read, and the pairs."""
    second = rows(CORPUS / "gold" / "second_annotation.jsonl")
    read = {fact["doc"] for fact in second}
    folders = (CORPUS / "gold", CORPUS / "blind" / "gold")
    first = [fact for folder in folders for fact in rows(folder / "facts.jsonl") if fact["doc"] in read]
    return first, second, list(_pairs(first, second))


def unpaired(side: Sequence[Fact], pairs: Sequence[Pair]) -> list[Fact]:
    """Return the facts of one annotation that the other lacks."""
    paired = {one["id"] for pair in pairs for one in pair}
    return [one for one in side if one["id"] not in paired]


def accepts(gold: Fact, second: Fact, field: str) -> bool:
    """Return whether the second reading was the gold's own, or one that it listed as right before the comparison."""
    allowed = (gold[field], *gold.get("alt", {}).get(field, ()))
    return second[field] in allowed and field not in second.get("mended", ())


def kappa(read: Sequence[tuple[object, object]]) -> float:
    """Return Cohen's kappa of two readings of the same things; 1 where both always say one and the same.

    >>> kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "a")])
    0.0
    >>> kappa([(None, None), (None, None)])
    1.0
    """
    observed = sum(a == b for a, b in read) / len(read)
    left, right = Counter(str(a) for a, _ in read), Counter(str(b) for _, b in read)
    chance = sum(left[name] * right[name] for name in left) / len(read) ** 2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def differences() -> Iterator[str]:
    """Yield what is in one annotation only, and every reading that the other did not accept."""
    first, second, pairs = both_annotations()
    for name, side in (("first only", first), ("second only", second)):
        for one in unpaired(side, pairs):
            yield f"{name}: {one['doc']}:{one['line']} {one['quote']}{'' if one['certain'] else ' (doubtful)'}"
    for a, b in pairs:
        for slot in dict.fromkeys((*VALUE, *SLOTS, "certain")):
            if not accepts(a, b, slot):
                yield f"{slot}: {a['doc']}:{a['line']} {a['quote']}: {a[slot]} or {b[slot]}"


def rows(path: Path) -> list[Fact]:
    """Return the lines of a gold file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _pairs(first: Sequence[Fact], second: Sequence[Fact]) -> Iterator[Pair]:
    used: set[str] = set()
    for a in first:
        there = [b for b in second if b["id"] not in used and _same_number(a, b)]
        if there:
            best = max(there, key=lambda b: (sum(accepts(a, b, slot) for slot in SLOTS), _shared(a, b)))
            used.add(best["id"])
            yield a, best


def _same_number(a: Fact, b: Fact) -> bool:
    """Return whether both stand in one line, give the same number and share more than a character of their quotes."""
    return (a["doc"], a["line"]) == (b["doc"], b["line"]) and _numbers(a) == _numbers(b) and _shared(a, b) > 1


def _numbers(fact: Fact) -> frozenset[float]:
    return frozenset(float(one) for one in (fact["min"], fact["max"]) if one is not None)


def _shared(a: Fact, b: Fact) -> int:
    """Return the length of the longest run that both quotes hold."""
    quote = a["quote"]
    runs = (
        len(quote[i:j]) for i in range(len(quote)) for j in range(i + 1, len(quote) + 1) if quote[i:j] in b["quote"]
    )
    return max(runs, default=0)


if __name__ == "__main__":
    for figure, value in figures().items():
        print(f"{figure:26} {value:.3f}")
    if "--differences" in sys.argv:
        print(*differences(), sep="\n")
