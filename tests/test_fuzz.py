"""Whatever comes in: no crash, blocks that tile, offsets that map back, a log that applies."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from soundness import check_analysis, check_article

from ingest.article import Article, RawArticle
from ingest.cleaning.cleaner import clean
from ingest.cleaning.composition import edit_log
from ingest.decoding.encodings import decode
from ingest.edits.edit_log import applied
from ingest.pipeline import analyse
from ingest.sources.reading import read
from ontology.errors import InputError

HARNESSES = Path(__file__).parent / "fuzz"
MEDIA = ("text/plain", "text/html", "text/markdown")
PIECES = [
    "医保",
    "報銷",
    "比例为85%",
    "起付线 元",
    "**",
    "□□",
    "1、",
    "2.",
    "第一步",
    "(",
    ")",
    "【",
    "】",
    "{",
    "》",
    "《",
    "\n",
    "\n\n",
    "\r\n",
    "<p>",
    "</p>",
    "<td>",
    "<table>",
    "&nbsp;",
    "&amp;lt;",
    "# ",
    "- ",
    "| a | b |",
    "](",
    "```",
    "3楼:某人",
    "2025-10-22",
    "12333",
    "\u200b",
    "\ufeff",
    "\ud800",
    "\x00",
    "锟斤拷",
    "é\x9d",
    "ａ１％",
    "⻔",
    "您好,",
    "以上就是全部内容。",
    "...",
    "“",
    "」",
    " ",
    "<!--",
    "<script>",
    "[",
    "问:",
    "答:",
    "中卫",
    "(以中卫为例)",
    "职工",
    "三级医院",
    "6个月内",
    "5万元以上",
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40).map("".join)
relaxed = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def check(article: Article) -> None:
    """Assert that a cleaned article is sound, and that its log applied to the raw text gives the clean text."""
    check_article(article)
    assert applied(article.raw.text, edit_log(article).changes) == article.text


@relaxed
@given(texts, st.sampled_from(MEDIA))
def test_any_text_is_cleaned(text: str, media_type: str) -> None:
    check(clean(RawArticle("fuzz", text, media_type)))


@relaxed
@given(texts, st.sampled_from(MEDIA))
def test_any_text_is_analysed_and_its_quotes_are_exact(text: str, media_type: str) -> None:
    check_analysis(analyse(RawArticle("fuzz", text, media_type)))


@relaxed
@given(
    st.one_of(st.binary(max_size=200), texts.map(lambda text: text.encode("gb18030", "replace"))),
    st.sampled_from(MEDIA),
)
def test_any_bytes_are_decoded_or_refused(data: bytes, media_type: str) -> None:
    try:
        decoded = decode(data, media_type)
    except InputError as error:
        assert "\n" not in str(error)
        return
    check(clean(RawArticle("fuzz", decoded.text, media_type)))


@relaxed
@given(
    st.lists(st.one_of(st.binary(max_size=60), texts.map(lambda text: json.dumps({"text": text}).encode())), max_size=6)
)
def test_any_lines_of_json_are_read_or_reported(lines: list[bytes]) -> None:
    problems: list[str] = []
    for raw in read(["-"], io.BytesIO(b"\n".join(lines)), problems.append):
        check(clean(raw))
    assert not [problem for problem in problems if "\n" in problem]


@pytest.mark.timeout(120)  # a guard against work that grows with the square, not a measure: a second or two each
@pytest.mark.parametrize(
    "unit", ["(", ")", "【", "1234567890", "*", "** ", "的", "\n", "1、", "、", "。", "《", "》", "“", "(】", "醫療"]
)
def test_degenerate_pages_end(unit: str) -> None:
    check(clean(RawArticle("long", unit * (200_000 // len(unit)))))


@pytest.mark.parametrize("harness", ["blocks.py", "property_functions.py", "understanding.py"])
def test_a_short_run_guided_by_coverage_finds_nothing(harness: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="needs atheris: pip install 'yibao[fuzz]'")
    options = ["-max_total_time=10", "-seed=1", f"-artifact_prefix={tmp_path}/"]
    command = [sys.executable, str(HARNESSES / harness), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
