"""Subtitles and transcripts: the times that their lines open with are cut, and times that mean something stay."""

from __future__ import annotations

import pytest

from ingest.article import RawArticle
from ingest.cleaning.cleaner import clean

SAID = [
    "第一件事,居民医保交多少钱",
    "今年每人交三百九十块,国家另外补助。",
    "第二件事,门诊报多少",
    "村卫生室看病报百分之七十五,没有起付线。",
    "县医院门诊报五成,一次门槛费25块。",
    "第三件事,住院报多少",
    "县医院门槛费350块,报百分之七十。",
    "第四件事,怎么报销",
    "拿发票、费用清单、出院记录,到乡镇便民服务中心。",
    "交齐了三十天内打钱。",
]


def kept(text: str) -> list[str]:
    article = clean(RawArticle("a.txt", text))
    assert "".join(text[block.raw_start : block.raw_end] for block in article.blocks) == text
    return [block.text.text for block in article.blocks if block.action != "drop"]


def subtitles(form: str) -> str:
    lines = [form.format(at // 60, at % 60, text) for at, text in zip(range(5, 400, 13), SAID, strict=False)]
    return "居民医保怎么报\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("form", ["{:02}:{:02}　{}", "[{:02}:{:02}] {}", "00:{:02}:{:02} {}", "{:02}:{:02}{}"])
def test_times_are_cut_from_the_lines_they_open(form):
    assert kept(subtitles(form)) == ["居民医保怎么报", *SAID]


def test_lines_that_are_only_times_or_count_them_are_dropped():
    cues = [
        f"{number}\n00:00:{number:02},000 --> 00:00:{number + 1:02},500\n{text}"
        for number, text in enumerate(SAID, start=1)
    ]
    assert kept("居民医保怎么报\n" + "\n".join(cues) + "\n") == ["居民医保怎么报", *SAID]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{hour}:00 {text}" for hour, text in zip((9, 8, 13, 9, 8, 10, 9, 8, 14, 9), SAID, strict=True)],
        [f"{9 + at}:30 {text}" for at, text in enumerate(SAID[:4])],
    ],
    ids=["times that go back", "a few times"],
)
def test_opening_hours_stay(lines):
    article = clean(RawArticle("a.txt", "办事大厅\n" + "\n".join(lines) + "\n"))
    assert not any("time_code" in block.reasons for block in article.blocks)
