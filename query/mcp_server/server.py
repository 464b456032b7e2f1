"""The MCP server: tools, resources and prompts over what is lent to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.server.mcpserver.resources import ResourceSecurity
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from starlette.applications import Starlette

from ontology.packs import BUILT_IN
from ontology.terms import PREFIXES
from query.mcp_server.addresses import ARTICLE, CLAIM, SCHEMA, article_url
from query.mcp_server.graph_tools import GraphTools
from query.mcp_server.lending import Lends, RunsQueries
from query.mcp_server.reading_tools import ReadingTools
from query.mcp_server.settings import PromptText, mcp_rules

READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
LOCAL = ("127.0.0.1", "localhost", "::1")


def mcp_server(shelf: Lends, queries: RunsQueries) -> MCPServer[Any]:
    """Return the server; it logs to stderr alone.

    Args:
        shelf: lends the knowledge for the time of a call.
        queries: runs SPARQL with a deadline.
    """
    rules = mcp_rules()
    server: MCPServer[Any] = MCPServer(
        "yibao", title="yibao 医保知识", instructions=rules.instructions, version=version("yibao"), log_level="WARNING"
    )
    reading, graph = ReadingTools(shelf), GraphTools(shelf, queries)
    tools: tuple[Callable[..., Any], ...] = (
        reading.search,
        reading.fetch,
        reading.ask_facts,
        graph.procedure,
        graph.list_conflicts,
        graph.resolve_entity,
        graph.explore,
        graph.sparql,
        graph.analyse,
    )
    for tool in tools:
        name = tool.__name__
        server.add_tool(tool, name=name, description=rules.tools[name], annotations=READ_ONLY, structured_output=True)
    _add_resources(server, shelf)
    for name, prompt in rules.prompts.items():
        server.prompt(name, prompt.title, prompt.description)(_prompt(prompt))
    return server


def mcp_app(
    shelf: Lends, queries: RunsQueries, host: str = "127.0.0.1", path: str = "/mcp"
) -> tuple[MCPServer[Any], Starlette]:
    """Return the server and an ASGI application that speaks streamable HTTP at `path`.

    No call needs another one, so that several processes can share the work. Who mounts the routes of the application
    in one of his own runs `server.session_manager.run()` in the lifespan of that.

    Args:
        shelf: as for `mcp_server`.
        queries: as for `mcp_server`.
        host: the address that is listened at; at a local one, requests that name another host are refused.
        path: of the endpoint.
    """
    server = mcp_server(shelf, queries)
    security = None if host in LOCAL else TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = server.streamable_http_app(
        streamable_http_path=path, stateless_http=True, json_response=True, host=host, transport_security=security
    )
    return server, app


def _prompt(prompt: PromptText) -> Callable[[str], str]:
    def filled(question: str) -> str:
        return prompt.text.replace("{question}", question)

    return filled


def _add_resources(server: MCPServer[Any], shelf: Lends) -> None:
    texts = mcp_rules().resources

    @server.resource(SCHEMA, name="schema", description=texts["schema"], mime_type="text/turtle")
    def schema() -> str:
        known = "".join(f"# PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
        return known + (BUILT_IN.folder / "yibao.ttl").read_text(encoding="utf-8")

    anything = ResourceSecurity(exempt_params={"name"})  # a name is looked up, never opened

    @server.resource(
        ARTICLE + "{name}",
        name="article",
        description=texts["article"],
        mime_type="application/json",
        security=anything,
    )
    def article(name: str) -> str:
        with shelf.lend() as knowledge:
            row = knowledge.index.articles.article(name)
            if row is None:
                raise ResourceNotFoundError(f"no article {name!r}: take the id of one that search gave")
            text = knowledge.index.articles.clean_text(name)
        longest = mcp_rules().limits.document
        shown = {**row, "url": article_url(row), "text": text[:longest], "truncated": len(text) > longest}
        return json.dumps(shown, ensure_ascii=False)

    @server.resource(CLAIM + "{id}", name="claim", description=texts["claim"], mime_type="application/json")
    def claim(id: str) -> str:
        with shelf.lend() as knowledge:
            found = knowledge.index.facts([id])
        if not found:
            raise ResourceNotFoundError(f"no claim {id!r}: take the id of a fact that ask_facts gave")
        return json.dumps(found[0], ensure_ascii=False)
