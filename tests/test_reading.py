import io
import json
import os
from pathlib import Path

import pytest

from ingest.article import RawArticle
from ingest.decoding.reading_rules import reading_rules
from ingest.sources.problems import Problem
from ingest.sources.reading import read
from ontology.errors import InputError

PAGES = Path(__file__).parents[2] / "shared" / "pages"


def articles(*paths: str, stdin: bytes = b"") -> tuple[list[RawArticle], list[str]]:
    problems: list[str] = []
    found = list(read(paths, io.BytesIO(stdin), problems.append))
    return found, problems


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    for name in ("b/2.md", "b/1.html", "a.txt", "c.HTM", "README.md", "MANIFEST.jsonl", "x.csv", ".hidden.txt"):
        (tmp_path / name).write_text("医保\n", encoding="utf-8")
    return tmp_path


def test_a_folder_gives_its_articles_in_order(folder: Path) -> None:
    found, problems = articles(str(folder))
    assert [article.name for article in found] == [
        f"{folder.as_posix()}/{name}" for name in ("a.txt", "b/1.html", "b/2.md", "c.HTM")
    ]
    assert [article.media_type for article in found] == ["text/plain", "text/html", "text/markdown", "text/html"]
    assert problems == []


def test_names_are_as_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert [article.name for article in articles("b/", "a.txt", "a.txt")[0]] == ["b/1.html", "b/2.md", "a.txt"]


def test_a_file_named_explicitly_is_read_whatever_its_suffix(folder: Path) -> None:
    found, _ = articles(str(folder / "x.csv"), str(folder / "README.md"))
    assert [article.media_type for article in found] == ["text/plain", "text/markdown"]


def test_newlines_and_mark_stay(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeff医\r\n保\r卡\n".encode())
    assert articles(str(tmp_path))[0][0].text == "\ufeff医\r\n保\r卡\n"


def test_html_in_a_text_file_is_html(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n<!-- saved -->\n<!DOCTYPE html><p>医保", encoding="gb18030")
    assert articles(str(tmp_path))[0][0].media_type == "text/html"


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        ("<!-- a --> <!-- b -->\n<html>", "text/html"),
        ("\ufeff<?xml version='1.0'?><!-- a --><!DOCTYPE html>", "text/html"),
        ("<!-- never closed <html>", "text/plain"),
        ("<!-- a -->text<html>", "text/plain"),
        ("<!-- a -- > --><html>", "text/html"),
    ],
)
def test_comments_before_the_page_do_not_hide_that_it_is_html(tmp_path: Path, head: str, media_type: str) -> None:
    (tmp_path / "a.txt").write_text(head + "医保", encoding="utf-8")
    assert articles(str(tmp_path))[0][0].media_type == media_type


