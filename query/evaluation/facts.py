"""Scores of quantitative facts: values first, then the conditions attached to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ingest.edits.draft import Span
from query.evaluation.gold import Gold, Judgement, f1, overlap, share

Row = dict[str, Any]

SLOTS = ("bound", "approximate", "care_type", "insured_type", "employment", "facility_level", "place")
GOLD_NAMES = {"approximate": "approx", "value_min": "min", "value_max": "max"}


def fact_scores(gold: Gold, rows: Iterable[Row], errors: list[str]) -> dict[str, float]:
    """Return precision, recall and F1 of values, F1 with all conditions, and what was invented."""
    facts = [(document, row) for row in rows if (document := gold.document(row["article"], "facts"))]
    judged = gold.judgements("facts")
    if not judged:
        return {}
    pairs = _pairs(gold, judged, facts)
    certain = [case for case in judged if case["certain"]]
    found = [(case, row) for case, row in pairs if case["certain"]]
    taken = {id(row) for _, row in pairs}
    doubtful = _spans(gold, [case for case in judged if not case["certain"]])
    wrong = [(doc, row) for doc, row in facts if id(row) not in taken and not _stands_in(doc, row, doubtful)]
    traps = _spans(gold, [*gold.judgements("missing_numbers"), *gold.judgements("traps")])
    invented = [row for doc, row in wrong if row["kind"] != "other" and _stands_in(doc, row, traps)]
    met = {id(case) for case, _ in pairs}
    errors += [f"facts: missed {case['doc']}:{case['line']} {case['quote']}" for case in certain if id(case) not in met]
    errors += [f"facts: wrong {doc} {row['kind']} {row['quote']}" for doc, row in wrong]
    errors += [_told(case, slot, row) for case, row in found for slot in SLOTS if not _accepts(case, slot, row)]
    whole = sum(all(_accepts(case, slot, row) for slot in SLOTS) for case, row in found)
    precision, recall = share(len(found), len(found) + len(wrong)), share(len(found), len(certain))
    return {
        "value_precision": precision,
        "value_recall": recall,
        "value_f1": f1(precision, recall),
        "strict_f1": f1(share(whole, len(found) + len(wrong)), share(whole, len(certain))),
        "invented": float(len(invented)),
        "quotes_exact": share(sum(_is_exact(gold, doc, row) for doc, row in facts), len(facts)),
    } | {f"slot_{slot}": share(sum(_accepts(case, slot, row) for case, row in found), len(found)) for slot in SLOTS}


def _pairs(gold: Gold, judged: Sequence[Judgement], facts: Sequence[tuple[str, Row]]) -> list[tuple[Judgement, Row]]:
    """Give each judged fact the best fitting exported one that no other has."""
    used: set[int] = set()
    pairs = []
    for case in judged:
        span = gold.span(case["doc"], case["line"], case["quote"])
        fitting = [
            (sum(_accepts(case, slot, row) for slot in SLOTS), -place)
            for place, (document, row) in enumerate(facts)
            if place not in used and document == case["doc"] and overlap(span, _span(row)) and _same_value(case, row)
        ]
        if fitting:
            best = -max(fitting)[1]
            used.add(best)
            pairs.append((case, facts[best][1]))
    return pairs


def _same_value(case: Judgement, row: Row) -> bool:
    return all(_accepts(case, field, row) for field in ("kind", "unit", "value_min", "value_max"))


def _accepts(case: Judgement, field: str, row: Row) -> bool:
    name = GOLD_NAMES.get(field, field)
    allowed = [case.get(name), *case.get("alt", {}).get(name, ())]
    value = row.get(field)
    if field == "approximate":
        return bool(value) in map(bool, allowed)
    if field in ("value_min", "value_max"):
        return any(_number(value) == _number(one) for one in allowed)
    if field == "place":
        return any(_same_place(value, one) for one in allowed)
    return value in allowed


def _told(case: Judgement, slot: str, row: Row) -> str:
    wanted = case.get(GOLD_NAMES.get(slot, slot))
    return f"facts: {slot} of {case['doc']}:{case['line']} {case['quote']}: {row.get(slot)}, not {wanted}"


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _same_place(a: str | None, b: str | None) -> bool:
    if a is None or b is None:
        return a is b
    a, b = (place.replace("市", "").replace("省", "") for place in (a, b))
    return a.endswith(b) or b.endswith(a)


def _spans(gold: Gold, cases: Iterable[Judgement]) -> list[tuple[str, Span]]:
    return [(case["doc"], gold.span(case["doc"], case["line"], case["quote"])) for case in cases]


def _stands_in(document: str, row: Row, spans: Iterable[tuple[str, Span]]) -> bool:
    return any(document == other and overlap(span, _span(row)) for other, span in spans)


def _is_exact(gold: Gold, document: str, row: Row) -> bool:
    start, end = _span(row)
    return bool(gold.texts[document][start:end] == row["quote"])


def _span(row: Row) -> Span:
    return row["raw_start"], row["raw_end"]
