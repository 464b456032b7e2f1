"""Relations of passages in the manner of many kinds of pages: no figure of either file falls."""

import pytest
import relation_passages as data

COND, CHANNEL, MATERIAL, PATH = data.RELATIONS.values()
# What each file is read as well as, a little below. First contact stands in `relation_passages/README.md`.
FLOORS = {
    "first": {COND: 0.97, CHANNEL: 0.96, MATERIAL: 0.95, PATH: 0.98, "subject": 0.89},
    "second": {COND: 0.665, CHANNEL: 0.77, MATERIAL: 0.805, PATH: 0.745, "subject": 0.77},
    "third": {COND: 0.92, CHANNEL: 0.885, MATERIAL: 0.955, PATH: 0.925, "subject": 0.865},
    "fourth": {COND: 0.86, CHANNEL: 0.83, MATERIAL: 0.88, PATH: 0.89, "subject": 0.81},
    "fifth": {CHANNEL: 0.65, MATERIAL: 0.825, PATH: 0.68, "subject": 0.65},
}
PRECISION = {COND: 0.9, CHANNEL: 0.92, MATERIAL: 0.9, PATH: 0.75}  # in every file
TRAPS = {"second": 1}  # how many named things that are no relation are taken for one, where it is not none
PASSAGES = [(name, number) for name in data.FILES for number in range(len(data.passages(name)))]


@pytest.mark.parametrize("name", data.FILES)
def test_no_figure_falls_below_its_floor(name):
    figures = data.scores(name)[0]
    reached = {one: figures["subject_right" if one == "subject" else f"{one}_f1"] for one in FLOORS[name]}
    assert [(one, reached[one]) for one, floor in FLOORS[name].items() if reached[one] < floor] == []


@pytest.mark.parametrize("name", data.FILES)
def test_what_is_read_is_stated(name):
    figures = {one: data.scores(name)[0].get(f"{one}_precision", 1.0) for one in PRECISION}
    assert [(one, figures[one]) for one, floor in PRECISION.items() if figures[one] < floor] == []


@pytest.mark.parametrize("name", data.FILES)
def test_what_is_named_but_not_stated_is_not_read(name):
    assert len(data.traps_taken(name)) <= TRAPS.get(name, 0)


@pytest.mark.parametrize(("name", "number"), PASSAGES)
def test_every_judgement_points_at_words_of_its_passage(name, number):
    passage = data.passages(name)[number]
    for judged in data.judgements(passage):
        assert judged["quote"] in passage["text"].split("\n")[judged["line"] - 1]
        assert judged["obj"]


def test_passages_are_many_and_none_stands_twice():
    texts = [passage["text"] for name in data.FILES for passage in data.passages(name)]
    names = [passage["id"] for name in data.FILES for passage in data.passages(name)]
    assert len(set(texts)) == len(set(names)) == len(texts) >= 120
    kinds = [judged["rel"] for name in data.FILES for p in data.passages(name) for judged in data.judgements(p)]
    assert kinds.count("service_has_condition") >= 150 and len(kinds) >= 450
