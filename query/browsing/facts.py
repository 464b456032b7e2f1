"""Facts by their conditions, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.conditions import slot_code
from index.regions import around
from ontology import terms
from ontology.errors import QueryError
from ontology.vocabulary import vocabulary
from query.ask import region_code
from query.browsing.rows import FactFilters, Page
from query.browsing.view import View
from query.templates import Term, concepts, literals

MEASURE = "measure"
PROPERTIES = {
    "kind": terms.YB_MEASURE,
    "care_type": terms.YB_CARE_TYPE,
    "insured_type": terms.YB_INSURED_TYPE,
    "employment": terms.YB_EMPLOYMENT,
    "facility_level": terms.YB_FACILITY_LEVEL,
}


def facts(view: View, asked: FactFilters, limit: int = 50, offset: int = 0) -> Page:
    """Return the facts that fit, as in the export, in the order of articles and of the text.

    Raises:
        QueryError: if a condition is no concept of its kind, or a place is unknown.
    """
    ids = [row["id"] for row in view.found("fact_page", stated=_stated(asked), dated=_dated(asked))]
    rows = view.index.facts(ids[offset : offset + limit])
    return {"rows": rows, "total": len(ids), "offset": offset, "left_out": max(0, len(ids) - offset - len(rows))}


def concept_of(name: str, value: str) -> str:
    """Return the code of a condition that is given by code or label.

    Raises:
        QueryError: if there is none; the message names those that are.
    """
    scheme = MEASURE if name == "kind" else name
    concept = vocabulary().concepts.get(value)
    code = value if concept and concept.scheme == scheme else slot_code(scheme, value)
    if code is None:
        known = (one.code if name == "kind" else one.pref_label for one in vocabulary().scheme(scheme)[:20])
        raise QueryError(f"{name}={value!r} is unknown; known: {', '.join(known)}")
    return code


def regions_of(region: str) -> tuple[str, ...]:
    """Return the codes of a place, of its parts and of the larger ones around it.

    Raises:
        QueryError: if the place is unknown or names several ones.
    """
    code = region_code(region)
    parts = (one.code for one in vocabulary().scheme("region") if code in around(one.code))
    return (code, *around(code), *parts)


def _stated(asked: FactFilters) -> Term:
    """Return the graph patterns of the conditions: each narrows what `?claim` can be."""
    return Term("\n  ".join(_patterns(asked)))


def _patterns(asked: FactFilters) -> Iterator[str]:
    if article := asked.get("article"):
        yield f"?claim <{terms.PROV_HAD_PRIMARY_SOURCE}> <{terms.article(article)}> ."
    for name, term in PROPERTIES.items():
        if value := asked.get(name):
            yield f"?claim <{term}> {concepts([concept_of(name, str(value))])[0].text} ."
    if service := asked.get("service"):
        yield f"?claim <{terms.YB_ABOUT}> {concepts([concept_of('service', service)])[0].text} ."
    if region := asked.get("region"):
        yield f"VALUES ?region {{ {_joined(concepts(regions_of(region)))} }}"
        yield f"?claim <{terms.YB_REGION}> ?region ."
    on_topic = asked.get("on_topic")
    if on_topic is not None:  # only what is off topic says so
        off = f"?claim <{terms.YB_ON_TOPIC}> false"
        yield f"FILTER NOT EXISTS {{ {off} }}" if on_topic else f"{off} ."


def _dated(asked: FactFilters) -> Term:
    as_of = asked.get("as_of")
    if not as_of:
        return Term("")
    day = literals([as_of])[0].text
    bounds = (
        ("?source", terms.DCT_ISSUED, "issued", "<="),
        ("?claim", terms.YB_VALID_FROM, "from", "<="),
        ("?claim", terms.YB_VALID_UNTIL, "until", ">="),
    )
    return Term(
        "\n  ".join(
            f"OPTIONAL {{ {subject} <{term}> ?{name} }} FILTER ( !BOUND(?{name}) || STR(?{name}) {sign} {day} )"
            for subject, term, name, sign in bounds
        )
    )


def _joined(found: Iterable[Term]) -> str:
    return " ".join(term.text for term in found)
