"""What must hold of an analysis whatever was read."""

from __future__ import annotations

from itertools import pairwise

from ingest.article import Analysis, Article, Block
from ingest.edits.draft import AlignedText
from query.understanding.question import Understanding
from query.understanding.rules import question_rules


def check_analysis(found: Analysis) -> None:
    """Assert that the article is sound, and that all evidence stands where its offsets say."""
    check_article(found.article)
    raw, text = found.article.raw.text, found.article.text
    for mention in found.mentions:
        assert raw[mention.raw_start : mention.raw_end] == mention.surface
        assert 0 <= mention.start < mention.end <= len(text)
    for claim in found.claims:
        assert raw[claim.raw_start : claim.raw_end] == claim.quote
        assert text[claim.start : claim.end] == claim.text
    for relation in found.relations:
        assert raw[relation.raw_start : relation.raw_end] == relation.quote


def check_question(read: Understanding) -> None:
    """Assert that all that a question is taken for stands in it."""
    for term in read.terms:
        assert read.text[term.start : term.end] == term.surface != ""
    for said in read.said:
        assert 0 <= said.start < said.end <= len(read.text)
    for value in read.values:
        assert value.kind in question_rules().values and value.surface in read.text


def check_article(article: Article) -> None:
    """Assert that blocks tile the raw text, that the clean text is theirs, and that offsets lead there and back."""
    bounds = [0, *(block.raw_end for block in article.blocks)]
    assert [block.raw_start for block in article.blocks] == bounds[:-1]
    assert bounds[-1] == len(article.raw.text)
    assert article.text == "\n".join(block.text.text for block in article.body)
    for block in article.blocks:
        assert block.raw_start < block.raw_end
        if block.action == "drop":
            assert not block.text.text and block.clean is None
        else:
            assert article.text[block.start : block.start + len(block.text)] == block.text.text
        _check_alignment(block)
        _check_log(block)


def _check_alignment(block: Block) -> None:
    text = block.text
    assert len(text.text) == len(text.starts) == len(text.ends)
    assert all(a <= b for a, b in pairwise(text.starts)) and all(a <= b for a, b in pairwise(text.ends))
    for i, (start, end) in enumerate(zip(text.starts, text.ends, strict=True)):
        assert block.raw_start <= start <= end <= block.raw_end
        if start < end:  # the raw span leads back to the character, or to the changed stretch that it stands in
            assert _leads_back(text, i, start, end)
    for start, end in block.damage:
        assert 0 <= start < end <= len(text)


def _leads_back(text: AlignedText, i: int, start: int, end: int) -> bool:
    back = text.clean_span(start, end)
    return back is not None and back[0] <= i < back[1]


def _check_log(block: Block) -> None:
    for edit in block.edits:
        assert edit.operation in ("delete", "replace", "insert", "flag", "drop")
        assert block.raw_start <= edit.raw_start <= edit.raw_end <= block.raw_end
        assert 0 <= edit.confidence <= 1
