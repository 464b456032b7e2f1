"""What a percentage is a share of: 本人养老金的5%."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.claims.claim_rules import claim_rules
from ingest.claims.clauses import Layout
from ingest.edits.draft import Span
from ingest.quantities import Quantity

MASK = "\ufffc"


def bases(part: Layout, values: Sequence[Quantity]) -> dict[int, Span]:
    """Return where the quantity stands that a percentage is a share of (本人养老金的5%), by the start of its number."""
    data = claim_rules()
    found: dict[int, Span] = {}
    for value in values:
        clause = part.clauses[part.clause(value.core_start)]
        match = data.base.search(part.text[clause[0] : value.start]) if value.unit == "percent" else None
        if match is None:
            continue
        words = match["base"]
        cut = max((m.end() for m in data.base_opening.finditer(words) if m.end() < len(words) - 1), default=0)
        found[value.core_start] = (clause[0] + match.start("base") + cut, clause[0] + match.end("base"))
    return found


def masked(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with the spans made unreadable for cues; offsets stay."""
    for start, end in spans:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text
