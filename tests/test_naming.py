"""Which concepts a text names."""

import pytest

from ontology.matcher import Matcher, matcher
from ontology.vocabulary import vocabulary
from query.retrieval.naming import can_name, labels_of, named, named_of, place_labels
from query.retrieval.places import named as named_places

TEXTS = (
    "泰安市退休职工在三级医院住院报销90%",
    "带身份证、社保卡到医保经办窗口，也可在支付宝或国家医保服务平台APP办理",
    "济南、青岛两地异地就医备案",
    "编号12345，拨打12393咨询",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_looking_for_some_concepts_finds_what_looking_for_all_does(text):
    for code in vocabulary().concepts:
        assert named_of(text, frozenset([code])) == named(text) & {code}


@pytest.mark.parametrize("text", TEXTS)
def test_codes_are_those_of_the_matches(text):
    assert [*matcher().codes(text)] == [match.codes for match in matcher().matches(text)]


def test_codes_cut_no_number_or_word():
    assert [*Matcher({"123": ["a"], "app": ["b"]}).codes("1234 apps 123 app")] == [("a",), ("b",)]


def test_a_place_is_only_passed_over_where_no_name_of_it_stands():
    asked = ("region-370900",)  # 泰安市
    assert can_name("泰安的岱岳区", place_labels(asked))
    assert can_name("山东省内", place_labels(asked))
    assert not can_name("南充市", place_labels(asked))
    assert named_places("南充市").isdisjoint(asked)


def test_labels_that_hold_others_are_left_out():
    labels = labels_of(frozenset(["care-outpatient"]))
    assert not any(one != other and one in other for one in labels for other in labels)
