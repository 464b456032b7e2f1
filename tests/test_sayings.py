"""Everyday and regional words, and what pages call them."""

from __future__ import annotations

from pathlib import Path

import pytest
from query_samples import knowledge

from ontology.errors import DataError
from ontology.rules import load
from ontology.vocabulary import vocabulary
from query.retrieval.support import parts, support
from query.understanding import sayings
from query.understanding.question import understand
from query.understanding.sayings import SayingRules, saying_rules

LEAST = 200  # other names


def test_there_are_many_and_each_brings_something_new() -> None:
    names = [(one, name) for name in saying_rules().names for one in name.said]
    assert len(names) >= LEAST
    assert [one for one, name in names if one in name.words] == []
    assert [one for one, _ in names if vocabulary().find(one)] == []  # the vocabulary knows it already


def test_standard_words_stay_as_they_are() -> None:
    for standard in saying_rules().rewritten:
        assert sayings.rewritten(standard) == standard
    assert (
        sayings.rewritten("要不要、是不是、有没有、可不可以、能不能、需不需要")
        == "要不要、是不是、有没有、可不可以、能不能、需不需要"
    )


@pytest.mark.parametrize(
    ("said", "standard"),
    [
        ("居民医保一年要交几多钱", "居民医保一年要交多少钱"),
        ("几时截止", "什么时候截止"),
        ("邊度可以買", "哪里可以买"),
        ("医保卡有冇得用", "医保卡有没有得用"),
        ("莫得手机咋个办", "没有手机怎么办"),
    ],
)
def test_ways_of_speech_are_written_anew(said: str, standard: str) -> None:
    assert understand(said).text == standard


@pytest.mark.parametrize(
    ("said", "page"),
    [
        ("仔仔参保要什么", "新生儿的监护人凭出生医学证明登记"),
        ("老人卡在哪里拿", "老年人优待凭证由街道发放"),
        ("外婆能用我的个人账户吗", "可以供外祖父母使用"),
        ("洗肾能报几成", "透析按比例支付"),
        ("跑外卖的怎么参保", "灵活就业人员凭身份证登记"),
    ],
)
def test_what_has_another_name_is_supported_by_the_usual_one(said: str, page: str) -> None:
    asked = understand(said)
    assert asked.expansions
    held = support(parts(asked), [page]).held
    assert any(part.surface in page or set(part.words) & set(asked.expansions[0]) for part in held)
    assert any(part.surface not in page for part in held)


def test_a_longer_saying_hides_the_label_inside_it_and_a_longer_label_the_saying() -> None:
    assert "老人" not in {term.surface for term in understand("老人卡怎么办").terms}
    assert "新农合缴费" in {term.surface for term in understand("新农合缴费怎么退").terms}


def test_words_of_a_question_are_not_guessed_across_names() -> None:
    assert not {"牙医", "保管", "钱会"} & set(understand("镶牙种牙医保管不管").content)
    assert "钱会" not in understand("骗长护险的钱会怎样").content


def test_a_question_in_everyday_words_finds_the_page() -> None:
    answer = knowledge().search("自己垫的汤药费几时之前要拿去报销")
    assert Path(answer.hits[0].passage.article).stem == "claims"
    assert answer.outcome != "no_answer"


def test_a_saying_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sayings.yaml"
    file.write_text("rewritten: {多少: [几多]}\nnames:\n  - {said: [几多], words: [多少]}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"sayings\.yaml.*said twice"):
        load(file, SayingRules)
