"""The conditions of a claim as concepts of the vocabulary, and the key that claims about the same thing share."""

from __future__ import annotations

from collections.abc import Mapping

from index.rdf.regions import region_codes
from ingest.article import Claim
from ontology.vocabulary import vocabulary

SLOTS = ("care_type", "insured_type", "employment", "facility_level")  # of a claim; each has a scheme of its name


def slot_code(scheme: str, label: str | None) -> str | None:
    """Return the code of the concept of `scheme` that `label` names, None if there is none."""
    found = vocabulary().find(label, scheme) if label else ()
    return found[0].code if found else None


def slot_codes(claim: Claim) -> dict[str, str]:
    """Return the concept codes of the conditions that the claim states."""
    codes = {slot: slot_code(slot, getattr(claim, slot)) for slot in SLOTS}
    return {slot: code for slot, code in codes.items() if code}


def condition_key(claim: Claim) -> str:
    """Return what the claim is about, as one string: measure, unit and all conditions that are stated, by code."""
    stated = {slot: getattr(claim, slot) for slot in (*SLOTS, "place", "period", "service", "condition")}
    return stated_key(claim.kind, claim.unit, stated)


def stated_key(measure: str, unit: str, conditions: Mapping[str, str | None]) -> str:
    """Return the key of some conditions, given by label: equal keys are about the same thing.

    >>> stated_key("deductible", "CNY", {"care_type": "住院", "place": "湖北宜昌"})
    'measure=deductible|unit=CNY|care_type=care-inpatient|region=region-420500'
    """
    place = conditions.get("place")
    stated = {
        "measure": measure,
        "unit": unit,
        **{slot: slot_code(slot, conditions.get(slot)) for slot in SLOTS},
        "region": "+".join(region_codes(place)) or place,
        **{name: conditions.get(name) for name in ("period", "service", "condition")},
    }
    return "|".join(f"{name}={value}" for name, value in stated.items() if value)
