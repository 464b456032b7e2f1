"""Relations of passages in the manner of many kinds of pages: no figure of either file falls."""

import pytest
import relation_passages as data

FLOORS = {
    "first": {},
    "second": {},
}
TRAPS = {"first": 0, "second": 0}  # of the named things that are no relation, how many are taken for one
PASSAGES = [(name, number) for name in data.FILES for number in range(len(data.passages(name)))]


@pytest.mark.parametrize("name", data.FILES)
def test_no_figure_falls_below_its_floor(name):
    figures = data.scores(name)[0]
    assert {figure: figures[figure] >= floor for figure, floor in FLOORS[name].items()} == dict.fromkeys(
        FLOORS[name], True
    )


@pytest.mark.parametrize("name", data.FILES)
def test_what_is_named_but_not_stated_is_not_read(name):
    assert len(data.traps_taken(name)) <= TRAPS[name]


@pytest.mark.parametrize(("name", "number"), PASSAGES)
def test_every_judgement_points_at_words_of_its_passage(name, number):
    passage = data.passages(name)[number]
    for judged in data.judgements(passage):
        assert judged["quote"] in passage["text"].split("\n")[judged["line"] - 1]
        assert judged["obj"]


def test_passages_are_many_and_none_stands_twice():
    texts = [passage["text"] for name in data.FILES for passage in data.passages(name)]
    names = [passage["id"] for name in data.FILES for passage in data.passages(name)]
    assert len(set(texts)) == len(set(names)) == len(texts) >= 88
    kinds = [judged["rel"] for name in data.FILES for p in data.passages(name) for judged in data.judgements(p)]
    assert kinds.count("service_has_condition") >= 150 and len(kinds) >= 450
