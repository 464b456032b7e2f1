"""Dirt planted in clean articles is recovered, dropped or flagged, and nothing that is said changes."""

from __future__ import annotations

from collections import Counter

import planted
import pytest

CASES = 10_000
FLOOR = 0.97
KIND_FLOOR = 0.95


@pytest.fixture(scope="module")
def counts() -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for case in planted.cases(CASES):
        verdict = planted.verdict(case)
        found[case.kind, "all"] += 1
        found[case.kind, "right"] += verdict.right
        found[case.kind, "harmed"] += verdict.harmed
    return found


def test_planted_dirt_is_handled(counts: Counter[tuple[str, str]]) -> None:
    total = sum(count for (_, what), count in counts.items() if what == "all")
    right = sum(count for (_, what), count in counts.items() if what == "right")
    assert total == CASES
    assert right >= FLOOR * total
    shares = {name: counts[name, "right"] / counts[name, "all"] for name in planted.MAKERS}
    assert {name: share for name, share in shares.items() if share < KIND_FLOOR} == {}


def test_no_digit_unit_negation_or_level_is_harmed(counts: Counter[tuple[str, str]]) -> None:
    assert {name: n for (name, what), n in counts.items() if what == "harmed" and n} == {}


def test_harm_would_be_seen() -> None:
    case = planted.Case("probe", "医保报销指南\n报销比例为80%。", "医保报销指南\n报销比例为85%。")
    assert planted.verdict(case).harmed and not planted.verdict(case).right
