"""The two annotations of a part of the facts: how far they agree is what the corpus README says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.annotators import CORPUS, both_annotations, figures, kappa

STATED = re.compile(r"^\| `(\w+)` \| ([\d.]+) \|", re.MULTILINE)


def test_the_readme_states_the_agreement_that_the_files_give() -> None:
    found = figures()
    stated = dict(STATED.findall((CORPUS / "README.md").read_text("utf-8")))
    assert {"value_f1", "whole_fact_accepted", "kappa_care_type", "kappa_certain"} <= set(stated)
    assert stated == {name: f"{found[name]:.3f}" for name in stated}


def test_a_tenth_of_all_facts_was_annotated_twice() -> None:
    facts = sum(
        len((folder / "gold" / "facts.jsonl").read_text("utf-8").splitlines()) for folder in (CORPUS, CORPUS / "blind")
    )
    _, second, pairs = both_annotations()
    assert len(second) >= facts / 10
    assert len({gold["doc"] for gold, _ in pairs}) >= 10


LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2)


@given(LABELS)
def test_kappa_is_1_for_full_agreement_and_the_same_from_either_side(read: list[tuple[str, str]]) -> None:
    assert kappa([(a, a) for a, _ in read]) == pytest.approx(1)
    assert kappa(read) == pytest.approx(kappa([(b, a) for a, b in read]))
    assert kappa(read) <= 1
