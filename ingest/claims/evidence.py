"""The smallest stretch of a block that states a value with its subject."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.claims.clauses import ITEM, Layout, trimmed
from ingest.edits.draft import Span
from ingest.quantities import Quantity


def evidence(part: Layout, start: int, end: int, values: Sequence[Quantity]) -> Span:
    """Return the clause that holds [start, end); in a list of subjects with a value each, only its own item."""
    index = part.clause(start)
    left, right = part.clauses[index]
    right = max(right, end)
    if index and part.text[left - 1] == ":" and not _named(part.text[left:start] + part.text[end:right]):
        left = part.clauses[index - 1][0]  # the subject is the label: 乡镇卫生院:100元
    others = [v for v in values if left <= v.core_start < right and not start <= v.core_start < end]
    item_left = part.text.rfind(ITEM, left, start) + 1
    if item_left and any(v.core_end < item_left for v in others) and _named(part.text[item_left:start]):
        left = item_left
    item_right = part.text.find(ITEM, end, right)
    if item_right >= 0 and any(
        v.core_start > item_right and _named(part.text[item_right + 1 : v.core_start]) for v in others
    ):
        right = item_right
    item = part.text[left:right]
    if item.count("(") != item.count(")"):
        left, right = part.clauses[index][0], max(part.clauses[index][1], end)
    return trimmed(part.text, left, right)


def _named(text: str) -> bool:
    """Tell whether there are words beside a value."""
    return any(sign.isalpha() for sign in text)
