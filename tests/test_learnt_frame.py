"""The learnt judge of frame: it knows wordings that no lexicon holds, and lets body pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean
from ingest.cleaning.frame import frame_model as module
from ingest.cleaning.frame.frame_model import frame_model
from ingest.cleaning.frame.frame_training import train
from ontology.errors import DataError

BODY = [
    "城乡居民住院报销怎么办",
    "参保人在定点医院住院,出院时在结算窗口直接结算,只交自己负担的那部分。",
    "没有联网的医院要先垫付,再回参保地申请。",
    "准备好下面这些东西:",
    "住院收据原件",
    "每日费用汇总单",
    "窗口受理后20个工作日内把钱打到银行卡上,逾期可以打12393询问。",
]
HEAD = ["民生直通车 2025.03.02 浏览 1.8万", "住院花了大钱,怎么报最划算?小编连夜整理,看完少花冤枉钱!"]
TAIL = [
    "今天关于住院报销的话题就聊到这儿,觉得有用别忘了点个小心心。",
    "本号部分图文取自网络,若有侵权请联系后台删除",
    "订阅民生直通车,社保知识天天有",
    "热门回复",
    "点赞 66",
    "灵活就业社保怎么交最合适",
    "车辆年检新规定",
]


def _cleaned(lines: list[str]) -> dict[str, str]:
    article = clean(RawArticle("page", "\n".join(lines)))
    return {article.raw.text[block.raw_start : block.raw_end].strip(): block.action for block in article.blocks}


def test_frame_of_an_unknown_site_is_dropped_and_its_body_kept() -> None:
    found = _cleaned([BODY[0], *HEAD, *BODY[1:], *TAIL])
    assert [line for line in BODY if found[line] == "drop"] == []
    assert [line for line in HEAD + TAIL if found[line] != "drop"] == []


def test_a_page_of_body_alone_loses_nothing() -> None:
    found = _cleaned(BODY)
    assert [line for line in BODY if found[line] == "drop"] == []


def test_a_farewell_is_cut_from_the_last_paragraph_and_the_log_says_why() -> None:
    article = clean(RawArticle("page", "医保断缴怎么办\n断缴三个月以内补缴的,待遇连续计算。希望我的回答能够帮到你。"))
    assert article.text.endswith("待遇连续计算。")
    cut = [edit for block in article.blocks for edit in block.edits if edit.operation == "delete"]
    assert cut and cut[-1].evidence and 0.9 < cut[-1].confidence <= 1


def test_a_learnt_header_still_gives_the_date() -> None:
    article = clean(RawArticle("page", "\n".join([BODY[0], HEAD[0], *BODY[1:]])))
    assert article.issued == "2025-03-02"


@pytest.mark.parametrize("line", ["到窗口办理", "身份证复印件", "咨询电话:12393", "城乡居民", "打开支付宝", "备案流程"])
def test_short_lines_that_only_look_like_links_are_body(line: str) -> None:
    assert frame_model().verdict(line).frame < 0.5


def test_a_broken_table_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "frame.tsv"
    table.write_text("gram\tbody\toutro\n好\t1\tx\n\t0\t0\n", encoding="utf-8")
    monkeypatch.setattr(module, "WEIGHTS", table)
    frame_model.cache_clear()
    try:
        with pytest.raises(DataError, match=r"frame\.tsv:2: a whole number"):
            frame_model()
    finally:
        frame_model.cache_clear()


def test_training_is_deterministic_and_learns_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "corpus"
    for folder in ("frame", "questions", "gold"):
        (corpus / folder).mkdir(parents=True)
    (corpus / "frame" / "slots.yaml").write_text("sites: [某站]\nnames: [某人]\n", encoding="utf-8")
    lines = "outro\t感谢阅读,下回再见\npage_header\t〈站〉 〈日〉 〈时〉\nbody\t咨询电话:〈数〉\n"
    (corpus / "frame" / "frame_lines.tsv").write_text(lines, encoding="utf-8")
    questions = ["医保卡丢了怎么补办", "住院能报多少钱呢", "异地怎么备案呀", "退休还交不交"]
    row = {"questions": questions, "passages": ["带身份证到窗口补办。"]}
    (corpus / "questions" / "q.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (corpus / "gold" / "cleaning.jsonl").write_text("", encoding="utf-8")
    tables = [tmp_path / "one.tsv", tmp_path / "two.tsv"]
    for table in tables:
        train(corpus, None, table)
    assert tables[0].read_bytes() == tables[1].read_bytes()
    monkeypatch.setattr(module, "WEIGHTS", tables[0])
    frame_model.cache_clear()
    try:
        verdict = frame_model().verdict("感谢阅读,下回再见")
        assert verdict.reason == "outro" and verdict.frame > 0.5
    finally:
        frame_model.cache_clear()
