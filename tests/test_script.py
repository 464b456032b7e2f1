"""Script conversion: traditional text becomes simplified, simplified text stays as it is to the last character."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean
from ingest.cleaning.script import ScriptRules, simplified, to_simplified, traditional_share
from ingest.edits.draft import AlignedText, Draft
from ingest.sources.reading import read
from ontology.rules import rules
from ontology.vocabulary import vocabulary

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
TRADITIONAL = 1.0  # share of a document that is all traditional

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared folder beside the checkout")


def converted(text: str, share: float) -> str:
    draft = Draft(AlignedText.of(text, 0))
    to_simplified(draft, share)
    return draft.text


def simplified_articles(*folders: str) -> Iterator[RawArticle]:
    for raw in read(folders, None, lambda problem: None):
        if traditional_share(raw.text) < rules("script", ScriptRules).document_share:
            yield raw


@pytest.mark.parametrize("word", rules("script", ScriptRules).words, ids=lambda word: f"{word.word}-{word.becomes}")
def test_every_regional_word_has_an_example_that_holds(word) -> None:
    before, after = word.example
    assert converted(before, TRADITIONAL) == after
    assert word.word in simplified(before)


@pytest.mark.parametrize("text, after", [
    ("查詢資料", "查询资料"), ("建立檔案", "建立档案"), ("線上支援", "线上支援"), ("儲存預設", "储存预设"),
    ("餘額不足", "余额不足"), ("徵收機構", "征收机构"), ("後續覆核", "后续复核"), ("聯繫關係", "联系关系"),
    ("複印件", "复印件"), ("麵包乾糧", "面包干粮"), ("乾縣醫保局", "乾县医保局"), ("裡面那隻", "里面那只"),
    ("臺灣居民居住證", "台湾居民居住证"), ("記載著個人資訊", "记载着个人信息"), ("全身分解代謝", "全身分解代谢"),
    ("產品質量", "产品质量"), ("醫保基金稽核", "医保基金稽核"),
])  # fmt: skip
def test_phrases_of_the_domain(text: str, after: str) -> None:
    assert converted(text, TRADITIONAL) == after


def test_a_quoted_statute_gets_its_own_words_back_and_no_others() -> None:
    quoted = "《社會保險法》第二十八條:符合藥品目錄、診療專案、醫療服務設施標準的費用,從基本醫療保險基金中支付。"
    expected = "《社会保险法》第二十八条:符合药品目录、诊疗项目、医疗服务设施标准的费用,从基本医疗保险基金中支付。"
    assert converted(quoted, TRADITIONAL) == expected


def test_simplified_articles_of_the_corpus_pass_unchanged() -> None:
    _unchanged(simplified_articles(str(ROOT / "corpus" / "articles")), least=40)


@needs_shared
def test_simplified_articles_and_pages_pass_unchanged() -> None:
    _unchanged(simplified_articles(str(SHARED / "articles"), str(SHARED / "pages")), least=30)


def _unchanged(articles: Iterator[RawArticle], least: int) -> None:
    seen = 0
    for raw in articles:
        seen += 1
        for block in clean(raw).blocks:
            touched = [edit for edit in block.edits if edit.rule in ("script", "regional_word")]
            if touched:  # a clause of the page that is traditional itself
                assert traditional_share("".join(edit.before for edit in touched)) > 0, (raw.name, touched[:3])
    assert seen >= least


def test_names_of_divisions_pass_unchanged() -> None:
    names = [concept.pref_label for concept in vocabulary().scheme("region")]
    assert [name for name in names if converted(name, 0.0) != name] == []
    assert len(names) > 3000


@needs_shared
def test_all_names_of_the_gazetteer_pass_unchanged() -> None:
    with open(SHARED / "suites" / "cpca" / "adcodes.csv", encoding="utf-8") as rows:
        names = [row["name"] for row in csv.DictReader(rows)]
    assert [name for name in names if converted(name, 0.0) != name] == []


@needs_shared
@pytest.mark.parametrize("suite", ["t2s", "tw2s", "hk2s"])
def test_public_cases_of_script_conversion(suite: str) -> None:
    written = {config: name for name, config in rules("script", ScriptRules).varieties.items()}[suite]
    cases = [json.loads(line) for line in open_suite(suite)]
    wrong = [(case["input"], simplified(case["input"], written), case["expected"]) for case in cases]
    assert [case for case in wrong if case[1] != case[2]] == []
    assert [case["expected"] for case in cases if converted(case["expected"], 0.0) != case["expected"]] == []


def open_suite(name: str) -> list[str]:
    return (SHARED / "suites" / "opencc" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


CLAUSES = ["参保人到窗口办理", "退休人员报销85%", "余额在手机里查", "乾县医保局", "不用预约", "着急的可以打12393"]
OLD = [("醫療費用發票", "医疗费用发票"), ("登入網站查詢", "登录网站查询"), ("辦理備案", "办理备案")]


@given(st.lists(st.one_of(st.sampled_from(CLAUSES), st.sampled_from(OLD)), min_size=1, max_size=8))
def test_only_the_traditional_clauses_of_a_mixed_paragraph_change(parts: list[str | tuple[str, str]]) -> None:
    text = ",".join(part if isinstance(part, str) else part[0] for part in parts)
    expected = ",".join(part if isinstance(part, str) else part[1] for part in parts)
    assert converted(text, 0.0) == expected
