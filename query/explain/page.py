"""The edit log as one self-contained page: raw text left, clean text right, each change with its reason."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TextIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ingest.article import Article
from ingest.cleaning.composition import edit_log
from ontology.reasons import reason
from query.explain.parts import Whys, row_views
from query.explain.rows import rows, summary
from query.explain.visible import visible

ASSETS = Path(__file__).parent / "assets"
FILTERS = (
    ("repair", "repairs", True),
    ("flag", "flags", True),
    ("drop", "dropped text", True),
    ("layout", "tags and blanks", False),
)


_Count = tuple[str, str, str, str, int]  # outcome, rule, what it says in Chinese and English, how often


@dataclass(frozen=True, slots=True)
class _ArticleView:
    title: str
    facts: list[str]
    problems: list[str]
    headline: str
    counts: list[_Count]
    rows: Iterator[object]


def write_page(articles: Iterable[Article], out: TextIO) -> None:
    """Write the page; articles are taken one by one, so that many of them need no more memory than one."""
    whys, titles = Whys(), list[str]()
    style, script = _asset("page.css"), _asset("page.js")
    stream = (
        _environment()
        .get_template("page.html.j2")
        .stream(
            articles=_views(articles, whys, titles),
            titles=titles,
            why=whys,
            filters=FILTERS,
            style=style,
            script=script,
            style_hash=_digest(style),
            script_hash=_digest(script),
        )
    )
    stream.enable_buffering(200)
    for part in stream:
        out.write(part)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Return the name under which the page's policy allows an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _views(articles: Iterable[Article], whys: Whys, titles: list[str]) -> Iterator[_ArticleView]:
    for article in articles:
        title = visible(article.title or article.raw.name)
        titles.append(title)
        yield _view(article, title, whys)


def _view(article: Article, title: str, whys: Whys) -> _ArticleView:
    log = edit_log(article)
    raw = article.raw
    facts = [raw.name, raw.media_type, raw.encoding, article.issued, article.publisher, article.url]
    counts = [(outcome, rule, reason(rule).zh, reason(rule).en, count) for outcome, rule, count in summary(log)]
    return _ArticleView(
        title,
        [visible(fact) for fact in facts if fact],
        [visible(problem) for problem in article.problems],
        _headline(article, counts),
        counts,
        row_views(rows(article, log), raw.media_type == "text/plain", whys),
    )


def _headline(article: Article, counts: list[_Count]) -> str:
    totals = {"repair": 0, "flag": 0, "drop": 0}
    for outcome, *_, count in counts:
        totals[outcome] += count
    said = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in totals.items() if count)
    kept = len(article.body)
    return f"{kept} block{'' if kept == 1 else 's'} kept; {said or 'nothing changed'}"
