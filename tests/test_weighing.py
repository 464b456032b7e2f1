"""The weights of the ranking, fitted on judged questions."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from index.articles.passages import Passage
from query.evaluation.weighing import Choice, weighed
from query.retrieval.fusion import Place
from query.retrieval.places import ANYWHERE, ELSEWHERE, HERE
from query.retrieval.ranking import Candidate
from query.retrieval.rules import retrieval_rules
from query.retrieval.signals import SIGNALS, letter_pairs

PASSAGE = Passage(1, "a", "", None, (), "医保余额", 0, 4, 0, 4, 0, 0)


def test_what_tells_the_answers_gets_the_weight():
    found = weighed([_question(decided_by="line", seed=seed) for seed in range(60)])
    assert found.weights["line"] > 2 * max(abs(found.weights[name]) for name in SIGNALS if name != "line")
    assert set(found.weights) == set(SIGNALS)
    assert found.looked_at == retrieval_rules().ranking.looked_at


def test_a_place_that_tells_the_answers_gets_the_factor():
    choices = []
    for seed in range(60):
        one = _question(decided_by="line", seed=seed)
        places = [HERE if right else ELSEWHERE for right in one.right]
        choices.append(Choice([replace(c, place=p) for c, p in zip(one.candidates, places, strict=True)], one.right))
    found = weighed(choices)
    assert found.places[HERE] > found.places[ANYWHERE] == 1.0 > found.places[ELSEWHERE]


def test_questions_that_nothing_answers_teach_nothing():
    choices = [_question(decided_by="value", seed=seed) for seed in range(40)]
    silent = [Choice(one.candidates, [False] * len(one.candidates)) for one in choices]
    assert weighed([*choices, *silent]) == weighed(choices)


def test_any_of_several_answers_will_do():
    """Two right passages of which one is told by its signals: the other does not pull the weight down."""
    choices = [_question(decided_by="pairs", seed=seed) for seed in range(60)]
    doubled = [Choice(one.candidates, [right or at == 0 for at, right in enumerate(one.right)]) for one in choices]
    assert weighed(doubled).weights["pairs"] > 0.5


@pytest.mark.parametrize(
    ("text", "pairs"), [("", set()), ("医", set()), ("医保—卡 ", {"医保", "保卡"}), ("ＡＢ", {"ab"}), ("3折", set())]
)
def test_pairs_are_of_letters(text, pairs):
    assert letter_pairs(text) == pairs


def _question(decided_by: str, seed: int) -> Choice:
    """A question with ten candidates of which the one that `decided_by` speaks for answers."""
    chance = random.Random(seed)
    right = chance.randrange(10)
    order = [1 + (at - right + chance.choice((0, 0, 3, 6))) % 10 for at in range(10)]
    candidates = []
    for at, rank in enumerate(order):
        signals = {name: chance.random() for name in SIGNALS}
        signals[decided_by] = chance.uniform(0.7, 1.0) if at == right else chance.uniform(0.0, 0.8)
        legs = {"lexical": Place(rank, 1.0), "dense": Place(chance.randrange(1, 11), 0.5)}
        candidates.append(Candidate(PASSAGE, 1.0, legs, ANYWHERE, signals=signals))
    return Choice(candidates, [at == right for at in range(10)])
