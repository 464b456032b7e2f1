"""Scores of conflicts: are the real ones told, and only they?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from index.comparison.conflict_rows import CONFLICT
from query.evaluation.gold import Gold, Judgement, overlap, share

Row = dict[str, Any]
Pairs = Mapping[frozenset[str], str]  # ids of two claims → the class of the row that sets them against each other


def conflict_scores(gold: Gold, facts: Iterable[Row], rows: Iterable[Row], errors: list[str]) -> dict[str, float]:
    """Return how judged pairs of statements are classed.

    `strong_recall` is the share of the contradictions that are called so, `strong_precision` the share of
    contradictions among the judged pairs that are called so; `rows_judged_strong` is the share of exported conflicts
    that hold a judged contradiction, the judgements being no complete list; `weak_compared` tells how many of the
    reconcilable pairs are explained by some other class.
    """
    judged = gold.judgements("conflicts")
    conflicts = list(rows)
    if not judged:
        return {}
    claims = [(document, row) for row in facts if (document := gold.document(row["article"], "conflicts"))]
    classes = _classes(conflicts)
    found = [(case, _sides(gold, case, claims), _class(gold, case, claims, classes)) for case in judged]
    strong = [(case, sides, kind) for case, sides, kind in found if case["strength"] == "strong"]
    weak = [kind for case, _, kind in found if case["strength"] != "strong"]
    called = [case for case, _, kind in found if kind == CONFLICT]
    errors += [f"conflicts: missed {_shown(case)}" for case, _, kind in strong if kind != CONFLICT]
    errors += [f"conflicts: no contradiction {_shown(case)}" for case in called if case["strength"] != "strong"]
    proven = {pair for _, sides, _ in strong for pair in sides}
    told = [row for row in conflicts if row["class"] == CONFLICT]
    return {
        "strong_recall": share(sum(kind == CONFLICT for _, _, kind in strong), len(strong)),
        "strong_precision": share(sum(case["strength"] == "strong" for case in called), len(called)),
        "rows_judged_strong": share(sum(bool(proven & _classes([row]).keys()) for row in told), len(told)),
        "weak_compared": share(sum(kind not in (CONFLICT, None) for kind in weak), len(weak)),
    }


def _classes(rows: Iterable[Row]) -> dict[frozenset[str], str]:
    """Return the class of each pair of claims; rows come gravest first, and the gravest counts."""
    found: dict[frozenset[str], str] = {}
    for row in rows:
        for pair in row["pairs"]:
            one, other = (row["values"][pair[side]]["claims"] for side in "ab")
            for claim in one:
                for against in other:
                    found.setdefault(frozenset((claim, against)), row["class"])
    return found


def _class(gold: Gold, case: Judgement, claims: Sequence[tuple[str, Row]], classes: Pairs) -> str | None:
    found = [classes[pair] for pair in _sides(gold, case, claims) if pair in classes]
    return CONFLICT if CONFLICT in found else next(iter(found), None)


def _sides(gold: Gold, case: Judgement, claims: Sequence[tuple[str, Row]]) -> list[frozenset[str]]:
    """Return all pairs of claims, one read in each of the two judged quotes."""
    one, other = (_claims(gold, case[side], claims) for side in "ab")
    return [frozenset((claim, against)) for claim in one for against in other]


def _claims(gold: Gold, side: Judgement, claims: Sequence[tuple[str, Row]]) -> list[str]:
    if side["doc"] not in gold.texts:
        return []
    span = gold.span(side["doc"], side["line"], side["quote"])
    here = (row for document, row in claims if document == side["doc"])
    return [row["id"] for row in here if overlap(span, (row["raw_start"], row["raw_end"]))]


def _shown(case: Judgement) -> str:
    return " / ".join(f"{case[side]['doc']}:{case[side]['line']} {case[side]['quote']}" for side in "ab")
