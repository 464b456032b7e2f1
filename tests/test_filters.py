"""Filters of a search: what contradicts them is left out, what does not speak of them stays."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_samples import data_folder, knowledge

from index.articles.passages import Passage
from ontology.errors import QueryError
from query.retrieval.contradiction import is_other_passage
from query.understanding.narrowing import SLOTS, concept_of

QUESTION = "住院报销比例是多少"
NAMES = {"care_type": "住院", "insured_type": "职工", "employment": "退休", "facility_level": "三级"}


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from(SLOTS)))
def test_no_fact_contradicts_what_is_chosen(slots):
    narrow = {slot: NAMES[slot] for slot in slots}
    found = knowledge().search(QUESTION, narrow=narrow)
    for fact in found.facts:
        assert all(fact[slot] in (None, NAMES[slot]) for slot in slots)
    if slots == set(SLOTS):
        assert found.facts


@pytest.mark.parametrize(
    ("text", "slot", "name", "other"),
    [
        ("在职职工三级医院报85%。", "employment", "退休", True),
        ("在职职工报85%，退休人员报90%。", "employment", "退休", False),
        ("办理备案后可以直接结算。", "employment", "退休", False),
        ("一级医院200元，二级医院400元。", "facility_level", "三级", True),
        ("居民医保住院报70%。", "insured_type", "职工", True),
        ("普通门诊报50%。", "care_type", "住院", True),
    ],
)
def test_a_passage_is_left_out_only_where_it_names_others_alone(text, slot, name, other):
    passage = Passage(1, "a", "医保", None, (), text, 0, len(text), 0, len(text), 0, 1)
    assert is_other_passage(passage, {slot: concept_of(slot, name)}) is other


@pytest.mark.parametrize(("slot", "name"), [("employment", "老人"), ("colour", "red"), ("care_type", "} UNION {")])
def test_an_unknown_filter_says_which_there_are(slot, name):
    with pytest.raises(QueryError, match=r"none of 在职|there are care_type|none of 普通门诊"):
        knowledge().search(QUESTION, narrow={slot: name})


@pytest.mark.parametrize("command", ["search", "context"])
def test_the_commands_take_filters(run, command):
    status, out, _ = run(command, QUESTION, "--data", data_folder(), "--employment", "退休", "--json")
    assert status == 0
    assert "在职" in run(command, QUESTION, "--data", data_folder(), "--json")[1]
    found = json.loads(out)
    told = [str(one["employment"]) for one in found.get("facts", ())]
    told += [one["text"].split("\n")[0] for one in found.get("items", ()) if one["kind"] == "fact"]
    assert told and not any("在职" in one for one in told)
    status, _, err = run(command, QUESTION, "--data", data_folder(), "--employment", "老人")
    assert (status, err.strip()) == (1, "yibao: employment: '老人' is none of 在职, 退休")
