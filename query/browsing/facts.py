"""Facts by their conditions, page by page."""

from __future__ import annotations

from collections.abc import Iterator

from index.rdf.conditions import slot_code
from index.rdf.regions import meet, region_codes
from ontology.errors import QueryError
from ontology.vocabulary import vocabulary
from query.ask import region_code
from query.browsing.fact_index import ARTICLE, FactIndex, Posting
from query.browsing.rows import FactFilters, Page
from query.browsing.view import View

MEASURE = "measure"
CONDITIONS = ("care_type", "insured_type", "employment", "facility_level", "service")


def facts(view: View, asked: FactFilters, limit: int = 50, offset: int = 0) -> Page:
    """Return the facts that fit, as in the export and in its order.

    Raises:
        QueryError: if a condition is no concept of its kind, or a place is unknown.
    """
    known = view.facts
    fitting = known.fitting(list(_wanted(known, asked)), asked.get("as_of") or None)
    rows = view.index.facts([known.ids[place] for place in fitting[offset : offset + limit]])
    left_out = max(0, len(fitting) - offset - len(rows))
    return {"rows": rows, "total": len(fitting), "offset": offset, "left_out": left_out}


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


def label_of(name: str, value: str) -> str:
    """Return the label of a condition that is given by code or label, as facts state it.

    Raises:
        QueryError: as for `concept_of`.
    """
    concept = vocabulary().concept(concept_of(name, value))
    return concept.attributes.get("formal") or concept.pref_label


def _wanted(known: FactIndex, asked: FactFilters) -> Iterator[Posting]:
    if article := asked.get("article"):
        yield known.having(ARTICLE, article)
    if kind := asked.get("kind"):
        yield known.having("kind", concept_of("kind", kind))
    for name in CONDITIONS:
        if value := asked.get(name):
            yield known.having(name, label_of(name, str(value)))
    if region := asked.get("region"):
        code = region_code(region)
        places = (place for place in known.values("place") if meet((code,), region_codes(str(place))))
        yield known.having("place", *places)
    on_topic = asked.get("on_topic")
    if on_topic is not None:
        yield known.having("on_topic", int(on_topic))
