"""Which articles are copies of one template, and which count as one source."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from index.settings import settings
from ingest.article import Analysis

_NO_WORD = re.compile(r"[\W_]+")
Lines = Mapping[int, int]  # hash of a line → its length


def line_hashes(analysis: Analysis) -> bytes:
    """Return hash and length of each line of an article that is long enough to tell copies by.

    Digits stay, since other numbers make another statement; places go, since a template is filled with another city.
    """
    article = analysis.article
    places = [(mention.start, mention.end) for mention in analysis.mentions if mention.type == "place"]
    found: dict[int, int] = {}
    for block in article.body:
        inside = [span for span in places if block.start <= span[0] and span[1] <= block.start + len(block.text)]
        line = _NO_WORD.sub("", _without(block.text.text, inside, block.start))
        if len(line) >= settings().near_duplicates.min_line:
            found[int.from_bytes(hashlib.sha256(line.encode()).digest()[:8], "big")] = len(line)
    return array("Q", [number for pair in sorted(found.items()) for number in pair]).tobytes()


def near_duplicates(articles: Iterable[tuple[str, array[int]]]) -> list[tuple[str, str]]:
    """Return the pairs of articles that share much of their text, the earlier name first.

    Args:
        articles: names with line hashes, sorted by name.
    """
    limits = settings().near_duplicates
    holders: dict[int, list[str]] = {}  # line → the first articles that hold it
    seen: dict[str, Lines] = {}
    pairs: list[tuple[str, str]] = []
    for name, numbers in articles:
        lines = dict(zip(numbers[::2], numbers[1::2], strict=True))
        shared = Counter(other for line in lines for other in holders.get(line, ()))
        pairs.extend(
            (other, name)
            for other, count in shared.items()
            if count >= limits.min_shared and _containment(lines, seen[other]) >= limits.containment
        )
        seen[name] = lines
        for line in lines:
            if len(holders.setdefault(line, [])) < limits.crowd:
                holders[line].append(name)
    return sorted(pairs)


def sources(articles: Iterable[Mapping[str, object]], pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the independent source of each article, named after its first article.

    Copies of one template are one source; so are the articles of one publisher, of one site where none is known.

    Args:
        articles: article rows, sorted by name.
        pairs: near-duplicates.
    """
    leader: dict[str, str] = {}
    first_of: dict[str, str] = {}
    for row in articles:
        name = str(row["article"])
        leader[name] = name
        origin = _origin(row)
        if origin:
            _join(leader, first_of.setdefault(origin, name), name)
    for one, other in pairs:
        _join(leader, one, other)
    return {name: _leader(leader, name) for name in leader}


def _without(text: str, spans: Sequence[tuple[int, int]], offset: int) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[: start - offset] + text[end - offset :]
    return text


def _containment(one: Lines, other: Lines) -> float:
    """Return the share of the shorter article's characters that stands in lines of both."""
    shared = sum(length for line, length in one.items() if line in other)
    return shared / max(1, min(sum(one.values()), sum(other.values())))


def _origin(row: Mapping[str, object]) -> str | None:
    if row.get("publisher"):
        return f"publisher {row['publisher']}"
    host = urlsplit(str(row["url"])).netloc if row.get("url") else ""
    return f"site {host}" if host else None


def _leader(leader: dict[str, str], name: str) -> str:
    while leader[name] != name:
        leader[name] = leader[leader[name]]
        name = leader[name]
    return name


def _join(leader: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_leader(leader, one), _leader(leader, other)))
    leader[second] = first
