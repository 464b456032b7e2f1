"""One query, run in a process of its own, and what comes back from there."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from index.graph.guard import guarded, one_line
from ontology.errors import QueryError
from ontology.terms import PREFIXES
from query.property_functions.rewriting import Rewriting
from query.server.sparql.dataset import held, named_in
from query.server.sparql.formats import GRAPHS, ROWS, TRUTHS, chosen

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LentGraph:
    """The graph, for the time of a query."""

    folder: Path  # of the store
    rewritten: Callable[[str], Rewriting]  # puts what `yb:search` and `yb:near` find in their place


@dataclass(frozen=True, slots=True)
class Task:
    """A query with the data it is asked of, and the bounds of its answer."""

    folder: Path  # of the store
    query: Rewriting
    accept: str
    base: str | None = None  # what relative IRIs are relative to
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    max_rows: int = 100_000
    max_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Result:
    """An answer ready to be sent, or why there is none."""

    status: int
    body: bytes
    media_type: str
    truncated: bool = False


def run(store: ox.Store, task: Task) -> Result:
    """Return the answer of `store`; errors are answers too, their body one line of text."""
    try:
        guarded(task.query.query, task.max_bytes)
        held(store, named_in(task.query.typed))
        found = store.query(
            task.query.query,
            base_iri=task.base,
            prefixes=PREFIXES,
            default_graph=[*map(_graph, task.default_graphs)] if task.default_graphs else None,
            named_graphs=[*map(_graph, task.named_graphs)] if _dataset(task) else None,
        )
        return _answer(found, task)
    except (SyntaxError, ValueError, RuntimeError, OSError, QueryError) as error:
        line = str(error) if isinstance(error, QueryError) else one_line(error, task.query.query)
        return Result(400, task.query.of_typed(line).encode(), "text/plain")


def _dataset(task: Task) -> bool:
    return bool(task.default_graphs or task.named_graphs)


def _graph(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _answer(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, task: Task) -> Result:
    if isinstance(found, ox.QuerySolutions):
        offered = tuple(ROWS)
    else:
        offered = tuple(TRUTHS) if isinstance(found, ox.QueryBoolean) else tuple(GRAPHS)
    name = chosen(task.accept, offered)
    if name is None:
        return Result(406, f"this answer comes as {', '.join(offered)}".encode(), "text/plain")
    if isinstance(found, ox.QueryBoolean):
        return Result(200, found.serialize(format=TRUTHS[name]) or b"", name)
    cut = _Cut(task.max_rows, task.max_bytes)
    if isinstance(found, ox.QueryTriples):
        triples = [*cut.of(found, str)]
        return Result(200, ox.serialize(triples, format=GRAPHS[name], prefixes=PREFIXES) or b"", name, cut.done)
    return Result(200, _rows(found, ROWS[name], cut), name, cut.done)


def _rows(found: ox.QuerySolutions, format: ox.QueryResultsFormat, cut: _Cut) -> bytes:
    """Return the rows that `cut` lets through, by way of tab-separated values, where a row is a line."""
    variables = found.variables
    if not variables:
        return found.serialize(format=format) or b""
    lines = io.StringIO()
    lines.write("\t".join(f"?{variable.value}" for variable in variables) + "\n")
    rows = ("\t".join("" if value is None else str(value) for value in solution) for solution in found)
    lines.writelines(f"{row}\n" for row in cut.of(rows, str))
    text = lines.getvalue().encode()
    body = ox.parse_query_results(text, ox.QueryResultsFormat.TSV).serialize(format=format) or b""
    if cut.done and format == ox.QueryResultsFormat.JSON:
        return body.rstrip().removesuffix(b"}") + b',"truncated":true}'
    return body


class _Cut:
    """Lets items through until there are too many, or they are too long together."""

    def __init__(self, items: int, size: int) -> None:
        self._items = items
        self._size = size
        self.done = False

    def of(self, found: Iterable[T], written: Callable[[T], str]) -> Iterator[T]:
        size = 0
        for count, item in enumerate(found):
            size += len(written(item))
            if count >= self._items or size > self._size:
                self.done = True
                return
            yield item
