"""The quantities of a text: numbers, their units, ranges, bounds, lists, and what they lean on."""

from __future__ import annotations

from ingest.quantities.grammar import Grammar, grammar
from ingest.quantities.line import line
from ingest.quantities.lists import paired, shared
from ingest.quantities.quantity import Quantity, bounded
from ingest.quantities.relative import related
from ontology.folding import fold


def quantities(text: str, *, bare: bool = False, rule: Grammar | None = None) -> list[Quantity]:
    """Return the quantities of `text` from left to right.

    Args:
        text: what is read; offsets are offsets in it.
        bare: whether numbers without a unit count too.
        rule: the grammar; the project's own without.

    >>> [(q.value_min, q.value_max, q.unit, q.bound) for q in quantities("年度限额4~6万元,报销七成五左右")]
    [(Decimal('40000'), Decimal('60000'), 'CNY', 'range'), (Decimal('75'), Decimal('75'), 'percent', 'exact')]
    """
    rule = rule or grammar()
    read = line(rule.respelt(fold(text)), rule)  # of the same length
    found = bounded(read, bare=bare)
    if len(found) > 1:
        found = paired(read, shared(read, found))
    return related(read, found) if found else found
