"""Tools that look through the graph: procedure, list_conflicts, resolve_entity, explore, sparql, analyse."""

from __future__ import annotations

import json
from typing import Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from query.mcp_server.bounding import bounded
from query.mcp_server.filters import Region
from query.mcp_server.lending import Lends, RunsQueries, checked, question_of, told
from query.mcp_server.settings import mcp_rules
from query.mcp_server.shapes import Analysis, Conflicts, ProcedureAnswer, Row, Surroundings, Table, Things
from query.server.sparql.task import Task

ACCEPT = "application/sparql-results+json, text/turtle"
Name = Annotated[str, Field(description="A name as people say it, an alias, a code.", max_length=100)]
GOOD = 200  # HTTP status of a query that ran


class GraphTools:
    """Functions of the tools; each borrows the knowledge for one call."""

    def __init__(self, shelf: Lends, queries: RunsQueries) -> None:
        """Read from what `shelf` lends; SPARQL runs in `queries`."""
        self._shelf = shelf
        self._queries = queries

    def procedure(
        self, service: Annotated[str, Field(description="Name or code: 手工报销.")], region: Region = None
    ) -> ProcedureAnswer:
        """Return what the articles say of a service."""
        with told(), self._shelf.lend() as knowledge:
            found = knowledge.procedure(checked(service, "service", mcp_rules().limits.question), region)
        return {"procedure": _bounded(found)}

    def list_conflicts(
        self,
        kind: Annotated[str | None, Field(description="Fact kind: cap, deductible, reimbursement_rate …")] = None,
        conflict_class: Annotated[
            str | None, Field(description="conflict, superseded, narrower or other_place.")
        ] = "conflict",
        care_type: Annotated[str | None, Field(description="住院, 普通门诊 …")] = None,
        region: Region = None,
        limit: Annotated[int, Field(ge=1, le=20)] = 10,
        offset: Annotated[int, Field(ge=0)] = 0,
    ) -> Conflicts:
        """Return conflicts, side by side."""
        with told(), self._shelf.lend() as knowledge:
            page = knowledge.conflicts(
                limit, offset, kind=kind, conflict_class=conflict_class, care_type=care_type, region=region
            )
        return {
            "conflicts": [_bounded(row) for row in page["rows"]],
            "total": page["total"],
            "offset": page["offset"],
            "left_out": page["left_out"],
        }

    def resolve_entity(
        self,
        name: Name,
        type: Annotated[str | None, Field(description="channel, service, material, place, disease, law …")] = None,
        n: Annotated[int, Field(ge=1, le=20)] = 5,
    ) -> Things:
        """Return what a name may mean."""
        with told(), self._shelf.lend() as knowledge:
            return {"things": [_bounded(row) for row in knowledge.resolve(name, type, n)]}

    def explore(
        self,
        code: Annotated[str, Field(description="A code that resolve_entity gave: channel-wechat.", max_length=300)],
        limit: Annotated[int, Field(ge=1, le=50)] = 20,
    ) -> Surroundings:
        """Return what stands around a thing."""
        with told(), self._shelf.lend() as knowledge:
            found = knowledge.neighbours(code, limit)
        return {
            "node": _bounded(found["node"]),
            "edges": [_bounded(edge) for edge in found["edges"]],
            "left_out": found["left_out"],
        }

    def sparql(
        self,
        query: Annotated[str, Field(description="SELECT, ASK, CONSTRUCT or DESCRIBE.")],
        limit: Annotated[int, Field(ge=1, le=200, description="Rows to give back.")] = 50,
    ) -> Table:
        """Return the answer to a query."""
        limits = mcp_rules().limits
        checked(query, "query", limits.query)
        with told(), self._shelf.lend_graph() as graph:
            run = graph.rewritten(query)
            result = self._queries.run(Task(graph.folder, run, ACCEPT, max_rows=limit, max_bytes=limits.bytes))
        text = result.body.decode(errors="replace")
        if result.status != GOOD:
            raise ToolError(" ".join(text.split()))
        if "json" not in result.media_type:
            cut = result.truncated or len(text) > limits.document
            return {"columns": [], "rows": [], "truncated": cut, "text": text[: limits.document]}
        return _table(json.loads(text), result.truncated)

    def analyse(self, question: Annotated[str, Field(description="哪些渠道至少三篇文章提到可以查余额")]) -> Analysis:
        """Return the rows that answer an analytical question."""
        limits = mcp_rules().limits
        with told(), self._shelf.lend() as knowledge:
            row = knowledge.analyse(question_of(question)).row()
        return {
            "reading": row["reading"],
            "sparql": row["sparql"],
            "columns": row["columns"],
            "rows": row["rows"][: limits.rows],
            "left_out": row["left_out"] or len(row["rows"]) > limits.rows,
        }


def _table(found: Row, truncated: bool) -> Table:
    if "boolean" in found:
        return {"columns": [], "rows": [], "truncated": False, "text": "true" if found["boolean"] else "false"}
    names: list[str] = found["head"]["vars"]
    longest = mcp_rules().limits.document
    rows = [[_cell(row.get(name), longest) for name in names] for row in found["results"]["bindings"]]
    return {"columns": names, "rows": rows, "truncated": truncated, "text": None}


def _cell(term: Row | None, longest: int) -> str | None:
    return None if term is None else str(bounded(term["value"], 1, longest))


def _bounded(row: Any) -> Row:
    limits = mcp_rules().limits
    cut: Row = bounded(row, limits.items, limits.text)
    return cut
