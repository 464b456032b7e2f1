"""Which articles count as one source, however many they are: the one place where this is decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from index.repetition.families import Near
from index.repetition.groups import Groups
from ingest.cleaning.repetition.repetition_rules import SourceRules, repetition_rules

Sources = Mapping[str, str]  # article → its independent source, named after its first article


def sources(articles: Iterable[Mapping[str, object]], pairs: Sequence[Near]) -> dict[str, str]:
    """Return the independent source of each article.

    Articles of one publisher, author or site are one source, and so are near-duplicates.

    Args:
        articles: article rows.
        pairs: near-duplicates.
    """
    data = repetition_rules().sources
    groups: Groups[str] = Groups()
    first: dict[str, str] = {}
    names = []
    for row in articles:
        name = str(row["article"])
        names.append(name)
        groups.join(name, name)
        for origin in _origins(row, data):
            groups.join(first.setdefault(origin, name), name)
    for pair in pairs:
        groups.join(pair.one, pair.other)
    return {name: groups.first(name) for name in sorted(names)}


def independent(articles: Iterable[str], known: Sources) -> int:
    """Return how many independent sources some articles are.

    >>> independent(["a", "b", "c"], {"a": "a", "b": "a", "c": "c"})
    2
    """
    return len({known.get(article, article) for article in articles})


def _origins(row: Mapping[str, object], data: SourceRules) -> Iterator[str]:
    names = [f"{kind} {row[kind]}" for kind in ("publisher", "author") if _is_named(row.get(kind), data)]
    yield from names
    host = data.mirrors.sub("", urlsplit(str(row["url"])).netloc.lower()) if row.get("url") else ""
    if host and not data.platforms.search(host):
        yield f"site {host}"


def _is_named(value: object, data: SourceRules) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not data.anonymous.match(value.strip())
