"""The graph leg for facts."""

import pytest
from query_samples import knowledge

from query.retrieval.facts import facts, facts_query, measures
from query.templates import filled, literals
from query.understanding.question import understand


def found(question, **known):
    return facts(knowledge().index, understand(question), **known)


def values(answer):
    return [(fact.row["value_min"], fact.row["value_max"]) for fact in answer.facts]


def test_conditions_choose_the_fact():
    best = found("在职职工在三级医院住院报销比例是多少").facts[0]
    assert (best.row["value_min"], best.row["value_max"]) == (80, 84)
    assert best.row["quote"].endswith("80%至84%")


def test_contradicting_conditions_leave_facts_out():
    answer = found("退休人员住院报销比例是多少")
    assert answer.facts
    assert all(fact.row["employment"] != "在职" for fact in answer.facts)
    assert all(fact.row["care_type"] in ("住院", None) for fact in answer.facts)


def test_a_fact_of_another_kind_is_no_answer():
    assert values(found("住院一年封顶多少钱")) == [(350000, 350000)]


def test_a_level_counts_for_those_it_covers():
    answer = found("在职职工到三甲住院报几成")
    assert (80, 84) in values(answer)


def test_no_number_asked_no_query_run():
    answer = found("家庭共济怎么绑定")
    assert answer.facts == ()
    assert answer.sparql is None


def test_the_query_told_is_the_one_that_found_the_facts():
    answer = found("手工报销多久到账")
    ids = [row["id"].value for row in knowledge().sparql(answer.sparql).rows()]
    assert ids == [fact.row["id"] for fact in answer.facts]
    assert values(answer)[0] == (None, 20)


def test_facts_are_looked_for_only_in_named_articles():
    assert found("手工报销多久到账", among=["urn:x-nowhere"]).facts == ()


def test_an_earlier_date_leaves_later_articles_out():
    assert not any("rates" in fact.row["article"] for fact in found("在职职工住院报几成", as_of="2024-01-01").facts)


@pytest.mark.parametrize("words", ['"} } DROP ALL #', "住院报几成 <urn:x> $limit ${measures} \\", "'; INSERT DATA {}"])
def test_words_of_the_user_never_enter_a_query(words):
    asked = understand(f"住院报多少 {words}")
    query = facts_query(measures(asked), asked)
    assert "DROP" not in query
    assert "INSERT" not in query
    assert "urn:x" not in query
    list(knowledge().sparql(query).rows())


def test_what_is_not_asked_is_not_looked_up():
    plain, asked = (understand(words) for words in ("报销比例是多少", "住院报销比例是多少"))
    assert "yb:careType" not in facts_query(measures(plain), plain)
    assert "yb:careType" in facts_query(measures(asked), asked)
    assert not any(mark in facts_query(measures(asked), asked) for mark in ("#if", "$"))


def test_literals_are_escaped():
    query = filled("regions", articles=literals(['a"b\\c\nd']), regions=())
    assert list(knowledge().sparql(query).rows()) == []
