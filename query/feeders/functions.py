"""The knowledge as functions that a model may call, described in the style of OpenAI's tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ontology.errors import QueryError
from query.feeders.documents import fetch, search
from query.knowledge import KnowledgeBase

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
_REGION = {"type": "string", "description": "The place to answer for, such as 太原."}
FUNCTIONS: list[Row] = [
    _function("search", "Find articles that bear on a question.", {"query": _QUERY}, ["query"]),
    _function("fetch", "Read one article.", {"id": {"type": "string", "description": "An id from search."}}, ["id"]),
    _function(
        "ask_facts",
        "Answer a question with numbered evidence; says what must be asked back and when there is no answer.",
        {"question": _QUERY, "region": _REGION},
        ["question"],
    ),
    _function(
        "procedure",
        "Tell how a service is had: channels, steps, papers, conditions.",
        {"service": {"type": "string", "description": "The name of a service, such as 手工报销."}, "region": _REGION},
        ["service"],
    ),
]


def call(knowledge: KnowledgeBase, name: str, arguments: Mapping[str, Any]) -> Any:
    """Return what a function of `FUNCTIONS` gives for `arguments`, JSON-ready.

    Raises:
        QueryError: if there is no such function, an argument is missing or unknown, or it finds nothing to do.
    """
    known = {one["function"]["name"]: one["function"]["parameters"] for one in FUNCTIONS}
    if name not in known:
        raise QueryError(f"no function {name!r}; known: {', '.join(known)}")
    wanted = known[name]
    for required in wanted["required"]:
        if not isinstance(arguments.get(required), str):
            raise QueryError(f"{name}: {required!r} is needed, a string")
    for given in arguments:
        if given not in wanted["properties"]:
            raise QueryError(f"{name}: there is no argument {given!r}; known: {', '.join(wanted['properties'])}")
    return _CALLS[name](knowledge, **arguments)


_CALLS: Mapping[str, Callable[..., Any]] = {
    "search": search,
    "fetch": fetch,
    "ask_facts": lambda knowledge, question, region=None: knowledge.context(question, region=region).to_dict(),
    "procedure": lambda knowledge, service, region=None: knowledge.procedure(service, region),
}
