"""Rows cut to a size that a chatbot can take in; what was cut away is said."""

from __future__ import annotations

from typing import Any

CUT = "…"
LEFT_OUT = "_left_out"


def bounded(value: Any, items: int, text: int) -> Any:
    """Return JSON data with long lists and long strings cut.

    Args:
        value: JSON data.
        items: longest list inside a row; a row says under `{name}_left_out` how many were cut away.
        text: longest string in characters; a cut one ends in "…".

    >>> bounded({"names": ["a", "b", "c"]}, items=2, text=5)
    {'names': ['a', 'b'], 'names_left_out': 1}
    """
    if isinstance(value, dict):
        row: dict[str, Any] = {name: bounded(inner, items, text) for name, inner in value.items()}
        for name, inner in value.items():
            if isinstance(inner, list) and len(inner) > items:
                row[name + LEFT_OUT] = len(inner) - items + int(value.get(name + LEFT_OUT) or 0)
        return row
    if isinstance(value, list):
        return [bounded(inner, items, text) for inner in value[:items]]
    if isinstance(value, str) and len(value) > text:
        return value[: text - 1] + CUT
    return value
