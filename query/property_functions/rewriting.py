"""A query whose property functions are replaced by what they find, so that any SPARQL engine can run it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.graph.guard import guarded, place
from index.store import KnowledgeIndex
from ontology.errors import QueryError
from ontology.terms import PREFIXES
from query.property_functions.calls import Call, calls
from query.property_functions.settings import function_rules

LONGEST = 50_000  # characters of a query that calls a function: it is read in the process that searches
_NAMED = re.compile(r"[:#](?:search|near)\b")  # a query without it calls nothing
_PLACE = re.compile(r"line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A query as typed and as it is run."""

    typed: str
    query: str
    edits: tuple[tuple[int, int, int], ...] = ()  # start and end of what was replaced in `typed`, and the new length

    def of_typed(self, message: str) -> str:
        """Return an error of the query that ran, its line and column those of the typed query."""
        return _PLACE.sub(self._moved, message) if self.edits else message

    def _moved(self, match: re.Match[str]) -> str:
        lines = self.query.split("\n")
        at = sum(len(line) + 1 for line in lines[: int(match[1]) - 1]) + int(match[2]) - 1
        added = 0
        for start, end, length in self.edits:
            if at < start + added:
                break
            if at < start + added + length:
                return place(self.typed, start)
            added += length - (end - start)
        return place(self.typed, min(max(at - added, 0), len(self.typed)))


def rewritten(query: str, index: KnowledgeIndex) -> Rewriting:
    """Return `query` with every call of a property function replaced by VALUES.

    Args:
        query: SPARQL as typed.
        index: what is searched in.

    Raises:
        QueryError: if the query is refused, or a call cannot be made.
    """
    if not _NAMED.search(query):
        return Rewriting(query, query)
    guarded(query, LONGEST)
    from query.property_functions.functions import FUNCTIONS  # with all that a search needs

    found = calls(query, {iri: function.usage for iri, function in FUNCTIONS.items()}, PREFIXES)
    if len(found) > function_rules().calls:
        raise QueryError(f"SPARQL: {len(found)} searches in one query: {function_rules().calls} at most")
    parts, edits, done = [], [], 0
    for call in found:
        new = _values(call, index, query)
        parts += [query[done : call.start], new]
        edits.append((call.start, call.end, len(new)))
        done = call.end
    return Rewriting(query, "".join([*parts, query[done:]]), tuple(edits))


def _values(call: Call, index: KnowledgeIndex, query: str) -> str:
    from query.property_functions.functions import FUNCTIONS, values

    function, rules = FUNCTIONS[call.function], function_rules()
    counts = function.counts()
    count = counts.count if call.count is None else call.count
    fault, rows = "", []
    if not 1 <= count <= counts.most:
        fault = f"finds 1 to {counts.most}, not {count}"
    elif len(call.variables) > function.columns:
        fault = f"gives {function.columns} columns, not {len(call.variables)}: {function.usage}"
    elif call.is_text and len(call.argument) > rules.longest:
        fault = f"takes a text of at most {rules.longest} characters"
    else:
        try:
            rows = function.rows(index, call.argument, call.is_text, count)
        except QueryError as error:
            fault = str(error)
    if fault:
        raise QueryError(f"SPARQL, {place(query, call.start)}: yb:{call.function.rpartition('#')[2]} {fault}")
    return values(call.variables, rows)
