"""Scores of the cleaner: tiling, and the verdict on each judged piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from query.evaluation.gold import Gold, Judgement, overlap, share

Row = dict[str, Any]


def cleaning_scores(gold: Gold, blocks: Iterable[Row], errors: list[str]) -> dict[str, float]:
    """Return tiled articles, and per expected verdict how many judged pieces got it."""
    by_document: dict[str, list[Row]] = {}
    for block in blocks:
        document = gold.document(block["article"], "cleaning")
        if document:
            by_document.setdefault(document, []).append(block)
    tiled = sum(_tiles(text, by_document.get(document, [])) for document, text in gold.texts.items())
    cases, right = Counter[str](), Counter[str]()
    for case in gold.judgements("cleaning"):
        good = _is_right(gold, case, by_document.get(case["doc"], []))
        cases[case["expect"]] += 1
        right[case["expect"]] += good
        if not good:
            errors.append(f"cleaning: {case['doc']}:{case['line']} expected {case['expect']}: {case['raw'][:40]}")
    scores = {"articles_tiled": share(tiled, len(gold.texts))}
    scores |= {f"{verdict}_right": share(right[verdict], cases[verdict]) for verdict in sorted(cases)}
    if cases:
        scores["right"] = share(right.total(), cases.total())
    return scores


def _tiles(text: str, blocks: Sequence[Row]) -> bool:
    at = 0
    for block in blocks:
        if block["raw_start"] != at or text[at : block["raw_end"]] != block["raw"]:
            return False
        at = block["raw_end"]
    return at == len(text)


def _is_right(gold: Gold, case: Judgement, blocks: Sequence[Row]) -> bool:
    span = gold.span(case["doc"], case["line"], case["raw"])
    text = gold.texts[case["doc"]]

    def holds_some(block: Row) -> bool:
        return bool(text[max(span[0], block["raw_start"]) : min(span[1], block["raw_end"])].strip())

    hit = [block for block in blocks if overlap(span, (block["raw_start"], block["raw_end"])) and holds_some(block)]
    clean = _letters("".join(block["clean"] or "" for block in hit))
    actions = {block["action"] for block in hit}
    return any(_fulfils(verdict, case, actions, clean) for verdict in (case["expect"], *case.get("accept", ())))


def _fulfils(verdict: str, case: Judgement, actions: set[str], clean: str) -> bool:
    raw = _letters(case["raw"])
    if not actions:
        return verdict == "drop" and not raw
    if verdict == "drop":  # part of a kept block is dropped when its text is gone
        return actions == {"drop"} or (case.get("scope") == "part" and raw not in clean)
    if verdict == "keep":
        return "drop" not in actions
    if verdict == "normalize":
        return any(_letters(form) in clean for form in (case.get("clean"), *case.get("clean_alt", ())) if form)
    return "flag" in actions


def _letters(text: str | None) -> str:
    return "".join(character for character in text or "" if character.isalnum() or character in "⟦⟧%")
