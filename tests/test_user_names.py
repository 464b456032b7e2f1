"""Names of users are nowhere: not in the clean text, not in mentions, claims or relations."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean
from ingest.pipeline import analyse
from ingest.sources.reading import read

THREADS = Path(__file__).parent.parent / "corpus" / "articles"


@pytest.mark.parametrize(("line", "text"), [
    ("回复 3楼 云淡风轻:余额可以在窗口查。", "余额可以在窗口查。"),
    ("@云淡风轻 余额可以在窗口查。", "余额可以在窗口查。"),
    ("网友“云淡风轻”:余额可以在窗口查。", "余额可以在窗口查。"),
    ("楼主云淡风轻:余额可以在窗口查。", "余额可以在窗口查。"),
    ("余额可以在窗口查,云淡风轻说得不全。", "余额可以在窗口查,说得不全。"),
])  # fmt: skip
def test_names_are_cut_where_they_are_addressed_or_recur(line: str, text: str) -> None:
    page = f"医保卡余额怎么查\n3楼:云淡风轻\n可以拨打12393热线查询。\n4楼:\n{line}\n"
    article = clean(RawArticle("thread", page))
    assert "云淡风轻" not in article.text
    assert text in article.text
    assert any("user_name" in block.reasons for block in article.blocks)


@pytest.mark.parametrize("name", ["医保局", "窗口", "北京", "支付宝", "12"])
def test_a_name_that_is_a_word_takes_nothing_out(name: str) -> None:
    line = f"可以到{name}办理查询,也可以拨打热线。"
    assert line in clean(RawArticle("thread", f"医保卡余额怎么查\n3楼:{name}\n{line}\n")).text


def test_mail_addresses_and_labels_stay() -> None:
    page = "医保咨询\n邮箱是yibao@example.com,工作日回复。\n经办机构答复:可以办理。\n"
    assert "yibao@example.com" in clean(RawArticle("page", page)).text


def test_no_name_of_a_thread_of_the_corpus_is_left() -> None:
    paths = [str(path) for path in sorted(THREADS.glob("14*"))]
    seen = 0
    for raw in read(paths, None, lambda problem: None):
        found = analyse(raw)
        floors = [block for block in found.article.blocks if "floor_marker" in block.reasons]
        said = (found.article.raw.text[block.raw_start : block.raw_end].strip() for block in floors)
        names = {line.partition(":")[2] or line.partition("：")[2] for line in said} - {""}
        seen += len(names)
        stated = [found.article.text, *(mention.surface for mention in found.mentions)]
        stated += [str(relation.object) for relation in found.relations]
        assert [name for name in names if len(name) > 3 and any(name in text for text in stated)] == []
    assert seen > 20
