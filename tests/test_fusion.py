"""Reciprocal rank fusion."""

from hypothesis import given
from hypothesis import strategies as st

from query.retrieval.fusion import Ranked, fuse

rankings = st.lists(st.integers(0, 30), unique=True, max_size=12).map(
    lambda ids: [Ranked(passage, float(-place)) for place, passage in enumerate(ids)]
)


@given(rankings, rankings)
def test_the_order_of_the_legs_does_not_matter(one, other):
    assert fuse({"a": one, "b": other}, {}, 60) == fuse({"b": other, "a": one}, {}, 60)


@given(rankings, rankings)
def test_every_passage_comes_out_once_with_its_places(one, other):
    found = fuse({"a": one, "b": other}, {}, 60)
    assert sorted(item.passage for item in found) == sorted({item.passage for item in (*one, *other)})
    for item in found:
        for leg, ranking in (("a", one), ("b", other)):
            places = [place for place, ranked in enumerate(ranking, 1) if ranked.passage == item.passage]
            assert ([item.legs[leg].rank] if leg in item.legs else []) == places


@given(rankings)
def test_one_leg_keeps_its_order(ranking):
    assert [item.passage for item in fuse({"a": ranking}, {"a": 0.7}, 20)] == [item.passage for item in ranking]


def test_agreement_beats_one_first_rank():
    legs = {"a": [Ranked(1, 9.0), Ranked(2, 8.0)], "b": [Ranked(3, 0.9), Ranked(2, 0.8)]}
    assert fuse(legs, {}, 60)[0].passage == 2


def test_weights_decide_between_legs():
    legs = {"a": [Ranked(1, 1.0)], "b": [Ranked(2, 1.0)]}
    assert fuse(legs, {"a": 0.5, "b": 1.0}, 60)[0].passage == 2
