from __future__ import annotations

import fakes
from hypothesis import given
from hypothesis import strategies as st

from index.articles.passages import passages
from index.settings import settings

LIMITS = settings().passages

lines = st.one_of(
    st.text("报销比例起付线医保。，；", min_size=1, max_size=500),
    st.text("窗口办理", min_size=1, max_size=30).map(lambda text: f"- {text}"),
    st.text("标题", min_size=1, max_size=8).map(lambda text: f"# {text}"),
    st.just(""),
)


@given(st.lists(lines, max_size=25))
def test_passages_are_ordered_pieces_that_cover_the_body(text: list[str]) -> None:
    article = fakes.article("a.txt", "\n".join(text))
    found = passages(article)
    covered = set()
    for passage in found:
        assert passage.text == article.text[passage.start : passage.end]
        assert article.raw.text[passage.raw_start : passage.raw_end].endswith(passage.text[-1])
        covered |= set(range(passage.start, passage.end))
    assert [p.start for p in found] == sorted(p.start for p in found)
    body = {i for block in article.body for i in range(block.start, block.start + len(block.text))}
    assert body <= covered
    assert len({p.id for p in found}) == len(found)
    assert all(0 <= p.id < 2**63 for p in found)


@given(st.lists(lines, max_size=25))
def test_passages_keep_to_the_limits_unless_a_heading_needs_its_body(text: list[str]) -> None:
    article = fakes.article("a.txt", "\n".join(text))
    for passage in passages(article):
        blocks = [b for b in article.blocks[passage.block_first : passage.block_last + 1] if b.action != "drop"]
        if not any(block.kind == "heading" for block in blocks):
            longest = max(len(block.text) for block in blocks)
            items = LIMITS.max_item if any(block.kind == "list_item" for block in blocks) else 0
            assert len(passage.text) <= max(LIMITS.max_chars, min(longest, items))


def test_a_section_is_one_passage_with_its_heading() -> None:
    article = fakes.article("a.txt", "# 起付线\n三级医院800元。\n二级医院500元。\n# 封顶线\n" + "一年二十万元。" * 25)
    first, second = passages(article)
    assert first.text == "起付线\n三级医院800元。\n二级医院500元。"
    assert first.heading_path == ("起付线",)
    assert second.text.startswith("封顶线\n")
    assert second.heading_path == ("封顶线",)
    assert first.indexed == "a.txt\n起付线\n起付线\n三级医院800元。\n二级医院500元。"


def test_a_heading_stays_with_the_list_that_follows() -> None:
    items = "\n".join(f"- 第{i}项需要提供的证明材料原件以及复印件各一份，请加盖公章后交到窗口" for i in range(14))
    found = passages(fakes.article("a.txt", f"{'说明文字。' * 60}\n# 所需材料\n{items}"))
    headed = [passage for passage in found if "所需材料" in passage.text]
    assert len(headed) == 1
    assert headed[0].text.startswith("所需材料\n第0项")
    assert all(passage.text.endswith("窗口") for passage in found[1:])  # no item is cut


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    found = passages(fakes.article("a.txt", "职工报销比例为百分之七十。" * 60))
    assert len(found) > 1
    assert all(passage.text.endswith("。") and len(passage.text) <= LIMITS.max_chars for passage in found)


def test_a_text_without_any_stop_is_cut_hard() -> None:
    found = passages(fakes.article("a.txt", "医" * 1000))
    assert [len(passage.text) for passage in found] == [350, 350, 300]


def test_ids_depend_on_the_text_not_on_the_offset() -> None:
    before = passages(fakes.article("a.txt", "# 一\n" + "甲。" * 100 + "\n# 二\n" + "乙。" * 100))
    after = passages(fakes.article("a.txt", "新的导语。\n# 一\n" + "甲。" * 100 + "\n# 二\n" + "乙。" * 100))
    assert {p.id for p in before} <= {p.id for p in after}
    other = passages(fakes.article("b.txt", "# 一\n" + "甲。" * 100))
    assert not {p.id for p in before} & {p.id for p in other}


def test_the_same_text_twice_gives_two_ids() -> None:
    found = passages(fakes.article("a.txt", "# 一\n" + "甲。" * 170 + "\n# 一\n" + "甲。" * 170))
    assert len({passage.id for passage in found}) == len(found) == 2
