"""What a page states of itself: title, date, publisher, address; from meta tags, JSON-LD and `<title>`."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ingest.decoding.reading_rules import iso_date, reading_rules
from ingest.markup.html.tokens import attributes, tokens

_JSON = re.compile(r"<script[^>]{0,200}ld\+json[^>]{0,200}>([\s\S]*?)</script", re.I)
_BODY = re.compile(r"<body[\s>]", re.I)
_BREAKS = re.compile(r"\s*[-_|—–·丨｜]+\s*|\s*[<>]+\s*")
_KEYS = ("name", "property", "itemprop", "http-equiv")
MOST_HEAD = 200_000  # characters; a page without <body> is not read further


@lru_cache(maxsize=4)  # the reader and the cleaner ask for the same page
def metadata(text: str) -> dict[str, str]:
    """Return title, issued (ISO date), publisher and url of a page, as far as it states them.

    >>> metadata('<meta name="PubDate" content="2025-01-09 10:00"><title>医保指南</title>')
    {'title': '医保指南', 'issued': '2025-01-09'}
    """
    known = reading_rules().metadata
    body = _BODY.search(text)
    stated = _stated(text[: body.start() if body else MOST_HEAD])
    linked = _linked_data(text)
    site = _first(stated, known.site)
    publisher = _first(stated, known.publisher)
    if not publisher or known.own_site.fullmatch(publisher):
        publisher = _first(linked, known.json_publisher) or site
    found = {
        "title": _first(stated, known.title)
        or _first(linked, known.json_title)
        or short_title(stated.get("<title>", ""), site),
        "issued": _issued(stated, known.issued) or _issued(linked, known.json_issued),
        "modified": _issued(stated, known.modified),
        "publisher": publisher,
        "url": _address(_first(stated, known.url) or _first(linked, known.json_url)),
    }
    return {key: value for key, value in found.items() if value}


@lru_cache(maxsize=4)
def stated_by_source(text: str) -> dict[str, dict[str, str]]:
    """Return title, issued and publisher as meta tags and JSON-LD each state them, best source first."""
    known = reading_rules().metadata
    body = _BODY.search(text)
    stated, linked = _stated(text[: body.start() if body else MOST_HEAD]), _linked_data(text)
    publisher = _first(stated, known.publisher)
    return {
        "meta tags": {
            "title": _first(stated, known.title),
            "issued": _issued(stated, known.issued),
            "publisher": "" if known.own_site.fullmatch(publisher) else publisher,
        },
        "JSON-LD": {
            "title": _first(linked, known.json_title),
            "issued": _issued(linked, known.json_issued),
            "publisher": _first(linked, known.json_publisher),
        },
    }


def _stated(head: str) -> dict[str, str]:
    """Return what meta tags, the canonical link and the title of a page's head say, keys in small letters."""
    found: dict[str, str] = {}
    for token in tokens(head):
        if token.name == "title" and token.kind == "other":
            found.setdefault("<title>", _line(html.unescape(head[token.start : token.end])))
        elif token.kind != "open" or token.name not in ("meta", "link"):
            continue
        tag = attributes(token)
        if token.name == "link" and "canonical" in tag.get("rel", "").lower().split():
            found.setdefault("<canonical>", _line(tag.get("href", "")))
        for key in _KEYS:
            name, content = tag.get(key, "").lower(), _line(html.unescape(tag.get("content", "")))
            if name and content:
                found.setdefault(name, content)
    return found


def _line(text: str) -> str:
    return " ".join(text.split())


def _first(values: Mapping[str, str], keys: Sequence[str]) -> str:
    return next((values[key.lower()] for key in keys if values.get(key.lower())), "")


def _issued(values: Mapping[str, str], keys: Sequence[str]) -> str:
    return next((day for key in keys if (day := iso_date(values.get(key.lower(), "")))), "")


def _address(text: str) -> str:
    return text if re.match(r"https?://\S+$", text) else ""


def short_title(title: str, site: str = "") -> str:
    """Return `title` without the name of the site, which most pages put behind or before it.

    >>> short_title("医保指南 - 某市医保局网站")
    '医保指南'
    """
    for part in (site, *_site_parts(title)):
        if not part:
            continue
        rest = re.sub(rf"^{re.escape(part)}(?:{_BREAKS.pattern})|(?:{_BREAKS.pattern}){re.escape(part)}$", "", title)
        title = rest or title
    return title


def _site_parts(title: str) -> list[str]:
    parts = [part for part in _BREAKS.split(title) if part]
    ends = [*reversed(parts[1:]), *parts[:1]] if len(parts) > 1 else []
    return [part for part in ends if reading_rules().metadata.site_name.search(part)]


def _linked_data(text: str) -> dict[str, str]:
    """Return the values of the page's JSON-LD under dotted keys ("publisher.name"), the first of each key."""
    found: dict[str, str] = {}
    for match in _JSON.finditer(text):
        try:
            content = json.loads(match[1])
        except (ValueError, RecursionError):
            continue
        for key, value in _flat(content, "", 6):
            found.setdefault(key, _line(value))
    return found


def _flat(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value.strip():
        yield path, value
    elif depth and isinstance(value, dict):
        for key, item in value.items():
            inner = str(key).lower()
            yield from _flat(item, path if inner == "@graph" else f"{path}.{inner}" if path else inner, depth - 1)
    elif depth and isinstance(value, list):
        for item in value:
            yield from _flat(item, path, depth - 1)
