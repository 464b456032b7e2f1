"""Filters as Milvus expressions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from index.articles.filters import PassageFilter

NOTHING = "id in []"


def expression(wanted: PassageFilter) -> str:
    """Return the expression that holds for the passages of fitting articles, "" for all.

    >>> expression(PassageFilter(places=("region-140000",), until="2025-06-30"))
    'array_contains_any(places, ["region-140000"]) and issued <= "2025-06-30"'
    """
    parts = []
    if wanted.articles is not None:
        parts.append(_one_of("article", wanted.articles))
    if wanted.places is not None:
        parts.append(f"array_contains_any(places, {_list(wanted.places)})" if wanted.places else NOTHING)
    if wanted.until is not None:
        parts.append(f"issued <= {_text(wanted.until)}")  # "" of what has no date is less than any
    if wanted.source_kinds is not None:
        parts.append(_one_of("source_kind", wanted.source_kinds))
    return " and ".join(parts)


def ids(among: Sequence[int]) -> str:
    """Return the expression that holds for the passages with these ids."""
    return f"id in [{','.join(str(int(key)) for key in among)}]"


def _one_of(field: str, values: Sequence[str]) -> str:
    return f"{field} in {_list(values)}" if values else NOTHING


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