def test_what_cannot_be_read_is_told_in_one_line_each_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a_empty.txt").write_bytes(b"\xef\xbb\xbf \r\n")
    (tmp_path / "b_binary.txt").write_bytes(b"\x00\x01\x02\xff" * 9)
    with (tmp_path / "c_large.txt").open("wb") as large:
        large.truncate(reading_rules().article_bytes + 1)
    (tmp_path / "d_broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "e_loop").symlink_to(tmp_path)
    (tmp_path / "f_loop.txt").symlink_to(tmp_path / "f_loop.txt")
    os.mkfifo(tmp_path / "g_pipe.txt")
    (tmp_path / "z.txt").write_text("医保", encoding="utf-8")
    found, problems = articles(str(tmp_path))
    assert [article.name for article in found] == [f"{tmp_path.as_posix()}/z.txt"]
    assert len(problems) == 7
    assert all("\n" not in problem and problem.startswith(tmp_path.as_posix()) for problem in problems)
    for problem, words in zip(
        problems,
        ("is empty", "NUL", "larger than", "broken link", "not followed", "link", "ordinary file"),
        strict=True,
    ):
        assert words in problem
        assert ";" in problem  # what to do next


def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("医保", encoding="utf-8")
    problems: list[str] = []
    reader = read([str(tmp_path)], None, problems.append)
    next(reader)
    (tmp_path / "b.txt").unlink()
    assert list(reader) == []
    assert "vanished" in problems[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_denied_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("医保", encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    assert "permission denied" in articles(str(tmp_path))[1][0]


@pytest.mark.parametrize("path", ["no/such/file", "a\x00b", "x" * 5000])
def test_a_path_that_does_not_exist_stops_before_anything_is_read(path: str, folder: Path) -> None:
    with pytest.raises(InputError) as error:
        read([str(folder), path], None, print)
    assert "\n" not in str(error.value)


def test_json_lines(tmp_path: Path) -> None:
    stdin = lines(
        {
            "id": "a",
            "text": "医保\r\n卡",
            "title": " 标题 ",
            "date": "2025年1月9日",
            "source": "医保局",
            "url": "http://x",
        },
        {"article": "b", "html": "<p>医保"},
        {"id": 3, "markdown": "# 医保"},
        {"id": "d", "raw": "<!doctype html><p>医保"},
        {"id": "e", "raw": "医保", "date": "soon"},
    )
    found, problems = articles("-", stdin=stdin)
    assert [(article.name, article.media_type) for article in found] == [
        ("a", "text/plain"),
        ("b", "text/html"),
        ("3", "text/markdown"),
        ("d", "text/html"),
        ("e", "text/plain"),
    ]
    assert found[0].text == "医保\r\n卡"
    assert found[0].metadata == {"url": "http://x", "title": "标题", "issued": "2025-01-09", "publisher": "医保局"}
    assert found[4].metadata == {}
    assert problems == []
    (tmp_path / "x.jsonl").write_bytes(stdin)
    assert [article.name for article in articles(str(tmp_path / "x.jsonl"))[0]] == ["a", "b", "3", "d", "e"]


def test_bad_lines_are_told_with_their_numbers_and_the_others_go_on() -> None:
    stdin = b"\n".join(
        [
            b"\xef\xbb\xbf" + json.dumps({"id": "a", "text": "x"}).encode(),
            b"{broken",
            b"\xff\xfe",
            b"[1]",
            b'{"text": "no id"}',
            b'{"id": "b"}',
            b"",
            b'{"id": "a", "text": "again"}',
            b"[" * 100_000,
            b'{"id": "c", "text": "\\ud800 lone"}',
        ]
    )
    found, problems = articles("-", stdin=stdin)
    assert [(article.name, article.text) for article in found] == [("a", "x"), ("c", "\ufffd lone")]
    assert [problem.split(":")[1].strip() for problem in problems[:-1]] == [f"line {n}" for n in (2, 3, 4, 5, 6, 8, 9)]
    assert "7 of 9" in problems[-1]


def test_a_line_over_the_limit_is_skipped() -> None:
    long = b'{"id": "a", "text": "' + b"x" * reading_rules().article_bytes + b'"}\n'
    found, problems = articles("-", stdin=long + lines({"id": "b", "text": "y"}))
    assert [article.name for article in found] == ["b"]
    assert "line 1: is longer" in problems[0]


def test_a_quoted_pattern_is_expanded_in_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "b" / "a.txt").write_text("医保", encoding="utf-8")
    assert [article.name for article in articles("**/*.txt")[0]] == ["a.txt", "b/a.txt"]
    assert [article.name for article in articles("b/*")[0]] == ["b/1.html", "b/2.md", "b/a.txt"]
    assert [article.name for article in articles("?", "a.txt", "[a].txt")[0]] == [
        "b/1.html",
        "b/2.md",
        "b/a.txt",
        "a.txt",
    ]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder: Path) -> None:
    (folder / "[a].txt").write_text("方括号", encoding="utf-8")
    found, _ = articles(str(folder / "[a].txt"))
    assert [article.text for article in found] == ["方括号"]


@pytest.mark.parametrize("pattern", ["*.none", "no/**/*.txt", "[", "[z-a]*", "*\x00"])
def test_a_pattern_that_fits_nothing_stops_before_anything_is_read(
    folder: Path, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(InputError) as error:
        read(["a.txt", pattern], None, print)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["a.jsonl", "a.zip", "a.tar", "a.warc", "a.urls", "a.txt.gz"])
def test_a_pipe_or_folder_with_the_name_of_a_source_does_no_harm(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert "ordinary file" in articles(str(tmp_path / name))[1][0]
    (tmp_path / "folder" / name).mkdir(parents=True)
    (tmp_path / "folder" / name / "x.txt").write_text("医保", encoding="utf-8")
    assert len(articles(str(tmp_path / "folder"))[0]) == len(articles(str(tmp_path / "folder" / name))[0]) == 1


@pytest.mark.parametrize("name", ["a.jsonl", "a.zip", "a.tar", "a.warc", "a.urls", "a.txt.gz", "a.rar"])
def test_a_source_that_vanishes_or_is_empty_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "0.txt").write_text("医保", encoding="utf-8")
    (tmp_path / name).write_bytes(b"")
    paths = [str(tmp_path / "0.txt"), str(tmp_path / name)]
    assert len(articles(*paths)[1]) == (name not in ("a.jsonl", "a.urls"))
    problems: list[str] = []
    reader = read(paths, None, problems.append)
    next(reader)
    (tmp_path / name).unlink()
    assert list(reader) == []
    assert "vanished" in problems[0]


def test_what_a_problem_may_hide() -> None:
    folder, line = Problem("pages", "x", "under"), Problem("p.jsonl", "x", "any")
    assert [folder.hides(name) for name in ("pages/a.txt", "pages", "pages2/a.txt", "a")] == [True, True, False, False]
    assert Problem("t.zip", "x", "under").hides("t.zip!/a.txt")
    assert Problem(".", "x", "under").hides("a.txt")
    assert line.hides("whatever")
    assert not Problem("a", "x", "none").hides("a")


def test_stdin_is_needed_for_a_dash() -> None:
    with pytest.raises(InputError):
        read(["-"], None, print)


def test_the_header_of_a_saved_page_is_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "Title: 医保指南\n\nURL Source: https://example.org/1\n\nPublished Time: 2025-01-09T08:00:00Z\n\n"
        "Markdown Content:\n# 医保指南\n",
        encoding="utf-8",
    )
    (tmp_path / "b.md").write_text("---\ntitle: '甲'\ndate: 2024.5.6\n---\n# 甲\n", encoding="utf-8")
    (tmp_path / "c.md").write_text("Title: 正文的一行\n\n没有抬头。\n", encoding="utf-8")
    assert [dict(article.metadata) for article in articles(str(tmp_path))[0]] == [
        {"title": "医保指南", "url": "https://example.org/1", "issued": "2025-01-09"},
        {"title": "甲", "issued": "2024-05-06"},
        {},
    ]


def test_real_pages_are_read() -> None:
    if not PAGES.is_dir():
        pytest.skip("the sample pages are not beside the checkout")
    found, problems = articles(str(PAGES))
    assert len(found) == 30
    assert problems == []
