"""The evidence of a claim's conditions as one literal: one statement for a claim, however many conditions it has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from index.rdf.quads import Literal
from ingest.article import Claim, Condition
from ontology import terms as t

SUBJECTS = ("care_type", "insured_type", "employment", "facility_level", "place", "service")
SLOTS = (*SUBJECTS, "condition", "period", "effective_from", "effective_until", "policy_year", "relative_to")


def condition_evidence(conditions: Sequence[Condition]) -> Literal | None:
    """Return the conditions as a JSON array of [slot, value, scope, rule, start, end]; None where there are none.

    >>> condition_evidence([Condition("care_type", "住院", "label", 3, 5, "label")]).value
    '[["care_type","住院","label","label",3,5]]'
    """
    if not conditions:
        return None
    rows = [[one.slot, one.value, one.scope, one.rule, one.raw_start, one.raw_end] for one in conditions]
    return Literal(json.dumps(rows, ensure_ascii=False, separators=(",", ":")), t.RDF_JSON)


def conditions_read(literal: str | None) -> tuple[Condition, ...]:
    """Return the conditions that `condition_evidence` wrote."""
    rows = json.loads(literal) if literal else ()
    return tuple(Condition(slot, value, scope, start, end, rule) for slot, value, scope, rule, start, end in rows)


def unfounded(claim: Claim, length: int) -> Iterator[str]:
    """Yield the slots of a claim that nothing founds, and the conditions that no slot holds, one line each.

    Args:
        claim: the claim.
        length: of the raw text of its article.
    """
    for slot in SLOTS:
        stated = getattr(claim, slot)
        founded = [one.value for one in claim.conditions if one.slot == slot]
        if slot == "condition":
            founded = [",".join(dict.fromkeys(founded))] if founded else []
        if founded != ([stated] if stated else []):
            yield f"claim {claim.id}: its {slot} is {stated}, its evidence says {', '.join(founded) or 'nothing'}"
    for one in claim.conditions:
        if not 0 <= one.raw_start < one.raw_end <= length:
            yield f"claim {claim.id}: its {one.slot} stands at {one.raw_start}-{one.raw_end}, no span of the raw text"
