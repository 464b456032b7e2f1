"""The knowledge as functions that a model may call, described in the style of OpenAI's tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ontology.errors import QueryError
from ontology.packs import use
from query.feeders.documents import fetch, search
from query.knowledge import KnowledgeBase
from query.understanding.narrowing import SLOTS, checked_date, choices

Row = dict[str, Any]


def _function(name: str, description: str, properties: Row, required: list[str]) -> Row:
    parameters = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


_QUERY = {"type": "string", "description": "A question about medical insurance in Chinese, as people ask it."}
_REGION: Row = {"type": "string", "description": "The place to answer for, such as 太原."}
_AS_OF: Row = {"type": "string", "description": "Leave out what came later than this day, such as 2025-06-30."}
_SLOTS = {
    "care_type": "Leave out what is about another kind of care.",
    "insured_type": "Leave out what is about another insurance.",
    "employment": "Leave out what is about other people.",
    "facility_level": "Leave out what is about another level of hospital.",
}


def functions(knowledge: KnowledgeBase) -> list[Row]:
    """Return the descriptions of what can be called; the filters tell what can be chosen in the words of the data."""
    use(knowledge.index.pack)
    narrowing = {"region": _REGION, "as_of": _AS_OF}
    for slot, told in _SLOTS.items():
        if known := choices(slot):
            narrowing[slot] = {"type": "string", "description": told, "enum": known}
    return [
        _function("search", "Find articles that bear on a question.", {"query": _QUERY, **narrowing}, ["query"]),
        _function(
            "fetch", "Read one article.", {"id": {"type": "string", "description": "An id from search."}}, ["id"]
        ),
        _function(
            "ask_facts",
            "Answer a question with numbered evidence; says what must be asked back and when there is no answer.",
            {"question": _QUERY, **narrowing},
            ["question"],
        ),
        _function(
            "procedure",
            "Tell how a service is had: channels, steps, papers, conditions.",
            {
                "service": {"type": "string", "description": "The name of a service, such as 手工报销."},
                "region": _REGION,
            },
            ["service"],
        ),
    ]


def call(knowledge: KnowledgeBase, name: str, arguments: Mapping[str, Any]) -> Any:
    """Return what one of `functions` gives for `arguments`, JSON-ready.

    Raises:
        QueryError: if there is no such function, an argument is missing or unknown, or it finds nothing to do.
    """
    known = {one["function"]["name"]: one["function"]["parameters"] for one in functions(knowledge)}
    if name not in known:
        raise QueryError(f"no function {name!r}; known: {', '.join(known)}")
    wanted = known[name]
    for given, value in arguments.items():
        if given not in wanted["properties"]:
            raise QueryError(f"{name}: there is no argument {given!r}; known: {', '.join(wanted['properties'])}")
        if not isinstance(value, str) and (value is not None or given in wanted["required"]):
            raise QueryError(f"{name}: {given!r} must be a string")
    for required in wanted["required"]:
        if required not in arguments:
            raise QueryError(f"{name}: {required!r} is needed, a string")
    return _CALLS[name](knowledge, **arguments)


def _search(knowledge: KnowledgeBase, query: str, **filters: str | None) -> Row:
    region, as_of, narrow = _read(filters)
    return search(knowledge, query, region=region, as_of=as_of, narrow=narrow)


def _ask_facts(knowledge: KnowledgeBase, question: str, **filters: str | None) -> Row:
    region, as_of, narrow = _read(filters)
    return knowledge.context(question, region=region, as_of=as_of, narrow=narrow).to_dict()


def _read(filters: Mapping[str, str | None]) -> tuple[str | None, str | None, dict[str, str | None]]:
    """Return place, day and what was chosen in each slot."""
    chosen = {slot: filters.get(slot) for slot in SLOTS}
    return filters.get("region"), checked_date(filters.get("as_of")), chosen


_CALLS: Mapping[str, Callable[..., Any]] = {
    "search": _search,
    "fetch": fetch,
    "ask_facts": _ask_facts,
    "procedure": lambda knowledge, service, region=None: knowledge.procedure(service, region),
}
